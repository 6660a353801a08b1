#!/bin/sh
# install.sh beside hooks that are there already: they find themselves as before, run behind
# ours, and are the same bytes again after --uninstall.
. "$(dirname "$0")/lib.sh"

# enter NAME: a new repository with a file to commit
enter() {
	cd "$scratch" && git init -q "$1" && cd "$1" && good_npmrc .npmrc && git add .npmrc || exit 1
	hooks=.git/hooks
}

# hook FILE: an executable hook from stdin
hook() {
	cat >"$1" && chmod +x "$1"
}

# goes_on TEXT: a clean commit is made and the hook that was there says that, a token is stopped
goes_on() {
	says "$1" git commit -q --allow-empty -m clean || return 1
	npmrc .npmrc && git add .npmrc
	commit_stopped committed-token token || return 1
	good_npmrc .npmrc && git add .npmrc
}

nothing_left() {
	! find "$1" -name '*layergate*' -o -name '*chained*' | grep . || return 1
	! grep -rl 'layergate: begin' "$1"
}

# as_before CLAIM TEXT: install, twice, commit, uninstall
as_before() {
	was=$scratch/was.$checks
	cp -Rp "$hooks" "$was"
	check "$1: installs" install --repo .
	check "$1: goes on" goes_on "$2"
	rm -rf "$scratch/once" && cp -Rp "$hooks" "$scratch/once"
	check "$1: a second time" install --repo .
	check "$1: changes nothing" diff -r --no-dereference "$scratch/once" "$hooks"
	check "$1: --uninstall" install --uninstall --repo .
	check "$1: leaves it as it was" diff -r --no-dereference "$was" "$hooks"
	check "$1: with its mode" test "$(find "$was" -type f -perm -100 | wc -l)" \
		-eq "$(find "$hooks" -type f -perm -100 | wc -l)"
	check "$1: and nothing of ours" nothing_left "$hooks"
}

enter shell
hook $hooks/pre-commit <<'EOF'
#!/bin/sh -eu
echo "I am $0 with ${1-nothing}; program=${program-}"
EOF
as_before 'a shell script' 'I am .git/hooks/pre-commit with nothing; program='

enter no_line_end
printf '#!/usr/bin/env bash\n# \377\necho "${BASH_SOURCE[0]}"; exit' | hook $hooks/pre-commit
hook $hooks/pre-merge-commit </dev/null
as_before 'without a last line end' .git/hooks/pre-commit

enter failing
printf '#!/bin/sh\necho no; exit 3\n' | hook $hooks/pre-commit
check 'a hook that stops commits: installs' install --repo .
check 'it still does' says no not git commit -q -m x
check 'ours comes first' says 'commit stopped by' sh -c 'printf "//npm.example.com/:_authToken=%s\n" "$1" >.npmrc
	git add .npmrc; git commit -q -m x' sh "$(token npm-token)"

enter python
hook $hooks/pre-commit <<'EOF'
#!/usr/bin/env python3
import os, sys
print("python as", os.path.basename(sys.argv[0]), "of", len(sys.argv))
EOF
as_before 'a Python program' 'python as pre-commit of 1'
check 'where $0 has another directory, that is said' says 'the directory in its $0 is another one' install --repo .
check 'by --dry-run as well' says 'would run: rm' install --dry-run --uninstall --repo .

enter polyglot
hook $hooks/pre-commit <<'EOF'
#!/bin/sh
''''exec python3 -- "$0" "$@" # '''
print("half a shell script")
EOF
as_before 'a program that only starts as a script' 'half a shell script'

enter link
mkdir scripts && printf '#!/bin/sh\necho "link: ${0##*/}"\n' | hook scripts/check
ln -s ../../scripts/check $hooks/pre-commit
as_before 'a link into the work tree' 'link: pre-commit'
check 'the link is the same' test "$(readlink $hooks/pre-commit)" = ../../scripts/check
check 'its file is untouched' test "$(wc -l <scripts/check)" -eq 2

enter both_names
printf '#!/bin/sh\necho "one for both"\n' | hook $hooks/pre-commit
ln -s pre-commit $hooks/pre-merge-commit
as_before 'one hook for both' 'one for both'

enter both_names_python
printf '#!/usr/bin/env python3\nimport sys\nprint("python", sys.argv[0])\n' | hook $hooks/pre-commit
ln -s pre-commit $hooks/pre-merge-commit
check 'one program for both' install --repo .
check 'runs in a commit' says chained/pre-commit $hooks/pre-commit
check 'and in a merge' says chained/pre-merge-commit $hooks/pre-merge-commit
check '--uninstall' install --uninstall --repo .
as_before 'one program for both' python

enter disabled
printf '#!/bin/sh\necho disabled\n' >$hooks/pre-commit
check 'a hook that git does not run: installs' says "it can't be executed" install --repo .
check 'it is not switched on' not says disabled git commit -q -m x
check '--uninstall' install --uninstall --repo .
check 'is as before' test "$(sed -n 2p $hooks/pre-commit)" = 'echo disabled' -a ! -x $hooks/pre-commit

enter read_only
printf '#!/bin/sh\necho read-only\n' | hook $hooks/pre-commit && chmod 555 $hooks/pre-commit
as_before 'a read-only hook' read-only
check 'it is read-only' test -z "$(find $hooks/pre-commit -perm -200)"

enter mentions_us
hook $hooks/pre-commit <<'EOF'
#!/bin/sh
# layergate: this is my own hook, its text says only
# layergate: stops a commit that would put a secret into git.
echo mine
EOF
as_before 'a hook that speaks of layergate' mine

enter moved_lines
printf '#!/bin/sh\necho ran\n' | hook $hooks/pre-commit
check 'lines the user moved' install --repo .
{ sed -n 1p $hooks/pre-commit && echo 'echo first' && sed 1d $hooks/pre-commit; } >moved && hook $hooks/pre-commit <moved
check 'stay where they are' sh -c 'cp "$1" kept && shift && "$@" && cmp kept .git/hooks/pre-commit' sh $hooks/pre-commit \
	"$top/install.sh" --prefix "$prefix" --repo .
check 'and are taken out there' install --uninstall --repo .
check 'of what the user wrote nothing is' test "$(tr '\n' ' ' <$hooks/pre-commit)" = '#!/bin/sh echo first echo ran '
check 'half of them' install --repo .
sed -i.bak '/^# layergate: end/d' $hooks/pre-commit
check 'is not guessed at' says 'take them out by hand' not install --repo .

# what an older install.sh left: ours as NAME, the other one as NAME.chained
enter older
for name in pre-commit pre-merge-commit; do
	printf '#!/bin/sh\n# layergate: stops a commit that would put a secret into git.\nexec "%s" pre-commit && "$0.chained"\n' \
		"$layergate" | hook $hooks/$name
done
printf '#!/bin/sh\necho "old ${0##*/}"\n' | hook $hooks/pre-commit.chained
cp -Rp $hooks ../older_hooks
check 'an older installation is taken over' install --repo .
check 'the chained hook has its name back' goes_on 'old pre-commit'
check '--uninstall' install --uninstall --repo .
check 'restores it' test "$($hooks/pre-commit)" = 'old pre-commit'
check 'and leaves nothing' nothing_left $hooks
rm -rf $hooks && cp -Rp ../older_hooks $hooks
check '--uninstall of the older installation itself' install --uninstall --repo .
check 'restores it too' test "$($hooks/pre-commit)" = 'old pre-commit'
check 'and leaves nothing either' nothing_left $hooks
finish
