#!/bin/sh
# A clean merge runs pre-merge-commit, where MERGE_HEAD does not exist yet.
. "$(dirname "$0")/lib.sh"

make_repo r
echo a >a && git add . && commit_ok base
git checkout -q -b side
npmrc .npmrc && git add .npmrc && commit_ok 'token on the side branch' --no-verify
git checkout -q main
echo b >b && git add b && commit_ok main
check 'what a merged branch already holds is not new' silent git merge -q --no-edit side
check 'the merge was made' test -f .npmrc
git checkout -q -b other HEAD~1
echo c >c && git add c && commit_ok c
git checkout -q -b third && echo d >d && git add d && commit_ok d
git checkout -q main
check 'an octopus merge too' silent git merge -q --no-edit other third
finish
