#!/bin/sh
# Objects that are absent are listed as not scanned, and never fetched.
. "$(dirname "$0")/lib.sh"

make_repo origin
git config uploadpack.allowFilter true
git config uploadpack.allowAnySHA1InWant true
npmrc .npmrc && echo a >a && git add . && commit_ok base --no-verify
cd "$scratch" && git clone -q --no-checkout --filter=blob:none "file://$scratch/origin" partial 2>/dev/null
cd partial || exit 1
git read-tree HEAD
git update-index --add --cacheinfo "100644,$(git rev-parse HEAD:.npmrc),copy/.npmrc"

no_blobs() {
	git -c remote.origin.promisor=false cat-file --batch-all-objects --batch-check --unordered 2>/dev/null |
		grep -c ' blob ' | grep -qx 0
}
check 'the clone has no blob' no_blobs
check 'an absent blob makes the exit code 2' code 2 "$layergate" pre-commit
check 'and is named' says 'copy/.npmrc: object' "$layergate" pre-commit
printf '[policy]\non_error = warn\n' >.layergate.ini
check 'on_error = warn lets it through' code 0 "$layergate" pre-commit
check 'but says so' says 'Not scanned:' "$layergate" pre-commit
check 'nothing was fetched' no_blobs
finish
