FROM php:8.3-cli AS x
FROM x
USER app
