#!/bin/sh
# The staged content counts, not what is on disk.
. "$(dirname "$0")/lib.sh"

make_repo r
good_npmrc .npmrc
git add .npmrc
npmrc .npmrc
check 'a token only on disk does not matter' silent commit_ok 'good is staged'
git add .npmrc
good_npmrc .npmrc
check 'a token that is staged matters though the disk is clean' commit_stopped committed-token staged
git rm -q --cached -f .npmrc
check 'a removal is fine' commit_ok removed
finish
