#!/bin/sh
# Objects that no git makes: a clear word, the right exit code, no crash, nothing waved through.
. "$(dirname "$0")/lib.sh"

make_server "$scratch/server.git"
server=$scratch/server.git
make_client client "$server"
git config transfer.fsckObjects false
git config core.protectHFS false
git config core.protectNTFS false
echo x | commit_file README
push_ok origin main
base=$(git rev-parse main)
leaf=$(npmrc /dev/stdout | git hash-object -w --stdin)

made() {
	python3 "$top/tests/support/objects.py" "$1" "$leaf" "$base"
}

# hook NAME [OPTIONS]: the program on these objects, without git's own checks before it
hook() {
	name=$1
	shift
	printf '%040d %s refs/heads/x\n' 0 "$name" | "$layergate" pre-receive --repo .git "$@"
}

for shape in duplicate slash dotdot unsorted mode oddmode bigmode escape many noauthor baddate link; do
	name=$(made "$shape")
	check "$shape: the token is found" says 'push rejected: 1 finding' code 1 hook "$name"
done
for shape in filetree noblob notree cut nested noparent huge tags; do
	name=$(made "$shape")
	check "$shape: not scanned, so rejected" says 'push rejected: not everything was scanned' code 2 hook "$name"
	check "$shape: no control characters" not grep -q "$(printf '[\001-\011\013-\037]')" "$scratch/.said"
	check "$shape: no line is too long" not grep -qE '^.{73}' "$scratch/.said"
done
check 'duplicate entries: both are scanned' says '2 files scanned' hook "$(made duplicate)"
check 'directories that multiply end' says 'push rejected: ' hook "$(made bomb)"
check 'a submodule is no file' says '1 commit and 0 files' code 0 hook "$(made gitlink)"
check 'a name with control characters is made visible' says '\x1b]0;x\x07\xff\x0d.npmrc:1:31' hook "$(made escape)"
check 'depth, said with the limit' says 'depth = 2048' hook "$(made nested)"
check 'a wrong type is said' says 'is a directory, not a' hook "$(made filetree)"
check 'an object that is missing is said' says 'is missing or damaged' hook "$(made noblob)"

# 174 bytes that unpack to 734 MB: only the size is looked at
bomb=$(python3 "$top/tests/support/delta_bomb.py" "$scratch/bomb.pack")
cp "$scratch/bomb.pack" .git/objects/pack/pack-bomb.pack
git index-pack .git/objects/pack/pack-bomb.pack >/dev/null
tree=$(printf '100644 blob %s\tDockerfile\n' "$bomb" | git mktree)
check 'a delta bomb is not unpacked' says 'Dockerfile: 733992000 bytes are more than' code 2 \
	hook "$(git commit-tree -m x "$tree")"

# and as git takes them: the gate decides, or git did before
for shape in duplicate slash mode noauthor nested; do
	check "$shape: a real push" push_rejected 'push rejected' origin "$(made "$shape"):refs/heads/$shape"
done
check 'one commit without an author stops nobody' push_ok origin main:refs/heads/after


# three directories, put together so that what is known of one misleads in the next
made misleading >"$scratch/names"
set --
while read -r name; do
	set -- "$@" "$name"
done <"$scratch/names"
check 'directories that mislead: in the history' says 'committed-token' code 1 "$layergate" scan-range "$@"
check 'directories that mislead: a real push' push_rejected 'Dockerfile:1:31' \
	origin "$1:refs/heads/m1" "$2:refs/heads/m2" "$3:refs/heads/m3"

# the same objects in a history
for shape in duplicate slash noauthor; do
	check "$shape: in the history" says 'committed-token' code 1 "$layergate" scan-range "$(made $shape)"
done
for shape in noblob notree cut noparent; do
	check "$shape: in the history" says 'Not scanned' code 2 "$layergate" scan-range "$(made $shape)"
done
finish
