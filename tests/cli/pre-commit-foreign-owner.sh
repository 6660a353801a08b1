#!/bin/sh
# A repository of somebody else: what git was told to accept for this commit, the hook accepts.
. "$(dirname "$0")/lib.sh"

make_repo r
good_npmrc .npmrc && git add .npmrc

# a git that takes every repository for somebody else's
mkdir "$scratch/bin"
printf '#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec %s "$@"\n' "$(command -v git)" >"$scratch/bin/git"
chmod +x "$scratch/bin/git"
# shellcheck disable=SC2120 # the claims below pass variables
gate() {
	env PATH="$scratch/bin:$PATH" "$@" "$layergate" pre-commit
}
if gate >/dev/null 2>&1; then
	skip 'this git asks for no owner'
	finish
fi
check 'without a word from the user it is refused' code 2 gate
check 'with all that git says about it' says "git config --global --add safe.directory $PWD" gate
check 'git -c safe.directory=*' silent gate GIT_CONFIG_PARAMETERS="'safe.directory'='*'"
check 'the directory itself, among others' silent gate \
	GIT_CONFIG_PARAMETERS="'user.name'='it'\''s me' 'Safe.Directory'='$PWD' 'a.b'="
check 'GIT_CONFIG_COUNT' silent gate GIT_CONFIG_COUNT=2 GIT_CONFIG_KEY_0=user.name \
	GIT_CONFIG_VALUE_0=x GIT_CONFIG_KEY_1=safe.directory GIT_CONFIG_VALUE_1='*'
check 'an empty one takes back what was there before' code 2 gate \
	GIT_CONFIG_PARAMETERS="'safe.directory'='*' 'safe.directory'=''"
check 'another directory is no help' code 2 gate GIT_CONFIG_PARAMETERS="'safe.directory'='/elsewhere'"
check 'other settings are not handed on' silent gate \
	GIT_CONFIG_PARAMETERS="'safe.directory'='*' 'core.bare'='true' 'core.worktree'='/nonexistent'"

# the real thing needs somebody else
if [ "$(id -u)" -eq 0 ]; then
	chown -R 12345 .
	check 'git refuses it' says 'dubious ownership' not git commit -q -m x
	check 'allowed for one command' silent git -c safe.directory='*' commit -q -m x
	npmrc .npmrc && git -c safe.directory="$PWD" add .npmrc
	check 'a token is stopped there' says 'commit stopped by 1' not git -c safe.directory="$PWD" commit -q -m x
else
	skip 'only root can give a directory away'
fi
finish
