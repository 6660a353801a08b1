# A history for git fast-import: main with branches that are merged into it, each commit changing
# one to five files of a few hundred directories; every commit has a ref (pull requests have).
#	awk -v commits=N -f history.awk

# whole numbers below n, the same ones with every awk
function below(n) {
	state = state * 16807 % 2147483647
	return int(state / 2147483647 * n)
}

# most commits change what was changed lately: a third of the files gets most of them
function some_file() {
	return below(3) ? below(FILES / 3) : below(FILES)
}

function path_of(file, dir) {
	dir = "part" file % 20 "/module" file % 300
	if (file % 60 == 0)
		return dir "/Dockerfile"
	if (file % 400 == 1)
		return dir "/.npmrc"
	if (file % 900 == 2)
		return ".github/workflows/job" file ".yml"
	return dir (file % 3 ? "/source" : "/tests/test") file ".c"
}

# forty lines, one of them as new as the commit
function text_of(file, commit, text, i) {
	text = file % 60 ? "" : "FROM debian:12\n"
	for (i = 0; i < 40; i++)
		text = text "setting_" i "=" (i == commit % 40 ? commit : file * i) "\n"
	return text
}

function put_file(file, commit, text) {
	text = text_of(file, commit)
	printf "M 100644 inline %s\ndata %d\n%s\n", path_of(file), length(text), text
}

function put_head(ref, commit) {
	printf "commit %s\nmark :%d\ncommitter a <a@example.com> %d +0000\ndata 7\ncommit\n", \
		ref, commit, 1500000000 + commit * 60
}

function put_change(commit, count) {
	for (count = below(5) + 1; count > 0; count--)
		put_file(some_file(), commit)
	print ""
}

# a commit beside main, on what main was a while ago
function put_branch(commit) {
	put_head("refs/pull/" commit "/head", commit)
	printf "from :%d\n", on_main[main_count - below(main_count < 20 ? main_count : 20)]
	put_change(commit)
	branch = commit
}

function put_main(commit) {
	put_head("refs/heads/main", commit)
	printf "from :%d\n", on_main[main_count]
	if (branch && commit % 3 == 0) {
		printf "merge :%d\n", branch
		branch = 0
	}
	put_change(commit)
	on_main[++main_count] = commit
	printf "reset refs/pull/%d/head\nfrom :%d\n\n", commit, commit
}

BEGIN {
	FILES = 3600
	state = 20
	put_head("refs/heads/main", 1)
	for (file = 0; file < FILES; file++)
		put_file(file, 1)
	print ""
	on_main[++main_count] = 1
	for (commit = 2; commit <= commits; commit++) {
		if (commit % 4 == 0)
			put_branch(commit)
		else
			put_main(commit)
	}
}
