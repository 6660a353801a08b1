project {
    params {
        param("env.API_TOKEN", "@{shape#9:<b62:24>}")
        password("nexus", "@{shape#10:<b62:20>}")
    }
    features {
        dockerRegistry {
            userName = "ci"
            password = "@{shape#11:<b62:20>}"
        }
    }
}
