#!/bin/sh
# What a Dockerfile would build depends on the files around it: on disk, in the index, in each
# commit of a push and of a history.
. "$(dirname "$0")/lib.sh"

# found EXPRESSION COMMAND…: a python expression over the findings f of the JSON report
found() {
	expression=$1
	shift
	"$@" >"$scratch/.report"
	python3 -c "
import json, sys
f = json.load(open(sys.argv[2]))['findings']
places = lambda x: sorted((p['place'], p['detail'], p['path'], p['line']) for p in x['places'])
by = {x['path']: x for x in f}
ok = eval(sys.argv[1])
print(json.dumps(f, indent=1)) if not ok else None
sys.exit(not ok)" "$expression" "$scratch/.report"
}

dockerfile() {
	printf '%s\n' 'FROM node:20.1-alpine AS build' 'ARG NPMT' 'WORKDIR /app' 'COPY . .' \
		'RUN npm ci' 'FROM node:20.1-alpine' 'COPY --from=build /app /srv' 'USER node' >"$1"
}

in_image='[("committed", "", ".npmrc", 1), ("final-file", "/srv/.npmrc", "Dockerfile", 4)]'

# --- on disk
mkdir disk && cd disk || exit 1
dockerfile Dockerfile
npmrc .npmrc
check 'COPY . . takes .npmrc along' found "places(by['.npmrc']) == $in_image" \
	"$layergate" check --format json .
check 'also if only the Dockerfile is named' found "places(by['.npmrc']) == $in_image" \
	"$layergate" check --format json Dockerfile
check 'and if it is named by its path' found "'$scratch/disk/.npmrc' in by" \
	"$layergate" check --format json "$scratch/disk/Dockerfile"
echo .npmrc >.dockerignore
check 'unless .dockerignore keeps it out' found "len(places(by['.npmrc'])) == 1" \
	"$layergate" check --format json .
cp .dockerignore other && : >Dockerfile.dockerignore
check "the Dockerfile's own ignore file goes first" found "places(by['.npmrc']) == $in_image" \
	"$layergate" check --format json .
rm Dockerfile.dockerignore
mkdir -p deploy && dockerfile deploy/Dockerfile && mv .npmrc deploy/ && rm .dockerignore Dockerfile
check 'the context is the directory of the Dockerfile' found \
	"places(by['deploy/.npmrc'])[1][1] == '/srv/.npmrc'" "$layergate" check --format json .
printf '[context]\ndeploy/Dockerfile = .\n' >policy.ini
check 'or what the policy says' found "places(by['deploy/.npmrc'])[1][1] == '/srv/deploy/.npmrc'" \
	"$layergate" check --policy policy.ini --format json .
printf '[rules]\nnpmrc-credential = off\ncommitted-token = off\n' >off.ini
mkdir ../off && cp deploy/Dockerfile deploy/.npmrc ../off/
check 'a rule that is off does not hide what the image has' found \
	"f[0]['rule'] == 'secret-file-in-image' and f[0]['path'] == 'Dockerfile'" \
	"$layergate" check --policy off.ini --format json ../off
cd .. || exit 1

# --- in the index
make_repo staged
dockerfile Dockerfile
git add . && commit_ok 'a Dockerfile'
good_npmrc .npmrc
sed -i 's/NPM_TOKEN/NPMT/' .npmrc
git add .npmrc
check 'a reference in .npmrc shows what an ARG is' found \
	"f[0]['rule'] == 'secret-in-build-stage' if f else True" "$layergate" pre-commit --format json
sed -i '/^FROM node:20.1-alpine$/,$d' Dockerfile
git add .
check 'and a Dockerfile that was not staged is judged again' commit_stopped secret-in-image-history x
git commit -q --no-verify -m 'one stage'
npmrc .npmrc
rm -f Dockerfile && mkdir -p x && npmrc x/.npmrc npm-token 2
git add .npmrc
check 'what is staged counts, not what is on disk' found \
	"places(by['.npmrc'])[1] == ('final-file', '/app/.npmrc', 'Dockerfile', 4)" \
	"$layergate" pre-commit --format json
git checkout -q HEAD Dockerfile && rm -r x
git commit -q --no-verify -m 'a token'
echo '# more' >>Dockerfile
git add Dockerfile
check 'a secret that was there is existing, with its new place' found \
	"by['.npmrc']['existing'] and places(by['.npmrc'])[1][0] == 'final-file'" \
	"$layergate" pre-commit --format json
git commit -q --no-verify -m more

# --- in a history
check 'each finding once, with the places of all' found \
	"places(by['.npmrc'])[1] == ('final-file', '/app/.npmrc', 'Dockerfile', 4)" \
	"$layergate" scan-range --all --format json
check 'in_head looks at what HEAD has around the Dockerfile' found \
	"by['.npmrc']['in_head'] and not by['Dockerfile']['in_head']" \
	"$layergate" scan-range --all --format json
check 'a range that does not touch the secret' found \
	"places(by['.npmrc'])[1][0] == 'final-file'" \
	"$layergate" scan-range HEAD~1..HEAD --format json
# a worse place is new
printf '%s\n' 'FROM node:20.1-alpine AS b' 'ARG NPM_TOKEN' 'WORKDIR /app' \
	'RUN echo "//npm.example.com/:_authToken=$NPM_TOKEN" >.npmrc && npm ci && rm .npmrc' \
	'FROM node:20.1-alpine' 'COPY --from=b /app /app' >two.Dockerfile
git add . && commit_ok 'two stages'
sed -i 's/ && rm .npmrc//' two.Dockerfile && git add .
check 'what was in a build stage only is new in the image' commit_stopped secret-file-in-image worse
git rm -qf two.Dockerfile && git commit -q --no-verify -m 'one less'
# what decides the context goes
cp Dockerfile one.Dockerfile && printf '//npm.example.com/:_authToken=${NPMT}\n' >.npmrc && echo .npmrc >.dockerignore
git rm -q --cached Dockerfile && rm Dockerfile && git add . && git commit -q --no-verify -m 'an ignore file'
git rm -q .dockerignore
check 'a Dockerfile is judged again when .dockerignore goes' commit_stopped secret-in-image-history x
git reset -q --hard
# each side of a merge is harmless
git rm -q .npmrc .dockerignore one.Dockerfile && git commit -q --no-verify -m 'neither'
git checkout -q -b side && dockerfile one.Dockerfile && sed -i '/^FROM node:20.1-alpine$/,$d' one.Dockerfile
git add . && git commit -q --no-verify -m 'a Dockerfile'
git checkout -q -b other HEAD~1 && good_npmrc .npmrc && sed -i 's/NPM_TOKEN/NPMT/' .npmrc
git add . && git commit -q --no-verify -m 'a reference'
check 'a merge that brings both together is stopped' says 'NPMT' git merge --no-edit side

cd .. || exit 1

# --- in a push
make_server "$scratch/server.git"
make_client pusher "$scratch/server.git"
dockerfile Dockerfile
sed -i '/^FROM node:20.1-alpine$/,$d' Dockerfile
git add . && commit_ok 'a Dockerfile'
check 'a Dockerfile goes through' push_ok origin main
good_npmrc .npmrc
sed -i 's/NPM_TOKEN/NPMT/' .npmrc
git add . && commit_ok 'a reference'
check 'a reference that makes its ARG a secret does not' push_rejected 'Dockerfile:2' origin main
git reset -q --hard origin/main
printf 'FROM node:20.1-alpine\nARG NPM_TOKEN\nRUN echo "//npm.example.com/:_authToken=$NPM_TOKEN" >.npmrc\n' >Dockerfile
git add . && commit_ok 'insecure'
check 'nor does a token that is written into a layer' push_rejected '/.npmrc' origin main
printf 'FROM node:20.1-alpine\nRUN --mount=type=secret,id=npmrc,target=/root/.npmrc npm ci\n' >Dockerfile
git add . && commit_ok 'secure'
git reset -q --soft origin/main && commit_ok 'secure'
check 'the recommended way goes green' push_ok origin main
dockerfile Dockerfile && sed -i '/^FROM node:20.1-alpine$/,$d' Dockerfile
good_npmrc .npmrc && sed -i 's/NPM_TOKEN/NPMT/' .npmrc && echo .npmrc >.dockerignore
git add . && commit_ok 'kept out'
check 'an ignore file keeps it out' push_ok origin main
git rm -q .dockerignore && commit_ok 'no more'
check 'until it is pushed away' push_rejected 'Dockerfile:2' origin main
finish
