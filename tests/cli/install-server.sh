#!/bin/sh
# install.sh --server: the hook in a repository that is pushed to, alone and among others.
. "$(dirname "$0")/lib.sh"

# hook NAME DIR: a hook that notes that it ran, with what on stdin and how many variables of git
hook() {
	mkdir -p "$2"
	cat >"$2/$1" <<HOOK
#!/bin/sh
echo "$1 \$(cat | md5sum) \${GIT_QUARANTINE_PATH:+quarantine} \$#" >>"$scratch/ran"
HOOK
	chmod +x "$2/$1"
}

push() {
	git push -q "$server" "$@" 2>&1
}

git init -q client && cd client || exit 1
echo x | commit_file README
git branch clean
npmrc .npmrc
git add .npmrc
git commit -q -m bad
bad_push() {
	push main:refs/heads/bad && return 1
	return 0
}

server=$scratch/plain.git
git init -q --bare "$server"
check 'into an empty repository' says 'a push with a planted token is rejected' install --server "$server"
check 'the hook is there and can be run' test -x "$server/hooks/pre-receive"
check 'a token is rejected' bad_push
check 'a clean push goes through' push clean
cp "$server/hooks/pre-receive" "$scratch/before"
check 'a second time' install --server "$server"
check 'changes nothing' cmp "$scratch/before" "$server/hooks/pre-receive"
check 'uninstall' install --uninstall --server "$server"
check 'takes it away' not test -e "$server/hooks/pre-receive"

# among others
server=$scratch/others.git
git init -q --bare "$server"
hook pre-receive "$server/hooks"
cp "$server/hooks/pre-receive" "$scratch/original"
hook first "$server/hooks/pre-receive.d"
hook second "$server/hooks/pre-receive.d"
printf '#!/bin/sh\nexit 1\n' >"$server/hooks/pre-receive.d/not-executable"
check 'beside others' install --server "$server"
check 'a token is rejected' bad_push
check 'and no other hook ran' not test -e "$scratch/ran"
check 'a clean push' push clean
check 'all others ran, in order' test "$(cut -d' ' -f1 "$scratch/ran" | tr '\n' ' ')" = 'pre-receive first second '
check 'with the same input' test "$(cut -d' ' -f2 "$scratch/ran" | sort -u | wc -l)" -eq 1
check 'and the same environment' test "$(grep -c quarantine "$scratch/ran")" -eq 3
printf '#!/bin/sh\nexit 3\n' >"$server/hooks/pre-receive.d/zz"
chmod +x "$server/hooks/pre-receive.d/zz"
check 'one that rejects rejects the push' not push clean:refs/heads/other
rm "$server/hooks/pre-receive.d/zz"
check 'a second time' install --server "$server"
check 'uninstall' install --uninstall --server "$server"
check 'puts the other one back' cmp "$scratch/original" "$server/hooks/pre-receive"

# a hook that runs all of pre-receive.d by itself, as Gitea's does
server=$scratch/gitea.git
git init -q --bare "$server"
cat >"$server/hooks/pre-receive" <<'HOOK'
#!/bin/sh
data=$(cat)
for hook in "${0%/*}/pre-receive.d"/*; do
	test -x "$hook" || continue
	printf '%s\n' "$data" | "$hook" || exit
done
HOOK
chmod +x "$server/hooks/pre-receive"
cp "$server/hooks/pre-receive" "$scratch/main-hook"
hook gitea "$server/hooks/pre-receive.d"
rm -f "$scratch/ran"
check 'where pre-receive.d is run already' says '00-layergate' install --server "$server"
check 'the main hook stays' cmp "$scratch/main-hook" "$server/hooks/pre-receive"
check 'a token is rejected' bad_push
check 'before the others run' not test -e "$scratch/ran"
check 'a clean push' push clean
check 'runs the others once' test "$(wc -l <"$scratch/ran")" -eq 1
check 'uninstall' install --uninstall --server "$server"
check 'leaves the others' test -x "$server/hooks/pre-receive.d/gitea"
check 'and takes ours' not test -e "$server/hooks/pre-receive.d/00-layergate"

# as Gitea writes it, with the name in a variable
server=$scratch/gitea2.git
git init -q --bare "$server"
# shellcheck disable=SC2016
printf '#!/usr/bin/env bash\ndata=$(cat)\nhookname=$(basename $0)\nGIT_DIR=${GIT_DIR:-$(dirname $0)/..}\nfor hook in ${GIT_DIR}/hooks/${hookname}.d/*; do\n  test -x "${hook}" && test -f "${hook}" || continue\n  echo "${data}" | "${hook}" || exit\ndone\n' >"$server/hooks/pre-receive"
chmod +x "$server/hooks/pre-receive"
mkdir "$server/hooks/pre-receive.d"
check 'where Gitea runs pre-receive.d' says '00-layergate' install --server "$server"

# a directory whose name ends with .d
server=$scratch/dotd.git
git init -q --bare "$server"
git -C "$server" config core.hooksPath "$scratch/hooks.d"
mkdir "$scratch/hooks.d"
printf '#!/bin/sh\nexit 1\n' >"$scratch/hooks.d/pre-receive"
chmod +x "$scratch/hooks.d/pre-receive"
check 'into a directory that ends with .d' install --server "$server"
check 'the hook that was there still rejects' not push clean

# core.hooksPath
server=$scratch/elsewhere.git
git init -q --bare "$server"
git -C "$server" config core.hooksPath "$scratch/hooks for all"
check 'where core.hooksPath says' install --server "$server"
check 'there it is' test -x "$scratch/hooks for all/pre-receive"
check 'a token is rejected' bad_push
check 'the setting is kept' test "$(git -C "$server" config core.hooksPath)" = "$scratch/hooks for all"
check 'and together with the directory for all repositories' install --global
server=$scratch/global.git
git init -q --bare "$server"
check 'a server there' install --server "$server"
check 'has its own hook' test -x "$server/hooks/pre-receive"
check 'which is run' bad_push

check 'no repository' code 1 install --server "$scratch"
check 'no directory' code 1 install --server "$scratch/nowhere"
check '--dry-run does nothing' sh -c "git init -q --bare '$scratch/dry.git' && '$top/install.sh' --prefix '$prefix' --dry-run --server '$scratch/dry.git' && ! test -e '$scratch/dry.git/hooks/pre-receive'"
finish
