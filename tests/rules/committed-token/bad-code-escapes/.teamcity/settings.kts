project { params { param("a", "\u006e@{tail:npm-token}") } }
