#!/bin/sh
# clang-tidy with the list of checks in .clang-tidy.
set -u
find src -name '*.c' -print0 | xargs -0 -n 8 -P "$(nproc 2>/dev/null || echo 2)" sh -c '
	clang-tidy --quiet --warnings-as-errors="*" "$@" -- -std=c11 -D_GNU_SOURCE -Isrc \
		"-DLAYERGATE_VERSION=\"x\"" "-DLAYERGATE_SYSCONFDIR=\"/etc\"" 2>/dev/null' tidy
