# Whole histories and a push, beside git. Part of run.sh, which has the variables and row().
# shellcheck shell=sh disable=SC2154

# what every scanner would look at: the most common of the default patterns in kinds.def
set_globs() {
	globs=''
	for name in 'Dockerfile*' '*.Dockerfile' '*.dockerfile' 'Containerfile*' '.npmrc*' '*.npmrc' \
		npmrc .yarnrc .yarnrc.yml; do
		globs="$globs :(glob)**/$name"
	done
	for path in '.github/workflows/*.yml' '.github/workflows/*.yaml' .gitlab-ci.yml .travis.yml \
		'Jenkinsfile*' .circleci/config.yml azure-pipelines.yml bitbucket-pipelines.yml; do
		globs="$globs :(glob)$path"
	done
}

# a repository with the shape of real ones: 15,000 refs, about 150,000 objects
make_history() {
	git init -q --bare "$1"
	awk -v commits=15000 -f "$here/history.awk" | git -C "$1" fast-import --quiet
	git -C "$1" symbolic-ref HEAD refs/heads/main
	git -C "$1" pack-refs --all
	git -C "$1" repack -adfq
}

# against WHAT GOAL RUNS COMMAND...: the scan of all refs, and the command that it is compared with
against() {
	what=$1 goal=$2 times=$3
	shift 3
	"$cpu" "$times" "$layergate" scan-range --all + "$@" >"$scratch/measured"
	row "scan-range --all / $what" "$(ratio_of 1)" x "<= $goal"
}

# ratio_of COLUMN: of the two lines that were measured
ratio_of() {
	awk -v c="$1" '{ value[NR] = $c } END { printf "%.2f", value[1] / value[2] }' "$scratch/measured"
}

bench_scans() {
	set_globs
	against 'git rev-list --objects --all' 0.80 "${HISTORY_RUNS:-7}" \
		git rev-list --objects --missing=allow-any --all
	row '  peak memory of these two' "$(ratio_of 2)" x '<= 1.00'
	# no pattern of globs is for the shell
	set -f
	against 'git log -p --all -- GLOBS' 0.30 3 git log -p --all -- $globs
	against 'git log -p -m --full-history --all -- GLOBS' 0.13 1 \
		git log -p -m --full-history --all -- $globs
	set +f
}

# the same objects, and refs to as many as 15,000 commits
make_receiver() {
	git init -q --bare "$2"
	echo "$1/objects" >"$2/objects/info/alternates"
	{
		git -C "$1" for-each-ref --format='create %(refname) %(objectname)'
		git -C "$1" rev-list --all | awk '{ print "create refs/bench/" NR, $1 }'
	} | head -n 15000 | git -C "$2" update-ref --stdin
	git -C "$2" pack-refs --all
}

# one commit on the newest one, only in the quarantine; prints its name. In a subshell, with the
# environment of git receive-pack.
make_pushed_commit() {
	parent=$(git rev-list --all -n 1)
	export GIT_INDEX_FILE="$scratch/push.index" GIT_AUTHOR_DATE='2000000000 +0000' \
		GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.com GIT_COMMITTER_NAME=a \
		GIT_COMMITTER_EMAIL=a@example.com GIT_COMMITTER_DATE='2000000000 +0000'
	git read-tree "$parent"
	blob=$(printf 'FROM debian:12\nENV PUSHED=yes\n' | git hash-object -w --stdin)
	git update-index --add --cacheinfo "100644,$blob,Dockerfile.pushed"
	git commit-tree -p "$parent" -m pushed "$(git write-tree --missing-ok)"
}

bench_push() (
	receiver=$scratch/receiver.git
	make_receiver "$1" "$receiver"
	refs=$(git -C "$receiver" for-each-ref | wc -l)
	cd "$receiver" || exit 1
	mkdir objects/tmp_objdir-incoming-bench
	export GIT_DIR=. GIT_QUARANTINE_PATH="$receiver/./objects/tmp_objdir-incoming-bench"
	export GIT_OBJECT_DIRECTORY="$GIT_QUARANTINE_PATH"
	export GIT_ALTERNATE_OBJECT_DIRECTORIES="$receiver/./objects"
	new=$(make_pushed_commit)
	echo "$(echo "$new" | tr 0-9a-f 0) $new refs/heads/pushed" >"$scratch/push.lines"
	"$cpu" -i "$scratch/push.lines" "$runs" "$layergate" pre-receive + \
		git rev-list "$new" --not --all >"$scratch/measured"
	row "one-commit push, $refs refs / git rev-list NEW --not --all" "$(ratio_of 1)" x '<= 0.50'
	row '  of that: layergate pre-receive' "$(sed -n '1s/ .*//p' "$scratch/measured")" ms -
)

bench_history() {
	cd "$1" || exit 1
	echo "$1:"
	bench_scans
	bench_push "$1"
	rm -rf "$scratch/receiver.git"
}
