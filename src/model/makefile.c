/* The lines of a makefile: rules and their recipes, variables, what is only skipped. */
#include <stdlib.h>

#include "model/makefile_internal.h"

/* --- what make and just share ----------------------------------------------------------- */

struct span makefile_line(struct span text, size_t at)
{
	size_t end = at;

	for (;;) {
		size_t slashes = 0;
		size_t last;

		end += span_chr(span_from(text, end), '\n');
		last = end - (end > at && text.ptr[end - 1] == '\r');
		while (last - slashes > at && text.ptr[last - slashes - 1] == '\\')
			slashes++;
		if (end >= text.len || slashes % 2 == 0)
			return span_sub(text, at, end);
		end++;
	}
}

void makefile_move_behind(struct makefile_reader *r, struct span line)
{
	r->at = (size_t)(line.ptr + line.len - r->text.ptr);
	if (r->at < r->text.len)
		r->at++;
}

void makefile_note_limit(struct makefile_reader *r, const char *what)
{
	if (!r->out->truncated)
		problem_limit(&r->out->problems, r->arena, r->at, what);
	r->out->truncated = true;
}

/* One variable or command more; false if there are too many. */
static bool count_item(struct makefile_reader *r)
{
	if (r->count < MAKEFILE_ITEMS_MAX) {
		r->count++;
		return true;
	}
	makefile_note_limit(r, "too many variables or commands");
	return false;
}

void makefile_add_variable(struct makefile_reader *r, const struct makefile_variable *variable)
{
	if (count_item(r))
		*vec_add(&r->out->variables, r->arena) = *variable;
}

void makefile_add_command(struct makefile_reader *r, const struct makefile_command *command)
{
	struct makefile_recipe *recipe;

	if (span_trim(command->text.text).len == 0 || !count_item(r))
		return;
	if (!r->has_recipe)
		vec_add(&r->out->recipes, r->arena)->target = r->target;
	r->has_recipe = true;
	recipe = &r->out->recipes.at[r->out->recipes.len - 1];
	*vec_add(&recipe->commands, r->arena) = *command;
}

struct span makefile_take_word(struct span *rest)
{
	size_t len = 0;
	struct span word;

	*rest = span_trim(*rest);
	while (len < rest->len && !is_space(rest->ptr[len]))
		len++;
	word = span_sub(*rest, 0, len);
	*rest = span_trim(span_from(*rest, len));
	return word;
}

static int compare_names(const void *a, const void *b)
{
	return span_cmp(*(const struct span *)a, *(const struct span *)b);
}

/* "export X" may stand before or behind "X = value". */
static void apply_exports(struct makefile_reader *r)
{
	if (r->exports.len)
		qsort(r->exports.at, r->exports.len, sizeof(struct span), compare_names);
	VEC_EACH(struct makefile_variable, v, &r->out->variables)
		if (r->exports_all ||
			(r->exports.len &&
				bsearch(&v->name, r->exports.at, r->exports.len,
					sizeof(struct span), compare_names)))
			v->exported = true;
}

/* --- statements of make ----------------------------------------------------------------- */

/* What a line is, by the first sign in it that is not in brackets. */
struct statement {
	struct span left;
	struct span right;
	enum {
		STATEMENT_NONE,
		STATEMENT_ASSIGNMENT,
		STATEMENT_RULE,
	} kind;
	bool is_command; /* "!=": right is run */
	bool is_default; /* "?=" */
};

/* The length of ":", "::", ":=", "::=" or ":::=" at a place. */
static size_t colons_at(struct span s, size_t at, bool *assigns)
{
	size_t len = 0;

	while (at + len < s.len && len < 3 && s.ptr[at + len] == ':')
		len++;
	*assigns = at + len < s.len && s.ptr[at + len] == '=';
	return *assigns ? len + 1 : len > 2 ? 2 : len;
}

static struct statement split_at(struct span s, size_t at, size_t len)
{
	struct statement statement = {
		.left = span_trim(span_sub(s, 0, at)),
		.right = span_from(s, at + len),
	};

	return statement;
}

static struct statement assignment_at(struct span s, size_t at)
{
	struct statement statement;
	char before = at > 0 ? s.ptr[at - 1] : '\0';
	size_t len = before && strchr("?+!", before) ? 2 : 1;

	statement = split_at(s, at + 1 - len, len);
	statement.kind = STATEMENT_ASSIGNMENT;
	statement.is_command = before == '!';
	statement.is_default = before == '?';
	return statement;
}

static struct statement rule_at(struct span s, size_t at)
{
	bool assigns;
	size_t len = colons_at(s, at, &assigns);
	struct statement statement = split_at(s, at, len);

	statement.kind = assigns ? STATEMENT_ASSIGNMENT : STATEMENT_RULE;
	return statement;
}

static struct statement split_statement(struct span s)
{
	size_t depth = 0; /* of brackets in a reference */

	for (size_t at = 0; at < s.len; at++) {
		char c = s.ptr[at];

		if (c == '\\') {
			at++;
		} else if (c == '(' || c == '{') {
			if (depth > 0 || (at > 0 && s.ptr[at - 1] == '$'))
				depth++;
		} else if (c == ')' || c == '}') {
			depth -= depth > 0;
		} else if (depth == 0) {
			if (c == '=')
				return assignment_at(s, at);
			if (c == ':')
				return rule_at(s, at);
			if (c == '#' || c == ';')
				break;
		}
	}
	return (struct statement){0};
}

/* Without the comment at its end; "\#" is none. */
static struct span without_comment(struct span s)
{
	for (size_t at = 0; at < s.len; at++) {
		if (s.ptr[at] == '\\')
			at++;
		else if (s.ptr[at] == '#')
			return span_sub(s, 0, at);
	}
	return s;
}

/* Take words that only say how a variable is set off *s; was "export" one of them? */
static bool take_modifiers(struct span *s)
{
	static const char *const modifiers[] = {"export", "override", "private"};
	bool exports = false;

	for (;;) {
		struct span rest = *s;
		struct span word = makefile_take_word(&rest);
		size_t i = 0;

		while (i < 3 && !span_eq_str(word, modifiers[i]))
			i++;
		/* a variable may have such a name */
		if (i == 3 || rest.len == 0 || strchr("=:?+!", *rest.ptr))
			return exports;
		exports |= i == 0;
		*s = rest;
	}
}

static bool is_word(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (is_space(s.ptr[i]))
			return false;
	return s.len > 0;
}

/* --- variables of make ------------------------------------------------------------------ */

/* Is there nothing in it but what may stand before a line of a recipe? */
static bool is_prefix(struct span value)
{
	for (size_t i = 0; i < value.len; i++)
		if (!strchr("@-+", value.ptr[i]) || !value.ptr[i])
			return false;
	return value.len > 0;
}

/* Does it start with the name of what builds images? */
static bool is_program(struct span value)
{
	static const char *const names[] = {
		"docker", "podman", "buildah", "nerdctl", "docker-compose"};
	struct span rest = value;
	struct span first = makefile_take_word(&rest);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_eq_str(first, names[i]))
			return span_chr(value, '$') == value.len;
	return false;
}

static void note_special(struct makefile_reader *r, const struct makefile_variable *variable)
{
	struct span value = variable->value.text;

	if (is_prefix(value) && r->prefix_count < MAKEFILE_NAMES_MAX)
		r->prefixes[r->prefix_count++] = variable->name;
	if (is_program(value) && r->program_count < MAKEFILE_NAMES_MAX)
		r->programs[r->program_count++] =
			(struct makefile_program){variable->name, value};
	if (span_eq_str(variable->name, ".RECIPEPREFIX"))
		r->recipe_prefix = value.len ? *value.ptr : '\t';
	if (span_eq_str(variable->name, "SHELL"))
		r->out->shell = value;
}

static void add_assignment(struct makefile_reader *r, const struct statement *statement,
	struct span target, bool exported)
{
	struct makefile_variable variable = {
		.name = statement->left,
		.target = target,
		.is_default = statement->is_default,
		.exported = exported,
	};
	struct span value = span_trim(without_comment(statement->right));

	if (!is_word(statement->left))
		return;
	if (statement->is_command) {
		struct derived_maker m;

		derive_begin(&m, r->arena);
		makefile_derive_reference(&m, span_str("make_value"), value);
		variable.value = derive_end(&m, value);
	} else {
		variable.value = makefile_value(r, value);
	}
	note_special(r, &variable);
	makefile_add_variable(r, &variable);
}

/* A line that starts with this word. */
static bool starts_word(struct span line, const char *word)
{
	size_t len = strlen(word);

	return span_starts(line, word) && (line.len == len || is_space(line.ptr[len]));
}

/* The body of a definition, up to its "endef"; the reader moves behind that. */
static struct span take_body(struct makefile_reader *r, struct span define)
{
	size_t start = r->at;
	size_t depth = 1;

	while (r->at < r->text.len) {
		struct span line = makefile_line(r->text, r->at);
		struct span word = span_trim(line);
		size_t line_start = r->at;

		makefile_move_behind(r, line);
		if (starts_word(word, "define"))
			depth++;
		else if (starts_word(word, "endef") && --depth == 0)
			return span_sub(r->text, start, line_start);
	}
	problem_add(&r->out->problems, r->arena, (size_t)(define.ptr - r->text.ptr),
		"a definition does not end");
	return span_from(r->text, start);
}

/* Add the lines of a text, read as those of a recipe. */
static void derive_lines(struct makefile_reader *r, struct derived_maker *m, struct span text)
{
	for (size_t at = 0; at < text.len;) {
		struct span line = makefile_line(text, at);

		makefile_derive_command(r, m, line);
		at += line.len + 1;
		if (at < text.len)
			derive_copy(m, span_sub(text, at - 1, at));
	}
}

/* "define NAME", perhaps with a sign of assignment behind it. */
static void read_definition(struct makefile_reader *r, struct span line, bool exported)
{
	struct span rest = without_comment(line);
	struct makefile_variable variable = {.exported = exported, .is_block = true};
	struct derived_maker m;
	struct span body;
	size_t len = 0;

	makefile_take_word(&rest);
	while (len < rest.len && !is_space(rest.ptr[len]) && !strchr("=:?+!", rest.ptr[len]))
		len++;
	variable.name = span_sub(rest, 0, len);
	body = take_body(r, line);
	derive_begin(&m, r->arena);
	derive_lines(r, &m, body);
	variable.value = derive_end(&m, body);
	makefile_add_variable(r, &variable);
}

/* --- rules of make ---------------------------------------------------------------------- */

/* The lines that were collected are one command. */
static void flush_command(struct makefile_reader *r)
{
	struct makefile_command command = {0};
	struct derived_maker m;
	struct span first;
	struct span last;

	if (r->lines.len == 0)
		return;
	first = r->lines.at[0];
	last = r->lines.at[r->lines.len - 1];
	derive_begin(&m, r->arena);
	VEC_EACH(const struct span, line, &r->lines) {
		if (line > r->lines.at)
			derive_as(&m, span_str("\n"), span_sub(*line, 0, 0));
		makefile_derive_command(r, &m, *line);
	}
	command.text =
		derive_end(&m, span_of(first.ptr, (size_t)(last.ptr + last.len - first.ptr)));
	r->lines.len = 0;
	makefile_add_command(r, &command);
}

static void add_recipe_line(struct makefile_reader *r, struct span line)
{
	*vec_add(&r->lines, r->arena) = line;
	if (!r->one_shell)
		flush_command(r);
}

static void end_rule(struct makefile_reader *r)
{
	flush_command(r);
	r->target = span_of("", 0);
	r->has_recipe = false;
}

static bool is_in_rule(const struct makefile_reader *r)
{
	return r->target.len > 0;
}

/* Where the command begins that stands on the line of its rule; the length if there is none. */
static size_t find_semicolon(struct span s)
{
	size_t depth = 0;

	for (size_t at = 0; at < s.len; at++) {
		char c = s.ptr[at];

		if (c == '(' || c == '{')
			depth++;
		else if (c == ')' || c == '}')
			depth -= depth > 0;
		else if (c == '#' && depth == 0)
			return s.len;
		else if (c == ';' && depth == 0)
			return at;
	}
	return s.len;
}

static void read_rule(struct makefile_reader *r, const struct statement *rule)
{
	struct span rest = span_trim(rule->right);
	bool exported = take_modifiers(&rest);
	struct statement inner = split_statement(rest);
	size_t semicolon = find_semicolon(rest);

	if (inner.kind == STATEMENT_ASSIGNMENT && is_word(inner.left)) {
		add_assignment(r, &inner, rule->left, exported);
		return;
	}
	if (span_eq_str(rule->left, ".EXPORT_ALL_VARIABLES"))
		r->exports_all = true;
	r->target = rule->left;
	if (semicolon < rest.len)
		add_recipe_line(r, span_from(rest, semicolon + 1));
}

/* --- the lines of make ------------------------------------------------------------------ */

static bool is_conditional(struct span line)
{
	static const char *const words[] = {
		"ifeq", "ifneq", "ifdef", "ifndef", "else", "endif"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t len = strlen(words[i]);

		if (span_starts(line, words[i]) &&
			(line.len == len || is_space(line.ptr[len]) || line.ptr[len] == '('))
			return true;
	}
	return false;
}

/* "export" alone, or names behind it. */
static void read_export(struct makefile_reader *r, struct span line)
{
	struct span rest = without_comment(line);

	makefile_take_word(&rest);
	r->exports_all |= rest.len == 0;
	while (rest.len)
		*vec_add(&r->exports, r->arena) = makefile_take_word(&rest);
}

/* A line that is no part of a recipe; both ways of a condition are read. */
static void read_line(struct makefile_reader *r, struct span raw)
{
	struct span line = span_trim(raw);
	struct statement statement;
	bool exported;

	if (line.len == 0 || *line.ptr == '#' || is_conditional(line))
		return;
	end_rule(r);
	statement = split_statement(line);
	if (statement.kind != STATEMENT_ASSIGNMENT && starts_word(line, "export")) {
		struct span rest = line;

		if (!take_modifiers(&rest) || !starts_word(rest, "define")) {
			read_export(r, line);
			return;
		}
	}
	exported = take_modifiers(&line);
	if (starts_word(line, "define")) {
		read_definition(r, line, exported);
		return;
	}
	statement = split_statement(line);
	if (statement.kind == STATEMENT_ASSIGNMENT)
		add_assignment(r, &statement, span_of("", 0), exported);
	else if (statement.kind == STATEMENT_RULE)
		read_rule(r, &statement);
}

static void read_make(struct makefile_reader *r)
{
	/* it holds for the rules before it as well */
	r->one_shell = span_starts(r->text, ".ONESHELL") ||
		span_find(r->text, "\n.ONESHELL") < r->text.len;
	r->recipe_prefix = '\t';
	while (r->at < r->text.len && !r->out->truncated) {
		struct span line = makefile_line(r->text, r->at);

		makefile_move_behind(r, line);
		if (is_in_rule(r) && line.len && *line.ptr == r->recipe_prefix)
			add_recipe_line(r, span_from(line, 1));
		else
			read_line(r, line);
	}
	end_rule(r);
}

enum makefile_dialect makefile_dialect_of(struct span path)
{
	return span_ends_nocase(path, "justfile") || span_ends(path, ".just") ? MAKEFILE_JUST
									      : MAKEFILE_MAKE;
}

void makefile_read(enum makefile_dialect dialect, struct span text, struct arena *arena,
	struct makefile *out)
{
	struct makefile_reader r = {.text = text, .arena = arena, .out = out};

	*out = (struct makefile){.text = text};
	if (dialect == MAKEFILE_JUST)
		justfile_read(&r);
	else
		read_make(&r);
	apply_exports(&r);
}
