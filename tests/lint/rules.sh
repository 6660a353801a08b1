#!/bin/sh
# Rules, pages, tests and policies in step (as git keeps its fsck messages and their manual).
set -u
status=0

wrong() {
	echo "$*"
	status=1
}

# "id slug family severity title" of each row
rows=$(tr -d '\n' <src/rules/rules.def | sed 's/RULE(/\n&/g' |
	sed -n 's/^RULE(\([a-z_]*\), *"\([a-z-]*\)", *\([A-Z]*\), *\([A-Z]*\),[	 ]*"\([^"]*\)",.*/\1 \2 \3 \4 \5/p')
[ -n "$rows" ] || wrong 'no rows found in src/rules/rules.def'

while read -r id slug family severity title; do
	severity=$(echo "$severity" | tr '[:upper:]' '[:lower:]')
	page=docs/rules/$slug.md
	tests=tests/rules/$slug
	[ "$slug" = "$(echo "$id" | tr _ -)" ] || wrong "$id and $slug are not the same name"
	[ -f "src/rules/$id.c" ] || wrong "src/rules/$id.c is missing"
	[ -f "$page" ] || {
		wrong "$page is missing"
		continue
	}
	grep -qx "rule: $slug" "$page" || wrong "$page: front matter needs 'rule: $slug'"
	grep -qx "severity: $severity" "$page" || wrong "$page: the severity is not $severity"
	grep -qx "title: $title" "$page" || wrong "$page: the title is not '$title'"
	grep -q '^since: ' "$page" || wrong "$page: no 'since:'"
	for heading in Why Bad Good 'When it is fine to allow it' Limits; do
		grep -qx "## $heading" "$page" || wrong "$page: no section '$heading'"
	done
	bad=$(find "$tests" -maxdepth 1 -name 'bad-*' 2>/dev/null | wc -l)
	good=$(find "$tests" -maxdepth 1 -name 'good-*' 2>/dev/null | wc -l)
	[ "$bad" -ge 1 ] || wrong "$tests has no bad-* case"
	[ "$good" -ge 2 ] || wrong "$tests has less than two good-* cases"
	grep -q "^$slug = $severity  *; $title\$" config/layergate.ini ||
		wrong "config/layergate.ini: no line '$slug = $severity ; $title'"
	for policy in config/strict.ini config/audit.ini; do
		grep -q "^$slug = " "$policy" || wrong "$policy: no line for $slug"
	done
	: "$family"
done <<EOF
$rows
EOF

slugs=$(echo "$rows" | cut -d' ' -f2)
for page in docs/rules/*.md; do
	echo "$slugs" | grep -qx "$(basename "$page" .md)" || wrong "$page belongs to no rule"
done
for folder in tests/rules/*/; do
	echo "$slugs" | grep -qx "$(basename "$folder")" || wrong "$folder belongs to no rule"
done
for folder in tests/rules/*/*/; do
	[ -f "$folder/expected" ] || wrong "$folder has no file 'expected'"
done

# every kind of file is in the manual
for kind in $(sed -n 's/^KIND([A-Z_]*, "\([a-z-]*\)".*/\1/p' src/model/kinds.def); do
	grep -q "\`$kind\`" docs/policy.md || wrong "docs/policy.md does not name the kind $kind"
done
exit $status
