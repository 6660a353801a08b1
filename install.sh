#!/bin/sh
# Installs layergate, and its hooks into repositories. POSIX sh; run it with --help.
set -eu

here=$(cd "$(dirname "$0")" && pwd -P)
hook_names='pre-commit pre-merge-commit'
# the other client hooks: a hooks directory for all repositories passes them on
other_hooks='applypatch-msg pre-applypatch post-applypatch prepare-commit-msg commit-msg
	post-commit pre-rebase post-checkout post-merge pre-push pre-auto-gc post-rewrite
	sendemail-validate p4-changelist p4-prepare-changelist p4-post-changelist p4-pre-submit
	post-index-change reference-transaction'
mark='# layergate:' # stands in every hook of ours

usage() {
	cat <<'EOF'
usage: ./install.sh [ACTION] [OPTIONS]

actions
  (none)        build, and install program, hooks, policies and manual pages below the prefix
  --demo        show the main job on a scratch repository; installs nothing but build packages
  --check       install what the tests need and run them
  --deps        only install the packages that building needs
  --deps-check  the same for the tests, --deps-lint for the linters
  --repo DIR    put the client hooks into one repository
  --global      put them into a hooks directory for all your repositories
  --uninstall   remove the program; with --repo or --global: only the hooks

options
  --prefix DIR  where to install (default /usr/local)
  --dry-run     say what would be done, do nothing
  --help
EOF
}

say() {
	printf '%s\n' "$*"
}

die() {
	printf 'install.sh: error: %s\n' "$*" >&2
	exit 1
}

usage_error() {
	printf 'install.sh: error: %s\n' "$*" >&2
	usage >&2
	exit 64
}

dry_run=no

# run COMMAND...: do it, or with --dry-run say it
run() {
	if [ "$dry_run" = yes ]; then
		say "would run: $*"
	else
		"$@"
	fi
}

# --- packages ---------------------------------------------------------------------------

# Tested on Debian 12. The dnf and apk tables are written from the package lists, untested.
packages() {
	case $1-$2 in
	apt-build) echo gcc make libc6-dev pkg-config git libgit2-dev libpcre2-dev libinih-dev \
		libyaml-dev libjansson-dev nettle-dev zlib1g-dev libexpat1-dev ;;
	apt-check) echo libcmocka-dev python3 ;;
	apt-lint) echo clang clang-tidy clang-format clang-tools libclang-rt-14-dev cppcheck \
		shellcheck mandoc codespell ;;
	dnf-build) echo gcc make glibc-devel pkgconf-pkg-config git libgit2-devel pcre2-devel \
		inih-devel libyaml-devel jansson-devel nettle-devel zlib-devel expat-devel ;;
	dnf-check) echo libcmocka-devel diffutils findutils python3 ;;
	dnf-lint) echo clang clang-tools-extra cppcheck ShellCheck mandoc codespell ;;
	apk-build) echo gcc make musl-dev pkgconf git libgit2-dev pcre2-dev inih-dev yaml-dev \
		jansson-dev nettle-dev zlib-dev expat-dev ;;
	apk-check) echo cmocka-dev python3 ;;
	apk-lint) echo clang clang-extra-tools cppcheck shellcheck mandoc codespell ;;
	esac
}

package_manager() {
	for manager in apt dnf apk; do
		case $manager in
		apt) program=apt-get ;;
		*) program=$manager ;;
		esac
		if command -v "$program" >/dev/null 2>&1; then
			echo "$manager"
			return
		fi
	done
}

has_package() {
	case $1 in
	apt) dpkg-query -W -f '${db:Status-Status}' "$2" 2>/dev/null | grep -qx installed ;;
	dnf) rpm -q "$2" >/dev/null 2>&1 ;;
	apk) apk info -e "$2" >/dev/null 2>&1 ;;
	esac
}

as_root() {
	if [ "$(id -u)" -eq 0 ]; then
		run "$@"
	elif command -v sudo >/dev/null 2>&1; then
		run sudo "$@"
	else
		die "this needs root: $*"
	fi
}

# install_packages SET...: what is missing of build, check, lint
install_packages() {
	manager=$(package_manager)
	if [ -z "$manager" ]; then
		say 'no package manager that is known here; going on with what is installed'
		return
	fi
	missing=
	for set in "$@"; do
		for package in $(packages "$manager" "$set"); do
			has_package "$manager" "$package" || missing="$missing $package"
		done
	done
	[ -n "$missing" ] || return 0
	say "installing packages:$missing"
	# shellcheck disable=SC2086 # a list of words
	case $manager in
	apt)
		as_root apt-get -q -o Acquire::Retries=3 update >/dev/null
		as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y \
			--no-install-recommends install $missing >/dev/null
		;;
	dnf) as_root dnf -q -y install $missing ;;
	apk) as_root apk add -q $missing ;;
	esac
}

# --- building ---------------------------------------------------------------------------

jobs=$(nproc 2>/dev/null || echo 2)

build() {
	install_packages build
	run make -s -C "$here" -j "$jobs" PREFIX="$prefix"
}

install_program() {
	build
	if [ "$dry_run" = yes ]; then
		run make -s -C "$here" install PREFIX="$prefix"
	else
		make -s -C "$here" install PREFIX="$prefix" || die "cannot write below $prefix"
		"$prefix/bin/layergate" --version >/dev/null || die 'the program does not start'
		say "installed: $("$prefix/bin/layergate" --version) in $prefix/bin"
	fi
}

# --- hooks ------------------------------------------------------------------------------

# a git of its own: nothing of the caller's repository, but the caller's configuration
git_in() {
	dir=$1
	shift
	(
		# shellcheck disable=SC2046 # a list of names
		unset $(git rev-parse --local-env-vars)
		git -C "$dir" "$@"
	)
}

is_ours() {
	[ -f "$1" ] && grep -qF "$mark" "$1"
}

# write_hook TEMPLATE FILE ALSO_OWN: put a hook there; one that was there is chained
write_hook() {
	if [ -e "$2" ] && ! is_ours "$2"; then
		[ ! -e "$2.chained" ] || die "$2 and $2.chained both exist and are not ours"
		say "  $2: keeping the hook that is there as ${2##*/}.chained"
		run mv "$2" "$2.chained"
	fi
	if [ "$dry_run" = yes ]; then
		say "would write: $2"
		return
	fi
	# written aside and renamed: a commit that runs meanwhile sees the old one or the new one
	sed -e "s|@PROGRAM@|$(quoted "$program")|" -e "s|@ALSO_OWN@|$3|" "$1" >"$2.new"
	chmod 755 "$2.new"
	mv "$2.new" "$2"
}

# a path for the right side of sed's s||| and inside '…' of sh
quoted() {
	case $1 in
	*"'"* | *'
'*) die "the path $1 has a quote or a line end in it" ;;
	esac
	printf '%s' "$1" | sed 's/[\\|&]/\\&/g'
}

remove_hook() {
	if is_ours "$1"; then
		run rm -f "$1"
		if [ -e "$1.chained" ]; then
			run mv "$1.chained" "$1"
		fi
	elif [ -e "$1" ]; then
		say "  $1 is not ours: left alone"
	fi
}

find_program() {
	program=$prefix/bin/layergate
	if ! [ -x "$program" ]; then
		say "the program is not in $prefix/bin yet"
		install_program
	fi
}

# a made-up npm token, put together here so that this file has no shape of one
planted_token() {
	printf '%s_%s%s' npm KkDy4GCZiy5TUg2edJjZ Q1VLNZ10hG3YiA43
}

# check_hooks DIR: is the hook there, can it be run, does it refuse a planted token?
check_hooks() {
	[ "$dry_run" = no ] || return 0
	for name in $hook_names; do
		[ -x "$1/$name" ] || die "$1/$name cannot be executed"
	done
	scratch=$(mktemp -d)
	trap 'rm -rf "$scratch"' EXIT
	git_in / init -q "$scratch/r"
	printf '//npm.example.com/:_authToken=%s\n' "$(planted_token)" >"$scratch/r/.npmrc"
	git_in "$scratch/r" add .npmrc
	if git_in "$scratch/r" -c core.hooksPath="$1" -c user.name=x -c user.email=x@example.com \
		commit -q -m planted >"$scratch/said" 2>&1; then
		die "the hook in $1 did not stop a planted token"
	fi
	grep -q committed-token "$scratch/said" || {
		cat "$scratch/said" >&2
		die "the hook in $1 does not work"
	}
	rm -rf "$scratch"
	trap - EXIT
	say "  checked: a planted token is stopped"
}

# where git looks for the hooks of a repository, as an absolute path
hooks_directory() {
	path=$(git_in "$1" rev-parse --git-path hooks) || die "$1 is not a git repository"
	case $path in
	/*) printf '%s\n' "$path" ;;
	*) printf '%s\n' "$(cd "$1" && pwd -P)/$path" ;;
	esac
}

install_into() {
	directory=$1
	also_own=$2
	say "hooks go into $directory"
	run mkdir -p "$directory"
	for name in $hook_names; do
		write_hook "$here/hooks/pre-commit" "$directory/$name" "$also_own"
	done
}

remove_from() {
	directory=$1
	say "removing hooks from $directory"
	for name in $hook_names; do
		remove_hook "$directory/$name"
	done
}

install_repo() {
	[ -d "$repo" ] || die "$repo is not a directory"
	find_program
	directory=$(hooks_directory "$repo")
	if [ "$(git_in "$repo" config --global --get core.hooksPath || true)" ] &&
		! git_in "$repo" config --local --get core.hooksPath >/dev/null; then
		say 'note: core.hooksPath is set for all your repositories, so this covers them all'
	fi
	install_into "$directory" no
	check_hooks "$directory"
}

uninstall_repo() {
	[ -d "$repo" ] || die "$repo is not a directory"
	remove_from "$(hooks_directory "$repo")"
}

global_directory() {
	path=$(git config --global --type=path --get core.hooksPath || true)
	printf '%s\n' "${path:-$own_global}"
}

own_global=${XDG_CONFIG_HOME:-$HOME/.config}/layergate/hooks

install_global() {
	find_program
	directory=$(global_directory)
	install_into "$directory" yes
	# git looks nowhere else now: the other hooks of a repository have to run too
	for name in $other_hooks; do
		if [ -e "$directory/$name" ] && ! is_ours "$directory/$name"; then
			continue
		fi
		write_hook "$here/hooks/pass-on" "$directory/$name" no
	done
	if [ "$directory" = "$own_global" ]; then
		run git config --global core.hooksPath "$directory"
	fi
	check_hooks "$directory"
}

uninstall_global() {
	directory=$(global_directory)
	remove_from "$directory"
	for name in $other_hooks; do
		remove_hook "$directory/$name"
	done
	if [ "$directory" = "$own_global" ]; then
		run git config --global --unset core.hooksPath || true
		run rmdir "$directory" 2>/dev/null || true
	fi
}

uninstall_program() {
	run make -s -C "$here" uninstall PREFIX="$prefix"
	say "removed from $prefix; your own policy in its etc directory stays"
}

# --- demo -------------------------------------------------------------------------------

show() {
	printf '\n$ %s\n' "$*"
}

demo() {
	install_packages build
	run make -s -C "$here" -j "$jobs"
	[ "$dry_run" = no ] || return 0
	program=$here/build/layergate
	scratch=$(mktemp -d)
	trap 'rm -rf "$scratch"' EXIT
	git_in / init -q "$scratch/demo"
	git_in "$scratch/demo" config user.name Demo
	git_in "$scratch/demo" config user.email demo@example.com
	directory=$(hooks_directory "$scratch/demo")
	mkdir -p "$directory"
	for name in $hook_names; do
		write_hook "$here/hooks/pre-commit" "$directory/$name" no
	done
	cd "$scratch/demo"

	say '--- 1. a token in .npmrc is committed: the hook stops it'
	printf '//npm.example.com/:_authToken=%s\n' "$(planted_token)" >.npmrc
	git_in . add .npmrc
	show "git commit -m 'add .npmrc'"
	if git_in . commit -q -m 'add .npmrc' 2>&1; then
		die 'the commit was not stopped'
	fi

	say
	say '--- 2. a reference in its place: the commit goes through'
	# shellcheck disable=SC2016 # the reference is what is committed
	printf '//npm.example.com/:_authToken=${NPM_TOKEN}\n' >.npmrc
	git_in . add .npmrc
	show cat .npmrc
	cat .npmrc
	show "git commit -m 'add .npmrc'"
	git_in . commit -q -m 'add .npmrc' || die 'the fixed version was stopped'
	git_in . log --oneline --stat | cat

	say
	say 'It works. Put it into a repository of yours: ./install.sh --repo DIR'
}

# --- the command line -------------------------------------------------------------------

action=install
uninstall=no
prefix=/usr/local
repo=

set_action() {
	[ "$action" = install ] || usage_error "--$action and --$1 don't go together"
	action=$1
}

while [ $# -gt 0 ]; do
	case $1 in
	--demo | --check | --deps | --deps-check | --deps-lint | --global) set_action "${1#--}" ;;
	--repo)
		[ $# -ge 2 ] || usage_error '--repo needs a directory'
		set_action repo
		repo=$2
		shift
		;;
	--prefix)
		[ $# -ge 2 ] || usage_error '--prefix needs a directory'
		case $2 in /*) prefix=$2 ;; *) prefix=$(pwd -P)/$2 ;; esac
		shift
		;;
	--uninstall) uninstall=yes ;;
	--dry-run) dry_run=yes ;;
	--help)
		usage
		exit 0
		;;
	*) usage_error "unknown argument '$1'" ;;
	esac
	shift
done

# make and the hooks take the prefix as it is, but for these
case $prefix in
*[\'\"\\\$]* | *'
'*) die "the prefix $prefix has a quote, a backslash, a dollar sign or a line end in it" ;;
esac

case $uninstall-$action in
no-install) install_program ;;
no-demo) demo ;;
no-check)
	install_packages build check
	run make -s -C "$here" -j "$jobs"
	run make -s -C "$here" -j "$jobs" check
	;;
no-deps) install_packages build ;;
no-deps-check) install_packages build check ;;
no-deps-lint) install_packages build check lint ;;
no-repo) install_repo ;;
no-global) install_global ;;
yes-install) uninstall_program ;;
yes-repo) uninstall_repo ;;
yes-global) uninstall_global ;;
*) usage_error "--uninstall and --$action don't go together" ;;
esac
