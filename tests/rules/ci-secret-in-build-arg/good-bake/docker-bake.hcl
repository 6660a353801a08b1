variable "NPM_TOKEN" {}
variable "KEY_PREFIX" {
  default = "app"
}

group "default" {
  targets = ["app"]
}

target "app" {
  context = "."
  secret = [
    "type=env,id=NPM_TOKEN",
    { type = "file", id = "npmrc", src = ".npmrc" },
  ]
  args = {
    KEY_PREFIX = KEY_PREFIX
    NODE_VERSION = 22
    NPM_TOKEN = null
    PUBLIC_KEY = "${PUBLIC_KEY}"
  }
  # args = { NPM_TOKEN = NPM_TOKEN }
}
