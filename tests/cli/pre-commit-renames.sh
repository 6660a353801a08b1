#!/bin/sh
# A rename is not new; a copy into another file is, and so is what nobody inspected before.
. "$(dirname "$0")/lib.sh"

make_repo r
npmrc .npmrc && printf 'strict-ssl=false\n' >>.npmrc && npmrc plain.txt npm-token 2
git add . && commit_ok base --no-verify
mkdir sub && git mv .npmrc sub/.npmrc
check 'a renamed file with a secret is not new' says '(was there before)' git commit -q -m renamed
check 'the commit was made' git cat-file -e HEAD:sub/.npmrc
git mv sub/.npmrc .npmrc && echo 'save-exact=true' >>.npmrc && git add .
check 'also when it is changed at the same time' says '(was there before)' git commit -q -m again
cp .npmrc copy.npmrc && git add copy.npmrc
check 'a copy is new' commit_stopped committed-token copied
git rm -qf copy.npmrc
git mv plain.txt app.npmrc
check 'a file renamed into an inspected name is new' commit_stopped committed-token named
finish
