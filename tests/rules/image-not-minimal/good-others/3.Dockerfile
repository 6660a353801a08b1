FROM php:8.3-apache
USER app
