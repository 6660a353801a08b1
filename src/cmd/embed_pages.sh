#!/bin/sh
# Turns the rule pages given as arguments into C: each line a string, front matter left out.
set -eu

echo '#include "cmd/rule_pages.h"'
for page; do
	slug=$(basename "$page" .md)
	printf '\nstatic const char *const page_%s[] = {\n' "$(echo "$slug" | tr - _)"
	awk '
		NR == 1 && $0 == "---" { front = 1; next }
		front && $0 == "---" { front = 0; skip = 1; next }
		front { next }
		skip && $0 == "" { skip = 0; next }
		{ skip = 0; gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); print "\t\"" $0 "\"," }
	' "$page"
	printf '\tNULL,\n};\n'
done
printf '\nconst struct rule_page rule_pages[] = {\n'
for page; do
	slug=$(basename "$page" .md)
	printf '\t{"%s", page_%s},\n' "$slug" "$(echo "$slug" | tr - _)"
done
printf '};\n\nconst size_t rule_page_count = sizeof(rule_pages) / sizeof(*rule_pages);\n'
