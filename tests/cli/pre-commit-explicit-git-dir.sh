#!/bin/sh
# git --git-dir --work-tree: libgit2 alone would refuse GIT_WORK_TREE.
. "$(dirname "$0")/lib.sh"

mkdir tree
git init -q --bare repo.git
git --git-dir=repo.git config core.bare false
hook_into repo.git/hooks
npmrc tree/.npmrc
g() {
	git --git-dir="$scratch/repo.git" --work-tree="$scratch/tree" "$@"
}
cd tree || exit 1
g add .npmrc
commit_in_tree() {
	! g commit -q -m x >"$scratch/.said" 2>&1 && cat "$scratch/.said" &&
		grep -q 'layergate: allow committed-token' "$scratch/.said"
}
check 'a token is stopped' commit_in_tree
good_npmrc .npmrc && g add .npmrc
check 'the fixed version goes through' silent g commit -q -m fixed
cd "$scratch" || exit 1
npmrc tree/.npmrc
check 'also from outside of the work tree' not g commit -q -a -m x
finish
