#!/bin/sh
# Turns the rule pages given as arguments into C: each line a string, front matter left out.
# A template of a made-up secret (@{npm-token}, @{shape:<b62:24>}), which the tests fill in, is for
# readers a name of what stands there: <npm-token>, <literal>.
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
		{
			skip = 0
			while (match($0, /@\{[^}]*\}/)) {
				name = substr($0, RSTART + 2, RLENGTH - 3)
				if (name ~ /:/)
					name = name ~ /^base64/ ? "literal in base64" : "literal"
				$0 = substr($0, 1, RSTART - 1) "<" name ">" substr($0, RSTART + RLENGTH)
			}
		}
		{ gsub(/\\/, "\\\\&"); gsub(/"/, "\\\""); print "\t\"" $0 "\"," }
	' "$page"
	printf '\tNULL,\n};\n'
done
printf '\nconst struct rule_page rule_pages[] = {\n'
for page; do
	slug=$(basename "$page" .md)
	printf '\t{"%s", page_%s},\n' "$slug" "$(echo "$slug" | tr - _)"
done
printf '};\n\nconst size_t rule_page_count = sizeof(rule_pages) / sizeof(*rule_pages);\n'
