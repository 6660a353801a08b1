#!/bin/sh
# The history scan in repositories that are not plain, or not whole.
. "$(dirname "$0")/lib.sh"

# json EXPRESSION: a python expression over the last report d, its findings f and what was
# skipped: s, "PATH: REASON" or "REASON"
json() {
	python3 -c "
import json, sys
d = json.load(open(sys.argv[2])); f = d['findings']
s = [(u['path'] + ': ' if u['path'] else '') + u['reason'] for u in d['scanned']['skipped']]
ok = eval(sys.argv[1])
print(json.dumps(d, indent=1)) if not ok else None
sys.exit(not ok)" "$1" "$scratch/report"
}

scan() {
	"$layergate" scan-range --format json "$@" >"$scratch/report"
	echo $? >"$scratch/code"
	cat "$scratch/report"
}

# scanned CODE EXPRESSION ARGUMENTS: the scan ends with that code, and the report is so
scanned() {
	wanted=$1
	expression=$2
	shift 2
	scan "$@" >/dev/null
	json "$expression" && grep -qx "$wanted" "$scratch/code"
}

# five commits: good, a token, the same with more, removed, something else
history_in() {
	git init -q "$@" && cd "$1" || exit 1
	good_npmrc .npmrc
	git add .npmrc
	git commit -q -m good
	npmrc .npmrc
	git commit -q -a -m bad
	echo 'fund=false' >>.npmrc
	git commit -q -a -m more
	good_npmrc .npmrc
	git commit -q -a -m removed
	echo x | commit_file README
}

history_in plain
bad=$(git rev-parse HEAD~3)
whole="len(f) == 1 and f[0]['commit'] == '$bad' and f[0]['commits'] == 2 and not f[0]['in_head'] \
and d['scanned']['commits'] == 5 and d['scanned']['files'] == 3 and not s"
check 'a plain repository' scanned 1 "$whole" --all

# shallow
cd "$scratch" || exit 1
git clone -q --depth 2 "file://$scratch/plain" shallow
cd shallow || exit 1
check 'a shallow clone is not everything' scanned 2 \
	"not f and d['scanned']['commits'] == 2 and len(s) == 1 and 'shallow clone' in s[0]" --all
check 'it is said in words' says 'this is a shallow clone' code 2 "$layergate" scan-range
check 'a range inside of it is whole' scanned 0 "not s and d['scanned']['commits'] == 1" HEAD~1..HEAD
check 'a range up to its end is not' scanned 2 "len(s) == 1" HEAD~1
git fetch -q --depth 3
check 'the oldest commit counts as a whole, and a finding is worse' scanned 1 \
	"len(f) == 1 and f[0]['commit'] == '$(git rev-parse HEAD~2)' and len(s) == 1" --all
git fetch -q --depth 4
check 'the oldest commit that is there' scanned 1 "len(f) == 1 and f[0]['commit'] == '$bad' and len(s) == 1" --all
git fetch -q --unshallow
check 'a clone that is whole again' scanned 1 "$whole" HEAD

# partial
cd "$scratch" || exit 1
git -C plain config uploadpack.allowFilter true
git clone -q --filter=blob:none --no-checkout "file://$scratch/plain" partial
cd partial || exit 1
mv "$scratch/plain" "$scratch/gone"
git cat-file --batch-all-objects --batch-check >"$scratch/before" 2>/dev/null
check 'absent files are listed, each once' scanned 2 \
	"not f and d['scanned']['commits'] == 5 and len(s) == 3 and all(x.startswith('.npmrc: ') for x in s)" --all
git cat-file --batch-all-objects --batch-check >"$scratch/after" 2>/dev/null
mv "$scratch/gone" "$scratch/plain"
check 'an origin that could be reached is not asked either' scanned 2 "len(s) == 3" --all
git cat-file --batch-all-objects --batch-check >>"$scratch/after" 2>/dev/null
check 'nothing was fetched' sh -c "cat '$scratch/before' '$scratch/before' | cmp - '$scratch/after'"
check 'a range without inspected files' scanned 0 "not s and d['scanned']['commits'] == 1" HEAD~1..HEAD
git cat-file blob "$bad:.npmrc" >/dev/null
check 'what is there is scanned' scanned 1 "len(f) == 1 and len(s) == 2" --all

# SHA-256
cd "$scratch" || exit 1
history_in sha256 --object-format=sha256
check 'SHA-256' scanned 1 "len(f) == 1 and f[0]['commit'] == '$(git rev-parse HEAD~3)' and f[0]['commits'] == 2 \
and f[0]['blob'] == '$(git rev-parse HEAD~3:.npmrc)'" --all
check 'SHA-256: a range' scanned 0 "d['scanned']['commits'] == 2" HEAD~2..HEAD
git notes add -m "$(token npm-token 2)" HEAD
check 'SHA-256: a note' scanned 1 "len(f) == 2" --all

# bare, with a policy of its own
cd "$scratch" || exit 1
git clone -q --bare plain bare.git
cd bare.git || exit 1
check 'a bare repository' scanned 1 "$whole" --all
printf '[rules]\ncommitted-token = off\nnpmrc-credential = off\n' >layergate.ini
check 'its policy is in layergate.ini' scanned 0 'not f' --all
check 'wherever it is called from' scanned 0 'not f' --repo "$scratch/bare.git" --all
cd "$scratch/plain" || exit 1
printf '[rules]\ncommitted-token = off\nnpmrc-credential = off\n' >layergate.ini
check 'which is nothing to one with a work tree' scanned 1 'len(f) == 1' HEAD
rm layergate.ini

# a linked worktree
git worktree add -q --detach "$scratch/linked" "$bad"
check 'HEAD of another worktree is not in_head here' scanned 1 "not f[0]['in_head']" --all
cd "$scratch/linked" || exit 1
check 'a linked worktree: all refs' scanned 1 \
	"len(f) == 1 and f[0]['in_head'] and d['scanned']['commits'] == 5 and 'refs/heads/main' in f[0]['refs']" --all
check 'a linked worktree: its HEAD' scanned 1 "d['scanned']['commits'] == 2"
printf '[rules]\ncommitted-token = off\nnpmrc-credential = off\n' >.layergate.ini
check 'a linked worktree: its policy' scanned 0 'not f' --all
cd "$scratch/plain" || exit 1
git worktree remove --force "$scratch/linked"

# alternates: one that borrows everything, and a chain
cd "$scratch" || exit 1
git clone -q --shared plain borrower
git clone -q --shared borrower borrower2
cd borrower2 || exit 1
rm -rf .git/objects/pack .git/objects/??
check 'a repository with borrowed objects' scanned 1 "$whole" HEAD
cd "$scratch/borrower" || exit 1
echo "$scratch/nowhere" >.git/objects/info/alternates
check 'whose lender is gone' scanned 2 "not f" HEAD

# commit-graph and multi-pack-index
cd "$scratch" || exit 1
git clone -q "file://$scratch/plain" graph
cd graph || exit 1
git repack -q -d
echo y | commit_file more
git repack -q -d
git multi-pack-index write 2>/dev/null
git commit-graph write --reachable --changed-paths 2>/dev/null
git reset -q --hard HEAD~1
check 'commit-graph and multi-pack-index' scanned 1 "$whole" HEAD
check 'of a range' scanned 1 "len(f) == 1 and d['scanned']['commits'] == 2" HEAD~4..HEAD~2
git commit-graph write --reachable --split --append 2>/dev/null
find .git/objects/pack -name '*.idx' -delete
check 'packs without their index: said, not passed over' code 2 "$layergate" scan-range HEAD
cd "$scratch" || exit 1
rm -r graph

# refs that are broken
cd "$scratch" || exit 1
git clone -q "file://$scratch/plain" broken
cd broken || exit 1
git tag -a -m x annotated HEAD~1
printf '%040d\n' 7 >.git/refs/heads/missing
check 'a branch without its commit' scanned 2 \
	"len(s) == 1 and s[0].startswith('refs/heads/missing: object 000000000000 is missing')" --all --not HEAD~1
check 'the rest is scanned all the same' scanned 1 "len(f) == 1 and len(s) == 1" --all
check 'it is nothing to HEAD' scanned 1 "$whole" HEAD
rm .git/refs/heads/missing
tag=$(printf 'object %040d\ntype commit\ntag t\ntagger t <t> 1 +0000\n\nx\n' 8 |
	git hash-object -t tag -w --stdin --literally)
echo "$tag" >.git/refs/tags/nothing
check 'a tag on a commit that is missing' scanned 1 \
	"len(s) == 1 and s[0].startswith('refs/tags/nothing: ')" --all
rm .git/refs/tags/nothing
rm -f ".git/objects/$(echo "$tag" | cut -c 1-2)/$(echo "$tag" | cut -c 3-)"
git checkout -q --orphan unborn
check 'a HEAD without a commit' scanned 1 "len(f) == 1 and not f[0]['in_head']" --all
check 'nothing to scan is no success' code 2 "$layergate" scan-range
git checkout -q main

# packed refs
git tag light "$bad"
git branch other "$bad~1"
git pack-refs --all
check 'packed refs' scanned 1 "len(f) == 1 and f[0]['refs'] == ['refs/heads/main', 'refs/tags/annotated', \
'refs/tags/light', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main', 'HEAD']" --all
git update-ref refs/tags/light HEAD
check 'a loose one over a packed one' scanned 1 "f[0]['refs'][:3] == ['refs/heads/main', 'refs/tags/annotated', \
'refs/tags/light'] and len(f) == 1" --all

# what is there counts, not what it is shown as
cd "$scratch" || exit 1
git clone -q "file://$scratch/plain" replaced
cd replaced || exit 1
git replace "$bad" "$bad~1"
git replace "$(git --no-replace-objects rev-parse "$bad~0^{tree}")" "$(git rev-parse 'HEAD^{tree}')"
check 'a replaced commit is scanned as it is' scanned 1 \
	"len(f) == 1 and f[0]['commit'] == '$bad' and f[0]['commits'] == 2 and d['scanned']['commits'] == 5" HEAD
check 'so it is with all refs' scanned 1 "len(f) == 1 and d['scanned']['commits'] == 5" --all
git replace -d "$(git replace -l | head -n 1)" >/dev/null
git replace -d "$(git replace -l | head -n 1)" >/dev/null
git rev-parse HEAD >.git/info/grafts
check 'a graft does not end the history' scanned 1 "$whole" HEAD
rm .git/info/grafts
git replace --graft HEAD
check 'nor does a replaced one without parents' scanned 1 "$whole" HEAD

# names
history_in "$scratch/with:colon \"and more\""
check 'a path with a colon and quotes' scanned 1 "len(f) == 1 and f[0]['commits'] == 2" --all
check '--repo with such a path' sh -c "cd / && '$layergate' scan-range --all --repo '$PWD' | grep -q '1 of 1 finding'"
npmrc 'a:b.npmrc' npm-token 2
printf '%s\n' '!*' >.gitignore
git add .
git commit -q -m 'a file with a colon'
check 'a file whose name has a colon' scanned 1 "'a:b.npmrc' in [g['path'] for g in f]" HEAD~1..HEAD
finish
