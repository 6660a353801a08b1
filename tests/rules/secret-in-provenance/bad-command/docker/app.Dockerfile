FROM golang:1.23 AS build
ARG UNUSED
RUN go build ./...
FROM alpine:3.20
COPY --from=build /go/bin/app /app
USER nobody
