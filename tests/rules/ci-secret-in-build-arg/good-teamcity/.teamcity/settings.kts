project {
    buildType {
        id("Image")
        params {
            password("env.NPM_TOKEN", "credentialsJSON:0c2b1f1e-0000-4000-8000-000000000000")
            param("env.KEY_PREFIX", "app")
        }
        steps {
            script {
                scriptContent = """
                    docker build --secret id=npm,env=NPM_TOKEN --build-arg KEY_PREFIX=%env.KEY_PREFIX% .
                    echo "docker build --build-arg NPM_TOKEN=%env.NPM_TOKEN%" > /dev/null
                    date +%%Y-%%m-%%d
                """.trimIndent()
            }
            dockerCommand {
                commandType = build {
                    source = file { path = "Dockerfile" }
                    commandArgs = "--build-arg VERSION=%build.number% --secret id=npm,env=NPM_TOKEN"
                }
            }
            dockerCommand {
                commandType = other {
                    subCommand = "run"
                    commandArgs = "-e NPM_TOKEN=%env.NPM_TOKEN% acme/shop:1.0"
                }
            }
        }
        features {
            dockerRegistry {
                password = "credentialsJSON:0c2b1f1e-0000-4000-8000-000000000002"
            }
        }
    }
}
