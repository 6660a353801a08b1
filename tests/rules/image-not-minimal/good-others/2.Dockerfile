FROM node:20-alpine3.20
USER app
