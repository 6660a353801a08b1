#!/bin/sh
# SHA-256, extensions, shallow clones, alternates, partial clones.
. "$(dirname "$0")/lib.sh"

try_repo() {
	npmrc .npmrc && git add .npmrc
	commit_stopped committed-token x || return 1
	good_npmrc .npmrc && git add .npmrc
	commit_ok fixed || return 1
	# existing findings are found in the base as well
	npmrc .npmrc && git add .npmrc && commit_ok forced --no-verify
	echo 'save-exact=true' >>.npmrc && git add .npmrc
	says '(was there before)' git commit -q -m existing
}
make_repo sha256 --object-format=sha256
check 'SHA-256 repository' try_repo
cd "$scratch" && make_repo extended || exit 1
git config core.repositoryformatversion 1
git config extensions.preciousObjects true
git config extensions.worktreeConfig true
git config extensions.partialClone origin
check 'repository format 1 with harmless extensions' try_repo
cd "$scratch" && make_repo origin || exit 1
for i in 1 2 3; do echo $i >a && git add a && commit_ok $i; done
cd "$scratch" && git clone -q --depth 1 "file://$scratch/origin" shallow && cd shallow || exit 1
hook_into .git/hooks
check 'shallow clone' try_repo
cd "$scratch" && git clone -q --depth 1 "file://$scratch/origin" shallow2 && cd shallow2 || exit 1
hook_into .git/hooks
echo b >b && git add b
check 'amending the last commit of a shallow clone' silent git commit -q --amend -m amended
cd "$scratch" && git clone -q --shared origin shared && cd shared || exit 1
hook_into .git/hooks
check 'alternates' try_repo
cd "$scratch" && make_repo future || exit 1
git config core.repositoryformatversion 1
git config extensions.somethingNew true
check 'an unknown extension is an error, not a clean commit' code 2 "$layergate" pre-commit
check 'which names it' says somethingnew "$layergate" pre-commit
finish
