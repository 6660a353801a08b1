/*
 * From a path to the kind of file it is, or to "not inspected".
 *
 * A file is never two kinds at once: patterns that a policy gives come first, then the
 * defaults in the order of kinds.def.
 */
#ifndef LAYERGATE_MODEL_CLASSIFY_H
#define LAYERGATE_MODEL_CLASSIFY_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/span.h"

/* How the structure of a kind is read. */
enum file_reader {
	READER_RAW, /* tokens in the bytes only */
	READER_NPMRC,
	READER_YARNRC,
	READER_YAML,
	READER_TOML,
	READER_PYTHON_INI,
	READER_REQUIREMENTS,
	READER_NETRC,
	READER_NUGET,
	READER_DOCKERFILE, /* no settings: see dockerfile.h */
};

enum file_kind {
#define KIND(id, name, reader, patterns) KIND_##id,
#include "model/kinds.def"
#undef KIND
	KIND_COUNT,
	KIND_NONE = KIND_COUNT, /* not inspected by default */
};

struct kind_info {
	const char *name;
	enum file_reader reader;
	const char *patterns;
};

extern const struct kind_info file_kinds[KIND_COUNT];

/* The kind of that policy key, or KIND_NONE. */
enum file_kind kind_by_name(struct span name);

struct classifier;

/* A classifier with the default patterns; lives in the arena. */
struct classifier *classifier_new(struct arena *arena);

/*
 * Give a kind a pattern of its own, tried before all defaults; with replace, the default
 * patterns of that kind are dropped. pattern is borrowed.
 */
void classifier_add(struct classifier *c, enum file_kind kind, struct span pattern,
	bool replace, struct arena *arena);

/* path: relative, with '/' between its parts. */
enum file_kind classify(const struct classifier *c, struct span path);

/*
 * How to read a file of that kind: as its kind says, but for a name such as dockerfile.go or
 * Dockerfile.md, which is about Dockerfiles and no Dockerfile. Its bytes are searched.
 */
enum file_reader reader_of_file(enum file_kind kind, struct span path);

/* The patterns that count, by index from 0; false behind the last. */
bool classifier_pattern(const struct classifier *c, size_t index, struct span *pattern);

/*
 * The name says that the file is a template for people to copy (.npmrc.example): what has no
 * certain shape in it is taken for a placeholder.
 */
bool is_sample_path(struct span path);

#endif
