#!/bin/sh
# Symbolic links, odd names, odd bytes, type changes.
. "$(dirname "$0")/lib.sh"

make_repo r
ln -s "$(token npm-token)" .npmrc && git add .npmrc
check 'a link whose target holds a token' commit_stopped committed-token link
rm .npmrc && ln -s /etc/passwd .npmrc && git add .npmrc
check 'a link is not followed' silent commit_ok 'link'
rm .npmrc && npmrc .npmrc && git add .npmrc
check 'a link that becomes a file' commit_stopped committed-token typechange
git reset -q --hard
dir=$(printf 'esc\033[2Jred')
mkdir "$dir" && npmrc "$dir/.npmrc" && git add .
check 'escape sequences in a path are made visible' says 'esc\x1b[2Jred/.npmrc:1:31' git commit -m x
check 'and reach nobody' not says "$(printf '\033')" git commit -m x
git reset -q --hard && rm -rf esc*
dir=$(printf 'byte\377')
mkdir "$dir" && npmrc "$dir/.npmrc" && git add .
check 'a path with the byte 0xFF' says 'byte\xff/.npmrc:1:31' git commit -m x
check 'as JSON' says '"path":"byte\\xff/.npmrc"' "$layergate" pre-commit --format json
git reset -q --hard && rm -rf byte*
dir=$(printf 'a b\n"c')
mkdir "$dir" && npmrc "$dir/.npmrc" && git add .
check 'blanks, line ends and quotes in a path' says 'a b\x0a"c/.npmrc:1:31' git commit -m x
finish
