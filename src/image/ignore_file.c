/*
 * Lines to patterns, and from patterns to a verdict. How one pattern is matched stands in
 * ignore_pattern.c.
 *
 * A line is cleaned twice, by who reads the file and by who matches; so "/!a" turns into an
 * exception, and "!/" is an error.
 */
#include "image/ignore_file.h"

#include "base/utf8.h"
#include "image/ignore_pattern.h"

enum {
	LONGEST_LINE = 65535, /* a longer one makes the builder fail */
};

/* --- lines ------------------------------------------------------------------------------ */

/* What Unicode calls white space. */
static bool is_white(uint32_t code)
{
	return (code >= '\t' && code <= '\r') || code == ' ' || code == 0x85 || code == 0xa0 ||
		code == 0x1680 || (code >= 0x2000 && code <= 0x200a) || code == 0x2028 ||
		code == 0x2029 || code == 0x202f || code == 0x205f || code == 0x3000;
}

static size_t white_at_start(struct span s)
{
	uint32_t code;
	size_t len = s.len ? utf8_decode(s, 0, &code) : 0;

	return len && is_white(code) ? len : 0;
}

static size_t white_at_end(struct span s)
{
	uint32_t code;

	/* no white space is longer than three bytes */
	for (size_t len = 1; len <= 3 && len <= s.len; len++)
		if (utf8_decode(s, s.len - len, &code) == len && is_white(code))
			return len;
	return 0;
}

static struct span trim(struct span s)
{
	size_t len;

	while ((len = white_at_start(s)))
		s = span_from(s, len);
	while ((len = white_at_end(s)))
		s.len -= len;
	return s;
}

/* Take the last part off a path of len bytes, but for its start. */
static size_t without_last_part(const char *path, size_t len, size_t start)
{
	while (len > start && path[len - 1] != '/')
		len--;
	return len > start ? len - 1 : start;
}

/*
 * The shortest path that means the same: without "." and empty parts, "a/.." taken away. ".."
 * at the start stays, but not below "/". Nothing at all is ".".
 */
static struct span clean(struct span path, struct arena *arena)
{
	char *out = arena_alloc(arena, path.len + 2);
	bool is_rooted = span_starts(path, "/");
	size_t len = is_rooted ? 1 : 0;
	size_t fixed = len; /* what no ".." takes away */
	size_t root = len;
	struct span part;

	out[0] = '/';
	while (span_split(&path, '/', &part)) {
		if (part.len == 0 || span_eq_str(part, "."))
			continue;
		if (span_eq_str(part, "..")) {
			if (len > fixed) {
				len = without_last_part(out, len, fixed);
				continue;
			}
			if (is_rooted)
				continue;
		}
		if (len > root)
			out[len++] = '/';
		memcpy(out + len, part.ptr, part.len);
		len += part.len;
		if (span_eq_str(part, ".."))
			fixed = len;
	}
	return len ? span_of(out, len) : span_of(".", 1);
}

static const char *add_pattern(struct ignore_file *file, struct span text, bool is_exception,
	size_t offset, struct arena *arena)
{
	struct ignore_pattern *pattern;

	file->is_cut = file->patterns.len == IGNORE_PATTERNS_MAX;
	if (file->is_cut)
		return "there are too many patterns";
	pattern = vec_add(&file->patterns, arena);
	pattern->text = text;
	pattern->is_exception = is_exception;
	pattern->offset = offset;
	return ignore_pattern_compile(pattern, arena);
}

/* As who matches gets it: the "!" is a part of the text. */
static const char *add_text(
	struct ignore_file *file, struct span text, size_t offset, struct arena *arena)
{
	bool is_exception;

	text = trim(text);
	if (text.len == 0)
		return NULL;
	text = clean(text, arena);
	is_exception = span_starts(text, "!");
	if (is_exception)
		text = span_from(text, 1);
	if (text.len == 0)
		return "\"!\" without a pattern";
	return add_pattern(file, text, is_exception, offset, arena);
}

/* A line without blanks at its ends, not empty. */
static const char *add_line(
	struct ignore_file *file, struct span line, size_t offset, struct arena *arena)
{
	bool is_exception = span_starts(line, "!");
	char *text;

	if (is_exception)
		line = trim(span_from(line, 1));
	if (line.len) {
		line = clean(line, arena);
		if (line.len > 1 && line.ptr[0] == '/')
			line = span_from(line, 1);
	}
	if (is_exception) {
		text = arena_alloc(arena, line.len + 1);
		text[0] = '!';
		memcpy(text + 1, line.ptr, line.len);
		line = span_of(text, line.len + 1);
	}
	return add_text(file, line, offset, arena);
}

void ignore_file_read(struct span text, struct arena *arena, struct ignore_file *out)
{
	struct span rest = text;
	struct span line;
	const char *complaint = NULL;

	*out = (struct ignore_file){0};
	if (span_starts(rest, "\xef\xbb\xbf"))
		rest = span_from(rest, 3);
	while (!complaint && rest.len) {
		line = span_sub(rest, 0, span_chr(rest, '\n'));
		rest = span_from(rest, line.len + 1);
		out->complaint_at = (size_t)(line.ptr - text.ptr);
		if (line.len > LONGEST_LINE)
			complaint = "the line is too long";
		if (complaint || span_starts(line, "#"))
			continue;
		line = trim(line);
		if (line.len == 0)
			continue;
		out->complaint_at = (size_t)(line.ptr - text.ptr);
		complaint = add_line(out, line, out->complaint_at, arena);
	}
	out->complaint = complaint;
	if (complaint)
		out->patterns.len = 0;
	else
		out->complaint_at = 0;
}

/* --- verdicts --------------------------------------------------------------------------- */

/* Of the patterns so far: what they say of the path's first parts, each directory and it. */
struct levels {
	struct ignore_prefix *prefixes;
	size_t count;
};

static void find_levels(struct levels *levels, struct span path, struct arena *arena)
{
	size_t count = 1;

	for (size_t i = 0; i < path.len; i++)
		count += path.ptr[i] == '/';
	levels->prefixes = arena_array(arena, count, sizeof(*levels->prefixes));
	for (size_t i = 0; i < path.len; i++)
		if (path.ptr[i] == '/')
			levels->prefixes[levels->count++].len = i;
	levels->prefixes[levels->count++].len = path.len;
}

/* Does the pattern match the path, or a directory above it? */
static bool matches_any(const struct levels *levels, const struct ignore_pattern *pattern,
	struct span path, struct arena *scratch)
{
	ignore_pattern_match(pattern, path, levels->prefixes, levels->count, scratch);
	for (size_t i = 0; i < levels->count; i++)
		if (levels->prefixes[i].matches)
			return true;
	return false;
}

bool ignore_file_excludes(const struct ignore_file *file, struct span path)
{
	struct levels levels = {0};
	struct arena arena;
	struct arena scratch;
	bool is_excluded = false;

	if (file->patterns.len == 0 || path.len == 0 || span_eq_str(path, "."))
		return false;
	arena_init(&arena);
	arena_init(&scratch);
	find_levels(&levels, path, &arena);
	VEC_EACH(const struct ignore_pattern, pattern, &file->patterns) {
		/* a pattern that would change nothing need not be tried */
		if (is_excluded == pattern->is_exception &&
			matches_any(&levels, pattern, path, &scratch))
			is_excluded = !pattern->is_exception;
		arena_reset(&scratch);
	}
	arena_release(&arena);
	arena_release(&scratch);
	return is_excluded;
}
