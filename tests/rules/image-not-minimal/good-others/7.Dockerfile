FROM gcr.io/distroless/nodejs20:1
USER app
