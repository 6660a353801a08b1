#!/bin/sh
# Allow entries: what they cover, and what is said about them.
. "$(dirname "$0")/lib.sh"

make_repo r
npmrc .npmrc && npmrc b.npmrc npm-token 2
fingerprint=$("$layergate" check --format jsonl .npmrc | sed -n 's/.*"fingerprint":"\([^"]*\)".*/\1/p')
policy() {
	printf '%s\n' "$@" >.layergate.ini
}
policy '[allow one]' "fingerprint = $fingerprint" 'reason = test'
check 'by fingerprint: the other one still blocks' says '1 finding in 2 scanned files, 1 allowed' code 1 "$layergate" check
policy '[allow all]' 'rule = committed-token' 'path = *.npmrc, .npmrc' 'reason = test'
check 'by rule and path' says 'clean: 0 findings in 2 scanned files, 2 allowed' code 0 "$layergate" check
git add .npmrc b.npmrc
check 'also in the hook' silent commit_ok allowed
policy '[allow old]' 'rule = committed-token' 'reason = test' 'expires = 2020-02-29'
check 'an expired entry covers nothing' code 1 "$layergate" check
check 'and is reported' says '.layergate.ini:1: [allow old] has expired; it would cover 2 findings' "$layergate" check
policy '[allow future]' 'rule = committed-token' 'reason = test' 'expires = 2999-01-01'
check 'one that has not' code 0 "$layergate" check
policy '[allow unused]' 'rule = private-key' 'reason = test'
check 'an unused entry is reported for a whole tree' says '[allow unused] covers nothing' "$layergate" check
mkdir sub && good_npmrc sub/.npmrc
check 'but not for a part of it' not says 'covers nothing' "$layergate" check sub
check 'unless with --verbose' says 'covers nothing' "$layergate" check sub --verbose
git add sub
check 'nor in the hook' silent commit_ok sub
finish
