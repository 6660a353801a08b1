#!/bin/sh
# core.worktree points elsewhere.
. "$(dirname "$0")/lib.sh"

make_repo r
mkdir ../elsewhere
git config core.worktree "$scratch/elsewhere"
cd ../elsewhere || exit 1
npmrc .npmrc
g() {
	GIT_DIR=$scratch/r/.git git "$@"
}
g add .npmrc
check 'a token is stopped' says 'layergate: allow committed-token' g commit -q -m x
check 'nothing was committed' not g rev-parse -q --verify HEAD
good_npmrc .npmrc && g add .npmrc
check 'the fixed version goes through' silent g commit -q -m x
finish
