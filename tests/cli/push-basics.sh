#!/bin/sh
# The push gate: what is new is scanned, whichever way it comes, and nothing else.
. "$(dirname "$0")/lib.sh"

make_server "$scratch/server.git"
server=$scratch/server.git
make_client client "$server"

good_npmrc .npmrc
git add .npmrc
check 'a first commit' commit_ok first
check 'a clean push is accepted and counted' says 'layergate: 1 commit and 1 file scanned' push_ok origin main
npmrc .npmrc
commit_ok 'a token' -a
check 'a token is rejected' push_rejected '.npmrc:1:31 in commit' origin main
check 'the output starts with words that git colours' grep -q '^remote: error: push rejected: 1 finding blocks it' "$scratch/.said"
check 'the secret is not in it' not grep -qF "$(token npm-token)" "$scratch/.said"
good_npmrc .npmrc
commit_ok 'removed again' -a
check 'a token that the next commit removes is rejected' push_rejected 'error: push rejected' origin main

git reset -q --hard origin/main
echo x | commit_file README
git branch clean
npmrc a.npmrc
git add a.npmrc
commit_ok 'on another branch'
git branch dirty
git reset -q --hard origin/main
check 'on the second of two branches' push_rejected 'a.npmrc:1:31' origin clean dirty
check 'only the clean branch' push_ok origin clean
check 'atomic' push_rejected 'a.npmrc' --atomic origin clean dirty
git tag light dirty
git tag -a -m annotated heavy dirty
git tag -a -m "tag on a tag" heavier heavy 2>/dev/null
check 'under a lightweight tag' push_rejected 'a.npmrc' origin light
check 'under an annotated tag' push_rejected 'a.npmrc' origin heavy
check 'under a tag on a tag' push_rejected 'a.npmrc' origin heavier
check 'into a ref of any name' push_rejected 'a.npmrc' origin dirty:refs/odd/name
check 'a forced push' push_rejected 'a.npmrc' --force origin dirty:clean
check 'a deleted branch' push_ok origin :clean
check 'a branch at an old commit' push_ok origin origin/main:refs/heads/again
check 'everything again' push_ok origin main

# what a merge alone brings
git checkout -q -b side origin/main
echo side | commit_file side.txt
git checkout -q main
echo main | commit_file main.txt
git merge -q --no-commit side
npmrc .npmrc
git add .npmrc
git commit -q -m 'an evil merge'
check 'a token that only a merge commit holds' push_rejected '.npmrc:1:31' origin main
git reset -q --hard refs/heads/side

# a ref that is no commit
blob=$(npmrc /dev/stdout | git hash-object -w --stdin)
check 'a ref that is a file' push_rejected 'refs/tags/blob' origin "$blob:refs/tags/blob"
tree=$(git rev-parse 'dirty^{tree}')
check 'a ref that is a directory' push_rejected 'a.npmrc' origin "$tree:refs/tags/tree"
git tag -a -m 'on a file' onblob "$blob"
check 'a tag on a file' push_rejected 'refs/tags/onblob' origin onblob

# notes are files whose names say nothing
git notes add -m "token $(token npm-token)" HEAD
check 'a token in a note' push_rejected 'committed' origin refs/notes/commits
git notes add -f -m 'nothing' HEAD
check 'a note whose first version held it' push_rejected 'committed' origin refs/notes/commits
git update-ref -d refs/notes/commits
git notes add -m 'nothing' HEAD
check 'a clean note' push_ok origin refs/notes/commits
check 'a ref of notes is no way around' push_rejected 'a.npmrc:1:31' origin dirty:refs/notes/dirty
check 'nor beside a branch' push_rejected 'a.npmrc:1:31' origin dirty dirty:refs/notes/dirty
finish
