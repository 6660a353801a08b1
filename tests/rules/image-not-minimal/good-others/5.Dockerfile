FROM node:${V}
USER app
