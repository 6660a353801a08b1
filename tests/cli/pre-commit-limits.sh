#!/bin/sh
# What is over a limit is named, stops the commit, and is never read.
. "$(dirname "$0")/lib.sh"

make_repo r
dd if=/dev/zero bs=1024 count=307200 2>/dev/null | tr '\0' 'a' >.npmrc
git -c core.compression=1 add .npmrc
check 'a 300 MB .npmrc makes the exit code 2' code 2 "$layergate" pre-commit
check 'and is named with its size and the limit' \
	says '.npmrc: 314572800 bytes are more than' "$layergate" pre-commit
check 'the commit is stopped' not git commit -q -m big
check 'the verdict is incomplete' says '"verdict":"incomplete"' "$layergate" pre-commit --format json
git rm -qf --cached .npmrc && rm .npmrc
for i in 1 2 3 4; do mkdir -p d$i && head -c 300000 /dev/zero | tr '\0' 'b' >d$i/.npmrc; done
git add .
printf '[limits]\ntotal = 1M\n' >.layergate.ini
check 'the limit of a run' says 'd4/.npmrc: the policy' code 2 "$layergate" pre-commit
printf '[limits]\nblob = 100K\n' >.layergate.ini
npmrc d1/.npmrc && git add d1
check 'a blocking finding is exit code 1 whatever else happened' code 1 "$layergate" pre-commit
finish
