FROM docker.io/library/golang:1.23 AS x
FROM x
USER app
