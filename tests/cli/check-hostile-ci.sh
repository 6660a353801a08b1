#!/bin/sh
# Hostile CI files end in bounded time, with their tokens found and a word about what was not read.
. "$(dirname "$0")/lib.sh"

mkdir t && cd t || exit 1
many() {
	awk -v n="$1" -v s="$2" 'BEGIN { for (i = 0; i < n; i++) printf s, i }'
}
printf '[limits]\nblob = 4M\n[policy]\nshow = note\n' >.layergate.ini
mkdir -p .github/workflows
ci=.github/workflows/ci.yml
token=$(token npm-token)
head='on: push\njobs:\n  a:\n    steps:\n'

# finds WHAT: the file has a token, which is found within seconds
finds() {
	check "$1: the token" says 'npm-token' code 1 timeout 20 "$layergate" check --format json
}

{ many 120000 '[' && printf '\n# %s\n' "$token"; } >$ci
finds '120 kB of ['
check '120 kB of [: a word' says 'nested too deeply' "$layergate" check
{ printf 'b0: &b0 [x]\n' && for i in 1 2 3 4 5 6 7 8 9; do
	printf 'b%s: &b%s [*b%s,*b%s,*b%s,*b%s,*b%s,*b%s,*b%s,*b%s]\n' $i $i $((i - 1)) $((i - 1)) \
		$((i - 1)) $((i - 1)) $((i - 1)) $((i - 1)) $((i - 1)) $((i - 1))
done && printf 'jobs: {a: {steps: *b9}}\n# %s\n' "$token"; } >$ci
finds 'an alias bomb'
check 'an alias bomb: a word' says 'more aliases than are followed' "$layergate" check
printf 'jobs: &e\n  a: *e\n  steps: [*e]\n  env: *e\n# %s\n' "$token" >$ci
finds 'an alias inside itself'
{ printf "# caf\\351\\n$head" && printf '      - run: docker build --build-arg A=$API_TOKEN .\n# %s\n' "$token"; } >$ci
finds 'a Latin-1 byte'
check 'a Latin-1 byte: read all the same' says 'build argument A' "$layergate" check
printf 'on: push\njobs:\n\ta:\n\t\tsteps:\n\t\t\t- run: docker build --build-arg A=$API_TOKEN .\n\t\t\t- run: echo %s\n' "$token" >$ci
finds 'tabs'
check 'tabs: read all the same' says 'build argument A' "$layergate" check
{ printf 'jobs: {a: {steps: [{run: "' && many 30000 'docker build --build-arg A=$B . && ' && printf '%s"}]}}\n' "$token"; } >$ci
finds 'a megabyte on one line'
{ printf "$head" && many 100000 '      - run: a\n' && printf '# %s\n' "$token"; } >$ci
finds '100,000 steps'
check '100,000 steps: a word' says 'too much for the model' "$layergate" check
{ printf 'on: push\nenv:\n' && many 100000 '  A%d: ${{ secrets.B }}\n' && printf 'jobs: {}\n# %s\n' "$token"; } >$ci
finds '100,000 variables'
{ printf "$head" && printf '      - run: docker build --build-arg A=' && many 5000 '${{ ' && many 5000 ' }}' && printf '\n# %s\n' "$token"; } >$ci
finds '5,000 nested expressions'
{ printf "$head" && printf '      - run: "' && many 200000 '${{ ' && printf '"\n# %s\n' "$token"; } >$ci
finds 'expressions that are not closed'
{ printf "x: &x '" && many 800 'docker build --build-arg A=$B . ; ' && printf "'\n$head" && many 2000 '      - run: *x\n' && printf '# %s\n' "$token"; } >$ci
finds 'a script that 2,000 steps share'
{ printf "$head" && printf '      - run: "' && many 100000 '<< a b ' && printf '"\n# %s\n' "$token"; } >$ci
finds 'here-documents without end'
rm $ci

ci=.gitlab-ci.yml
{ printf '.t: &t\n' && many 100 '  - !reference [.t]\n' && printf 'a: {script: [!reference [.t]]}\n# %s\n' "$token"; } >$ci
finds 'a reference to itself'
{ many 20000 '.k%d: {script: echo}\n' && printf 'a:\n  script:\n' && many 20000 '    - !reference [.k%d, script]\n' && printf '# %s\n' "$token"; } >$ci
finds '20,000 references'
{ printf '.t:\n  script:\n' && many 3000 '    - docker build --build-arg A=$B .\n' && many 10000 'j%d:\n  extends: .t\n' && printf '# %s\n' "$token"; } >$ci
finds 'a job that 10,000 others extend'
{ many 1000 'j%d:\n  extends: [j0, j1, j2, j3, j4, j5, j6, j7, j8, j9]\n  script: echo $A\n' && printf '# %s\n' "$token"; } >$ci
finds 'jobs that extend each other'
{ printf 'a:\n  script:\n    - echo $NPM_TOKEN' && many 60000 ' | tee f%d' && printf '\n# %s\n' "$token"; } >$ci
finds 'a pipeline of 60,000 commands that write files'
{ printf 'a:\n  script:\n    - |\n' && for i in 1 2 3 4 5 6 7 8 9 10; do
	printf '      { ' && many 1000 'echo $NPM_TOKEN; ' && printf '} ' && many 3000 '>f%d ' && echo
done && printf '# %s\n' "$token"; } >$ci
finds 'groups with 3,000 redirects'
rm $ci

ci=Makefile
{ printf 'f = ' && many 50000 '$(1)' && printf '\nX := $(call f,' && many 50000 'aaaa' && printf ')\n# %s\n' "$token"; } >$ci
finds 'calls with large arguments'
check 'calls with large arguments: a word' says 'calls of variables that are too large' "$layergate" check
{ printf 'f = $(1)$(1)\nX := ' && many 20 '$(call f,' && many 50000 'aaaa' && many 20 ')' && printf '\n# %s\n' "$token"; } >$ci
finds 'calls that double their arguments'
finish
