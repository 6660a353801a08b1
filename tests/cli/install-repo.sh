#!/bin/sh
# install.sh --repo: hooks into one repository; idempotent; undone.
. "$(dirname "$0")/lib.sh"

git init -q r && cd r || exit 1
check 'installs' says 'checked: a planted token is stopped' install --repo "$scratch/r"
check 'the absolute path is in the hook' grep -qF "program='$prefix/bin/layergate'" .git/hooks/pre-commit
check 'both hooks are executable' test -x .git/hooks/pre-commit -a -x .git/hooks/pre-merge-commit
npmrc .npmrc && git add .npmrc
check 'a token is stopped' commit_stopped committed-token x
check 'also with the PATH of a graphical client' not env PATH=/usr/bin:/bin git commit -q -m x
cp .git/hooks/pre-commit ../first
check 'a second time' install --repo .
check 'changes nothing' cmp ../first .git/hooks/pre-commit
check 'and adds nothing' test "$(find .git/hooks ! -name '*.sample' -type f | wc -l)" -eq 2
check '--uninstall' install --uninstall --repo .
check 'the hook is gone' test ! -e .git/hooks/pre-commit
check 'a commit goes through' commit_ok x

cd "$scratch" && git init -q own_path && cd own_path || exit 1
git config core.hooksPath .hooks
check 'core.hooksPath is honoured' install --repo .
check 'the hook is there' test -x .hooks/pre-commit
check 'and not in .git/hooks' test ! -e .git/hooks/pre-commit
check 'the setting is unchanged' test "$(git config core.hooksPath)" = .hooks
npmrc .npmrc && git add .npmrc
check 'it works' commit_stopped committed-token x

cd "$scratch/r" && git worktree add -q ../linked && cd ../linked || exit 1
check 'from a linked worktree: the common hooks' install --repo .
check 'are in the main repository' test -x ../r/.git/hooks/pre-commit
cd "$scratch" && mkdir 'a b' && git init -q 'a b/c|&d' || exit 1
check 'odd characters in the path' install --repo 'a b/c|&d'
mkdir plain
check 'not a repository' says 'is not a git repository' not install --repo plain
check 'no such directory' not install --repo nowhere
check '--dry-run says what it would do' says 'would write:' install --dry-run --repo 'a b/c|&d'
before=$(cat r/.git/hooks/pre-commit)
check '--dry-run does nothing' test "$(install --dry-run --uninstall --repo r >/dev/null; cat r/.git/hooks/pre-commit)" = "$before"
check 'wrong usage' code 64 "$top/install.sh" --frobnicate
check 'two actions' code 64 "$top/install.sh" --demo --check
finish
