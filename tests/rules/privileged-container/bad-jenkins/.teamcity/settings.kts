object Test : BuildType({
    steps {
        script {
            scriptContent = "make test"
            dockerImage = "acme/tool:1"
            dockerRunParameters = "--privileged"
        }
    }
})
