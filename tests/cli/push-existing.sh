#!/bin/sh
# What a pushed commit's parents have already does not reject the push; what is new in it does.
. "$(dirname "$0")/lib.sh"

make_server "$scratch/server.git"
server=$scratch/server.git
make_client client "$server"

# a token that came in before the gate was there
npmrc .npmrc
git add .npmrc
commit_ok first
mv "$server/hooks/pre-receive" "$scratch/hook"
push_ok origin main
mv "$scratch/hook" "$server/hooks/pre-receive"

echo 'registry=https://npm.example.com/' >>.npmrc
commit_ok 'another line' -a
check 'touching the file does not reject the push' says '(was there' push_ok origin main
git mv .npmrc old.npmrc
commit_ok renamed
check 'nor does renaming it' says '(was there' push_ok origin main
mkdir sub
git mv old.npmrc sub/.npmrc
echo 'audit=false' >>sub/.npmrc
commit_ok 'moved and changed' -a
check 'nor moving and changing it' says '(was there' push_ok origin main
cp sub/.npmrc copy.npmrc
git add copy.npmrc
commit_ok copied
check 'a copy is new' push_rejected 'copy.npmrc:1:31' origin main
git reset -q --hard origin/main
npmrc sub/.npmrc npm-token 2
commit_ok 'another token' -a
check 'another token is new' push_rejected 'sub/.npmrc:1:31' origin main
git reset -q --hard origin/main
git rm -q sub/.npmrc
commit_ok removed
check 'removing it' push_ok origin main
git revert --no-edit HEAD >/dev/null
check 'bringing it back is new' push_rejected 'sub/.npmrc:1:31' origin main
git reset -q --hard origin/main

# a merge of two accepted branches brings nothing, whatever they hold
git checkout -q -b side origin/main~1
echo side | commit_file side.txt
push_ok origin side
git checkout -q main
git merge -q -m merge side
check 'a merge that keeps the removal' push_ok origin main
git checkout -q -b other origin/main~1
git merge -q -s ours -m 'merge the other way' side
git checkout -q side -- sub 2>/dev/null
check 'a branch from before the removal' push_ok origin side~1:refs/heads/back

# a file without a path that came in before the gate was there
blob=$(npmrc /dev/stdout npm-token 3 | git hash-object -w --stdin)
mv "$server/hooks/pre-receive" "$scratch/hook"
push_ok origin "$blob:refs/tags/blob"
mv "$scratch/hook" "$server/hooks/pre-receive"
check 'it is no part of a push that is on top of an older commit' \
	says '0 commits and 0 files' push_ok origin side~2:refs/heads/older
check 'nor of a range without it' says 'clean: 0 findings' code 0 \
	"$layergate" scan-range side --not side "$blob"

# policy
printf '[policy]\nexisting = block\n' >"$server/layergate.ini"
git checkout -q -B main origin/side
echo 'fund=false' >>sub/.npmrc
commit_ok 'touched again' -a
check 'existing = block' push_rejected '(was there' origin main:refs/heads/touched
finish
