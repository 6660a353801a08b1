#!/bin/sh
# A linked worktree has its own HEAD and index.
. "$(dirname "$0")/lib.sh"

make_repo r
good_npmrc .npmrc && git add . && commit_ok base
git worktree add -q ../w -b w
cd ../w || exit 1
check 'a clean commit goes through' silent git commit -q --allow-empty -m clean
npmrc .npmrc && git add .npmrc
check 'a token in it is stopped' commit_stopped committed-token w
printf '[rules]\ncommitted-token = off\nnpmrc-credential = off\n' >.layergate.ini
check "the worktree's own policy is used" silent commit_ok 'policy of the worktree'
cd ../r || exit 1
npmrc .npmrc && git add .npmrc
check 'the main worktree is not touched by it' commit_stopped committed-token main
finish
