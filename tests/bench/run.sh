#!/bin/sh
# Measures layergate beside git, in one run: ratios of median CPU times mean something on a noisy
# machine, times alone don't. Prints a table; "goal" is what the project promises.
#	tests/bench/run.sh [REPO...]    (after "make bench-tools", or by "make bench REPOS=...")
# Histories are scanned of each repository, or else of one that is made up.
set -eu
invoked_in=$(pwd -P)
cd "$(dirname "$0")/../.."
build=${B:-build}
layergate=$(pwd -P)/$build/layergate
cpu=$(pwd -P)/$build/tests/cpu
runs=${RUNS:-21}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
here=$(pwd -P)/tests/bench
. "$here/history.sh"
for variable in $(env | sed -n 's/^\(GIT_[A-Z0-9_a-z]*\)=.*/\1/p'); do
	unset "$variable"
done
export HOME="$scratch" GIT_CONFIG_NOSYSTEM=1
git config --global safe.directory '*'

median() {
	"$cpu" "$runs" "$@" | cut -d' ' -f1
}

# row WHAT VALUE UNIT GOAL
row() {
	printf '%-64s %9s %-5s  goal %s\n' "$1" "$2" "$3" "$4"
}

ratio() {
	awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'
}

# a repository of N files, every 60th a Dockerfile, with three staged changes
make_repo() {
	git init -q "$scratch/$1"
	awk -v n="$2" 'BEGIN {
		print "blob\nmark :1\ndata 12\nFROM alpine\n"
		print "commit refs/heads/main\ncommitter a <a@example.com> 0 +0000\ndata 1\nx"
		for (i = 0; i < n; i++)
			printf "M 100644 :1 d%d/e%d/%s%d\n", i / 1000, i / 50, i % 60 ? "file" : "Dockerfile.", i
		print ""
	}' | git -C "$scratch/$1" fast-import --quiet
	git -C "$scratch/$1" symbolic-ref HEAD refs/heads/main
	git -C "$scratch/$1" read-tree HEAD
	for file in Dockerfile .npmrc .github/workflows/ci.yml; do
		blob=$(printf 'FROM debian:12\nENV A=b%s\n' "$file" | git -C "$scratch/$1" hash-object -w --stdin)
		git -C "$scratch/$1" update-index --add --cacheinfo "100644,$blob,$file"
	done
}

make_repo large 60000
make_repo small 20
cd "$scratch/large"
ours=$(median "$layergate" pre-commit)
git_diff=$(median git diff --cached --name-only)
row 'pre-commit, 3 staged of 60,000 entries / git diff --cached' "$(ratio "$ours" "$git_diff")" x '<= 3'
row '  of that: layergate' "$ours" ms -
row '  of that: git diff --cached --name-only' "$git_diff" ms -
cd "$scratch/small"
row 'pre-commit in a small repository' "$(median "$layergate" pre-commit)" ms '<= 20'
cd "$scratch"
printf '//npm.example.com/:_authToken=${NPM_TOKEN}\n' >.npmrc
row 'check of one small file' "$(median "$layergate" check .npmrc)" ms '<= 15'

# text like that of real files, without tokens: 50 MB
text() {
	awk -v n="$1" 'BEGIN {
		for (i = 0; i < n; i++)
			printf "RUN apt-get update && apt-get install -y --no-install-recommends package-%d && rm -rf /var/lib/apt/lists/* # https://www.example.com/docs/%d\n", i, i
	}'
}
printf '[limits]\nblob = 100M\n' >policy.ini
runs=5
text 380000 >Dockerfile
size=$(($(wc -c <Dockerfile) / 1000000))
base=$(median "$layergate" --version)
for file in Dockerfile big.npmrc; do
	[ -e "$file" ] || awk 'BEGIN { for (i = 0; i < 1000000; i++) printf "//registry%d.npm.example.com/path/:always-auth=true\n", i }' >"$file"
	size=$(($(wc -c <"$file") / 1000000))
	ms=$(median "$layergate" check --policy policy.ini "$file")
	row "check of $size MB, $file" \
		"$(awk -v s="$size" -v t="$ms" -v b="$base" 'BEGIN { printf "%.0f", s / (t - b) * 1000 }')" MB/s '>= 200'
done

# a workflow like that of real projects, 30 lines a job: its model and all rules
workflow() {
	printf 'on: push\nenv:\n  TOKEN: ${{ secrets.NPM_TOKEN }}\njobs:\n'
	awk -v n="$1" 'BEGIN {
		for (i = 0; i < n; i++) {
			printf "  job%d:\n    runs-on: ubuntu-24.04\n    env:\n      MODE: test\n    steps:\n", i
			for (k = 0; k < 3; k++)
				printf "      - uses: actions/checkout@v4\n        with:\n          fetch-depth: 0\n      - name: step %d\n        run: |\n          set -eu\n          npm ci --ignore-scripts && npm run build -- --mode \"$MODE\"\n          docker build --build-arg VERSION=${{ github.sha }} -t acme/app:%d .\n", k, i
		}
	}'
}
mkdir -p .github/workflows
printf 'on: push\n' >.github/workflows/empty.yml
base=$(median "$layergate" check .github/workflows/empty.yml)
for jobs in 10 100 1000; do
	workflow "$jobs" >.github/workflows/$jobs.yml
	ms=$(median "$layergate" check --policy policy.ini .github/workflows/$jobs.yml)
	row "check of a workflow of $(wc -l <.github/workflows/$jobs.yml) lines, beyond that of an empty one" \
		"$(awk -v t="$ms" -v b="$base" 'BEGIN { printf "%.2f", t - b }')" ms "<= $((jobs / 10))"
done

if [ $# -gt 0 ]; then
	for repo in "$@"; do
		bench_history "$(cd "$invoked_in" && cd "$repo" && git rev-parse --absolute-git-dir)"
	done
else
	make_history "$scratch/history.git"
	bench_history "$scratch/history.git"
fi
