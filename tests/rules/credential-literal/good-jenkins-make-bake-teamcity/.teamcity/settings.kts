project {
    params {
        param("env.API_TOKEN", "%vault:kv/api!/token%")
        password("nexus", "credentialsJSON:0c2b1f1e-0000-4000-8000-000000000001")
        param("env.PASSWORD", "%nexus%")
    }
    features {
        dockerRegistry {
            password = "credentialsJSON:0c2b1f1e-0000-4000-8000-000000000002"
        }
    }
}
