#!/bin/sh
# layergate: allow RULE reason, in the file.
. "$(dirname "$0")/lib.sh"

make_repo r
npmrc token-line
{
	echo '# layergate: allow committed-token used against a local test server only'
	cat token-line
} >.npmrc
rm token-line
git add .npmrc
check 'on the line above' silent commit_ok above
printf '//n.example.com/:_authToken=%s # layergate: allow committed-token test only\n' \
	"$(token npm-token 2)" >.npmrc
git add .npmrc
check 'on the same line' silent commit_ok same
printf '//n.example.com/:_authToken=%s # layergate: allow committed-token\n' \
	"$(token npm-token 3)" >.npmrc
git add .npmrc
check 'without a reason it does not count' commit_stopped committed-token none
check 'and that is said' says 'gives no reason and does not count' git commit -m x
finish
