/* From make's references to what a shell would get. */
#include "model/makefile_internal.h"

enum {
	NESTED_MAX = 20, /* functions that are looked into */
	CALLED_MAX =
		4 << 20, /* bytes of values and arguments that calls look at, in one file */
	LOOKED_AT_MAX = 1000, /* variables, for the one that is called */
};

/* One text on its way. */
struct expansion {
	struct makefile_reader *r;
	struct derived_maker *m;
	bool is_recipe; /* lines stay lines, and "#" is the shell's */
	bool gave_up;   /* a bracket was not closed: none is looked for any more */
	unsigned depth;
};

static void expand(struct expansion *x, struct span s);

/* --- names ------------------------------------------------------------------------------ */

static bool is_name_byte(char c)
{
	return is_alnum(c) || c == '_' || c == '-';
}

void makefile_derive_reference(struct derived_maker *m, struct span name, struct span place)
{
	char *text = arena_alloc(m->arena, name.len + 6);

	memcpy(text, "${{", 3);
	for (size_t i = 0; i < name.len; i++)
		text[i + 3] = is_name_byte(name.ptr[i]) ? name.ptr[i] : '_';
	memcpy(text + name.len + 3, "}}", 2);
	derive_as(m, span_of(text, name.len + 5), place);
}

static void derive_unknown(struct expansion *x, struct span place)
{
	makefile_derive_reference(x->m, span_str("make_value"), place);
}

/* $@ is the target, $< and the others are files; false if it is none of them. */
static bool derive_automatic(struct expansion *x, char c, struct span place)
{
	if (c != '@' && (!c || !strchr("%<?^+|*", c)))
		return false;
	makefile_derive_reference(
		x->m, span_str(c == '@' ? "make_target" : "make_file"), place);
	return true;
}

/* --- what stands in brackets ------------------------------------------------------------ */

/* The place of the bracket that closes the one at a place; the length if there is none. */
static size_t find_close(struct span s, size_t at)
{
	char open = s.ptr[at];
	char close = open == '(' ? ')' : '}';
	size_t depth = 0;

	for (; at < s.len; at++) {
		if (s.ptr[at] == open)
			depth++;
		else if (s.ptr[at] == close && --depth == 0)
			return at;
	}
	return s.len;
}

/* Take an argument of a function off *rest: a comma in brackets ends none. */
static struct span take_argument(struct span *rest)
{
	size_t depth = 0;
	size_t len = 0;
	struct span argument;

	for (; len < rest->len; len++) {
		char c = rest->ptr[len];

		if (c == '(' || c == '{')
			depth++;
		else if (c == ')' || c == '}')
			depth -= depth > 0;
		else if (c == ',' && depth == 0)
			break;
	}
	argument = span_sub(*rest, 0, len);
	*rest = span_from(*rest, len + (len < rest->len));
	return span_trim(argument);
}

static bool is_one_of(struct span name, const char *const *names)
{
	for (; *names; names++)
		if (span_eq_str(name, *names))
			return true;
	return false;
}

/* The name of a function, if the inside of a reference starts with one; else empty. */
static struct span function_name(struct span inside)
{
	static const char *const functions[] = {"abspath", "addprefix", "addsuffix", "and",
		"basename", "call", "dir", "error", "eval", "file", "filter", "filter-out",
		"findstring", "firstword", "flavor", "foreach", "guile", "if", "info", "intcmp",
		"join", "lastword", "let", "notdir", "or", "origin", "patsubst", "realpath",
		"shell", "sort", "strip", "subst", "suffix", "value", "warning", "wildcard",
		"word", "wordlist", "words", NULL};
	size_t len = 0;

	while (len < inside.len && (is_lower(inside.ptr[len]) || inside.ptr[len] == '-'))
		len++;
	if (len == inside.len || !(is_space(inside.ptr[len]) || inside.ptr[len] == '\\') ||
		!is_one_of(span_sub(inside, 0, len), functions))
		return span_of("", 0);
	return span_sub(inside, 0, len);
}

/* "$(if $(TOKEN),--build-arg TOKEN=$(TOKEN))" is how options are written: it counts as given.
 */
static void expand_if(struct expansion *x, struct span arguments)
{
	struct span yes;

	take_argument(&arguments);
	yes = take_argument(&arguments);
	expand(x, yes.len ? yes : take_argument(&arguments));
}

static bool is_plain_name(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (is_space(s.ptr[i]) || s.ptr[i] == '$')
			return false;
	return s.len > 0;
}

static const struct makefile_variable *find_variable(
	const struct expansion *x, struct span name)
{
	const struct makefile *out = x->r->out;
	size_t looked_at = 0;

	for (size_t i = out->variables.len; i-- > 0 && looked_at++ < LOOKED_AT_MAX;)
		if (span_eq(out->variables.at[i].name, name))
			return &out->variables.at[i];
	return NULL;
}

enum {
	PARAMETERS = 9,
	PARAMETER_LENGTH = 6, /* of "${{1}}" */
};

/* The place of the next parameter in a value; its length if there is none. */
static size_t find_parameter(struct span value)
{
	for (size_t at = 0; at + PARAMETER_LENGTH <= value.len; at++)
		if (memcmp(value.ptr + at, "${{", 3) == 0 && value.ptr[at + 3] >= '1' &&
			value.ptr[at + 3] <= '9' && memcmp(value.ptr + at + 4, "}}", 2) == 0)
			return at;
	return value.len;
}

/* Calls are gone through anew each time, so the bytes that they look at count. */
static bool may_look_at(struct makefile_reader *r, size_t bytes)
{
	if (r->called <= CALLED_MAX)
		r->called += bytes;
	if (r->called <= CALLED_MAX)
		return true;
	makefile_note_limit(r, "calls of variables that are too large");
	return false;
}

/* A variable's value with the arguments where its parameters stand. */
static void expand_called(
	struct expansion *x, const struct derived_text *value, struct span arguments)
{
	struct span given[PARAMETERS];
	struct span rest = value->text;
	size_t at;

	for (size_t i = 0; i < PARAMETERS; i++)
		given[i] = take_argument(&arguments);
	while ((at = find_parameter(rest)) < rest.len) {
		struct span argument = given[rest.ptr[at + 3] - '1'];

		if (!may_look_at(x->r, argument.len))
			return;
		derive_part(x->m, value, span_sub(rest, 0, at));
		expand(x, argument);
		rest = span_from(rest, at + PARAMETER_LENGTH);
	}
	derive_part(x->m, value, rest);
}

/* What is called is a variable with arguments. */
static void expand_call(struct expansion *x, struct span arguments, struct span place)
{
	struct span name = take_argument(&arguments);
	const struct makefile_variable *called = find_variable(x, name);

	if (called && x->depth <= NESTED_MAX && may_look_at(x->r, called->value.text.len) &&
		find_parameter(called->value.text) < called->value.text.len)
		expand_called(x, &called->value, arguments);
	else if (is_plain_name(name))
		makefile_derive_reference(x->m, name, place);
	else
		derive_unknown(x, place);
}

/* What a command puts out is the same for make's shell and for a recipe's. */
static void expand_shell(struct expansion *x, struct span command, struct span place)
{
	derive_as(x->m, span_str("$("), span_sub(place, 0, 2));
	expand(x, span_trim(command));
	derive_as(x->m, span_str(")"), span_from(place, place.len - 1));
}

static void expand_function(
	struct expansion *x, struct span name, struct span arguments, struct span place)
{
	static const char *const silent[] = {"error", "eval", "info", "warning", NULL};

	if (is_one_of(name, silent))
		return;
	x->depth++;
	if (x->depth <= NESTED_MAX && span_eq_str(name, "if"))
		expand_if(x, arguments);
	else if (x->depth <= NESTED_MAX && span_eq_str(name, "strip"))
		expand(x, span_trim(arguments));
	else if (x->depth <= NESTED_MAX && span_eq_str(name, "shell"))
		expand_shell(x, arguments, place);
	else if (span_eq_str(name, "call"))
		expand_call(x, arguments, place);
	else
		derive_unknown(x, place);
	x->depth--;
}

static bool expand_program(struct expansion *x, struct span name, struct span place)
{
	if (x->is_recipe)
		for (size_t i = 0; i < x->r->program_count; i++)
			if (span_eq(x->r->programs[i].name, name)) {
				derive_as(x->m, x->r->programs[i].value, place);
				return true;
			}
	return false;
}

static void expand_brackets(struct expansion *x, struct span inside, struct span place)
{
	struct span function = function_name(inside);
	struct span name = span_sub(inside, 0, span_chr(inside, ':'));

	if (function.len)
		expand_function(x, function, span_from(inside, function.len), place);
	else if (!is_plain_name(name))
		derive_unknown(x, place);
	else if (!derive_automatic(x, *name.ptr, place) && !expand_program(x, name, place))
		makefile_derive_reference(x->m, name, place);
}

/* --- texts ------------------------------------------------------------------------------ */

/* What a "$" begins; returns its length. */
static size_t expand_reference(struct expansion *x, struct span s)
{
	char c = s.len > 1 ? s.ptr[1] : '\0';
	struct span place = span_sub(s, 0, 2);

	if (c == '$') {
		derive_as(x->m, span_str("$"), place);
	} else if (c == '(' || c == '{') {
		size_t close = x->gave_up ? s.len : find_close(s, 1);

		if (close < s.len) {
			expand_brackets(x, span_sub(s, 2, close), span_sub(s, 0, close + 1));
			return close + 1;
		}
		x->gave_up = true;
		derive_unknown(x, place);
	} else if (is_alnum(c) || c == '_') {
		makefile_derive_reference(x->m, span_sub(s, 1, 2), place);
	} else if (!derive_automatic(x, c, place)) {
		/* a variable of that name would be empty; the other byte may be a quote */
		return 1;
	}
	return 2;
}

/* The length of a backslash and the end of the line behind it; 0 if there is none. */
static size_t join_at(struct span s, size_t at)
{
	size_t len = 1;

	if (s.ptr[at] != '\\')
		return 0;
	len += at + len < s.len && s.ptr[at + len] == '\r';
	return at + len < s.len && s.ptr[at + len] == '\n' ? len + 1 : 0;
}

/* A line goes on in the next one; returns the length of what is left out. */
static size_t expand_join(struct expansion *x, struct span s, size_t at, size_t join)
{
	size_t end = at + join;

	if (x->is_recipe) {
		derive_copy(x->m, span_sub(s, at, end));
		return join + (end < s.len && s.ptr[end] == x->r->recipe_prefix);
	}
	while (end < s.len && is_blank(s.ptr[end]))
		end++;
	derive_as(x->m, span_str(" "), span_sub(s, at, end));
	return end - at;
}

static void expand(struct expansion *x, struct span s)
{
	size_t copied = 0;
	size_t at = 0;

	while (at < s.len) {
		size_t join = join_at(s, at);
		bool is_hash = !x->is_recipe && s.ptr[at] == '\\' && at + 1 < s.len &&
			s.ptr[at + 1] == '#';

		if (!join && !is_hash && s.ptr[at] != '$') {
			at++;
			continue;
		}
		derive_copy(x->m, span_sub(s, copied, at));
		if (join)
			at += expand_join(x, s, at, join);
		else if (is_hash)
			at++;
		else
			at += expand_reference(x, span_from(s, at));
		copied = at;
	}
	derive_copy(x->m, span_sub(s, copied, s.len));
}

struct derived_text makefile_value(struct makefile_reader *r, struct span raw)
{
	struct derived_maker m;
	struct expansion x = {.r = r, .m = &m};

	derive_begin(&m, r->arena);
	expand(&x, raw);
	return derive_end(&m, raw);
}

/* --- lines of recipes ------------------------------------------------------------------- */

/* The length of a reference to this variable at the start of a line; 0 if there is none. */
static size_t reference_to(struct span name, struct span line)
{
	char open = line.len > 1 ? line.ptr[1] : '\0';
	size_t end = name.len + 2;

	if (open != '(' && open != '{')
		return name.len == 1 && open == *name.ptr ? 2 : 0;
	if (end < line.len && line.ptr[end] == (open == '(' ? ')' : '}') &&
		span_eq(span_sub(line, 2, end), name))
		return end + 1;
	return 0;
}

/* The same to a variable that only holds the prefix of a line. */
static size_t prefix_reference(const struct makefile_reader *r, struct span line)
{
	size_t len = 0;

	if (line.len && *line.ptr == '$')
		for (size_t i = 0; i < r->prefix_count && len == 0; i++)
			len = reference_to(r->prefixes[i], line);
	return len;
}

/* Without blanks, and what says whether make shows the command or cares for its status. */
static struct span without_prefix(const struct makefile_reader *r, struct span line)
{
	for (;;) {
		size_t len = prefix_reference(r, line);

		if (len == 0 && line.len && *line.ptr && strchr(" \t\r@+-", *line.ptr))
			len = 1;
		if (len == 0)
			return line;
		line = span_from(line, len);
	}
}

void makefile_derive_command(
	struct makefile_reader *r, struct derived_maker *m, struct span line)
{
	struct expansion x = {.r = r, .m = m, .is_recipe = true};

	line = without_prefix(r, line);
	if (span_ends(line, "\r"))
		line = span_sub(line, 0, line.len - 1);
	expand(&x, line);
}
