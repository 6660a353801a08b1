FROM node:18.20.4-alpine3.20
COPY . /app
USER node
