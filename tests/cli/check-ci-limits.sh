#!/bin/sh
# What is behind a limit of the model of CI files is no silence: the run says so by its exit code.
. "$(dirname "$0")/lib.sh"

mkdir -p t/.github/workflows && cd t || exit 1
ci=.github/workflows/ci.yml
head='on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n'
many() {
	awk -v n="$1" -v s="$2" 'BEGIN { for (i = 0; i < n; i++) printf s, i }'
}

{ printf "x: &x '" && many 20000 'echo some thing of it;' && printf "'\n$head" &&
	many 200 '      - run: *x\n' && printf '      - run: echo the rest\n'; } >$ci
check 'a script that 200 steps share' code 2 "$layergate" check
check 'and the reason' says 'not followed to its end' "$layergate" check

printf 'FROM alpine:3.20\nUSER nobody\n' >Dockerfile
{ printf "$head" && printf '      - run: |\n' &&
	many 1100 '          docker build --target t%d --build-arg A=${{ secrets.A }} .\n'; } >$ci
check 'more builds than are looked at are findings' code 1 "$layergate" check
check 'and the limit is said' says 'more images than are looked at' "$layergate" check
{ many 12000 'FROM alpine:3.20 AS s%d\nARG A\nRUN echo $A > /f\n'; } >Dockerfile
{ printf "$head" && printf '      - run: |\n' &&
	many 100 '          docker build --target s%d --build-arg A=${{ secrets.A }} .\n'; } >$ci
check 'a large Dockerfile, again and again, within 600 MB' says 'more images than are looked at' \
	within_memory 600000000 "$layergate" check
finish
