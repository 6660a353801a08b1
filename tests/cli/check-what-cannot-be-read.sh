#!/bin/sh
# What can not be read is named and makes the exit code 2; nothing hangs.
. "$(dirname "$0")/lib.sh"

mkdir t && cd t || exit 1
good_npmrc .npmrc
check 'a path that does not exist' code 2 "$layergate" check nowhere
check 'is named' says 'nowhere: cannot open' "$layergate" check nowhere
mkfifo .yarnrc
check 'a FIFO with an inspected name' says '.yarnrc: not a regular file' code 2 "$layergate" check
check 'a FIFO that is named' code 2 "$layergate" check .yarnrc
rm .yarnrc
check 'a device that is named' code 2 "$layergate" check /dev/zero
ln -s loop loop && ln -s .. up && ln -s nowhere .pypirc
check 'links in circles' code 0 "$layergate" check
rm -f loop up .pypirc
if [ "$(id -u)" -eq 0 ]; then
	run_as() { setpriv --reuid=65534 --regid=65534 --clear-groups "$@"; }
	chmod 755 "$scratch"
else
	run_as() { "$@"; }
fi
# the program may stand where that user can't go
cp "$layergate" "$scratch/layergate" && chmod 755 "$scratch/layergate"
npmrc secret.npmrc && chmod 000 secret.npmrc
mkdir closed && chmod 000 closed
if run_as cat "$scratch/t/.npmrc" >/dev/null 2>&1 && ! run_as cat secret.npmrc 2>/dev/null; then
	check 'an unreadable file' says 'secret.npmrc: cannot open: Permission denied' \
		code 2 run_as "$scratch/layergate" check
	check 'an unreadable directory' says 'closed: cannot open the directory: Permission denied' \
		run_as "$scratch/layergate" check
	check 'as JSON' says '"verdict":"incomplete"' run_as "$scratch/layergate" check --format json
else
	skip 'everything is readable here'
fi
chmod 755 closed
dir=.
for i in $(seq 1 40); do dir=$dir/d$i; done
mkdir -p "$dir" && npmrc "$dir/.npmrc"
check 'a deep tree' code 1 "$layergate" check
printf '[limits]\ndepth = 10\n' >.layergate.ini
check 'beyond the limit of depth' says "deeper than the policy's limit" code 2 "$layergate" check
finish
