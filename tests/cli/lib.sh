# shellcheck shell=sh
# Helpers for tests that drive the real program and real git. A test sources this file, makes
# claims with "check", and ends with "finish". It runs in a throw-away directory with a home,
# a git configuration and an environment of its own.
#
#	. "$(dirname "$0")/lib.sh"
#	make_repo r
#	check 'a clean commit goes through' commit_ok 'first'
#	finish

set -u
umask 022

top=$(cd "$(dirname "$0")/../.." && pwd -P)
build=${B:-$top/build}
case $build in /*) ;; *) build=$top/$build ;; esac
layergate=$build/layergate
for tool in "$layergate" "$build/tests/token"; do
	[ -x "$tool" ] || {
		echo "not ok - $tool is not built (make test-programs)"
		exit 1
	}
done
test_name=$(basename "$0" .sh)

scratch=$(mktemp -d "${TMPDIR:-/tmp}/layergate-$test_name.XXXXXX") || exit 1
trap 'cd / && chmod -R u+rwx "$scratch" 2>/dev/null; rm -rf "$scratch"' EXIT
trap 'exit 1' HUP INT TERM

# nothing of the caller's git, home or locale,
for variable in $(env | sed -n 's/^\(GIT_[A-Z0-9_a-z]*\)=.*/\1/p'); do
	unset "$variable"
done
unset XDG_CONFIG_HOME NO_COLOR
# nor the settings of a make around us, such as SANITIZE=1
unset B MAKEFLAGS MFLAGS MAKELEVEL
HOME=$scratch/home
GIT_CONFIG_NOSYSTEM=1
LC_ALL=C.UTF-8
TERM=dumb
export HOME GIT_CONFIG_NOSYSTEM LC_ALL TERM
mkdir "$HOME"
git config --global user.name Tester
git config --global user.email tester@example.com
git config --global init.defaultBranch main
git config --global advice.detachedHead false
git config --global protocol.file.allow always
cd "$scratch" || exit 1

checks=0
failures=0
out=$scratch/.out

# check CLAIM COMMAND...: the command succeeds. Its output is shown if it does not.
check() {
	claim=$1
	shift
	checks=$((checks + 1))
	if "$@" >"$out" 2>&1; then
		echo "ok $checks - $claim"
	else
		failures=$((failures + 1))
		echo "not ok $checks - $claim"
		sed 's/^/# /' "$out"
	fi
}

# code N COMMAND...: the command ends with exit code N.
code() {
	expected=$1
	shift
	"$@"
	got=$?
	[ "$got" -eq "$expected" ] || {
		echo "exit code $got, not $expected"
		return 1
	}
}

# says TEXT COMMAND...: the output of the command, whatever its exit code, holds the text.
says() {
	text=$1
	shift
	"$@" >"$scratch/.said" 2>&1
	cat "$scratch/.said"
	unwrapped "$scratch/.said" | grep -qF -e "$text"
}

# unwrapped FILE: the lines as they are; then all of them as one, without the words before them
unwrapped() {
	cat "$1"
	sed -E -e 's/^remote: //' -e 's/^(error|warning|hint):? *//' -e 's/ +$//' "$1" | tr '\n' ' '
}

# silent COMMAND...: the command succeeds and says nothing.
silent() {
	"$@" >"$scratch/.said" 2>&1 || {
		cat "$scratch/.said"
		return 1
	}
	! [ -s "$scratch/.said" ] || {
		cat "$scratch/.said"
		return 1
	}
}

not() {
	! "$@"
}

# within_memory BYTES COMMAND...: with that much address space and a minute. A program built with
# the address sanitizer reserves terabytes and cannot start so: it runs without the limit.
within_memory() {
	bytes=$1
	shift
	if prlimit --as="$bytes" "$layergate" --version >/dev/null 2>&1; then
		set -- prlimit --as="$bytes" "$@"
	fi
	timeout 60 "$@"
}

skip() {
	echo "ok $((checks + 1)) - # SKIP $1"
	checks=$((checks + 1))
}

finish() {
	echo "1..$checks"
	[ "$failures" -eq 0 ]
	exit
}

# a made-up token of that kind
token() {
	"$build/tests/token" "$@"
}

# hook_into DIR: the client hooks, as install.sh puts them there
hook_into() {
	mkdir -p "$1"
	for hook in pre-commit pre-merge-commit; do
		sed -e "s|@PROGRAM@|$layergate|" -e 's|@ALSO_OWN@|no|' "$top/hooks/pre-commit" >"$1/$hook"
		chmod +x "$1/$hook"
	done
}

# install ARGUMENTS…: install.sh with $prefix, where the program is already, so that nothing is built
prefix=$scratch/prefix
install() {
	[ -e "$prefix" ] || { mkdir -p "$prefix/bin" && cp "$layergate" "$prefix/bin/layergate"; }
	"$top/install.sh" --prefix "$prefix" "$@"
}

# make_repo DIR [INIT-OPTIONS]: an empty repository with the hooks; goes into it
make_repo() {
	dir=$1
	shift
	git init -q "$@" "$dir" && cd "$dir" || exit 1
	hook_into "$(git rev-parse --git-path hooks)"
}

# npmrc FILE [KIND]: write a file with a literal token
npmrc() {
	printf '//npm.example.com/:_authToken=%s\n' "$(token "${2:-npm-token}" "${3:-1}")" >"$1"
}

# good_npmrc FILE: the recommended form
good_npmrc() {
	# shellcheck disable=SC2016
	printf '//npm.example.com/:_authToken=${NPM_TOKEN}\n' >"$1"
}

# commit_ok MESSAGE [OPTIONS]: the commit is made
commit_ok() {
	message=$1
	shift
	git commit -q -m "$message" "$@"
}

# commit_stopped RULE MESSAGE [OPTIONS]: the hook stops it because of that rule
commit_stopped() {
	rule=$1
	message=$2
	shift 2
	before=$(git rev-parse -q --verify HEAD)
	if git commit -q -m "$message" "$@" >"$scratch/.said" 2>&1; then
		cat "$scratch/.said"
		echo 'the commit was made'
		return 1
	fi
	cat "$scratch/.said"
	[ "$before" = "$(git rev-parse -q --verify HEAD)" ] || return 1
	grep -q "layergate: allow $rule" "$scratch/.said"
}

# server_hook_into DIR: the server's hook, as install.sh puts it there
server_hook_into() {
	mkdir -p "$1"
	sed -e "s|@PROGRAM@|$layergate|" "$top/hooks/pre-receive" >"$1/pre-receive"
	chmod +x "$1/pre-receive"
}

# make_server DIR [INIT-OPTIONS]: a bare repository with the server's hook
make_server() {
	server=$1
	shift
	git init -q --bare "$@" "$server" && server_hook_into "$server/hooks"
}

# make_client DIR SERVER [INIT-OPTIONS]: an empty repository without hooks; goes into it
make_client() {
	dir=$1
	remote=$2
	shift 2
	git init -q "$@" "$dir" && cd "$dir" && git remote add origin "$remote" || exit 1
}

# commit_file FILE [MESSAGE]: what stands on stdin becomes a commit
commit_file() {
	case $1 in */*) mkdir -p "${1%/*}" ;; esac
	cat >"$1" && git add -f -- "$1" && git commit -q -m "${2:-$1}" -- "$1"
}

# push_ok ARGUMENTS: the push is accepted
push_ok() {
	git push -q "$@" 2>&1
}

# push_rejected TEXT ARGUMENTS: it is not, the pusher reads the text, and no object of it stays
push_rejected() {
	wanted=$1
	shift
	before=$(objects_of_server)
	if git push -q "$@" >"$scratch/.said" 2>&1; then
		cat "$scratch/.said"
		echo 'the push was accepted'
		return 1
	fi
	cat "$scratch/.said"
	unwrapped "$scratch/.said" | grep -qF -e "$wanted" || {
		echo "not said: $wanted"
		return 1
	}
	[ "$before" = "$(objects_of_server)" ] || {
		echo 'objects of the rejected push were left behind'
		return 1
	}
}

objects_of_server() {
	git -C "$server" cat-file --batch-all-objects --batch-check | sort
}
