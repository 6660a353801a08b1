#!/bin/sh
# Usage, exit codes, explain, rules, policy check.
. "$(dirname "$0")/lib.sh"

mkdir t && cd t || exit 1
check '--version' says 'layergate 0.' "$layergate" --version
check '--help' says 'usage: layergate COMMAND' "$layergate" --help
check 'of a command' says 'usage: layergate COMMAND' "$layergate" check --help
check 'no command' code 64 "$layergate"
check 'unknown command' says "unknown command 'frobnicate'" code 64 "$layergate" frobnicate
check 'unknown option' code 64 "$layergate" check --frobnicate
check 'option without its value' code 64 "$layergate" check --policy
check 'an option of another command' says "not for the command 'explain'" code 64 "$layergate" explain --format json private-key
for format in sarif junit github gitlab xml; do
	check "format $format does not exist yet" says "no report format '$format'" \
		code 64 "$layergate" check --format $format
	check "and is not in --help" not says "$format" "$layergate" --help
done
check '--baseline does not exist yet' code 64 "$layergate" check --baseline x
check 'an unknown command' code 64 "$layergate" push
check '--color maybe' code 64 "$layergate" check --color maybe
check 'pre-commit takes no paths' code 64 "$layergate" pre-commit file
check '--repo nowhere' says "cannot go to 'nowhere'" code 2 "$layergate" check --repo nowhere
check 'escape sequences in arguments are made visible' says 'unknown command '"'"'\x1b[2J'"'" \
	code 64 "$layergate" "$(printf '\033[2J')"
for rule in private-key committed-token npmrc-credential url-credentials npmrc-insecure-transport file-not-understood; do
	check "explain $rule" says "# $rule" code 0 "$layergate" explain $rule
	check 'with names for made-up secrets' not says '@{' "$layergate" explain $rule
	check "rules lists $rule" says "$rule" "$layergate" rules
done
check 'front matter is not shown' not says 'since:' "$layergate" explain private-key
check 'explain also knows tokens' says 'npm access token' "$layergate" explain npm-token
check 'explain nothing' code 64 "$layergate" explain
check 'explain something unknown' says "is called 'nothing'" code 64 "$layergate" explain nothing
check 'rules --verbose lists tokens' says 'github-pat-classic' "$layergate" rules --verbose
for policy in "$top"/config/*.ini; do
	check "policy check $(basename "$policy")" says ': right; 0 token kinds' "$layergate" policy check "$policy"
done
printf '[token acme]\npattern = acme_[0-9]{4}\nkeywords = acme_\nexample = acme_12\n' >bad.ini
check 'an example that is not found' says 'the example is not found' code 2 "$layergate" policy check bad.ini
printf '[token acme]\npattern = (\nkeywords = acme_\n' >bad.ini
check 'a pattern that is none' says 'not a regular expression' code 2 "$layergate" policy check bad.ini
check 'policy alone' code 64 "$layergate" policy
check 'the policy that would be used here' says 'built in: right' "$layergate" policy check
finish
