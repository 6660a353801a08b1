/* Words, flags, JSON forms and the starts of here-documents, inside one logical line. */
#include "model/dockerfile_internal.h"
#include "model/settings.h"

static struct span skip_space(struct span s)
{
	size_t at = 0;

	while (at < s.len && is_space(s.ptr[at]))
		at++;
	return span_from(s, at);
}

/* The length of the word at the front of s; quotes and escapes protect blanks. */
static size_t word_length(struct span s, char escape)
{
	char quote = '\0';
	size_t at = 0;

	for (; at < s.len; at++) {
		char c = s.ptr[at];

		if (c == escape && quote != '\'' && at + 1 < s.len) {
			at++;
		} else if (quote) {
			if (c == quote)
				quote = '\0';
		} else if (c == '"' || c == '\'') {
			quote = c;
		} else if (is_space(c)) {
			break;
		}
	}
	return at;
}

bool take_word(struct span *rest, char escape, struct span *word)
{
	struct span s = skip_space(*rest);
	size_t len = word_length(s, escape);

	*word = span_sub(s, 0, len);
	*rest = span_from(s, len);
	return len > 0;
}

/* --- flags ------------------------------------------------------------------------------ */

/* Quotes and escapes are gone; if there are none, a part of the line. */
static struct span unquote(struct span s, char escape, struct arena *arena)
{
	char *out;
	size_t len = 0;
	char quote = '\0';

	if (span_chr(s, '"') == s.len && span_chr(s, '\'') == s.len &&
		span_chr(s, escape) == s.len)
		return s;
	out = arena_alloc(arena, s.len + 1);
	for (size_t i = 0; i < s.len; i++) {
		char c = s.ptr[i];

		if (c == escape && quote != '\'' && i + 1 < s.len)
			out[len++] = s.ptr[++i];
		else if (quote ? c == quote : c == '"' || c == '\'')
			quote = quote ? '\0' : c;
		else
			out[len++] = c;
	}
	return span_of(out, len);
}

void take_flags(struct dockerfile_reader *r, struct instruction *in, struct span *rest)
{
	struct span after = *rest;
	struct span word;

	while (span_starts(skip_space(after), "--") &&
		take_word(&after, r->file->escape, &word)) {
		struct instruction_flag *flag;
		struct span text;
		size_t equals;

		*rest = after;
		if (span_eq_str(word, "--"))
			return;
		text = span_from(unquote(word, r->file->escape, r->arena), 2);
		equals = span_chr(text, '=');
		flag = vec_add(&in->flags, r->arena);
		flag->raw = word;
		flag->name = span_sub(text, 0, equals);
		flag->has_value = equals < text.len;
		flag->value = span_from(text, equals + 1);
	}
}

/* --- JSON forms ------------------------------------------------------------------------- */

/* The string at the front of *rest, quotes included; its end is not inside an escape. */
static bool take_json_string(struct span *rest, struct span *raw)
{
	for (size_t at = 1; at < rest->len; at++) {
		if (rest->ptr[at] == '\\') {
			at++;
		} else if (rest->ptr[at] == '"') {
			*raw = span_sub(*rest, 0, at + 1);
			*rest = span_from(*rest, at + 1);
			return true;
		} else if ((unsigned char)rest->ptr[at] < ' ') {
			return false;
		}
	}
	return false;
}

static bool is_json_scalar(struct span word)
{
	if (span_eq_str(word, "true") || span_eq_str(word, "false") ||
		span_eq_str(word, "null"))
		return true;
	for (size_t i = 0; i < word.len; i++)
		if (!is_digit(word.ptr[i]) && !memchr("+-.eE", word.ptr[i], 5))
			return false;
	return word.len > 0 && is_digit(word.ptr[word.len - 1]);
}

/* An object or an array: only its end matters. */
static bool skip_json_group(struct span *rest)
{
	size_t depth = 0;

	while (rest->len) {
		struct span string;
		char c = rest->ptr[0];

		if (c == '"') {
			if (!take_json_string(rest, &string))
				return false;
			continue;
		}
		*rest = span_from(*rest, 1);
		if (c == '[' || c == '{')
			depth++;
		else if ((c == ']' || c == '}') && --depth == 0)
			return true;
	}
	return false;
}

/*
 * A member that is no string: with it the array is an error, and with what is no JSON at all
 * ('single quotes', the command "[ -f x ]") it is no array.
 */
static bool skip_json_value(struct span *rest)
{
	size_t len = 0;

	if (span_starts(*rest, "[") || span_starts(*rest, "{"))
		return skip_json_group(rest);
	while (len < rest->len && !is_space(rest->ptr[len]) && !memchr(",]", rest->ptr[len], 2))
		len++;
	if (!is_json_scalar(span_sub(*rest, 0, len)))
		return false;
	*rest = span_from(*rest, len);
	return true;
}

enum json_form take_json_words(
	struct dockerfile_reader *r, struct instruction *in, struct span text)
{
	struct span rest = span_from(skip_space(text), 1);
	enum json_form form = JSON_STRINGS;
	size_t before = in->words.len;

	rest = skip_space(rest);
	if (span_starts(rest, "]"))
		return span_trim(span_from(rest, 1)).len == 0 ? JSON_STRINGS : JSON_NONE;
	for (;;) {
		struct instruction_word word;

		if (span_starts(rest, "\"")) {
			if (!take_json_string(&rest, &word.raw) ||
				!json_string_decode(span_sub(word.raw, 1, word.raw.len - 1),
					r->arena, &word.text))
				break;
			*vec_add(&in->words, r->arena) = word;
		} else {
			if (!skip_json_value(&rest))
				break;
			form = JSON_OTHER;
		}
		rest = skip_space(rest);
		if (span_starts(rest, "]") && span_trim(span_from(rest, 1)).len == 0)
			return form;
		if (!span_starts(rest, ","))
			break;
		rest = skip_space(span_from(rest, 1));
	}
	in->words.len = before;
	return JSON_NONE;
}

/* --- here-documents --------------------------------------------------------------------- */

/*
 * "3<<-'EOF'": digits, the arrows, perhaps a minus, and a word without further arrows. A word
 * that is quoted as a whole starts with its quote and so is none.
 */
static bool parse_heredoc(struct span word, struct arena *arena, struct heredoc *out)
{
	struct span name;

	while (word.len && is_digit(word.ptr[0]))
		word = span_from(word, 1);
	if (!span_starts(word, "<<"))
		return false;
	word = span_from(word, 2);
	*out = (struct heredoc){.expands = true};
	if (span_starts(word, "-")) {
		out->strips_tabs = true;
		word = span_from(word, 1);
	}
	name = span_trim(word);
	if (name.len == 0 || span_chr(name, '<') < name.len)
		return false;
	/* here the escape character is always the backslash: it is the shell's */
	for (size_t i = 0; i < name.len; i++) {
		if (name.ptr[i] == '\\')
			i++;
		else if (name.ptr[i] == '"' || name.ptr[i] == '\'')
			out->expands = false;
	}
	out->name = unquote(name, '\\', arena);
	return true;
}

/* Blanks may stand between the arrows and the word. */
static bool is_bare_arrow(struct span word)
{
	while (word.len && is_digit(word.ptr[0]))
		word = span_from(word, 1);
	return span_eq_str(word, "<<") || span_eq_str(word, "<<-");
}

void find_heredocs(struct dockerfile_reader *r, struct instruction *in)
{
	struct span rest = in->rest;
	struct span word;

	if (span_find(rest, "<<") == rest.len)
		return;
	while (take_word(&rest, '\\', &word)) {
		struct heredoc heredoc;
		struct span next;

		if (is_bare_arrow(word) && take_word(&rest, '\\', &next))
			word = span_of(word.ptr, (size_t)(next.ptr - word.ptr) + next.len);
		if (parse_heredoc(word, r->arena, &heredoc))
			*vec_add(&in->heredocs, r->arena) = heredoc;
	}
}
