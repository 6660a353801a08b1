#!/bin/sh
# Secrets that were there before are shown, and do not block.
. "$(dirname "$0")/lib.sh"

make_repo r
npmrc .npmrc && git add . && commit_ok base --no-verify
echo 'save-exact=true' >>.npmrc && git add .npmrc
check 'an existing secret in a touched file is shown' says '(was there before)' git commit -q -m touched
check 'the commit was made' git diff --quiet HEAD~1 --exit-code -- nothing
echo x >x && git add x
check 'an untouched file is not looked at' silent commit_ok untouched
npmrc second.npmrc npm-token 2 && cat second.npmrc >>.npmrc && rm second.npmrc && git add .npmrc
check 'a second secret in the file blocks' commit_stopped committed-token second
check 'and only that one is blamed' says 'commit stopped by 1 of 2 findings' git commit -m x
printf '[policy]\nexisting = hide\n' >.layergate.ini
check 'existing = hide' says 'by 1 of 1 finding' git commit -m x
printf '[policy]\nexisting = block\n' >.layergate.ini
check 'existing = block' says 'by 2 of 2 findings' git commit -m x
finish
