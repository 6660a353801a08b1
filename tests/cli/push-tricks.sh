#!/bin/sh
# Ways around the push gate that somebody could think of, and pushes that only look like one.
. "$(dirname "$0")/lib.sh"

n=0
# fresh [FILE]: a server with a first commit, and a client on it; goes there
fresh() {
	n=$((n + 1))
	cd "$scratch" || exit 1
	make_server "$scratch/s$n.git"
	make_client "c$n" "$server"
	git config core.protectNTFS false
	echo x | commit_file README
	push_ok origin main >/dev/null
}

# before_the_gate ARGUMENTS: a push that the hook doesn't see
before_the_gate() {
	mv "$server/hooks/pre-receive" "$scratch/aside"
	git push -q "$@"
	mv "$scratch/aside" "$server/hooks/pre-receive"
}

opaque() {
	printf '//npm.example.com/:_authToken=9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c\n'
}

# a name that nobody inspects, then one that somebody does
fresh
npmrc foo.txt
git add .
git commit -q -m one
git mv foo.txt .npmrc
git commit -q -m two
check 'renamed into an inspected name in one push' push_rejected '.npmrc:1:31' origin main
check 'the first commit alone' push_ok origin main~1:refs/heads/main
check 'and in a second push' push_rejected '.npmrc:1:31' origin main

fresh
printf '[allow fixtures]\npath = fixtures/*\nreason = made up\n' >"$server/layergate.ini"
mkdir fixtures
npmrc fixtures/.npmrc
git add .
git commit -q -m one
check 'what the policy allows' push_ok origin main
git mv fixtures/.npmrc .npmrc
git commit -q -m two
check 'is not allowed elsewhere' push_rejected '.npmrc:1:31' origin main

fresh
opaque | commit_file .npmrc.example
check 'a placeholder in a sample' push_ok origin main
git mv .npmrc.example .npmrc
git commit -q -m two
check 'is none in a file that counts' push_rejected '.npmrc:1:' origin main

# links
fresh
blob=$(opaque | git hash-object -w --stdin)
git update-index --add --cacheinfo "120000,$blob,.npmrc"
git commit -q -m link
git update-index --add --cacheinfo "100644,$blob,.npmrc"
git commit -q -m file
check 'a link that becomes a file' push_rejected '.npmrc:1:' origin main
fresh
blob=$(npmrc /dev/stdout | git hash-object -w --stdin)
git update-index --add --cacheinfo "120000,$blob,lnk"
git commit -q -m link
push_ok origin main >/dev/null
git rm -q --cached lnk
git update-index --add --cacheinfo "100644,$blob,.npmrc"
git commit -q -m file
check 'a link that goes and a file that comes' push_rejected '.npmrc:1:31' origin main

# one content as two kinds of file
fresh
printf '[rules]\nfile-not-understood = high\n' >"$server/layergate.ini"
printf 'FROM a\nFOO bar\n' | commit_file Dockerfile.md
check 'text about Dockerfiles' push_ok origin main
cp Dockerfile.md Dockerfile
git add .
git commit -q -m two
check 'the same bytes as a Dockerfile' push_rejected 'Dockerfile:2:1' origin main

# a copy on one branch, a rename on another
fresh
mkdir a
npmrc a/.npmrc
git add .
git commit -q -m a
before_the_gate origin main
git checkout -q -b side
git mv a b
GIT_COMMITTER_DATE='2030-01-01T00:00:00Z' git commit -q -m rename
git checkout -q main
cp -r a b
git add .
GIT_COMMITTER_DATE='2031-01-01T00:00:00Z' git commit -q -m copy
check 'the rename alone' push_ok origin side
check 'the copy alone' push_rejected 'b/.npmrc:1:31' origin main
git push -q origin :side 2>/dev/null
check 'both at once' push_rejected 'b/.npmrc:1:31' origin main side

# existing findings that are hidden are existing all the same
fresh
printf '[policy]\nexisting = hide\n' >"$server/layergate.ini"
npmrc .npmrc
git add .
git commit -q -m one
before_the_gate origin main
echo 'fund=false' >>.npmrc
git commit -q -a -m two
git rm -q .npmrc
git commit -q -m three
git checkout -q HEAD~1 -- .npmrc
git commit -q -m four
check 'removed and brought back' push_rejected '.npmrc:1:31' origin main

# a merge that moves what the other side brings
fresh
mkdir dir
for i in 1 2 3 4 5; do echo "$i$i$i$i" >"dir/a$i"; done
git add .
git commit -q -m base
push_ok origin main >/dev/null
git checkout -q -b side
npmrc dir/.npmrc
git add .
git commit -q -m side
before_the_gate origin side
git checkout -q main
git mv dir dir2
git commit -q -m move
push_ok origin main >/dev/null
git -c merge.directoryRenames=true merge -q -m merge side
check 'the merge moved it' test -e dir2/.npmrc
check 'a merge that moves an accepted file' push_ok origin main

# a store that borrows by a relative path behind an absolute one
fresh
npmrc .npmrc
git add .
git commit -q -m token
git rm -q .npmrc
git commit -q -m removed
before_the_gate origin main
first=$server
git init -q --bare "$scratch/middle.git"
echo "../../s$n.git/objects" >"$scratch/middle.git/objects/info/alternates"
make_server "$scratch/fork.git"
echo "$scratch/middle.git/objects" >"$server/objects/info/alternates"
git -C "$server" fetch -q "$first" main:main
rm -rf "$server"/objects/pack/*
git checkout -q -b topic main~1
echo y | commit_file y
check 'old commits in a borrowed store are old' push_ok "$server" topic

# time holds where objects are missing
fresh
printf '[limits]\ntime = 1s\n' >"$server/layergate.ini"
name=$(python3 "$top/tests/support/objects.py" manymissing "$(git hash-object -w README)")
check 'many missing objects end in time' says 'administrator about [limits]' code 2 sh -c \
	"printf '%040d %s refs/heads/x\n' 0 $name | timeout 60 '$layergate' pre-receive --repo .git --policy '$server/layergate.ini'"
finish
