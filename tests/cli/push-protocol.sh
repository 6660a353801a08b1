#!/bin/sh
# What stands on the hook's stdin, limits, and a pusher that goes away.
. "$(dirname "$0")/lib.sh"

make_server "$scratch/server.git"
server=$scratch/server.git
make_client client "$server"
good_npmrc .npmrc
git add .npmrc
git commit -q -m first
head=$(git rev-parse HEAD)
zero=$(printf '%040d' 0)

hook() {
	printf "$1" | "$layergate" pre-receive --repo .git
}

check 'a line' code 0 hook "$zero $head refs/heads/x\n"
check 'no lines: a word, no rejection' says 'nothing to scan' code 0 hook ''
check 'only deletions' says '0 commits and 0 files' code 0 hook "$head $zero refs/heads/x\n"
for input in "$zero $head refs/heads/x" "$zero $head\n" "$zero ${head}0 refs/heads/x\n" \
	"$zero $(echo "$head" | cut -c2-) refs/heads/x\n" "$zero $(echo "$head" | tr 0-9a-f g) r\n" \
	'\n' "$zero  $head refs/heads/x\n" "$zero $head refs/heads/x\0y\n" "$zero$zero $head refs/x\n" \
	"$zero $head refs/heads/x\ngarbage\n"; do
	check "no list of refs: $input" says 'stdin' code 2 hook "$input"
done
check 'an object that is not there' says 'is missing or damaged' code 2 \
	hook "$zero $(echo "$head" | tr 0-9a-f a-f0-9) refs/heads/x\n"
check 'arguments are refused' code 64 "$layergate" pre-receive x
check 'outside of a repository' code 2 sh -c "cd / && echo '$zero $head refs/heads/x' | '$layergate' pre-receive"

# limits
npmrc .npmrc
git commit -q -a -m bad
limit() {
	printf '[limits]\n%s\n' "$1" >"$server/layergate.ini"
}
limit 'blob = 20'
check 'a file beyond the limit rejects' push_rejected 'limit for one file (blob = 20)' origin main
limit 'total = 40'
check 'more bytes than the limit' push_rejected 'total = 40' origin main
limit 'depth = 1'
mkdir -p d && npmrc d/.npmrc && git add d && git commit -q -m deep
check 'deeper than the limit' push_rejected 'depth = 1' origin main
limit 'time = 1ms'
check 'longer than the limit' push_rejected 'time limit' origin main
printf '[limits]\nblob = 20\n[policy]\non_error = warn\n' >"$server/layergate.ini"
check 'on_error = warn lets it through, and says so' says 'warning: not everything was scanned' push_ok origin main

# the policy is the server's
rm "$server/layergate.ini"
printf '[rules]\ncommitted-token = off\n' >.layergate.ini
npmrc b.npmrc
git add .
git commit -q -m 'policy in the push'
check 'a pushed policy does not count' push_rejected 'b.npmrc' origin main
mkdir -p "$HOME/.config/layergate"
cp .layergate.ini "$HOME/.config/layergate/policy.ini"
check "nor does the policy of the hook's user" push_rejected 'b.npmrc' origin main
rm -r "$HOME/.config"
printf '# layergate: allow committed-token because\n' | cat - b.npmrc >b2.npmrc
mv b2.npmrc b.npmrc
git commit -q -a --amend -m 'a comment'
check 'a pushed comment does not count' push_rejected 'do not count here' origin main
printf '[server]\ninline_allow = on\n' >"$server/layergate.ini"
check 'unless the server says so' push_ok origin main
printf '[rules\n' >"$server/layergate.ini"
echo y | commit_file y
check 'a policy that is wrong rejects' push_rejected 'layergate.ini:1:' origin main
rm "$server/layergate.ini"

# output
i=0
while [ $i -lt 30 ]; do
	i=$((i + 1))
	npmrc "n$i.npmrc" npm-token $((i + 10))
done
git add .
git commit -q -m many
check 'at most 20 findings are shown' push_rejected 'error: 10 more' origin main
check 'no line is too long' not sh -c "sed 's/ *$//' '$scratch/.said' | grep -qE '^remote: .{73}'"
check 'GitLab gets its copy' env GL_PROTOCOL=web sh -c "git push -q origin main 2>&1 | grep -q '^remote: GL-HOOK-ERR: error: push rejected'"
git checkout -q --detach
npmrc detached.npmrc
git add detached.npmrc
git commit -q -m 'on no branch'
check 'output that nobody reads' code 1 sh -c "
	echo '$zero $(git rev-parse HEAD) refs/heads/x' | (trap '' PIPE; '$layergate' pre-receive --repo .git; echo \$? >'$scratch/rc') | head -c 0; exit \$(cat '$scratch/rc')"
check 'no output at all' code 1 sh -c "
	echo '$zero $(git rev-parse HEAD) refs/heads/x' | '$layergate' pre-receive --repo .git >&- 2>&-"
git checkout -q main

# the hook itself
check 'a program that is gone rejects' sh -c "
	sed -i \"s|^program=.*|program=/nowhere/layergate|\" '$server/hooks/pre-receive'
	git push -q origin main 2>&1 | grep -q 'layergate is gone'"
server_hook_into "$server/hooks"

# many refs
git reset -q --hard HEAD~2
check 'a clean push of 5,000 refs' sh -c "
	for i in \$(seq 5000); do echo \"create refs/heads/m/\$i HEAD\"; done | git update-ref --stdin
	git push -q origin 'refs/heads/m/*'"
finish
