#!/bin/sh
# The manual pages are right.
mandoc -Tlint -W warning docs/man/*
