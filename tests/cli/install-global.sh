#!/bin/sh
# install.sh --global: a hooks directory for all repositories.
. "$(dirname "$0")/lib.sh"

git init -q r && cd r || exit 1
printf '#!/bin/sh\necho "own pre-commit ran"\n' >.git/hooks/pre-commit
printf '#!/bin/sh\necho "own commit-msg ran"; grep -q . "$1"\n' >.git/hooks/commit-msg
chmod +x .git/hooks/pre-commit .git/hooks/commit-msg
check 'installs' install --global
check 'core.hooksPath is set' test "$(git config --global core.hooksPath)" = "$HOME/.config/layergate/hooks"
npmrc .npmrc && git add .npmrc
check 'a token is stopped' commit_stopped committed-token x
good_npmrc .npmrc && git add .npmrc
check "the repository's own hook runs too" says 'own pre-commit ran' git commit -q -m x
echo a >a && git add a
check 'and its other hooks, with their arguments' says 'own commit-msg ran' git commit -q -m y
git worktree add -q ../w && cd ../w || exit 1
echo b >b && git add b
check 'also in a linked worktree' says 'own pre-commit ran' git commit -q -m z
npmrc .npmrc && git add .npmrc
check 'where a token is stopped too' commit_stopped committed-token x
check 'a second time' install --global
cd "$scratch" && git init -q --bare bare.git && git clone -q bare.git clone 2>/dev/null
check 'a hook with input: pre-push' sh -c 'cd r && printf "#!/bin/sh\ncat\n" >.git/hooks/pre-push &&
	chmod +x .git/hooks/pre-push && git push -q ../bare.git HEAD 2>&1 | grep -q refs/heads'
check '--repo notices the global setting' says 'this covers them all' install --repo r
check '--uninstall' install --uninstall --global
check 'the setting is gone' not git config --global core.hooksPath
check 'the directory as well' test ! -e "$HOME/.config/layergate/hooks"

mkdir "$HOME/hooks" && git config --global core.hooksPath '~'/hooks
printf '#!/bin/sh\necho company\n' >"$HOME/hooks/pre-commit" && chmod +x "$HOME/hooks/pre-commit"
check 'a directory that is set already is used' install --global
check 'the setting is unchanged' test "$(git config --global core.hooksPath)" = '~'/hooks
cd r && echo c >c && git add c
check 'its hook is chained' says company git commit -q -m c
check '--uninstall puts it back' install --uninstall --global
check 'and keeps the setting' test "$(git config --global core.hooksPath)" = '~'/hooks
check 'the hook is the old one' test "$("$HOME/hooks/pre-commit")" = company
finish
