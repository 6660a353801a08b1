"@{npm-token}"
