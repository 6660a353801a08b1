#!/bin/sh
# Every header compiles alone, and says in its first comment what it is for.
set -u
status=0
for header in src/*/*.h; do
	echo "#include \"${header#src/}\"" |
		$CC -std=c11 -D_GNU_SOURCE -Wall -Wextra -Wpedantic -Werror -Isrc -fsyntax-only -xc - ||
		status=1
	head -n 1 "$header" | grep -q '^/\*' || {
		echo "$header does not begin with a comment"
		status=1
	}
done
for room in src/*/; do
	[ -f "$room/README" ] || {
		echo "$room has no README"
		status=1
	}
done
exit $status
