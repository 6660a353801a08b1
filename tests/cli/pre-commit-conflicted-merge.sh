#!/bin/sh
# A conflicted merge is committed by hand: pre-commit runs, MERGE_HEAD is there.
. "$(dirname "$0")/lib.sh"

make_repo r
printf 'registry=https://npm.example.com/\n' >.npmrc && git add . && commit_ok base
git checkout -q -b side
npmrc .npmrc && git add . && commit_ok side --no-verify
git checkout -q main
printf 'registry=https://npm.example.com/b\n' >.npmrc && git add . && commit_ok main
git merge -q side >/dev/null 2>&1
npmrc .npmrc npm-token 1
echo 'save-exact=true' >>.npmrc
git add .npmrc
check 'a secret that one parent has is shown, but does not block' \
	says '(was there before)' git commit -q -m merged
check 'the merge was made' git rev-parse -q --verify HEAD^2
git checkout -q -b side2 HEAD^1
printf 'registry=https://npm.example.com/c\n' >.npmrc && git add . && commit_ok side2
git checkout -q -b main2 HEAD^1
printf 'registry=https://npm.example.com/d\n' >.npmrc && git add . && commit_ok main2
git merge -q side2 >/dev/null 2>&1
npmrc .npmrc npm-token 2
git add .npmrc
check 'a secret that no parent has stops the merge' commit_stopped committed-token merged
finish
