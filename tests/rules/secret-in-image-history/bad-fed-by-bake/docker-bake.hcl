variable "NPM_TOKEN" {}
target "app" {
  context = "app"
  dockerfile = "../docker/Dockerfile"
  args = {
    A1 = NPM_TOKEN
    PLAIN = "1"
  }
}
