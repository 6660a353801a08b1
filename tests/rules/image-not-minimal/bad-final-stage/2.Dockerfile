FROM python:3.12-bookworm AS x
FROM x
USER app
