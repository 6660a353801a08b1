#!/bin/sh
# An amended commit takes the place of HEAD: its parents are what it is compared with.
. "$(dirname "$0")/lib.sh"

make_repo r
echo a >a && git add . && commit_ok base
npmrc .npmrc && git add .npmrc
commit_ok 'token, forced in' --no-verify
echo b >a && git add a
if [ -r /proc/self/cmdline ]; then
	check 'amending a commit that holds a token is stopped' \
		commit_stopped committed-token amended --amend
	check 'also as an abbreviation behind other options' \
		commit_stopped committed-token amended --allow-empty --ame
	check 'also behind an attached message' \
		commit_stopped committed-token amended -m'wip commit' --amend
else
	skip 'the parent command cannot be seen here'
fi
check 'a new commit on top of it is not' silent commit_ok 'on top'
git reset -q --hard HEAD~1
good_npmrc .npmrc && git add .npmrc
check 'amending the token away goes through' silent commit_ok cleaned --amend
check '-m "--amend" is a message' silent git commit -q --allow-empty -m --amend
git checkout -q --orphan fresh && git rm -qrf . && echo r >r && git add r && commit_ok root
npmrc .npmrc && git add .npmrc
check 'amending a root commit compares with nothing' commit_stopped committed-token r --amend
finish
