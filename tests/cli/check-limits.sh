#!/bin/sh
# What is behind a limit of ours is no silence: it is said, and the exit code is 2.
# shellcheck disable=SC2016,SC2059 # texts for the formats of printf and awk
. "$(dirname "$0")/lib.sh"

mkdir -p t/.github/workflows && cd t || exit 1
printf '[limits]\nblob = 8M\n' >../policy.ini
ci=.github/workflows/ci.yml
head='on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n'
many() {
	awk -v n="$1" -v s="$2" 'BEGIN { for (i = 0; i < n; i++) printf s, i, i }'
}
# steps: the script of one, from the input
step() {
	printf "$head" && printf '      - run: |\n' && sed 's/^/          /'
}
# not_decided CLAIM REASON: of what is in the directory, which is cleared then
not_decided() {
	check "$1" code 2 "$layergate" check --policy ../policy.ini
	check '  and that is said' says "$2" "$layergate" check --policy ../policy.ini
	rm -rf ./* ./.[!.]*
	mkdir -p .github/workflows
}

# --- CI files

{ printf "x: &x '" && many 20000 'echo some thing of it;' && printf "'\n$head" &&
	many 200 '      - run: *x\n' && printf '      - run: echo the rest\n'; } >$ci
not_decided 'a script that 200 steps share' 'more aliases than are followed'
{ many 60 '( ' && echo 'docker build --build-arg A=${{ secrets.A }} .' && many 60 ' )'; } |
	step >$ci
not_decided 'commands in sixty subshells' 'not followed to its end'
{ many 210000 'a\n' && echo 'docker build --build-arg A=${{ secrets.A }} .'; } | step >$ci
not_decided 'commands behind 210,000 others' 'not followed to its end'
{ many 600 'echo ${{ secrets.A }} >f%d\n' && echo 'docker build .'; } | step >$ci
not_decided 'six hundred files with secrets' 'more files with secrets are written'
{ printf 'pipeline { agent any; stages { stage("a") { steps {\n' &&
	many 70 'x%d = docker.build("a", "--build-arg A=b .")\n' && printf '} } } }\n'; } >Jenkinsfile
not_decided 'seventy images of a Jenkinsfile' 'not followed to its end'
{ many 70 'define b%d =\necho a\nendef\n' && printf 'all:\n\techo\n'; } >Makefile
not_decided 'seventy blocks of a makefile' 'not followed to its end'
{ many 12 'target "t%d" { inherits = ["t' | awk -F'target' '{ n = split($0, a, /target/)
	for (i = 2; i <= n; i++) print "target" a[i] (i - 1) "\"] }" }'; } >docker-bake.hcl
not_decided 'a long line of targets' 'not followed to its end'

printf 'FROM alpine:3.20\nUSER nobody\n' >Dockerfile
many 1100 'docker build --target t%d --build-arg A=${{ secrets.A }} .\n' | step >$ci
check 'more builds than are looked at are findings' code 1 "$layergate" check
check '  and the limit is said' says 'more images than are looked at' "$layergate" check
{ many 12000 'FROM alpine:3.20 AS s%d\nARG A\nRUN echo $A > /f\n'; } >Dockerfile
many 100 'docker build --target s%d --build-arg A=${{ secrets.A }} .\n' | step >$ci
check 'a large Dockerfile, again and again, within 600 MB' says 'more images than are looked at' \
	within_memory 600000000 "$layergate" check
rm Dockerfile $ci

# --- Dockerfiles

from='FROM alpine:3.20\nUSER nobody\n'
{ printf "$from" && many 120000 '# nothing\n' && printf 'COPY .npmrc /\n'; } >Dockerfile
not_decided 'a Dockerfile of more than a megabyte' 'longer than 1 MiB'
{ printf "${from}RUN " && many 60 '( ' && printf 'cp .npmrc /x' && many 60 ' )' && echo; } >Dockerfile
not_decided 'commands in sixty subshells of a RUN' 'not followed to its end'
{ printf "${from}RUN f0() { cp .npmrc /x; }" &&
	awk 'BEGIN { for (i = 1; i <= 30; i++) printf "; f%d() { f%d; }", i, i - 1 }' &&
	printf '; f30\n'; } >Dockerfile
not_decided 'thirty functions, each in the next' 'not followed to its end'
printf "${from}RUN f() { f; }; f && g() { h; }; h() { g; }; g\n" >Dockerfile
check 'functions that call themselves are nothing special' code 0 "$layergate" check
{ printf "${from}ARG A=" && many 20 '${B:-' && many 20 '}' && echo; } >Dockerfile
not_decided 'twenty defaults in each other' 'not followed to its end'
printf "${from}COPY . .\n" >Dockerfile
{ many 11000 'd%d\n' && echo '!.npmrc'; } >.dockerignore
not_decided 'eleven thousand patterns' 'too many patterns'
{ printf 'services:\n' && many 300 '  s%d: {build: {context: d%d, dockerfile: ../Dockerfile}}\n'; } >compose.yaml
printf "${from}COPY a /\n" >Dockerfile
not_decided 'three hundred services' 'names more builds than are looked at'

# --- settings

{ many 120 '{"a":' && printf '1' && many 120 '}'; } >.yarnrc.yml
not_decided 'deep JSON' 'nested too deeply'
{ many 110000 'a%d=b\n'; } >.npmrc
not_decided 'a hundred thousand settings' 'too many settings'
{ printf 'a = ' && many 120 '[' && echo; } >bunfig.toml
not_decided 'deep TOML' 'nested too deeply'
finish
