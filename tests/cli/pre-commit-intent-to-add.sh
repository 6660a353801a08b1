#!/bin/sh
# git add -N: listed in the index, but not part of the commit.
. "$(dirname "$0")/lib.sh"

make_repo r
echo a >a && git add a && commit_ok base
npmrc .npmrc
git add -N .npmrc
echo b >a && git add a
check 'an intended file does not matter' silent commit_ok b
check 'it was not committed' not git cat-file -e HEAD:.npmrc
git add .npmrc
check 'once it is added it does' commit_stopped committed-token c
finish
