#include "model/classify.h"

#include "base/vec.h"
#include "text/glob.h"

const struct kind_info file_kinds[KIND_COUNT] = {
#define KIND(id, name, reader, patterns) [KIND_##id] = {name, READER_##reader, patterns},
#include "model/kinds.def"
#undef KIND
};

struct rule {
	struct span pattern;
	enum file_kind kind;
	bool is_name; /* without a '/' */
};

struct classifier {
	VEC(struct rule) own;      /* of the policy */
	VEC(struct rule) defaults; /* in the order of kinds.def */
	bool replaced[KIND_COUNT];
};

enum file_kind kind_by_name(struct span name)
{
	for (int kind = 0; kind < KIND_COUNT; kind++)
		if (span_eq_str(name, file_kinds[kind].name))
			return (enum file_kind)kind;
	return KIND_NONE;
}

struct classifier *classifier_new(struct arena *arena)
{
	struct classifier *c = ARENA_NEW(arena, struct classifier);

	for (int kind = 0; kind < KIND_COUNT; kind++) {
		struct span rest = span_str(file_kinds[kind].patterns);
		struct span pattern;

		while (span_split(&rest, ' ', &pattern))
			*vec_add(&c->defaults, arena) = (struct rule){pattern,
				(enum file_kind)kind, span_chr(pattern, '/') == pattern.len};
	}
	return c;
}

void classifier_add(struct classifier *c, enum file_kind kind, struct span pattern,
	bool replace, struct arena *arena)
{
	*vec_add(&c->own, arena) =
		(struct rule){pattern, kind, span_chr(pattern, '/') == pattern.len};
	if (replace)
		c->replaced[kind] = true;
}

/* A byte at the end of a pattern that stands for itself: it is the path's last one. */
static bool ends_alike(struct span pattern, struct span path)
{
	char last = pattern.ptr[pattern.len - 1];

	return !is_alnum(last) || (path.len && path.ptr[path.len - 1] == last);
}

static bool rule_matches(const struct rule *rule, struct span path, struct span name)
{
	if (!ends_alike(rule->pattern, path))
		return false;
	if (rule->is_name)
		return glob_match_part(rule->pattern, name);
	return glob_match(rule->pattern, path);
}

enum file_kind classify(const struct classifier *c, struct span path)
{
	struct span name = span_behind_last(path, '/');

	VEC_EACH(const struct rule, rule, &c->own)
		if (rule_matches(rule, path, name))
			return rule->kind;
	VEC_EACH(const struct rule, rule, &c->defaults)
		if (!c->replaced[rule->kind] && rule_matches(rule, path, name))
			return rule->kind;
	return KIND_NONE;
}

static struct span from_last_dot(struct span path)
{
	const char *dot = path.len ? memrchr(path.ptr, '.', path.len) : NULL;

	return dot ? span_from(path, (size_t)(dot - path.ptr)) : span_of("", 0);
}

enum file_reader reader_of_file(enum file_kind kind, struct span path)
{
	static const char *const ends[] = {".bash", ".c", ".cpp", ".gif", ".go", ".h", ".html",
		".java", ".jpg", ".js", ".json", ".license", ".md", ".php", ".pl", ".png",
		".ps1", ".py", ".rb", ".rs", ".rst", ".sh", ".svg", ".ts", ".xml", ".yaml",
		".yml"};

	if (kind == KIND_NONE)
		return READER_RAW;
	if (kind == KIND_DOCKERFILE && SPAN_IN_NOCASE(from_last_dot(path), ends))
		return READER_RAW;
	return file_kinds[kind].reader;
}

bool classifier_pattern(const struct classifier *c, size_t index, struct span *pattern)
{
	if (index < c->own.len) {
		*pattern = c->own.at[index].pattern;
		return true;
	}
	index -= c->own.len;
	VEC_EACH(const struct rule, rule, &c->defaults) {
		if (c->replaced[rule->kind] || index-- > 0)
			continue;
		*pattern = rule->pattern;
		return true;
	}
	return false;
}

bool is_sample_path(struct span path)
{
	static const char *const ends[] = {".example", ".sample", ".template", ".tmpl", ".dist",
		".tpl", "-example", "-sample", "-template", ".example.yml", ".example.toml"};

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (span_ends_nocase(path, ends[i]))
			return true;
	return false;
}
