variable "NPM_TOKEN" {
  default = ""
}
variable "TAG" {
  default = "latest"
}

target "_common" {
  args = {
    NPM_TOKEN = NPM_TOKEN
    VERSION   = "${TAG}"
  }
}

target "app" {
  inherits   = ["_common"]
  context    = "."
  dockerfile = "app.Dockerfile"
  args = {
    "SOURCE" = "https://ci:${GIT_PASSWORD}@git.example.com/app.git", // a part of it
    A = NPM_TOKEN != "" ? NPM_TOKEN : null
    B = try(NPM_TOKEN, "none")
    NODE_AUTH_TOKEN = "${item.auth}"
  }
  output = ["type=registry"]
}
