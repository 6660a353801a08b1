variable "API_TOKEN" {
  default = ""
}
variable "NPM_TOKEN" {
  default = null
}
target "app" {
  secret = ["id=npm,env=NPM_TOKEN"]
}
