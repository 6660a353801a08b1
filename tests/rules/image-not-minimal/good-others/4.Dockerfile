FROM acme/node:20
USER app
