#!/bin/sh
# install.sh with husky 9: core.hooksPath is .husky/_, which husky writes anew.
. "$(dirname "$0")/lib.sh"

# what "husky" does whenever packages are installed
husky() {
	mkdir -p .husky/_ && echo '*' >.husky/_/.gitignore && git config core.hooksPath .husky/_
	cat >.husky/_/h <<'EOF'
#!/usr/bin/env sh
[ "$HUSKY" = "2" ] && set -x
n=$(basename "$0")
s=$(dirname "$(dirname "$0")")/$n

[ ! -f "$s" ] && exit 0

[ "${HUSKY-}" = "0" ] && exit 0
export PATH="node_modules/.bin:$PATH"
sh -e "$s" "$@"
c=$?

[ $c != 0 ] && echo "husky - $n script failed (code $c)"
exit $c
EOF
	for name; do
		printf '#!/usr/bin/env sh\n. "$(dirname "$0")/h"' >".husky/_/$name" && chmod 755 ".husky/_/$name"
	done
}

git init -q r && cd r && good_npmrc .npmrc && git add .npmrc || exit 1
husky pre-commit pre-merge-commit
echo 'echo "npm test as $0"' >.husky/pre-commit
cp -Rp .husky ../before
check 'installs' says 'who gets them by a commit needs layergate too' install --repo .
check 'husky goes on' says 'npm test as .husky/pre-commit' git commit -q -m x
check 'its own files are untouched' diff -r ../before/_ .husky/_
npmrc .npmrc && git add .npmrc
check 'a token is stopped' commit_stopped committed-token x
husky pre-commit pre-merge-commit
check 'also when husky has written its files anew' commit_stopped committed-token x
check 'and by the hook for merges' not .husky/_/pre-merge-commit
cp -Rp .husky ../once
check 'a second time' install --repo .
check 'changes nothing' diff -r ../once .husky
check '--uninstall' not says 'not ours' install --uninstall --repo .
check 'everything is as before' diff -r ../before .husky

cd "$scratch" && git init -q older && cd older && npmrc .npmrc && git add .npmrc || exit 1
husky pre-commit # 9.0 has no pre-merge-commit
cp -Rp .husky ../before_older
check 'a husky without pre-merge-commit, and no hooks of the user' install --repo .
check 'a token is stopped' commit_stopped committed-token x
check 'by the hook for merges as well' not .husky/_/pre-merge-commit
check '--uninstall' install --uninstall --repo .
check 'everything is as before' diff -r ../before_older .husky

# husky's file moved away by an older install.sh
mv .husky/_/pre-commit .husky/_/pre-commit.chained
printf '#!/bin/sh\n# layergate: stops a commit that would put a secret into git.\n' >.husky/_/pre-commit
echo 'echo user' >.husky/pre-commit
check 'an older installation is taken over' install --repo .
check "husky's file is back" cmp ../before_older/_/pre-commit .husky/_/pre-commit
check 'a token is stopped' commit_stopped committed-token x
good_npmrc .npmrc && git add .npmrc
check "the user's hook runs" says user git commit -q -m x

# husky 8: core.hooksPath is .husky itself, and its script runs the hook a second time
cd "$scratch" && git init -q eight && cd eight && mkdir -p .husky/_ && git config core.hooksPath .husky || exit 1
cat >.husky/_/husky.sh <<'EOF'
if [ -z "$husky_skip_init" ]; then
  export husky_skip_init=1
  sh -e "$0" "$@"
  exit $?
fi
EOF
printf '#!/usr/bin/env sh\n. "$(dirname -- "$0")/_/husky.sh"\n\necho "eight as $0"\n' >.husky/pre-commit
chmod +x .husky/pre-commit && cp -Rp .husky ../before_eight
check 'husky 8: installs' install --repo .
good_npmrc .npmrc && git add .npmrc
check 'it goes on' says 'eight as .husky/pre-commit' git commit -q -m x
npmrc .npmrc && git add .npmrc
check 'a token is stopped' commit_stopped committed-token x
check '--uninstall' install --uninstall --repo .
check 'everything is as before' diff -r ../before_eight .husky
finish
