#!/bin/sh
# CI files and the Dockerfiles that they build: on disk, in the index, in each commit of a push and of
# a history. What a file says about a build and what the build makes of it are judged together.
. "$(dirname "$0")/lib.sh"

workflow() {
	mkdir -p .github/workflows
	{
		printf '%s\n' 'on: push' 'jobs:' '  image:' '    runs-on: ubuntu-latest' '    steps:'
		printf '      - run: %s\n' "$@"
	} >.github/workflows/image.yml
}

one_stage() {
	printf '%s\n' 'FROM node:20.1-alpine' 'ARG A1' 'RUN npm ci' 'USER node' >Dockerfile
}

two_stages() {
	printf '%s\n' 'FROM node:20.1-alpine AS build' 'ARG A1' 'RUN npm ci' 'FROM node:20.1-alpine' \
		'COPY --from=build /app /app' 'USER node' >Dockerfile
}

build='docker build --build-arg A1=${{ secrets.NPM_TOKEN }} -t acme/app:1 .'

make_repo r
one_stage
git add . && commit_ok 'an innocent argument'
workflow "$build"
git add .
check 'a workflow that gives it a secret is stopped' commit_stopped ci-secret-in-build-arg x
check 'and the Dockerfile, which is not staged, says why' says 'Dockerfile:2:' \
	"$layergate" pre-commit
git commit -q --no-verify -m 'a secret argument'
check 'a history has both' says 'secret-in-image-history' "$layergate" scan-range --all
check 'the workflow with its commit' says 'ci-secret-in-build-arg' "$layergate" scan-range --all
echo '# a comment' >>.github/workflows/image.yml && git add .
check 'what was there does not block' commit_ok 'a comment'
two_stages && git add .
check 'a build stage is the place for it' commit_ok 'two stages'
workflow "$build" 'docker push acme/app:1' && git add .
check 'and the workflow is fine with it' commit_ok 'push'
workflow "docker buildx build --target build --push --build-arg A1=\${{ secrets.NPM_TOKEN }} ."
git add .
check 'until that stage is pushed' commit_stopped ci-secret-in-build-arg x
check 'which is said' says ci-build-stage-pushed "$layergate" pre-commit
git reset -q --hard
workflow 'docker build --secret id=npm,env=NPM_TOKEN -t acme/app:1 .' && git add .
check 'the secret mount is silent' silent "$layergate" pre-commit --quiet
commit_ok 'a secret mount'

# --- a file in the context
printf '%s\n' 'FROM node:20.1-alpine' 'WORKDIR /app' 'COPY . .' 'USER node' >Dockerfile
git add . && commit_ok 'COPY'
workflow 'echo "//npm.example.com/:_authToken=${{ secrets.NPM_TOKEN }}" > .npmrc' \
	'docker build -t acme/app:1 .'
git add .
check 'a file that the job writes goes into the image' commit_stopped \
	ci-credential-file-in-build-context x
echo .npmrc >.dockerignore && git add .
check 'unless .dockerignore keeps it out' commit_ok 'an ignore file'
cd .. || exit 1

# --- in a push
make_server "$scratch/server.git"
make_client pusher "$scratch/server.git"
one_stage && git add . && commit_ok 'an argument'
check 'an argument goes through' push_ok origin main
workflow "$build" && git add . && git commit -q --no-verify -m 'a workflow'
check 'the workflow that feeds it does not' push_rejected 'build argument A1' origin main
check 'nor goes the Dockerfile unseen' push_rejected 'Dockerfile:2' origin main
two_stages && git add . && git commit -q --no-verify -m 'two stages'
git reset -q --soft origin/main && git commit -q --no-verify -m 'both at once'
check 'both together, the safe way' push_ok origin main

# --- what is no YAML
printf 'jobs:\n\ta: b\n# @@\n\t- run: %s\n' "$build" >.github/workflows/image.yml
git add .
check 'a file that does not parse is said not to be understood' says file-not-understood \
	"$layergate" pre-commit --policy "$top/config/audit.ini"
finish
