#!/bin/sh
# Links between our pages lead somewhere, and pages name files that exist.
set -u
status=0
for page in README.md docs/*.md docs/rules/*.md; do
	dir=$(dirname "$page")
	for link in $(grep -o '](\([^)#]*\)' "$page" | sed 's/^](//' | grep -v '^https\?:'); do
		[ -e "$dir/$link" ] || {
			echo "$page: the link to $link leads nowhere"
			status=1
		}
	done
	for path in $(grep -o '`\(src\|tests\|docs\|config\|hooks\)/[A-Za-z0-9_./-]*`' "$page" | tr -d '\`'); do
		[ -e "$path" ] || {
			echo "$page: there is no $path"
			status=1
		}
	done
done
exit $status
