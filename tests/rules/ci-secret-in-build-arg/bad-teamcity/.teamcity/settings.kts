import jetbrains.buildServer.configs.kotlin.*

version = "2024.03"

project {
    buildType(Image)
    params {
        password("env.NPM_TOKEN", "credentialsJSON:0c2b1f1e-0000-4000-8000-000000000000")
    }
}

object Image : BuildType({
    name = "Image"

    params {
        param("image", "acme/shop")
        param("env.COPY", "%env.NPM_TOKEN%")
        password("nexus", "credentialsJSON:0c2b1f1e-0000-4000-8000-000000000001")
    }

    steps {
        script {
            name = "Build"
            scriptContent = """
                docker build --build-arg A=${'$'}NPM_TOKEN -t %image% .
                docker build --build-arg 'B=%nexus%' .
                docker build \
                    --build-arg C="${'$'}{COPY}" .
            """.trimIndent()
        }
        dockerCommand {
            commandType = build {
                source = file {
                    path = "app/Dockerfile"
                }
                contextDir = "app"
                namesAndTags = "%image%:latest"
                commandArgs = "--pull --build-arg D=%env.NPM_TOKEN%"
            }
        }
        exec {
            path = "docker"
            arguments = "build --build-arg E=%nexus% ."
        }
        powerShell {
            scriptMode = script {
                content = "docker build --build-arg F=\$env:NPM_TOKEN ."
            }
        }
        step {
            type = "simpleRunner"
            param("script.content", "podman build " + "--build-arg G=%nexus% .")
        }
    }
})
