variable "API_TOKEN" {
  default = "@{shape#7:<b62:24>}"
}
target "app" {
  args = { PASSWORD = "@{shape#8:<b62:20>}" }
}
