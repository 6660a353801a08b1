#!/bin/sh
# All scripts through shellcheck (warnings and errors), and a syntax check by sh.
set -u
status=0
for script in install.sh .ci/run hooks/pre-commit hooks/pass-on src/cmd/embed_pages.sh tests/*.sh \
	tests/lint/*.sh tests/bench/*.sh tests/oracle/*.sh \
	tests/cli/lib.sh tests/cli/run.sh; do
	[ -f "$script" ] || continue
	shellcheck -S warning "$script" || status=1
	sh -n "$script" || status=1
done
(cd tests/cli && shellcheck -x -S warning -e SC2154 ./*.sh) || status=1
exit $status
