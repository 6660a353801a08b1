#!/bin/sh
# A hook lives in a strange environment.
. "$(dirname "$0")/lib.sh"

make_repo r
good_npmrc .npmrc && git add . && commit_ok base
npmrc .npmrc && git add .npmrc
check 'closed standard descriptors' not sh -c '"$0" pre-commit <&- >&- 2>&-' "$layergate"
check 'a full disk behind stdout is not "clean"' code 1 sh -c '"$0" pre-commit >/dev/full' "$layergate"
git reset -q --hard
check 'nor when there is nothing to report' sh -c '"$0" check . >/dev/full; test $? = 2' "$layergate"
check 'a reader that goes away' sh -c '"$0" check --format json . | true' "$layergate"
npmrc .npmrc && git add .npmrc
check 'tracing and odd settings do not disturb' env GIT_TRACE=1 GIT_CONFIG_COUNT=1 \
	GIT_CONFIG_KEY_0=core.pager GIT_CONFIG_VALUE_0=false GIT_EXTERNAL_DIFF=false GIT_PAGER=false \
	sh -c '"$0" pre-commit >/dev/null 2>&1; test $? = 1' "$layergate"
mkdir "$scratch/nogit" && ln -s "$(command -v sh)" "$scratch/nogit/sh"
check 'no git on PATH is an error that says so' says 'cannot run git' \
	env PATH="$scratch/nogit" "$layergate" pre-commit
check 'with exit code 2' code 2 env PATH="$scratch/nogit" "$layergate" pre-commit
cd "$scratch" && mkdir plain && cd plain || exit 1
check 'outside of a repository' code 2 "$layergate" pre-commit
check 'it says so' says 'not a git repository' "$layergate" pre-commit
git init -q --bare bare.git && cd bare.git || exit 1
check 'in a bare repository' says 'bare repository' code 2 "$layergate" pre-commit
finish
