#!/bin/sh
# make install and uninstall, below a prefix and a DESTDIR, without .git.
. "$(dirname "$0")/lib.sh"

# a copy without .git and without build results, as from a tarball
mkdir src
(cd "$top" && tar -cf - --exclude=./build --exclude=./.git .) | tar -xf - -C src
cd src || exit 1
check 'the tree builds without .git' make -s -j2 PREFIX=/usr
check 'make install DESTDIR=' make -s install PREFIX=/usr DESTDIR="$scratch/root"
check 'with prefix /usr the policy is in /etc' test -f "$scratch/root/etc/layergate/policy.ini"
check 'manual pages' test -f "$scratch/root/usr/share/man/man1/layergate.1"
check 'the program knows that place' \
	grep -aqP '\x00/etc/layergate/policy\.ini\x00' "$scratch/root/usr/bin/layergate"
prefix=$scratch/prefix
check './install.sh --prefix' says 'installed: layergate' ./install.sh --prefix "$prefix"
check 'the program' "$prefix/bin/layergate" --version
check 'hooks and policies' test -x "$prefix/share/layergate/hooks/pre-merge-commit" -a -f "$prefix/share/layergate/config/strict.ini"
check 'the installed policy is used and right' says "$prefix/etc/layergate/policy.ini: right" "$prefix/bin/layergate" policy check
echo '; mine' >>"$prefix/etc/layergate/policy.ini"
check 'again' ./install.sh --prefix "$prefix"
check 'a changed policy is kept' grep -q '; mine' "$prefix/etc/layergate/policy.ini"
git init -q "$scratch/r"
check '--repo with the installed program' ./install.sh --prefix "$prefix" --repo "$scratch/r"
check '--uninstall' ./install.sh --prefix "$prefix" --uninstall
check 'removes the program' test ! -e "$prefix/bin/layergate"
check 'keeps the policy' test -f "$prefix/etc/layergate/policy.ini"
cd "$scratch/r" && good_npmrc .npmrc && git add .
check 'the hook now stops commits and says why' says 'the program is gone' not git commit -q -m x
cd "$scratch/src" || exit 1
check '--repo builds and installs what is missing' says 'is not in' ./install.sh --prefix "$prefix" --repo "$scratch/r"
check 'and the commit goes through' git -C "$scratch/r" commit -q -m x
check 'the demo' says 'It works.' ./install.sh --demo
check 'the demo shows the blocked commit' says 'layergate: commit stopped by 1 of 1 finding' ./install.sh --demo

# a prefix of several words, beside a directory that is called like the first of them
mkdir -p "$scratch/notes" && echo mine >"$scratch/notes/mine"
spaced="$scratch/notes y/usr #1"
check 'a prefix with spaces' says 'installed: layergate' ./install.sh --prefix "$spaced"
check 'the policy is below it' says "$spaced/etc/layergate/policy.ini: right" "$spaced/bin/layergate" policy check
check 'hooks that use it' says 'a planted token is stopped' ./install.sh --prefix "$spaced" --repo "$scratch/r"
check '--uninstall there' ./install.sh --uninstall --prefix "$spaced"
check 'removes it' test ! -e "$spaced/bin/layergate" -a ! -e "$spaced/share/layergate"
check 'and nothing else' test -f "$scratch/notes/mine"
check 'a DESTDIR with spaces' make -s install PREFIX=/opt/y DESTDIR="$scratch/notes z"
check 'is filled' test -x "$scratch/notes z/opt/y/bin/layergate"
check 'and emptied' make -s uninstall PREFIX=/opt/y DESTDIR="$scratch/notes z"
check 'of the program only' test ! -e "$scratch/notes z/opt/y/bin/layergate" -a -f "$scratch/notes/mine"
for odd in "it's" 'a"b' 'a\b' 'a
b'; do
	check "refused: $odd" says 'has a quote' not ./install.sh --dry-run --uninstall --prefix "$scratch/$odd"
	check 'by make as well' says 'has a quote' not make -n uninstall PREFIX="$scratch/$odd"
done
check 'a dollar sign' says 'a dollar sign' not ./install.sh --dry-run --uninstall --prefix "$scratch/a\$b"
finish
