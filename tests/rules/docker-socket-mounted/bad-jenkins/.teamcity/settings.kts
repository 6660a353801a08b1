object Test : BuildType({
    steps {
        dockerCommand {
            commandType = other {
                subCommand = "run"
                commandArgs = "-v /var/run/docker.sock:/var/run/docker.sock acme/tool:1"
            }
        }
    }
})
