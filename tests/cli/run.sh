#!/bin/sh
# Runs the shell tests: all, or those whose names are given. TAP of failing tests is shown whole.
#	tests/cli/run.sh [NAME...]
set -u
cd "$(dirname "$0")" || exit 1

run_one() {
	log=$(mktemp) || exit 1
	if sh "./$1.sh" >"$log" 2>&1; then
		echo "ok   $1 ($(grep -c '^ok' "$log") checks)"
		rm -f "$log"
	else
		echo "FAIL $1"
		sed 's/^/     /' "$log"
		rm -f "$log"
		return 1
	fi
}

if [ "${1:-}" = --one ]; then
	run_one "$2"
	exit
fi
if [ $# -gt 0 ]; then
	names=$*
else
	names=$(for test in *.sh; do
		case $test in lib.sh | run.sh) ;; *) echo "${test%.sh}" ;; esac
	done)
fi
echo "$names" | tr ' ' '\n' | xargs -P "$(nproc 2>/dev/null || echo 2)" -I{} sh ./run.sh --one {} || {
	echo "shell tests failed"
	exit 1
}
