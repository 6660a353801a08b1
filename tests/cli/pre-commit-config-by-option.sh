#!/bin/sh
# git -c key=value arrives as GIT_CONFIG_PARAMETERS; hostile settings have no effect.
. "$(dirname "$0")/lib.sh"

make_repo r
npmrc .npmrc && git add .npmrc
check 'diff settings hide nothing' not git -c diff.relative=true -c diff.renames=copies \
	-c diff.noprefix=true -c diff.external=true -c color.ui=always commit -q -m x
printf '*.npmrc binary\n.npmrc -diff -text\n' >.gitattributes && git add .gitattributes
check 'attributes hide nothing' commit_stopped committed-token attributes
marker=$scratch/ran
printf '#!/bin/sh\ntouch %s\n' "$marker" >../evil.sh && chmod +x ../evil.sh
git config core.fsmonitor "$scratch/evil.sh"
"$layergate" pre-commit >/dev/null 2>&1
check 'a program in core.fsmonitor is not run by us' test ! -e "$marker"
git config --unset core.fsmonitor
good=$(git hash-object -w --stdin </dev/null)
git replace -f "$(git rev-parse :.npmrc)" "$good"
check 'replacement objects hide nothing' commit_stopped committed-token replaced
finish
