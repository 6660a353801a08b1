#!/usr/bin/env python3
"""Writes objects that git would not make: python3 objects.py WHAT [ARGUMENT]; prints a commit or some.

It writes loose objects into the repository around the current directory. Blobs with a token in
them are named on the command line, so that none stands here.
"""
import hashlib, os, subprocess, sys, zlib

git_dir = subprocess.run(["git", "rev-parse", "--absolute-git-dir"], text=True,
                         stdout=subprocess.PIPE, check=True).stdout.strip()


def write(kind, body, name=None):
    data = b"%s %d\0" % (kind.encode(), len(body)) + body
    name = name or hashlib.sha1(data).hexdigest()
    path = f"{git_dir}/objects/{name[:2]}/{name[2:]}"
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if not os.path.exists(path):
        with open(path, "wb") as f:
            f.write(zlib.compress(data, 1))
    return name


def entry(mode, name, oid):
    return mode.encode() + b" " + name + b"\0" + bytes.fromhex(oid)


def tree(*entries):
    return write("tree", b"".join(entry(*e) for e in entries))


def commit(tree_name, parents=(), head=b"author a <a@example.com> 0 +0000\n"
           b"committer a <a@example.com> 0 +0000\n"):
    lines = b"tree %s\n" % tree_name.encode()
    lines += b"".join(b"parent %s\n" % p.encode() for p in parents)
    return write("commit", lines + head + b"\nmessage\n")


def nested(depth, leaf):
    name = tree(("100644", b".npmrc", leaf))
    for _ in range(depth):
        name = tree(("40000", b"d", name))
    return name


def bomb(levels, width, leaf):
    """width ** levels paths out of a few objects"""
    name = tree(("100644", b".npmrc", leaf))
    for _ in range(levels):
        name = tree(*[("40000", b"d%02d" % i, name) for i in range(width)])
    return name


def misleading(leaf):
    """Three directories, of which a wrong place in the second one leads past a file of the third

    From the start of "100644 x" on, the first two are the same bytes: an entry of its own in the
    first, the end of a submodule's name in the second.
    """
    ours = [("100644", b"f%d" % i + b"x" * 20, good) for i in range(8)]
    few = [("100644", b"f%d" % i + b"x" * 60, good) for i in range(4)]
    sub = ("160000", b"sub", (b"-" * 12 + b"100644 x").hex())
    return (tree(*ours, ("100644", b"x100644 Dockerfile", good)),
            tree(*few, sub, ("100644", b"Dockerfile", good)),
            tree(*few, sub, ("100644", b"Dockerfile", leaf)))


what, leaf = sys.argv[1], sys.argv[2]
good = write("blob", b"registry=https://npm.example.com/\n")
missing = "12" * 20
head = sys.argv[3:4] and [sys.argv[3]] or []
shapes = {
    "duplicate": lambda: tree(("100644", b".npmrc", good), ("100644", b".npmrc", leaf)),
    "slash": lambda: tree(("100644", b"a/.npmrc", leaf)),
    "dotdot": lambda: tree(("40000", b"..", tree(("100644", b".npmrc", leaf)))),
    "unsorted": lambda: tree(("100644", b"z", good), ("100644", b".npmrc", leaf),
                             ("100644", b"a", good)),
    "mode": lambda: tree(("100664", b".npmrc", leaf)),
    "oddmode": lambda: tree(("100777", b".npmrc", leaf)),
    "link": lambda: tree(("120000", b".npmrc", leaf)),
    "escape": lambda: tree(("100644", b"\x1b]0;x\x07\xff\r.npmrc", leaf)),
    "filetree": lambda: tree(("100644", b".npmrc", tree(("100644", b"x", good)))),
    "noblob": lambda: tree(("100644", b".npmrc", missing)),
    "notree": lambda: tree(("40000", b"d", missing)),
    "cut": lambda: write("tree", entry("100644", b".npmrc", leaf)[:-1]),
    "nested": lambda: nested(20000, leaf),
    "bomb": lambda: bomb(10, 10, leaf),
    "many": lambda: tree(*[("100644", b"f%07d" % i, good) for i in range(300000)],
                         ("100644", b"z.npmrc", leaf)),
    "bigmode": lambda: tree(("1040000", b"a", tree(("100644", b".npmrc", leaf)))),
    "manymissing": lambda: tree(*[("100644", b".npmrc", "%040x" % (i + 1))
                                  for i in range(60000)]),
    "gitlink": lambda: tree(("160000", b".npmrc", missing)),
}
if what in shapes:
    print(commit(shapes[what](), head))
elif what == "noauthor":
    print(commit(tree(("100644", b".npmrc", leaf)), head, b""))
elif what == "baddate":
    print(commit(tree(("100644", b".npmrc", leaf)), head,
                 b"author x <x> 99999999999999999999 +9999\ncommitter >\n"))
elif what == "noparent":
    print(commit(tree(("100644", b".npmrc", good)), [missing]))
elif what == "huge":
    print(commit(tree(("100644", b"x", good)), head, b"x " + b"y" * (70 << 20) + b"\n"))
elif what == "misleading":
    for i, name in enumerate(misleading(leaf)):
        print(commit(name, (), b"author a <a> %d +0000\ncommitter a <a> %d +0000\n" % (i, i)))
elif what == "tags":
    name = write("commit", b"tree %s\n\nx\n" % tree(("100644", b".npmrc", leaf)).encode())
    kind = b"commit"
    for i in range(100):
        name = write("tag", b"object %s\ntype %s\ntag t\n\nx\n" % (name.encode(), kind))
        kind = b"tag"
    print(name)
else:
    sys.exit(f"unknown shape {what}")
