x = "@{github-oauth}"
