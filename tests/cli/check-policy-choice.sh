#!/bin/sh
# Which policy is used, and what a wrong one does.
. "$(dirname "$0")/lib.sh"

make_repo r
npmrc .npmrc
printf '[policy]\nblock = off\n' >../off.ini
check '--policy' code 0 "$layergate" check --policy ../off.ini
check '--verbose says which' says 'layergate: policy: ../off.ini' "$layergate" check --policy ../off.ini --verbose
check 'the built-in one' says 'policy: built in' "$layergate" check --verbose
mkdir -p "$HOME/.config/layergate" && cp ../off.ini "$HOME/.config/layergate/policy.ini"
check "the user's" code 0 "$layergate" check
mkdir -p "$scratch/xdg/layergate" && printf '[policy]\nblock = low\n' >"$scratch/xdg/layergate/policy.ini"
check '$XDG_CONFIG_HOME' code 1 env XDG_CONFIG_HOME="$scratch/xdg" "$layergate" check
printf '[policy]\nblock = critical\n' >.layergate.ini
check "the repository's comes first" code 1 "$layergate" check
mkdir sub && cp .npmrc sub/
check 'also from below' says "policy: $scratch/r/.layergate.ini" "$layergate" check sub --verbose
printf '[policy]\nblock = critical\ntypo = 1\n' >.layergate.ini
check 'a wrong policy: exit code 2' code 2 "$layergate" check
check 'with file and line' says "/.layergate.ini:3: unknown key 'typo'" "$layergate" check
git add .npmrc
check 'it stops a commit' not git commit -q -m x
check 'and says why' says ".layergate.ini:3: unknown key" git commit -m x
: >.layergate.ini
check 'an empty one is wrong' says 'is empty' code 2 "$layergate" check
rm .layergate.ini && mkdir .layergate.ini
check 'a directory is none' says 'not a regular file' code 2 "$layergate" check
rmdir .layergate.ini && mkfifo .layergate.ini
check 'a FIFO does not hold us up' code 2 "$layergate" check
rm .layergate.ini && ln -s nowhere .layergate.ini
check 'a dangling link counts as none' code 0 "$layergate" check
rm .layergate.ini
check '--policy with no such file' says "cannot open the policy 'nope.ini'" code 2 "$layergate" check --policy nope.ini
finish
