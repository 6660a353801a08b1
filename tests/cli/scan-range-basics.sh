#!/bin/sh
# The history scan: every version of every file, once, and where it came from.
. "$(dirname "$0")/lib.sh"

# json EXPRESSION FILE: a python expression over the report d and its findings f
json() {
	python3 -c "
import json, sys
d = json.load(open(sys.argv[2])); f = d['findings']
ok = eval(sys.argv[1])
print(json.dumps(d, indent=1)) if not ok else None
sys.exit(not ok)" "$@"
}

scan() {
	"$layergate" scan-range --format json "$@" >report
	echo $? >code
}

git init -q r && cd r || exit 1
check 'no commit at all' code 2 "$layergate" scan-range
check '--all of nothing is clean' says '0 commits' code 0 "$layergate" scan-range --all
good_npmrc .npmrc
git add .npmrc
git commit -q -m first
npmrc .npmrc
GIT_AUTHOR_NAME='Ann Author' GIT_AUTHOR_EMAIL=ann@example.com GIT_AUTHOR_DATE='2020-02-03T04:05:06+0100' \
	git commit -q -a -m 'a token'
bad=$(git rev-parse HEAD)
echo 'fund=false' >>.npmrc
git commit -q -a -m 'the same token'
good_npmrc .npmrc
git commit -q -a -m 'removed'
scan --all
check 'a removed token is found' json 'len(f) == 1 and f[0]["rule"] == "committed-token" and f[0]["blocks"]' report
check 'in the first commit that has it' json "f[0]['commit'] == '$bad' and f[0]['line'] == 1" report
check 'by whom and when' json 'f[0]["author"] == "Ann Author <ann@example.com>" and f[0]["date"] == "2020-02-03T04:05:06+01:00"' report
check 'in two versions, not in HEAD' json 'f[0]["commits"] == 2 and not f[0]["in_head"] and not f[0]["existing"]' report
check 'on which refs' json 'f[0]["refs"] == ["refs/heads/main", "HEAD"]' report
check 'of which blob' json "f[0]['blob'] == '$(git rev-parse "$bad":.npmrc)'" report
check 'exit code 1' grep -qx 1 code
check 'what was scanned is counted' json 'd["scanned"]["commits"] == 4 and d["scanned"]["files"] == 3' report
scan
check 'nothing is HEAD' json 'len(f) == 1' report
scan HEAD~1..HEAD
check 'a range' json 'len(f) == 0 and d["scanned"]["commits"] == 1' report
scan HEAD~3..HEAD~1
check 'a range that holds it' json "len(f) == 1 and f[0]['commit'] == '$bad' and f[0]['refs'] == ['refs/heads/main', 'HEAD']" report
scan HEAD --not HEAD~1
check '--not' json 'len(f) == 0 and d["scanned"]["commits"] == 1' report
scan --not HEAD~1 --not HEAD
check 'two --not' json 'len(f) == 0 and d["scanned"]["commits"] == 1' report
scan ^HEAD~3 HEAD~2
check '^' json 'len(f) == 1 and d["scanned"]["commits"] == 1' report
scan HEAD~3...HEAD
check 'A...B' json 'len(f) == 1 and d["scanned"]["commits"] == 3' report
check 'text' says "in:    $(git rev-parse --short=12 "$bad") 2020-02-03 Ann Author <ann@example.com>, 2 versions, not in HEAD" code 1 "$layergate" scan-range
check 'a table by rule' says 'committed-token                         1        0' code 1 "$layergate" scan-range
check 'jsonl' sh -c "'$layergate' scan-range --format jsonl | python3 -c 'import json,sys; l=[json.loads(x) for x in sys.stdin]; assert len(l)==2 and \"summary\" in l[1]'"
check 'an unknown revision' says "unknown revision" code 2 "$layergate" scan-range nonsense
check 'a path is no revision' code 2 "$layergate" scan-range .npmrc
check 'paths are refused' code 64 "$layergate" scan-range HEAD -- .npmrc
check '--all is for this command only' code 64 "$layergate" check --all

npmrc .npmrc
git commit -q -a -m 'back again'
scan --all
check 'HEAD has it again' json 'len(f) == 1 and f[0]["in_head"]' report
scan HEAD~4..HEAD~2
check 'in_head looks at HEAD, not only at the range' json 'f[0]["in_head"]' report
GIT_COMMITTER_DATE='2001-01-01T00:00:00Z' git commit -q --allow-empty -m old
scan --since 2005-01-01
check '--since' json 'len(f) == 1 and d["scanned"]["commits"] == 5' report
check 'a date that git does not understand' code 2 "$layergate" scan-range --since yesterdya
scan --not ^HEAD~1
check '--not ^' json 'd["scanned"]["commits"] == int(sys.argv[3])' report "$(git rev-list --count HEAD~1)"
scan --since 2099-01-01
check '--since the future' json 'len(f) == 0 and d["scanned"]["commits"] == 0' report

# the same directory at other paths, in other states
mkdir -p a/b x
npmrc a/b/.npmrc npm-token 2
git add a
git commit -q -m a
cp -r a/b x/c
cp -r a/b ci
git add x ci
git commit -q -m 'the same directory twice'
scan --all
check 'each path is a finding' json '[g["path"] for g in f] == [".npmrc", "a/b/.npmrc", "ci/.npmrc", "x/c/.npmrc"]' report
mkdir -p deep/.github/workflows
printf 'env:\n  T: %s\n' "$(token npm-token 3)" >deep/.github/workflows/w.yml
git add deep
git commit -q -m 'not inspected here'
scan --all
check 'patterns of the top do not match below' json 'len(f) == 4' report
git mv deep/.github .github
git commit -q -m 'inspected here'
scan --all
check 'a directory that was seen where it did not matter is looked at where it does' json \
	'f[0]["path"] == ".github/workflows/w.yml"' report

# branches, tags, notes, files without a path, commits that only HEAD has
git checkout -q --detach
npmrc detached.npmrc npm-token 4
git add detached.npmrc
git commit -q -m detached
scan --all
check 'a commit that only HEAD has' json '"detached.npmrc" in [g["path"] for g in f]' report
git checkout -q main
scan --all
check 'is gone with it' json '"detached.npmrc" not in [g["path"] for g in f]' report
git tag -a -m x sub "$(git rev-parse 'HEAD^{tree}')"
blob=$(npmrc /dev/stdout npm-token 5 | git hash-object -w --stdin)
git update-ref refs/tags/blob "$blob"
git notes add -m "$(token npm-token 6)" HEAD
scan --all
check 'a ref that is a file has no path' json '[g["refs"] for g in f if g["path"] is None] == [["refs/tags/blob"]]' report
check 'a note' json '[g for g in f if "refs/notes/commits" in g["refs"]]' report
git worktree add -q ../tree --detach
(cd ../tree && npmrc w.npmrc npm-token 7 && git add . && git commit -q -m x)
scan --all
check 'HEADs of other worktrees' json '"w.npmrc" in [g["path"] for g in f]' report
check 'equal input gives equal output' sh -c "'$layergate' scan-range --all --format json | cmp - report"
echo garbage >.git/refs/heads/broken
check 'a ref that git cannot read is said' says 'ignoring broken ref refs/heads/broken' code 1 "$layergate" scan-range --all
rm .git/refs/heads/broken
finish
