#!/usr/bin/env python3
"""Compares layergate with a count of our own on random histories.

    random_history.py scan LAYERGATE FIRST COUNT TOKEN...   scan-range in random repositories
    random_history.py push LAYERGATE FIRST COUNT TOKEN...   pre-receive in random pushes

Repositories FIRST to FIRST+COUNT-1 are made below the current directory; each number stands for
one, always the same. Our own count asks git for commits, trees and refs, and takes the simple
way: all files of each commit. Ends at the first difference, with the number in its output.
"""
import json, os, random, re, subprocess, sys

# Names whose class is obvious. Directories get other names too, which is what makes it hard.
FILES = [".npmrc", "Dockerfile", ".github/workflows/x.yml", "sub/.npmrc", "ci/a.yml",
         "requirements/x.txt", "Makefile", "sub/requirements/x.txt", "deep/a/b/.npmrc",
         "README.md", "src/main.c", "ci/notes.md", "sub/ci/a.yml", "sub.x", "sub-x/Dockerfile",
         "sub0", "sub", "ci", "deep/a", "a.npmrc/x", "sub/.github/workflows/x.yml"]
DIRECTORIES = ["sub", "ci", "requirements", "deep", "deep/a", ".github/workflows", "x/y", "sub-x"]
FILLERS = ["filler-%02d.txt" % i for i in range(0, 40, 2)]


def is_inspected(path):
    directory, _, name = path.rpartition("/")
    return (name in (".npmrc", "Dockerfile", "Makefile")
            or (directory == ".github/workflows" and name.endswith(".yml"))
            or (path.startswith("ci/") and name.endswith(".yml"))
            or (directory.rpartition("/")[2] == "requirements" and name.endswith(".txt")))


def is_note(path):
    return re.fullmatch("[0-9a-f]{40}", path.replace("/", "")) is not None


def git(*args, **options):
    return subprocess.run(["git", *args], stdout=subprocess.PIPE, check=True,
                          **options).stdout.decode()


# --- making repositories ------------------------------------------------------------------

class Maker:
    """Writes a random history for git fast-import."""

    def __init__(self, rng, tokens):
        self.rng = rng
        self.tokens = tokens
        self.out = []
        self.trees = []  # of each commit: {path: (mode, content)}
        self.dates = rng.choice(["growing", "equal", "random", "falling"])
        self.is_large = rng.random() < 0.5

    def content(self):
        rng = self.rng
        lines = ["# line %d" % rng.randrange(6) for _ in range(rng.randrange(4))]
        if rng.random() < 0.35:
            for _ in range(rng.choice([1, 1, 2])):
                lines.insert(rng.randrange(len(lines) + 1), "# " + rng.choice(self.tokens))
        return "\n".join(lines) + "\n"

    def put(self, tree, path, entry):
        for other in list(tree):
            if other.startswith(path + "/") or path.startswith(other + "/"):
                del tree[other]
        tree[path] = entry

    def entry(self):
        kind = self.rng.random()
        if kind < 0.06:
            return ("120000", "target/" + self.rng.choice(self.tokens + ["x", "y"]))
        if kind < 0.1:
            return ("160000", "%040x" % self.rng.randrange(1, 4))
        return (self.rng.choice(["100644", "100644", "100755"]), self.content())

    def move(self, tree, copies):
        rng = self.rng
        if rng.random() < 0.4 and tree:
            old = rng.choice(sorted(tree))
            moved = {rng.choice(FILES): tree[old]}
            gone = [old]
        else:
            old, new = rng.choice(DIRECTORIES), rng.choice(DIRECTORIES)
            gone = [path for path in tree if path.startswith(old + "/")]
            moved = {new + path[len(old):]: tree[path] for path in gone}
        for path in gone if not copies else []:
            del tree[path]
        for path, entry in moved.items():
            self.put(tree, path, entry)

    def change(self, tree):
        rng = self.rng
        for _ in range(rng.choice([1, 1, 2, 3])):
            what = rng.random()
            if what < 0.5:
                self.put(tree, rng.choice(FILES), self.entry())
            elif what < 0.6 and tree:
                del tree[rng.choice(sorted(tree))]
            elif what < 0.75:
                self.move(tree, False)
            elif what < 0.85:
                self.move(tree, True)
            elif what < 0.9 and self.trees:
                tree.clear()
                tree.update(rng.choice(self.trees))
            else:
                directory = rng.choice(["", "sub/", "ci/"])
                self.put(tree, directory + rng.choice(FILLERS + [".npmrc"]), self.entry())

    def merged(self, parents):
        """each path as in one of the parents, or gone"""
        tree = {}
        for path in sorted({path for p in parents for path in self.trees[p]}):
            entry = self.trees[self.rng.choice(parents)].get(path)
            if entry:
                self.put(tree, path, entry)
        return tree

    def time(self, mark):
        return {"growing": mark * 100, "equal": 5000, "falling": 9000 - mark * 100,
                "random": self.rng.randrange(100) * 100}[self.dates] + 1000000000

    def commit(self, parents, tree):
        mark = len(self.trees) + 1
        self.trees.append(tree)
        self.out.append("reset refs/import/x\ncommit refs/import/x\nmark :%d\n"
                        "committer C <c@example.com> %d +0000\ndata 2\nx\n"
                        % (mark, self.time(mark)))
        for i, parent in enumerate(parents):
            self.out.append("%s :%d\n" % ("merge" if i else "from", parent + 1))
        self.out.append("deleteall\n")
        for path, (mode, content) in sorted(tree.items()):
            if mode == "160000":
                self.out.append("M 160000 %s %s\n" % (content, path))
            else:
                self.out.append("M %s inline %s\ndata %d\n%s\n"
                                % (mode, path, len(content), content))
        return mark - 1

    def history(self, count):
        rng = self.rng
        for _ in range(count):
            known = len(self.trees)
            if known == 0 or rng.random() < 0.05:
                parents = []
                tree = {}
                for name in FILLERS if self.is_large else []:
                    for directory in ["", "sub/", "ci/"]:
                        tree[directory + name] = ("100644", "filler\n")
            else:
                recent = range(max(0, known - 6), known)
                parents = rng.sample(recent, min(len(recent), rng.choice([1, 1, 1, 1, 2, 2, 4])))
                tree = self.merged(parents)
            if len(parents) < 2 or rng.random() < 0.4:
                self.change(tree)
            self.commit(parents, tree)

    def notes(self):
        parents = []
        tree = {}
        for _ in range(self.rng.randrange(1, 4)):
            name = "%040x" % self.rng.randrange(4)
            tree = dict(tree)
            tree[name[:2] + "/" + name[2:] if self.rng.random() < 0.5 else name] = \
                ("100644", self.content())
            if self.rng.random() < 0.3:
                tree[".npmrc"] = ("100644", self.content())
            parents = [self.commit(parents, tree)]
        return parents[0]


def make_repository(directory, seed, tokens):
    rng = random.Random(seed)
    maker = Maker(rng, tokens)
    maker.history(rng.randrange(12, 26))
    count = len(maker.trees)
    refs = {"refs/heads/main": count - 1}
    for i in range(rng.randrange(2, 14)):
        space = rng.choice(["heads", "heads", "tags", "remotes/origin", "odd"])
        refs["refs/%s/r%02d" % (space, i)] = rng.randrange(count)
    if rng.random() < 0.6:
        refs["refs/notes/commits"] = maker.notes()
    if rng.random() < 0.2:
        refs["refs/notes/branch"] = rng.randrange(count)
    for i in range(rng.randrange(3)):
        maker.out.append("tag heavy%d\nfrom :%d\ntagger T <t@example.com> 1000000000 +0000\n"
                         "data 2\nx\n" % (i, rng.randrange(count) + 1))
    for name, index in refs.items():
        maker.out.append("reset %s\nfrom :%d\n\n" % (name, index + 1))
    git("init", "-q", "-b", "main", directory)
    os.chdir(directory)
    git("fast-import", "--quiet", "--force", "--done",
        input=("".join(maker.out) + "done\n").encode())
    git("update-ref", "-d", "refs/import/x")
    if rng.random() < 0.3:
        git("update-ref", "refs/tags/tree", git("rev-parse", "main^{tree}").strip())
    if rng.random() < 0.3:
        blob = git("hash-object", "-w", "--stdin", input=maker.content().encode()).strip()
        git("update-ref", "refs/tags/blob", blob)
        git("tag", "-a", "-m", "x", "onblob", blob)
    if rng.random() < 0.2:
        git("update-ref", "--no-deref", "HEAD",
            git("rev-parse", rng.choice(sorted(refs))).strip())
    if rng.random() < 0.3:
        git("repack", "-q", "-a", "-d")
        git("pack-refs", "--all")
    return rng


# --- our own count ------------------------------------------------------------------------

class Known:
    """All that git tells about the repository around the current directory."""

    def __init__(self, tokens):
        self.tokens = tokens
        self.parents = {}
        self.times = {}
        self.blobs = {}
        self.trees = {}
        self.tokens_of = {}
        listing = git("rev-list", "--all", "--topo-order", "--parents", "--timestamp")
        for line in listing.splitlines():
            time, name, *parents = line.split(" ")
            self.parents[name] = parents
            self.times[name] = int(time)
        self.ancestors = {}
        for name in reversed(self.parents):
            self.ancestors[name] = {name}.union(*(self.ancestors[p] for p in self.parents[name]))
        for name in self.parents:
            self.trees[name] = self.tree(name)
        self.read_blobs()
        self.is_in_time = all(self.times[p] < self.times[name]
                              for name, parents in self.parents.items() for p in parents)
        self.peeled = {name: name for name in self.parents}
        self.refs = []  # (name, of the object, of the commit or tree or blob that it is about)
        form = "%(refname) %(objectname) %(objecttype) %(*objectname) %(*objecttype)"
        for line in git("for-each-ref", "--format=" + form).splitlines():
            name, oid, kind, *peeled = line.split(" ")
            self.refs.append((name, *(peeled if peeled[0] else (oid, kind))))
            self.peeled[oid] = self.refs[-1][1]

    def tree(self, name):
        """{path: (mode, blob)}, submodules left out"""
        files = {}
        for line in git("ls-tree", "-r", "-z", "--full-tree", name).split("\0")[:-1]:
            entry, path = line.split("\t", 1)
            mode, kind, oid = entry.split(" ")
            if kind == "blob":
                files[path] = ("link" if mode == "120000" else "file", oid)
        return files

    def read_blobs(self):
        """which tokens are in which blob, and on which lines"""
        names = git("cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)")
        names = [l.split()[0] for l in names.splitlines() if l.endswith(" blob")]
        data = git("cat-file", "--batch", input="\n".join(names).encode())
        at = 0
        for name in names:
            head, _, _ = data[at:].partition("\n")
            at += len(head) + 1
            size = int(head.split(" ")[2])
            text = data[at:at + size]
            at += size + 1
            self.blobs[name] = text.split("\n")
            self.tokens_of[name] = {t for t in self.tokens if t in text}

    def reachable(self, wanted, hidden=()):
        found = set().union(*(self.ancestors[name] for name in wanted))
        return found.difference(*(self.ancestors[name] for name in hidden))

    def is_counted(self, name, path, notes):
        return is_inspected(path) or (name in notes and is_note(path))

    def files_of(self, name, notes, against_parents):
        """(path, blob) of the inspected files, or of those that no parent has the same"""
        before = [self.trees[p] for p in self.parents[name]] if against_parents else []
        return {(path, entry[1]) for path, entry in self.trees[name].items()
                if self.is_counted(name, path, notes)
                and not any(tree.get(path) == entry for tree in before)}


def rank(name):
    for i, start in enumerate(["refs/heads/", "refs/tags/", "refs/remotes/"]):
        if name.startswith(start):
            return i
    return 3


class Difference(Exception):
    pass


def expect(what, ours, theirs):
    if ours != theirs:
        raise Difference("%s: expected %r, got %r" % (what, ours, theirs))


def check_scan(layergate, known, args, commits, against_parents, notes=(), roots=()):
    """scan-range ARGS scans these commits and finds what they hold."""
    done = subprocess.run([layergate, "scan-range", "--format", "json", *args],
                          stdout=subprocess.PIPE)
    report = json.loads(done.stdout)
    files = {name: known.files_of(name, notes, against_parents) for name in commits}
    loose = set()
    for oid, kind in roots:
        if kind == "tree":
            loose |= {(path, e[1]) for path, e in known.tree(oid).items() if is_inspected(path)}
        else:
            loose.add((None, oid))
    versions = loose.union(*files.values())
    expected = {}
    for path, blob in versions:
        for token in known.tokens_of[blob]:
            expected.setdefault((path, token), set()).add(blob)
    expect("exit code of " + " ".join(args), 1 if expected else 0, done.returncode)
    expect("commits of " + " ".join(args), len(commits), report["scanned"]["commits"])
    expect("files of " + " ".join(args), len(versions), report["scanned"]["files"])
    head = known.trees[git("rev-parse", "HEAD").strip()]
    found = set()
    for f in report["findings"]:
        expect("rule", "committed-token", f["rule"])
        line = known.blobs[f["blob"]][f["line"] - 1]
        tokens = [t for t in known.tokens if t in line]
        expect("tokens on the line", 1, len(tokens))
        key = (f["path"], tokens[0])
        if key in found or key not in expected:
            raise Difference("found twice, or not to be found: %r" % (key,))
        found.add(key)
        expect("versions of %r" % (key,), len(expected[key]), f["commits"])
        in_head = f["path"] in head and tokens[0] in known.tokens_of[head[f["path"]][1]]
        expect("in_head of %r" % (key,), in_head, f["in_head"])
        check_place(known, f, key, files)
    expect("findings", set(expected), found)


def check_place(known, f, key, files):
    """The commit of the finding is the first that brings it, and the refs are those around it."""
    def brings(name):
        return any(path == key[0] and key[1] in known.tokens_of[blob] for path, blob in files[name])

    name = f["commit"]
    if name is None:
        expect("without a commit", False, any(brings(c) for c in files))
        return
    if (f["path"], f["blob"]) not in files[name]:
        raise Difference("%r is not of commit %s" % (key, name))
    earlier = [c for c in known.ancestors[name] if c != name and c in files and brings(c)]
    expect("earlier commits with %r" % (key,), [], earlier)
    refs = git("for-each-ref", "--contains", name, "--format=%(refname)").splitlines()
    refs.sort(key=rank)
    if name in known.ancestors[git("rev-parse", "HEAD").strip()]:
        refs.append("HEAD")
    expect("refs of %r" % (key,), refs[:10], f["refs"])


def scan_repository(layergate, seed, tokens):
    rng = make_repository("scan-%d" % seed, seed, tokens)
    known = Known(tokens)
    everything = set(known.parents)
    notes = known.reachable([oid for name, oid, kind in known.refs
                             if name.startswith("refs/notes/") and kind == "commit"])
    roots = {(oid, kind) for name, oid, kind in known.refs if kind != "commit"}
    head = git("rev-parse", "HEAD").strip()

    expect("--all", len(everything), int(git("rev-list", "--count", "--all")))
    check_scan(layergate, known, ["--all"], everything, False, notes, roots)
    check_scan(layergate, known, [], known.ancestors[head], False)
    names = sorted(everything)
    for _ in range(3):
        a, b, c = (rng.choice(names) for _ in range(3))
        time = rng.choice(sorted(known.times.values()))
        for args, commits in [
                ([a + ".." + b], known.reachable([b], [a])),
                ([a, b, "--not", c], known.reachable([a, b], [c])),
                (["^" + a, b, "^" + c], known.reachable([b], [a, c])),
                ([a + "..." + b], known.ancestors[a] ^ known.ancestors[b]),
                (["--since", "@%d" % time, a],
                 {n for n in known.ancestors[a] if known.times[n] >= time})]:
            check_scan(layergate, known, args, commits, True)
    check_scan(layergate, known, ["--all", "--not", "HEAD"], everything - known.ancestors[head],
               True, notes, roots)


# --- pushes -------------------------------------------------------------------------------

# Keeps what git tells the hook and what layergate makes of it; what it says decides nothing.
HOOK = """#!/bin/sh
cat >"$OUT/lines"
git for-each-ref --format='%(objectname)' >"$OUT/refs"
git rev-list $(cut -d ' ' -f 2 "$OUT/lines") --not --all >"$OUT/commits" || exit 1
"$LAYERGATE" pre-receive --format json <"$OUT/lines" >"$OUT/report"
echo $? >"$OUT/code"
[ -n "$ACCEPTS" ]
"""


def check_push(known, out):
    with open(out + "/report") as f:
        report = json.load(f)
    with open(out + "/lines") as lines, open(out + "/refs") as refs:
        new = known.reachable([known.peeled[line.split(" ")[1]] for line in lines],
                              [known.peeled[line.strip()] for line in refs])
    expect("commits", len(new), report["scanned"]["commits"])
    # git goes by the times of commits, and may stop too early where they fall
    if known.is_in_time:
        with open(out + "/commits") as f:
            expect("commits for git", new, set(f.read().split()))
    may, must = set(), set()
    for name in new:
        parents = [known.trees[p] for p in known.parents[name]]
        removed = set()
        for path, entry in (parents[0] if parents else {}).items():
            if path not in known.trees[name]:
                removed |= known.tokens_of[entry[1]]
        for path, blob in known.files_of(name, set(), True):
            before = set().union(*(known.tokens_of[t[path][1]] for t in parents if path in t))
            for token in known.tokens_of[blob] - before:
                may.add((path, token))
                if token not in removed:
                    must.add((path, token))
    found = set()
    for f in report["findings"]:
        if f["blocks"] and f["path"] is not None and not is_note(f["path"]):
            line = known.blobs[f["blob"]][f["line"] - 1]
            found.add((f["path"], next(t for t in known.tokens if t in line)))
    if not must <= found:
        raise Difference("not blocked: %r" % (must - found,))
    if not found <= may:
        raise Difference("blocked although it was there: %r" % (found - may,))
    with open(out + "/code") as f:
        expect("exit code", 1 if any(f["blocks"] for f in report["findings"]) else 0,
               int(f.read()))


def push_repository(layergate, seed, tokens):
    rng = make_repository("push-%d" % seed, seed, tokens)
    known = Known(tokens)
    server = os.path.abspath("../server-%d" % seed)
    git("init", "-q", "--bare", server)
    # a tree or a blob is no commit: they have tests of their own
    names = [name for name, _, kind in known.refs if kind == "commit"]
    commits = sorted(known.parents)

    def push(refs, **env):
        subprocess.run(["git", "push", "-q", "--force", server, *refs],
                       env={**os.environ, **env}, stderr=subprocess.DEVNULL)

    push([n + ":" + n for n in rng.sample(names, rng.randrange(len(names)))])
    if rng.random() < 0.5:
        git("-C", server, "repack", "-q", "-a", "-d")
    with open(server + "/hooks/pre-receive", "w") as f:
        f.write(HOOK)
    os.chmod(server + "/hooks/pre-receive", 0o755)
    for i in range(4):
        out = os.path.abspath("../push-%d-%d" % (seed, i))
        os.mkdir(out)
        refs = [n + ":" + n for n in rng.sample(names, rng.randrange(1, min(6, len(names) + 1)))]
        refs += ["%s:refs/heads/new%d" % (rng.choice(commits), rng.randrange(3))]
        push(refs, OUT=out, LAYERGATE=layergate, ACCEPTS=rng.choice(["", "yes"]))
        if os.path.exists(out + "/report"):  # else all was there already
            check_push(known, out)


def main():
    what, layergate, first, count, *tokens = sys.argv[1:]
    top = os.getcwd()
    for seed in range(int(first), int(first) + int(count)):
        os.chdir(top)
        try:
            (scan_repository if what == "scan" else push_repository)(layergate, seed, tokens)
        except Difference as difference:
            sys.exit("repository %d: %s" % (seed, difference))


main()
