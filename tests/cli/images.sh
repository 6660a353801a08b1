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
	"len(f) == 2 and places(by['.npmrc'])[1] == ('final-file', '/app/.npmrc', 'Dockerfile', 4)" \
	"$layergate" scan-range --all --format json
check 'in_head looks at what HEAD has around the Dockerfile' found \
	"by['.npmrc']['in_head'] and not by['Dockerfile']['in_head']" \
	"$layergate" scan-range --all --format json
check 'a range that does not touch the secret' found \
	"places(by['.npmrc'])[1][0] == 'final-file'" \
	"$layergate" scan-range HEAD~1..HEAD --format json
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
finish
