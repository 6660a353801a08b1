/*
 * Commits, tags and trees from their raw bytes.
 *
 * Not by libgit2's parsers: git accepts a pushed commit without an author, they refuse it, and
 * one such commit would be in the way of every later push for ever. Only what the walk needs is
 * read, everything else in an object may be as it likes.
 */
#ifndef LAYERGATE_GIT_PARSE_H
#define LAYERGATE_GIT_PARSE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"
#include "git/oid.h"

/* The start of a commit: its tree, and how to get at its parents. */
struct commit_head {
	struct oid tree;
	struct span parents; /* the "parent" lines */
};

/* False if the object does not start with a tree's name. */
bool commit_parse(struct span bytes, size_t oid_size, struct commit_head *head);

/* Take one parent off *parents; false at the end. */
bool commit_next_parent(struct span *parents, size_t oid_size, struct oid *parent);

/* The time of the commit in seconds since 1970; 0 if there is none that can be read. */
int64_t commit_time(struct span bytes);

/* The "author" line: "Name <address> SECONDS ZONE". */
struct signature {
	struct span who; /* "Name <address>" */
	int64_t time;
	int zone; /* minutes east of Greenwich */
};

bool commit_author(struct span bytes, struct signature *author);

/* What a tag is on. */
bool tag_parse(struct span bytes, size_t oid_size, struct oid *target);

enum entry_type {
	ENTRY_FILE, /* of any mode 10xxxx */
	ENTRY_LINK, /* a symbolic link: its content is its target */
	ENTRY_DIRECTORY,
	ENTRY_SUBMODULE, /* a commit of another repository */
};

/* By the first digits of a mode; git itself has written and accepts many others behind them. */
enum entry_type entry_type_of(unsigned mode);

struct tree_entry {
	enum entry_type type;
	struct span name;         /* raw bytes; may hold anything but NUL, '/' included */
	bool has_slash;           /* a '/' is in it */
	const unsigned char *oid; /* oid_size bytes */
};

/*
 * Take one entry off *rest. False at the end of the tree, or at something that is no entry:
 * *rest is empty only in the first case. Nothing is assumed about the order of entries.
 */
bool tree_next(struct span *rest, size_t oid_size, struct tree_entry *entry);

/* git's order: a directory's name counts as if it ended with '/'. */
int tree_entry_compare(const struct tree_entry *a, const struct tree_entry *b);

#endif
