#!/bin/sh
# Inside a submodule, and a submodule that is called like an inspected file.
. "$(dirname "$0")/lib.sh"

make_repo lib
echo a >a && git add a && commit_ok lib
cd ..
make_repo r
git submodule add -q ../lib sub 2>/dev/null
check 'adding a submodule goes through' silent commit_ok 'with a submodule'
hook_into .git/modules/sub/hooks
cd sub || exit 1
npmrc .npmrc && git add .npmrc
check 'a token inside the submodule is stopped' commit_stopped committed-token sub
git rm -qf --cached .npmrc && rm .npmrc
cd ..
git submodule add -q ../lib .npmrc 2>/dev/null
check 'a submodule called .npmrc is no file' silent commit_ok 'odd name'
finish
