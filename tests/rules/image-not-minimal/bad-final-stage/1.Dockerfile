FROM node:20 AS x
FROM x
USER app
