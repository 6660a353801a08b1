#!/bin/sh
# git commit -a: the content is only in index.lock.
. "$(dirname "$0")/lib.sh"

make_repo r
good_npmrc .npmrc
git add .npmrc
commit_ok base
npmrc .npmrc
check 'commit -a is stopped' commit_stopped committed-token all -a
good_npmrc .npmrc
echo x >other && git add other
check 'commit -a of a clean tree goes through' silent commit_ok all -a
finish
