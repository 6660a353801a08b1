#!/bin/sh
# A commit with a literal token is stopped, the fixed one goes through, quietly.
. "$(dirname "$0")/lib.sh"

make_repo r
npmrc .npmrc
git add .npmrc
check 'a literal token stops the first commit (unborn HEAD)' commit_stopped committed-token first
check 'the report says where' says '.npmrc:1:31: critical: npm access token is committed' git commit -m x
check 'and shows the masked line' says '//npm.example.com/:_authToken=npm_********' git commit -m x
check 'and what to do, in words to copy' says "fix:   write '//npm.example.com/:_authToken=\${NPM_TOKEN}'" git commit -m x
check 'and how to allow it' says "allow: '# layergate: allow committed-token REASON'" git commit -m x
check 'and that --no-verify only moves the problem' says 'would only move this to the server' git commit -m x
check 'and never the token itself' not says "$(token npm-token | cut -c5-20)" git commit -m x
good_npmrc .npmrc
git add .npmrc
check 'the fixed version is committed without a word' silent commit_ok fixed
check 'a commit without inspected files as well' silent git commit -q --allow-empty -m empty
npmrc sub/dir/.npmrc 2>/dev/null || { mkdir -p sub/dir && npmrc sub/dir/.npmrc; }
git add sub
check 'a file in a folder is found' commit_stopped committed-token second
check 'the exit code of the program is 1' code 1 "$layergate" pre-commit
check 'it runs from a subdirectory too' code 1 "$layergate" --repo sub pre-commit
check '--no-verify is still there' commit_ok forced --no-verify
finish
