#!/bin/sh
# Index formats that libgit2 refuses.
. "$(dirname "$0")/lib.sh"

make_repo r
mkdir in out && echo a >in/a && echo a >out/a && git add . && commit_ok base
git update-index --split-index
npmrc .npmrc && git add .npmrc
check 'split index' commit_stopped committed-token split
git update-index --no-split-index
git update-index --index-version 4
check 'index version 4' commit_stopped committed-token v4
git rm -qf --cached .npmrc && rm .npmrc
git sparse-checkout init --cone --sparse-index 2>/dev/null && git sparse-checkout set in 2>/dev/null
check 'sparse index: a clean commit' silent git commit -q --allow-empty -m clean
npmrc in/.npmrc && git add in/.npmrc
check 'sparse index: a token' commit_stopped committed-token sparse
check 'the index stays sparse' git ls-files --sparse --error-unmatch out/
finish
