/*
 * .npmrc, exactly as npm's own reader (the package "ini", versions 4 and 5) has it:
 * - lines end at any run of CR and LF; blanks around keys and values go;
 * - a line whose first byte behind blanks is ';' or '#' is a comment;
 * - "[name]" at the very start of a line opens a section: npm then ignores the keys in it, but
 *   they are committed all the same;
 * - the key ends at the first '=';
 * - text wrapped in "…" is decoded as JSON, text in '…' loses its quotes (and is decoded as
 *   JSON if that works); other text ends at the first ';' or '#' that no backslash precedes;
 * - a key that ends in [] is a list.
 * One thing npm would not see is read as well: a credential that was glued to a registry's
 * address (registry=https://host/:_authToken=x), since it is committed all the same.
 * ${NAME} stays: references are for the judge.
 */
#include "model/settings.h"

static bool ends_line(char c)
{
	return c == '\n' || c == '\r';
}

static bool is_wrapped(struct span s, char quote)
{
	return s.len >= 2 && s.ptr[0] == quote && s.ptr[s.len - 1] == quote;
}

/* Undo \; \# and \\ and stop at a comment. raw gets the part before the comment. */
static struct span unescape(struct span s, struct arena *arena, struct span *raw)
{
	bool plain = true;
	size_t end = 0;
	size_t len = 0;
	char *copy;

	while (end < s.len && s.ptr[end] != ';' && s.ptr[end] != '#') {
		if (s.ptr[end] == '\\') {
			plain = false;
			end++;
		}
		end++;
	}
	if (end > s.len)
		end = s.len;
	*raw = span_trim(span_sub(s, 0, end));
	if (plain)
		return *raw;
	copy = arena_alloc(arena, raw->len + 1);
	for (size_t at = 0; at < raw->len; at++) {
		char c = raw->ptr[at];
		char next = at + 1 < raw->len ? raw->ptr[at + 1] : '\0';

		if (c == '\\' && (next == '\\' || next == ';' || next == '#'))
			at++;
		copy[len++] = raw->ptr[at];
	}
	return span_of(copy, len);
}

/* The text that npm sees; raw gets where it stands in the file, without quotes. */
static struct span decode(struct span s, struct arena *arena, struct span *raw)
{
	struct span decoded;

	s = span_trim(s);
	if (is_wrapped(s, '"')) {
		*raw = span_sub(s, 1, s.len - 1);
		return json_string_decode(*raw, arena, &decoded) ? decoded : *raw;
	}
	if (is_wrapped(s, '\'')) {
		*raw = span_sub(s, 1, s.len - 1);
		/* '"text"': the quotes inside are JSON's */
		if (is_wrapped(*raw, '"') &&
			json_string_decode(span_sub(*raw, 1, raw->len - 1), arena, &decoded)) {
			*raw = span_sub(*raw, 1, raw->len - 1);
			return decoded;
		}
		return *raw;
	}
	decoded = unescape(s, arena, raw);
	/* "text" ; note: npm keeps these quotes, but the secret is what stands between them */
	if (is_wrapped(decoded, '"') || is_wrapped(decoded, '\'')) {
		if (raw->len == decoded.len)
			*raw = span_sub(*raw, 1, raw->len - 1);
		decoded = span_sub(decoded, 1, decoded.len - 1);
	}
	return decoded;
}

/* "https://host/:_authToken=x" in a value holds a setting of its own. */
static void read_glued(const struct setting *setting, struct arena *arena, struct settings *out)
{
	static const char *const slots[] = {":_authToken=", ":_auth=", ":_password="};
	struct span value = setting->value_raw;

	if (value.len == 0 || !memmem(value.ptr, value.len, ":_", 2))
		return;
	for (size_t i = 0; i < sizeof(slots) / sizeof(*slots); i++) {
		struct setting glued = *setting;
		size_t len = strlen(slots[i]);
		size_t at = span_find_nocase(value, slots[i]);

		if (at == value.len)
			continue;
		glued.scope = span_sub(value, 0, at);
		glued.name = glued.key_raw = span_sub(value, at + 1, at + len - 1);
		glued.value = glued.value_raw = span_from(value, at + len);
		settings_add(out, arena, &glued);
	}
}

static void read_pair(struct span line, struct span section, bool commented,
	struct arena *arena, struct settings *out)
{
	size_t equals = span_chr(line, '=');
	struct setting setting = {.scope = section, .commented = commented};
	struct span key = decode(span_sub(line, 0, equals), arena, &setting.key_raw);

	if (key.len == 0)
		return;
	if (span_ends(key, "[]"))
		key.len -= 2;
	setting_split_key(&setting, key);
	if (equals < line.len) {
		setting.value = decode(span_from(line, equals + 1), arena, &setting.value_raw);
	} else {
		setting.value = span_str("true");
		setting.value_raw = span_from(line, line.len);
	}
	settings_add(out, arena, &setting);
	read_glued(&setting, arena, out);
}

/*
 * "# //npm.example.com/:_authToken=x": a credential that was only commented out is still in
 * the file. Other comments are prose.
 */
static void read_comment(
	struct span comment, struct span section, struct arena *arena, struct settings *out)
{
	while (comment.len &&
		(comment.ptr[0] == '#' || comment.ptr[0] == ';' || is_blank(comment.ptr[0])))
		comment = span_from(comment, 1);
	if (span_chr(comment, '=') < comment.len &&
		(span_starts(comment, "//") || span_starts_nocase(comment, "_auth") ||
			span_starts_nocase(comment, "_password")))
		read_pair(comment, section, true, arena, out);
}

static void read_line(
	struct span line, struct span *section, struct arena *arena, struct settings *out)
{
	struct span text = span_trim(line);

	if (text.len == 0)
		return;
	if (text.ptr[0] == ';' || text.ptr[0] == '#') {
		read_comment(text, *section, arena, out);
	} else if (line.ptr[0] == '[' && span_chr(text, ']') == text.len - 1) {
		struct span raw;

		*section = decode(span_sub(text, 1, text.len - 1), arena, &raw);
	} else if (text.ptr[0] != '=') {
		read_pair(line, *section, false, arena, out);
	}
}

void npmrc_read(struct span text, struct arena *arena, struct settings *out)
{
	struct span section = span_of("", 0);
	size_t start = 0;

	while (start < text.len && !out->truncated) {
		const char *eol;
		size_t end = start + span_chr(span_from(text, start), '\n');

		/* a lone CR ends a line as well */
		eol = memchr(text.ptr + start, '\r', end - start);
		if (eol)
			end = (size_t)(eol - text.ptr);
		if (end > start)
			read_line(span_sub(text, start, end), &section, arena, out);
		start = end + 1;
		while (start < text.len && ends_line(text.ptr[start]))
			start++;
	}
}
