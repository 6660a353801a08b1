#!/bin/sh
# layergate check: directories, files, and which paths are shown.
. "$(dirname "$0")/lib.sh"

mkdir -p plain/sub/.github/workflows plain/node_modules/x
npmrc plain/sub/.npmrc
npmrc plain/node_modules/x/.npmrc npm-token 2
printf 'env:\n  T: %s\n' "$(token github-pat-classic)" >plain/sub/.github/workflows/ci.yml
printf 'T=%s\n' "$(token npm-token 3)" >plain/notes.txt
check 'a directory outside of git: paths are relative to it' says 'sub/.npmrc:1:31' "$layergate" check plain
check 'exit code 1' code 1 "$layergate" check plain
check 'everything below is looked at, whatever git ignores' says 'node_modules/x/.npmrc' "$layergate" check plain
check 'workflows are those at the top of the tree' not says '.github' "$layergate" check plain
check 'which sub is, when it is named' says '.github/workflows/ci.yml:2:6' "$layergate" check plain/sub
check 'other files are not inspected' not says notes.txt "$layergate" check plain
check 'unless they are named' says 'plain/notes.txt:1:3' "$layergate" check plain/notes.txt
check 'a named file outside of git has its kind' says 'npmrc-credential' sh -c \
	'printf "_authToken=%s\n" Zk3m9Q2xLw7PpRt5 >plain/sub/.npmrc; "$0" check plain/sub/.npmrc' "$layergate"
cd plain || exit 1
check 'no argument: this directory' says 'sub/.npmrc:1:12' "$layergate" check
check '--repo goes there first' says '.npmrc:1:12' "$layergate" --repo sub check
cd .. && make_repo r
mkdir -p a/b && npmrc a/b/.npmrc
cd a || exit 1
check 'inside of git: paths are relative to the top' says 'a/b/.npmrc:1:31' "$layergate" check b
check 'also for a file' says 'a/b/.npmrc:1:31' "$layergate" check b/.npmrc
check 'also for an absolute one' says 'a/b/.npmrc:1:31' "$layergate" check "$scratch/r/a/b/.npmrc"
cd .. && rm -rf a
good_npmrc .npmrc
check 'a clean tree says so' says 'layergate: clean: 0 findings in 1 scanned file' "$layergate" check
check 'unless it is to be quiet' silent "$layergate" check --quiet
check '.git is not searched' sh -c \
	'printf "//n.example.com/:_authToken=%s\n" "$1" >.git/.npmrc; "$0" check --quiet' "$layergate" "$(token npm-token)"
finish
