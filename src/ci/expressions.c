#include "ci/expressions.h"

/* How the expressions of a system begin and end. */
struct syntax {
	const char *open;
	const char *close;
	enum file_kind system;
	bool is_name; /* holds one name and no blanks: else it is something of the shell's */
};

static const struct syntax syntaxes[] = {
	{"${{", "}}", KIND_GITHUB_ACTIONS, false},
	{"$[[", "]]", KIND_GITLAB_CI, false},
	{"${{", "}}", KIND_AZURE_PIPELINES, false},
	{"$[", "]", KIND_AZURE_PIPELINES, false},
	{"$(", ")", KIND_AZURE_PIPELINES, true},
	{"${{", "}}", KIND_BITBUCKET, false},
	{"${<<", ">>}", KIND_CIRCLECI, true},
	{"$<<", ">>", KIND_CIRCLECI, true},
	{"<<", ">>", KIND_CIRCLECI, true},
	{"$(", ")", KIND_TEKTON, true},
	{"{{", "}}", KIND_TEKTON, false},
	{"$(", ")", KIND_ARGO, true},
	{"{{", "}}", KIND_ARGO, false},
	{"((", "))", KIND_CONCOURSE, true},
	{"${{", "}}", KIND_MAKE, false},
	{"${{", "}}", KIND_BAKE, false},
	{"${{", "}}", KIND_JENKINS, false},
	{"${{", "}}", KIND_TEAMCITY, false},
	{"{{", "}}", KIND_MAKE, false},
	{"{{", "}}", KIND_BUILDKITE, false},
	{"{{", "}}", KIND_SKAFFOLD, false},
};

/* "$$X" is what the shell gets as "$X", and "\$X" as well with Buildkite. */
static bool doubles_dollars(enum file_kind system)
{
	return system == KIND_DRONE || system == KIND_WOODPECKER ||
		system == KIND_CLOUD_BUILD || system == KIND_COMPOSE ||
		system == KIND_BUILDKITE;
}

static bool is_name_byte(char c)
{
	return is_alnum(c) || c == '_' || c == '.' || c == '-' || c == '/' || c == ':';
}

/* The length of a name with blanks around it at the front of text; 0 if there is none. */
static size_t name_length(struct span text)
{
	size_t from = 0;
	size_t to;

	while (from < text.len && is_blank(text.ptr[from]))
		from++;
	for (to = from; to < text.len && is_name_byte(text.ptr[to]);)
		to++;
	if (to == from)
		return 0;
	while (to < text.len && is_blank(text.ptr[to]))
		to++;
	return to;
}

enum {
	SYNTAXES = sizeof(syntaxes) / sizeof(*syntaxes),
	LONGEST = 32768 /* what is longer was not closed: GitHub takes 21,000 characters */
};

/* The search through a text. */
struct search {
	/* the system's syntaxes, and the bytes that they begin with: at most two */
	size_t numbers[SYNTAXES];
	size_t count;
	char first;
	char other;
	struct span text;
	size_t open_until[SYNTAXES]; /* nothing is closed in front of here */
};

/* The length of what stands between open and close at an offset; false: it is not closed. */
static bool find_close(struct search *s, size_t number, size_t inside, size_t *len)
{
	struct span close = span_str(syntaxes[number].close);
	size_t from = s->open_until[number] > inside ? s->open_until[number] : inside;
	size_t to = inside + LONGEST < s->text.len ? inside + LONGEST : s->text.len;
	struct span where = span_sub(s->text, from, to);
	size_t at = from < to ? span_find(where, syntaxes[number].close) : where.len;

	if (at == where.len) {
		/* the end may have the first part of one */
		if (to > from + close.len)
			s->open_until[number] = to - close.len;
		return false;
	}
	*len = from + at - inside;
	return true;
}

/* The length of an expression of that syntax at an offset, or 0. */
static size_t expression_length(struct search *s, size_t number, size_t at)
{
	const struct syntax *syntax = &syntaxes[number];
	size_t inside = at + strlen(syntax->open);
	size_t len;

	if (!span_starts(span_from(s->text, at), syntax->open))
		return 0;
	if (syntax->is_name) {
		len = name_length(span_sub(s->text, inside, inside + LONGEST));
		if (len == 0 || !span_starts(span_from(s->text, inside + len), syntax->close))
			return 0;
	} else if (!find_close(s, number, inside, &len)) {
		return 0;
	}
	return inside + len + strlen(syntax->close) - at;
}

static void choose_syntaxes(struct search *s, enum file_kind system)
{
	for (size_t i = 0; i < SYNTAXES; i++) {
		if (syntaxes[i].system != system)
			continue;
		if (s->count == 0)
			s->first = s->other = syntaxes[i].open[0];
		else if (syntaxes[i].open[0] != s->first)
			s->other = syntaxes[i].open[0];
		s->numbers[s->count++] = i;
	}
}

/* The next place from an offset on where an expression may begin, or the end. */
static size_t next_start(const struct search *s, size_t at)
{
	if (s->first == s->other)
		return at + span_chr(span_from(s->text, at), s->first);
	while (at < s->text.len && s->text.ptr[at] != s->first && s->text.ptr[at] != s->other)
		at++;
	return at;
}

static size_t length_at(struct search *s, size_t at)
{
	for (size_t i = 0; i < s->count; i++) {
		size_t len = expression_length(s, s->numbers[i], at);

		if (len)
			return len;
	}
	return 0;
}

bool ci_next_expression(enum file_kind system, struct span *rest, struct span *expression)
{
	struct search s = {.text = *rest};

	choose_syntaxes(&s, system);
	if (s.count == 0)
		return false;
	for (size_t i = next_start(&s, 0); i < rest->len; i = next_start(&s, i + 1)) {
		size_t len = length_at(&s, i);

		if (len == 0)
			continue;
		*expression = span_sub(*rest, i, i + len);
		*rest = span_from(*rest, i + len);
		return true;
	}
	return false;
}

/* --- the text for the shell -----------------------------------------------------------------
 */

enum {
	/* mean nothing to a shell */
	HIDDEN_DOLLAR = '\x01',
	HIDDEN_BACKSLASH = '\x02',
};

static char *writable_copy(struct span text, struct arena *arena)
{
	char *copy = arena_alloc(arena, text.len + 1);

	if (text.len)
		memcpy(copy, text.ptr, text.len);
	return copy;
}

struct span ci_restored(
	const struct ci_pipeline *pipeline, struct span text, struct arena *arena)
{
	char *out = NULL;

	if (pipeline->expressions.len == 0)
		return text;
	for (size_t at = 0; (at += span_find(span_from(text, at), "${_")) < text.len; at++) {
		struct span name = span_from(text, at + 2);
		struct span expression;

		name = span_sub(name, 0, span_chr(name, '}'));
		expression = ci_expression_of(pipeline, name);
		if (!expression.ptr || expression.len != name.len + 3)
			continue;
		if (!out)
			out = writable_copy(text, arena);
		memcpy(out + at, expression.ptr, expression.len);
	}
	return out ? span_of(out, text.len) : text;
}

struct span ci_as_written(
	const struct ci_pipeline *pipeline, struct span text, struct arena *arena)
{
	char *copy = NULL;

	for (size_t i = 0; i < text.len; i++) {
		struct span name = span_from(text, i + 2);
		struct span expression;

		if (text.ptr[i] == HIDDEN_DOLLAR || text.ptr[i] == HIDDEN_BACKSLASH) {
			copy = copy ? copy : writable_copy(text, arena);
			copy[i] = text.ptr[i] == HIDDEN_DOLLAR ? '$' : '\\';
			continue;
		}
		if (!span_starts(span_from(text, i), "${_"))
			continue;
		name = span_sub(name, 0, span_chr(span_sub(name, 0, LONGEST), '}'));
		expression = ci_expression_of(pipeline, name);
		if (!expression.ptr || i + expression.len > text.len)
			continue;
		copy = copy ? copy : writable_copy(text, arena);
		memcpy(copy + i, expression.ptr, expression.len);
		i += expression.len - 1;
	}
	return copy ? span_of(copy, text.len) : text;
}

/* The character that other shells join lines with becomes the one of this shell. */
static void join_lines(char *copy, size_t len, enum ci_shell shell)
{
	char joins = shell == CI_SHELL_POWERSHELL ? '`' : '^';

	for (size_t i = 0; i < len; i++) {
		bool is_end = i + 1 == len || copy[i + 1] == '\n' || copy[i + 1] == '\r';

		if (copy[i] == joins && is_end)
			copy[i] = '\\';
		else if (copy[i] == '`' || copy[i] == '\\')
			copy[i] = '/'; /* an escape, or a path */
	}
}

static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz"
			     "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

enum {
	BASE = sizeof(digits) - 1
};

/* "${_7______}": number in the name, as long as the expression is. */
static void write_over(char *at, size_t len, size_t number)
{
	if (len == 4 && is_alpha(at[2])) { /* "$(Q)": the variable Q itself */
		at[0] = '$';
		at[1] = '{';
		at[3] = '}';
		return;
	}
	memset(at, '_', len);
	if (len < 5) { /* no room for "${_0}" */
		return;
	}
	at[0] = '$';
	at[1] = '{';
	at[len - 1] = '}';
	for (size_t i = 3; i < len - 1; i++) {
		at[i] = digits[number % BASE];
		number /= BASE;
		if (number == 0)
			return;
	}
	/* too many for so short a one: a name that is nobody's */
	memset(at + 2, '_', len - 3);
}

struct span ci_expression_of(const struct ci_pipeline *pipeline, struct span name)
{
	size_t number = 0;
	size_t scale = 1;

	if (name.len < 2 || name.ptr[0] != '_' || name.ptr[1] == '_')
		return span_of(NULL, 0);
	for (size_t i = 1; i < name.len && name.ptr[i] != '_'; i++) {
		const char *digit = memchr(digits, name.ptr[i], BASE);

		if (!digit || scale > pipeline->expressions.len * BASE)
			return span_of(NULL, 0);
		number += (size_t)(digit - digits) * scale;
		scale *= BASE;
	}
	if (number >= pipeline->expressions.len ||
		pipeline->expressions.at[number].len != name.len + 3)
		return span_of(NULL, 0);
	return pipeline->expressions.at[number];
}

/* "$$X", and "\$X" of Buildkite: the system takes away the first character. */
static void hide_escapes(char *copy, size_t len, bool with_backslash)
{
	for (size_t i = 0; i + 1 < len; i++) {
		if (copy[i + 1] != '$')
			continue;
		if (copy[i] == '$')
			copy[i] = HIDDEN_DOLLAR;
		else if (copy[i] == '\\' && with_backslash)
			copy[i] = HIDDEN_BACKSLASH;
	}
}

struct span ci_shell_text(struct ci_pipeline *pipeline, enum ci_shell shell, struct span text,
	struct arena *arena)
{
	enum {
		EXPRESSIONS_MAX = 50000
	};
	bool other = shell == CI_SHELL_POWERSHELL || shell == CI_SHELL_CMD;
	bool doubles = doubles_dollars(pipeline->system) &&
		(span_find(text, "$$") < text.len || span_find(text, "\\$") < text.len);
	struct span rest = text;
	struct span expression;
	char *copy = NULL;

	if (other || doubles)
		copy = writable_copy(text, arena);
	while (ci_next_expression(pipeline->system, &rest, &expression)) {
		size_t at = (size_t)(expression.ptr - text.ptr);

		if (pipeline->expressions.len == EXPRESSIONS_MAX) {
			pipeline->is_incomplete = true;
			break;
		}
		if (!copy)
			copy = writable_copy(text, arena);
		write_over(copy + at, expression.len, pipeline->expressions.len);
		*vec_add(&pipeline->expressions, arena) = expression;
	}
	if (doubles)
		hide_escapes(copy, text.len, pipeline->system == KIND_BUILDKITE);
	if (other && copy)
		join_lines(copy, text.len, shell);
	return copy ? span_of(copy, text.len) : text;
}
