#!/bin/sh
# install.sh --global: a hooks directory for all repositories.
. "$(dirname "$0")/lib.sh"

git init -q r && cd r || exit 1
printf '#!/bin/sh\necho "own pre-commit ran"\n' >.git/hooks/pre-commit
printf '#!/bin/sh\necho "own commit-msg ran"; grep -q . "$1"\n' >.git/hooks/commit-msg
chmod +x .git/hooks/pre-commit .git/hooks/commit-msg
check 'installs, and says what is not covered' says 'a core.hooksPath of its own' install --global
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

# hooks on the side that is pushed to
(cd bare.git/hooks && for name in pre-receive update post-receive post-update reference-transaction; do
	printf '#!/bin/sh\necho "own %s $# $(cat | wc -l)" >&2\n' "$name" >"$name" && chmod +x "$name"
done)
git -C r push -q ../bare.git HEAD:refs/heads/a HEAD:refs/heads/b >pushed 2>&1
check 'pre-receive, with its input' grep -q 'own pre-receive 0 2' pushed
check 'update, with its arguments' grep -q 'own update 3' pushed
check 'post-receive' grep -q 'own post-receive 0 2' pushed
check 'post-update' grep -q 'own post-update 2' pushed
check 'reference-transaction' grep -q 'own reference-transaction 1 1' pushed
printf '#!/bin/sh\nexit 1\n' >bare.git/hooks/pre-receive
check 'pre-receive can refuse' says 'pre-receive hook declined' not git -C r push -q ../bare.git HEAD:refs/heads/c
rm -f bare.git/hooks/*
check 'many refs, and no hook that reads them' sh -c 'cd r && for i in $(seq 1500); do
	echo "create refs/heads/many/branch-with-a-long-name-$i HEAD"; done | git update-ref --stdin && git push -q --all ../bare.git'

git init -q pushed_to && git -C pushed_to config receive.denyCurrentBranch updateInstead
check 'updateInstead: a first push' git -C r push -q ../pushed_to HEAD:refs/heads/main
check 'brings the files' test -f pushed_to/.npmrc
echo new >r/new && git -C r add new && git -C r commit -q -m new
check 'a second push' git -C r push -q ../pushed_to HEAD:refs/heads/main
check 'brings the new one' test -f pushed_to/new
echo newer >r/new && git -C r commit -q -a -m newer && echo mine >pushed_to/new
check 'changed files are not overwritten' says 'has unstaged changes' not git -C r push -q ../pushed_to HEAD:refs/heads/main
git -C pushed_to add new
check 'nor staged ones' says 'has staged changes' not git -C r push -q ../pushed_to HEAD:refs/heads/main
git -C pushed_to reset -q --hard && printf '#!/bin/sh\necho "own push-to-checkout $1"\n' >pushed_to/.git/hooks/push-to-checkout
chmod +x pushed_to/.git/hooks/push-to-checkout
check "a repository's own push-to-checkout" says "own push-to-checkout $(git -C r rev-parse HEAD)" \
	git -C r push ../pushed_to HEAD:refs/heads/main
check '--repo notices the global setting' says 'this covers them all' install --repo r
echo d >r/d && git -C r add d
check "and a repository's own hook still runs" says 'own pre-commit ran' git -C r commit -q -m d
check '--uninstall' install --uninstall --global
check 'the setting is gone' not git config --global core.hooksPath
check 'the directory as well' test ! -e "$HOME/.config/layergate/hooks"

mkdir "$HOME/hooks" && git config --global core.hooksPath '~'/hooks
printf '#!/bin/sh\necho company\n' >"$HOME/hooks/pre-commit" && chmod +x "$HOME/hooks/pre-commit"
check 'a directory that is set already is used' install --global
check 'the setting is unchanged' test "$(git config --global core.hooksPath)" = '~'/hooks
cd r && echo c >c && git add c
check 'its hook goes on' says company git commit -q -m c
echo c2 >c && git add c
check 'the hooks of a repository stay switched off, as before' not says 'own commit-msg ran' git commit -q -m c
check '--uninstall puts it back' install --uninstall --global
check 'and keeps the setting' test "$(git config --global core.hooksPath)" = '~'/hooks
check 'the hook is the old one' test "$(cat "$HOME/hooks/pre-commit"; find "$HOME/hooks" -type f)" = "#!/bin/sh
echo company
$HOME/hooks/pre-commit"
check 'it works as before' test "$("$HOME/hooks/pre-commit")" = company

git config --global core.hooksPath .githooks
cp -Rp "$HOME" "$scratch/home_before"
check 'a relative directory is refused' says "core.hooksPath is '.githooks'" not install --global
check 'before anything is written' diff -r "$HOME" "$scratch/home_before"
check 'nor anything here' test ! -e .githooks
check '--uninstall refuses it too' not install --uninstall --global

check 'without HOME it says so' says 'needs HOME' not env -u HOME "$top/install.sh" --prefix "$prefix" --global
check 'all else works without it' says usage: env -i PATH="$PATH" "$top/install.sh" --help
git init -q "$scratch/homeless"
check '--repo, for example' env -i PATH="$PATH" "$top/install.sh" --prefix "$prefix" --repo "$scratch/homeless"
finish
