#!/bin/sh
# Runs the checks of this folder: all, or those whose names are given.
#	tests/lint/run.sh [NAME...]
# A check whose tool is missing fails, unless LINT_SKIP_MISSING is set: a check that did not
# run must not look like one that passed.
set -u
cd "$(dirname "$0")/../.." || exit 1
B=${B:-build}
CC=${CC:-gcc}
export B CC

names=$*
if [ -z "$names" ]; then
	names=$(cd tests/lint && for check in *.sh; do
		[ "$check" = run.sh ] || echo "${check%.sh}"
	done)
fi
failed=0
for name in $names; do
	log=$(mktemp) || exit 1
	if sh "tests/lint/$name.sh" >"$log" 2>&1; then
		echo "ok   lint $name"
	else
		echo "FAIL lint $name"
		sed 's/^/     /' "$log"
		failed=1
	fi
	rm -f "$log"
done
exit $failed
