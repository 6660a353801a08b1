FROM golang:1.23-windowsservercore
USER app
