#!/bin/sh
# Installs layergate, and its hooks into repositories. POSIX sh; run it with --help.
set -eu

here=$(cd "$(dirname "$0")" && pwd -P)
hook_names='pre-commit pre-merge-commit'
# all others that git looks for: a hooks directory for all repositories passes them on, those of
# bare repositories that are pushed to as well (fsmonitor-watchman is found by a setting)
other_hooks='applypatch-msg pre-applypatch post-applypatch prepare-commit-msg commit-msg
	post-commit pre-rebase post-checkout post-merge pre-push pre-auto-gc post-rewrite
	sendemail-validate p4-changelist p4-prepare-changelist p4-post-changelist p4-pre-submit
	post-index-change reference-transaction pre-receive update proc-receive post-receive
	post-update push-to-checkout'

usage() {
	cat <<'EOF'
usage: ./install.sh [ACTION] [OPTIONS]

actions
  (none)        build, and install program, hooks, policies and manual pages below the prefix
  --demo        show the main job on a scratch repository; installs nothing but build packages
  --check       install what the tests need and run them
  --deps        only install the packages that building needs
  --deps-check  the same for the tests, --deps-lint for the linters, --deps-oracle for building
                images to compare with
  --repo DIR    put the client hooks into one repository
  --global      put them into a hooks directory for all your repositories
  --server DIR  put the server's hook into a repository that is pushed to
  --uninstall   remove the program; with --repo, --global or --server: only the hooks

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
	apt-oracle) echo buildah busybox-static python3 ;;
	dnf-build) echo gcc make glibc-devel pkgconf-pkg-config git libgit2-devel pcre2-devel \
		inih-devel libyaml-devel jansson-devel nettle-devel zlib-devel expat-devel ;;
	dnf-check) echo libcmocka-devel diffutils findutils python3 ;;
	dnf-lint) echo clang clang-tools-extra cppcheck ShellCheck mandoc codespell ;;
	dnf-oracle) echo buildah busybox python3 ;;
	apk-build) echo gcc make musl-dev pkgconf git libgit2-dev pcre2-dev inih-dev yaml-dev \
		jansson-dev nettle-dev zlib-dev expat-dev ;;
	apk-check) echo cmocka-dev python3 ;;
	apk-lint) echo clang clang-extra-tools cppcheck shellcheck mandoc codespell ;;
	apk-oracle) echo buildah busybox-static python3 ;;
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

# install_packages SET...: what is missing of build, check, lint, oracle
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

# A hook that is there already has to find itself under its name, and in its directory if that
# can be. So a shell script stays where it is, and gets the lines of hooks/pre-commit between
# these marks; --uninstall finds them again by the marks.
block_begin='# layergate: begin (install.sh put this here; its --uninstall takes it out)'
block_end='# layergate: end'
# What can't hold them (a program, a link) goes into this directory beside it, under its name,
# and a hook that is all ours takes its place. Ours are known by their second line.
chained=layergate-chained
own_hook='# layergate: stops a commit that would put a secret into git.'
own_server_hook='# layergate: rejects a push that brings a secret.'
own_pass_on='# layergate: with a hooks directory for all repositories (core.hooksPath), git no longer looks'

exists() {
	[ -e "$1" ] || [ -L "$1" ]
}

is_ours() {
	[ -f "$1" ] && [ ! -L "$1" ] &&
		sed -n 2p "$1" | LC_ALL=C grep -qxF -e "$own_hook" -e "$own_server_hook" \
			-e "$own_pass_on"
}

# line_of TEXT FILE: the number of the first line that is exactly that
line_of() {
	LC_ALL=C awk -v text="$1" '$0 == text { print NR; exit }' "$2"
}

# find_block FILE: sets first and last to the lines of our block; false if it has none
find_block() {
	[ -f "$1" ] || return 1
	first=$(line_of "$block_begin" "$1")
	last=$(line_of "$block_end" "$1")
	[ "$first$last" ] || return 1
	[ "${first:-0}" -gt 0 ] && [ "${last:-0}" -gt "$first" ] ||
		die "$1: of layergate's lines there are some left only; take them out by hand"
}

# set_program FILE: what the hooks are to run
set_program() {
	case $1 in
	*"'"* | *'
'*) die "the path $1 has a quote or a line end in it" ;;
	esac
	program=$1
	program_for_sed=$(printf '%s' "$program" | sed 's/[\\|&]/\\&/g')
}

# fill_in ALSO_OWN: a template on stdin
fill_in() {
	sed -e "s|@PROGRAM@|$program_for_sed|" -e "s|@ALSO_OWN@|$1|"
}

block() {
	sed -n '/^# layergate: begin/,/^# layergate: end/p' "$here/hooks/pre-commit" | fill_in no
}

# write_own TEMPLATE FILE ALSO_OWN: a hook that is all ours
write_own() {
	if [ "$dry_run" = yes ]; then
		say "would write: $2"
		return
	fi
	# written aside and renamed: a commit that runs meanwhile sees the old one or the new one
	fill_in "$3" <"$1" >"$2.layergate-new"
	chmod 755 "$2.layergate-new"
	mv -f "$2.layergate-new" "$2"
}

# rewrite FILE COMMAND: into what the command makes of it; its mode and owner stay
rewrite() {
	if [ "$dry_run" = yes ]; then
		say "would change: $1"
		return
	fi
	new=$1.layergate-new
	cp -p "$1" "$new"
	chmod u+w "$new"
	"$2" "$1" >"$new"
	if cmp -s "$1" "$new"; then
		rm -f "$new"
		return
	fi
	[ "$(find "$1" -perm -200)" ] || chmod u-w "$new"
	mv -f "$new" "$1"
}

# around_block FILE [COMMAND]: the file, with that command's output from line first to last
around_block() {
	[ "$first" -eq 1 ] || head -n "$((first - 1))" "$1"
	${2:-:}
	tail -n "+$((last + 1))" "$1"
}

# has_first_line FILE PATTERN: is it that, and does it have an end?
has_first_line() {
	[ "$(head -n 1 "$1" | wc -l)" -eq 1 ] && head -n 1 "$1" | LC_ALL=C grep -Eq "$2"
}

with_block() {
	if ! find_block "$1"; then
		first=1
		! has_first_line "$1" '^#!' || first=2
		last=$((first - 1))
	fi
	around_block "$1" block
}

without_block() {
	find_block "$1"
	around_block "$1"
}

# takes_block FILE: is it a shell script that git runs, and that only a shell reads? (A Python
# program can start with a line of sh that says: exec python3 "$0".)
takes_block() {
	[ -f "$1" ] && [ ! -L "$1" ] && [ -x "$1" ] &&
		has_first_line "$1" \
			'^#! *([^ ]*/)?(env +(-S +)?)?([^ ]*/)?(sh|ash|dash|bash|ksh|mksh|zsh)( +-[aefhlpuvx]+)* *$' &&
		! LC_ALL=C grep -Eq 'exec.*[[:blank:]]"?\$\{?0\}?"?([[:blank:]]|$)' "$1"
}

kept_as() {
	printf '%s\n' "${1%/*}/$chained/${1##*/}"
}

# links_to_kept FILE: is it a link to the hook beside it that keep() has put away?
links_to_kept() {
	[ -L "$1" ] || return 1
	target=$(readlink "$1")
	case $target in
	*/*) return 1 ;;
	*) exists "${1%/*}/$chained/$target" ;;
	esac
}

# keep FILE WHY: under its name in the directory for such hooks; the caller writes ours over it
keep() {
	kept=$(kept_as "$1")
	! exists "$kept" || die "$1 and $kept both exist and are not ours"
	if ! [ -x "$1" ]; then
		say "  $1: kept in $chained; it can't be executed, so it doesn't run, as before"
	else
		say "  $1: $2, so it is kept in $chained and runs from there;" \
			'the directory in its $0 is another one'
	fi
	run mkdir -p "${kept%/*}"
	if [ -L "$1" ]; then
		target=$(readlink "$1")
		# a relative link is read from where it stands
		case $target in
		/*) ;;
		*) links_to_kept "$1" || target=../$target ;;
		esac
		run ln -s "$target" "$kept"
	else
		run ln "$1" "$kept" 2>/dev/null || run cp -p "$1" "$kept"
	fi
}

# put_back FILE: what keep() has put away
put_back() {
	kept=$(kept_as "$1")
	if [ -L "$kept" ]; then
		target=$(readlink "$kept")
		run rm -f "$1"
		run ln -s "${target#../}" "$1"
		run rm -f "$kept"
	else
		run mv -f "$kept" "$1"
	fi
	run rmdir "${kept%/*}" 2>/dev/null || true
}

# An older install.sh moved the hook that was there to NAME.chained.
was_moved() {
	is_ours "$1" && exists "$1.chained"
}

take_over() {
	if was_moved "$1"; then
		run mv -f "$1.chained" "$1"
	fi
}

put_lines() {
	[ ! -s "$1" ] || find_block "$1" ||
		say "  $1: keeping the hook that is there, with layergate's lines in it"
	rewrite "$1" with_block
}

# put_hook FILE ALSO_OWN
put_hook() {
	take_over "$1"
	if exists "$1" && ! is_ours "$1"; then
		if [ -L "$1" ] && find_block "$1" && ! links_to_kept "$1"; then
			return # a link to a hook that has it: pre-merge-commit -> pre-commit
		elif takes_block "$1" || { [ ! -L "$1" ] && find_block "$1"; }; then
			put_lines "$1"
			return
		fi
		keep "$1" 'no plain shell script'
	fi
	write_own "$here/hooks/pre-commit" "$1" "$2"
}

remove_lines() {
	rewrite "$1" without_block
	[ -s "$1" ] || run rm -f "$1" # made by us
}

remove_hook() {
	if was_moved "$1"; then
		take_over "$1"
	elif is_ours "$1" || ! exists "$1"; then
		if exists "$(kept_as "$1")"; then
			put_back "$1"
		elif exists "$1"; then
			run rm -f "$1"
		fi
	elif [ ! -L "$1" ] && find_block "$1"; then
		remove_lines "$1"
	else
		say "  $1 is not ours: left alone"
	fi
}

# husky 9 runs .husky/NAME by "sh -e", from hooks in .husky/_ that it writes anew whenever packages
# are installed: what is to stay belongs into .husky/NAME.
is_husky() {
	case $1 in
	*/.husky/_) return 0 ;;
	*/_) [ -f "$1/h" ] ;;
	*) return 1 ;;
	esac
}

# put_husky_hook DIRECTORY NAME
put_husky_hook() {
	users=${1%/*}/$2
	[ ! -L "$users" ] || die "$users is a link: put the lines of hooks/pre-commit there by hand"
	take_over "$1/$2"
	if ! exists "$users"; then
		say "  $users: made, since husky writes $1 anew"
		[ "$dry_run" = yes ] || : >"$users"
	fi
	put_lines "$users"
	# a husky that doesn't know this hook
	if ! exists "$1/$2" || is_ours "$1/$2"; then
		write_own "$here/hooks/pre-commit" "$1/$2" no
	fi
}

# remove_husky_hook DIRECTORY NAME
remove_husky_hook() {
	if find_block "${1%/*}/$2"; then
		remove_lines "${1%/*}/$2"
	fi
	if is_ours "$1/$2"; then
		remove_hook "$1/$2"
	fi
}

find_program() {
	set_program "$prefix/bin/layergate"
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

# The directory for all repositories that is ours takes the place of each one's own, so a
# repository's own hook runs too; where the user set another one, git did not run it before.
install_into() {
	also_own=no
	[ "$1" != "$(own_global)" ] || also_own=yes
	say "hooks go into $1"
	run mkdir -p "$1"
	for name in $hook_names; do
		if is_husky "$1"; then
			put_husky_hook "$1" "$name"
		else
			put_hook "$1/$name" "$also_own"
		fi
	done
}

remove_from() {
	say "removing hooks from $1"
	for name in $hook_names; do
		if is_husky "$1"; then
			remove_husky_hook "$1" "$name"
		else
			remove_hook "$1/$name"
		fi
	done
}

# hooks in the work tree get committed, and run at others' places
note_if_shared() {
	top=$(git_in "$repo" rev-parse --show-toplevel 2>/dev/null) || return 0 # a bare repository
	place=$(cd "$1" 2>/dev/null && pwd -P) || return 0 # not made yet: --dry-run
	case $place in
	"$top"/.git/*) ;;
	"$top"/*)
		say '  note: these hooks are in the work tree: who gets them by a commit needs layergate too'
		;;
	esac
}

install_repo() {
	[ -d "$repo" ] || die "$repo is not a directory"
	find_program
	directory=$(hooks_directory "$repo")
	if [ "$(git_in "$repo" config --global --get core.hooksPath || true)" ] &&
		! git_in "$repo" config --local --get core.hooksPath >/dev/null; then
		say 'note: core.hooksPath is set for all your repositories, so this covers them all'
	fi
	install_into "$directory"
	note_if_shared "$directory"
	check_hooks "$directory"
}

uninstall_repo() {
	[ -d "$repo" ] || die "$repo is not a directory"
	remove_from "$(hooks_directory "$repo")"
}

own_global() {
	printf '%s\n' "${XDG_CONFIG_HOME:-${HOME:-}/.config}/layergate/hooks"
}

global_directory() {
	[ "${HOME:-}" ] || die '--global needs HOME: your git configuration is there'
	path=$(git config --global --type=path --get core.hooksPath || true)
	path=${path:-$(own_global)}
	case $path in
	/*) printf '%s\n' "$path" ;;
	*) die "core.hooksPath is '$path' for all your repositories, another directory in each of" \
		"them: use --repo DIR" ;;
	esac
}

install_global() {
	directory=$(global_directory)
	find_program
	install_into "$directory"
	if [ "$directory" = "$(own_global)" ]; then
		# git looks nowhere else now: the other hooks of a repository have to run too
		for name in $other_hooks; do
			if exists "$directory/$name" && ! is_ours "$directory/$name"; then
				continue
			fi
			write_own "$here/hooks/pass-on" "$directory/$name" no
		done
		run git config --global core.hooksPath "$directory"
	fi
	check_hooks "$directory"
	say 'note: a repository with a core.hooksPath of its own (husky sets one) is not covered:' \
		'there use --repo DIR'
}

uninstall_global() {
	directory=$(global_directory)
	remove_from "$directory"
	for name in $other_hooks; do
		remove_hook "$directory/$name"
	done
	if [ "$directory" = "$(own_global)" ]; then
		run git config --global --unset core.hooksPath || true
		run rmdir "$directory" 2>/dev/null || true
	fi
}

# A hook that runs all of pre-receive.d (Gitea's, and it writes that hook anew) gets one more there.
server_hook_of() {
	main=$1/pre-receive
	if exists "$main" && ! is_ours "$main" && [ -d "$main.d" ] && grep -Eq 'pre-receive\.d|\.d"?/\*' "$main"; then
		printf '%s\n' "$main.d/00-layergate"
	else
		printf '%s\n' "$main"
	fi
}

# where git looks, or where the hook of a directory for all repositories passes on to
server_directory() {
	directory=$(hooks_directory "$1") || exit 1
	if [ "${HOME:-}" ] && [ "$directory" = "$(own_global)" ]; then
		directory=$(git_in "$1" rev-parse --absolute-git-dir)/hooks
	fi
	printf '%s\n' "$directory"
}

# check_server FILE: can the hook be run, and does a real push of a planted token bounce?
check_server() {
	[ "$dry_run" = no ] || return 0
	[ -x "$1" ] || die "$1 cannot be executed"
	scratch=$(mktemp -d)
	trap 'rm -rf "$scratch"' EXIT
	git_in / init -q --bare "$scratch/server.git"
	git_in "$scratch/server.git" config core.hooksPath "$directory"
	git_in / init -q "$scratch/r"
	printf '//npm.example.com/:_authToken=%s\n' "$(planted_token)" >"$scratch/r/.npmrc"
	git_in "$scratch/r" add .npmrc
	git_in "$scratch/r" -c core.hooksPath=/dev/null -c user.name=x -c user.email=x@example.com \
		commit -q -m planted
	if git_in "$scratch/r" push -q "$scratch/server.git" HEAD:refs/heads/x >"$scratch/said" 2>&1; then
		die "the hook $1 did not reject a planted token"
	fi
	grep -q 'push rejected' "$scratch/said" || {
		cat "$scratch/said" >&2
		die "the hook $1 does not work"
	}
	rm -rf "$scratch"
	trap - EXIT
	say '  checked: a push with a planted token is rejected'
}

install_server() {
	[ -d "$repo" ] || die "$repo is not a directory"
	find_program
	directory=$(server_directory "$repo")
	hook=$(server_hook_of "$directory")
	say "the hook is $hook"
	run mkdir -p "$directory"
	# its input can be read once only, so lines of ours in somebody's script would not do
	if exists "$hook" && ! is_ours "$hook"; then
		keep "$hook" 'what it reads on stdin has to be kept for it'
	fi
	write_own "$here/hooks/pre-receive" "$hook" no
	check_server "$hook"
	say "  its policy: layergate.ini in the git directory, or else $prefix's or the built-in one"
}

uninstall_server() {
	[ -d "$repo" ] || die "$repo is not a directory"
	directory=$(server_directory "$repo")
	say "removing the hook from $directory"
	for hook in "$directory/pre-receive" "$directory/pre-receive.d/00-layergate"; do
		if is_ours "$hook"; then
			remove_hook "$hook"
		fi
	done
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
	set_program "$here/build/layergate"
	scratch=$(mktemp -d)
	trap 'rm -rf "$scratch"' EXIT
	git_in / init -q "$scratch/demo"
	git_in "$scratch/demo" config user.name Demo
	git_in "$scratch/demo" config user.email demo@example.com
	directory=$(hooks_directory "$scratch/demo")
	mkdir -p "$directory"
	for name in $hook_names; do
		write_own "$here/hooks/pre-commit" "$directory/$name" no
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
	say '--- 3. somebody goes around the hook: the server rejects the push'
	git_in / init -q --bare "$scratch/server.git"
	write_own "$here/hooks/pre-receive" "$scratch/server.git/hooks/pre-receive" no
	git_in . remote add origin "$scratch/server.git"
	printf '//npm.example.com/:_authToken=%s\n' "$(planted_token)" >.npmrc
	show "git commit --no-verify -a -m 'just this once'; git push origin HEAD"
	git_in . commit -q --no-verify -a -m 'just this once'
	if git_in . push -q origin HEAD 2>&1; then
		die 'the push was not rejected'
	fi

	say
	say '--- 4. a later commit removes the token: it is still in the history'
	git_in . revert --no-edit HEAD >/dev/null
	show "git revert HEAD; layergate scan-range --all"
	if "$program" scan-range --all; then
		die 'the token in the history was not found'
	fi

	say
	say 'It works. A repository of yours: ./install.sh --repo DIR; a server: ./install.sh --server DIR'
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
	--demo | --check | --deps | --deps-check | --deps-lint | --deps-oracle | --global) set_action "${1#--}" ;;
	--repo | --server)
		[ $# -ge 2 ] || usage_error "$1 needs a directory"
		set_action "${1#--}"
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
no-deps-oracle) install_packages build oracle ;;
no-repo) install_repo ;;
no-global) install_global ;;
yes-install) uninstall_program ;;
no-server) install_server ;;
yes-repo) uninstall_repo ;;
yes-server) uninstall_server ;;
yes-global) uninstall_global ;;
*) usage_error "--uninstall and --$action don't go together" ;;
esac
