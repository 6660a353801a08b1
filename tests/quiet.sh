#!/bin/sh
# Runs a cmocka program and prints one line if all is well, everything about failures if not.
log=$(mktemp) || exit 1
trap 'rm -f "$log"' EXIT
if "$@" >"$log" 2>&1; then
	echo "ok   ${1##*/} ($(grep -c '^\[       OK' "$log") tests)"
else
	echo "FAIL ${1##*/}"
	grep -v '^\[ RUN  \|^\[       OK' "$log"
	exit 1
fi
