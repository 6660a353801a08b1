#!/bin/sh
# The push gate in repositories of every kind.
. "$(dirname "$0")/lib.sh"

# pushes_to NAME: a token is rejected and a clean commit accepted, on top of what is there
pushes_to() {
	name=$1
	good_npmrc .npmrc
	git add .npmrc
	git commit -q -m good
	check "$name: a clean push" push_ok origin main
	npmrc .npmrc
	git commit -q -a -m bad
	check "$name: a token" push_rejected '.npmrc:1:31' origin main
	git reset -q --hard HEAD~1
	echo x | commit_file README
	check "$name: a clean push after that" push_ok origin main
	cd "$scratch" || exit 1
}

make_server "$scratch/with:colon.git"
make_client colon "file://$scratch/with:colon.git"
pushes_to 'a path with a colon'

make_server "$scratch/quo\"te.git"
make_client quote "file://$scratch/quo\"te.git"
pushes_to 'a path with a quote'

make_server "$scratch/sha256.git" --object-format=sha256
make_client sha256 "$server" --object-format=sha256
pushes_to 'SHA-256'

make_server "$scratch/format.git"
git -C "$server" config core.repositoryformatversion 1
git -C "$server" config extensions.preciousObjects true
make_client format "$server"
pushes_to 'format 1 with extensions'

# a fork that borrows objects: absolute, and relative behind absolute, which libgit2 can't follow
make_server "$scratch/parent.git"
make_client parent "$server"
npmrc old.npmrc
git add old.npmrc
git commit -q -m 'accepted long ago'
mv "$server/hooks" "$scratch/hooks-aside"
git push -q origin main
mv "$scratch/hooks-aside" "$server/hooks"
cd "$scratch" || exit 1
make_server "$scratch/fork.git"
echo ../../parent.git/objects >"$server/objects/info/alternates"
make_server "$scratch/deep.git"
echo "$scratch/fork.git/objects" >"$server/objects/info/alternates"
git clone -q parent.git forker
cd forker || exit 1
git remote set-url origin "$server"
check 'a commit that only the store of another repository has is new' \
	push_rejected 'old.npmrc:1:31' origin main
git checkout -q --detach
git branch -q -D main
git checkout -q --orphan main
git rm -q -r -f .
pushes_to 'borrowed objects'

# a repository with a work tree
git init -q "$scratch/worktree"
server=$scratch/worktree
server_hook_into "$server/.git/hooks"
git -C "$server" config receive.denyCurrentBranch ignore
make_client to-worktree "$server"
pushes_to 'a repository that is not bare'

# an unborn HEAD elsewhere, hidden refs, namespaces
make_server "$scratch/hidden.git"
git -C "$server" config transfer.hideRefs refs/internal
make_client to-hidden "$server"
pushes_to 'hidden refs'
finish
