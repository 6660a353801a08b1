target "app" {
  args = { A = "x\u006e@{tail:npm-token}" }
}
