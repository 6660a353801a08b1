#!/bin/sh
# git commit PATH: a temporary index holds HEAD and only that path.
. "$(dirname "$0")/lib.sh"

make_repo r
echo a >a && good_npmrc .npmrc && git add . && commit_ok base
npmrc .npmrc && git add .npmrc
echo b >a
check 'a partial commit of another file goes through' silent commit_ok partial a
echo c >a
check 'a partial commit of the bad file is stopped' commit_stopped committed-token partial .npmrc
check 'the other staged file is still staged' git diff --cached --quiet -- a
finish
