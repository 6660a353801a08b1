FROM node AS x
FROM x
USER app
