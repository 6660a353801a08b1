#!/bin/sh
# Hostile inputs end in bounded time, with their tokens found.
. "$(dirname "$0")/lib.sh"

mkdir t && cd t || exit 1
many() {
	awk -v n="$1" -v s="$2" 'BEGIN { for (i = 0; i < n; i++) printf "%s", s }'
}
printf '[limits]\nblob = 4M\n[policy]\nshow = note\n' >.layergate.ini
{ many 120000 '[' && printf '\nnpmAuthToken: %s\n' "$(token npm-token)"; } >.yarnrc.yml
check '120 kB of [ in YAML, a token behind it' says 'npm-token' "$layergate" check --format json
check 'and a note' says 'nested too deeply' "$layergate" check
{ printf 'a: &a [x,x]\n' && for i in 1 2 3 4 5 6 7 8 9; do printf 'b%s: &b%s [*a,*a,*a,*a,*a,*a,*a,*a,*a]\n' $i $i; done; } >.yarnrc.yml
check 'an alias bomb' code 0 "$layergate" check
printf 'e: &e {A: *e}\n' >.yarnrc.yml
check 'an alias inside itself' code 0 "$layergate" check
printf 'a: caf\351\nnpmAuthToken: "%s"\n' "$(token npm-token)" >.yarnrc.yml
check 'a Latin-1 byte' says 'npm-token' code 1 "$layergate" check --format json
rm .yarnrc.yml
{ many 500000 'x=' && printf '%s' "$(token npm-token)"; } >.npmrc
check 'one line of a megabyte' says 'npm-token' code 1 "$layergate" check --format json
many 300000 '${' >.npmrc
check 'openers without closers' code 0 "$layergate" check
{ printf '//n.example.com/:_authToken=' && many 200000 '${X:-'; } >.npmrc
check 'nested defaults without end are no reference' code 1 "$layergate" check
many 60000 'https://a:b' >.npmrc
check 'URLs without end' code 0 "$layergate" check
rm .npmrc
{ printf '<configuration>' && many 100000 '<a>'; } >NuGet.Config
check 'deep XML' says 'nested too deeply' "$layergate" check
printf '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><configuration>&b;</configuration>' >NuGet.Config
check 'XML entities' says 'document type declaration' "$layergate" check
rm NuGet.Config
many 30000 '-----BEGIN RSA PRIVATE KEY-----' >Dockerfile
check 'keys without end' code 0 "$layergate" check
many 100000 'eyJ' >Dockerfile
check 'JSON Web Tokens without end' code 0 "$layergate" check
finish
