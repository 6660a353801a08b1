/*
 * .npmrc, exactly as npm's own reader (the package "ini", versions 4 and 5) has it:
 * - lines end at any run of CR and LF; what JavaScript calls white space goes around keys and
 *   values;
 * - a line whose first byte behind blanks is ';' or '#' is a comment;
 * - "[name]" at the very start of a line opens a section: npm then ignores the keys in it, but
 *   they are committed all the same;
 * - the key ends at the first '=';
 * - text wrapped in "…" is decoded as JSON, text in '…' loses its quotes (and is decoded as
 *   JSON if that works); other text ends at the first ';' or '#' that no backslash precedes;
 * - a key that ends in [] is a list.
 * Credentials that npm would not see are read as well, since they are committed all the same:
 * glued to an address (registry=https://host/:_authToken=x), with a blank or a colon in the
 * place of '=', behind "npm config set".
 * ${NAME} stays: references are for the judge.
 */
#include "model/settings.h"

static bool ends_line(char c)
{
	return c == '\n' || c == '\r';
}

/* The length of the JavaScript white space at the front of s; 0 if there is none. */
static size_t js_space_at(struct span s)
{
	static const char *const wide[] = {"\xc2\xa0", "\xe1\x9a\x80", "\xe2\x80\xa8",
		"\xe2\x80\xa9", "\xe2\x80\xaf", "\xe2\x81\x9f", "\xe3\x80\x80", "\xef\xbb\xbf"};

	/* nearly always ASCII */
	if (s.len == 0 || (unsigned char)s.ptr[0] < 0x80)
		return s.len && is_space(s.ptr[0]);
	for (size_t i = 0; i < sizeof(wide) / sizeof(*wide); i++)
		if (span_starts(s, wide[i]))
			return strlen(wide[i]);
	/* U+2000 to U+200A */
	return s.len > 2 && span_starts(s, "\xe2\x80") && (unsigned char)s.ptr[2] <= 0x8a ? 3
											  : 0;
}

/* As String.trim() of JavaScript: the no-break space and the byte order mark go, too. */
static struct span js_trim(struct span s)
{
	size_t len;

	while ((len = js_space_at(s)) > 0)
		s = span_from(s, len);
	for (len = 1; len <= 3 && len <= s.len; len++) {
		if (js_space_at(span_from(s, s.len - len)) == len) {
			s.len -= len;
			len = 0;
		}
	}
	return s;
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
	*raw = js_trim(span_sub(s, 0, end));
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

	s = js_trim(s);
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

/* The length of the credential slot's name at the front of s; 0 if there is none. */
static size_t slot_name_at(struct span s)
{
	static const char *const names[] = {"_authToken", "_auth", "_password"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		size_t len = strlen(names[i]);

		if (span_starts_nocase(s, names[i]) &&
			(s.len == len || !(is_alnum(s.ptr[len]) || s.ptr[len] == '_')))
			return len;
	}
	return 0;
}

static bool is_quote(char c)
{
	return c == '"' || c == '\'' || c == '`';
}

static bool ends_word(char c)
{
	return is_space(c) || is_quote(c) || c == ';' || c == '#';
}

static bool has_digit(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (is_digit(s.ptr[i]))
			return true;
	return false;
}

/* The word that ends in front of s.ptr[end]. */
static struct span word_before(struct span s, size_t end)
{
	enum {
		LONGEST = 1024
	};
	size_t start = end;

	while (start > 0 && end - start < LONGEST && !ends_word(s.ptr[start - 1]) &&
		s.ptr[start - 1] != '=')
		start--;
	return span_sub(s, start, end);
}

/*
 * The value behind a slot's name, and what parts the two in *separator: '=', ':' or a blank.
 * Without '=' the value must be the last word: "_authToken is the key" is prose.
 */
static struct span stray_value(struct span s, char *separator)
{
	struct span rest;
	size_t end = 0;

	if (s.len && is_quote(s.ptr[0]))
		s = span_from(s, 1);
	rest = js_trim(s);
	*separator = rest.len && rest.ptr < s.ptr + s.len && rest.ptr > s.ptr ? ' ' : '\0';
	if (rest.len && (rest.ptr[0] == '=' || rest.ptr[0] == ':')) {
		*separator = rest.ptr[0];
		rest = js_trim(span_from(rest, 1));
	}
	if (rest.len && is_quote(rest.ptr[0]))
		rest = span_from(rest, 1);
	while (end < rest.len && !ends_word(rest.ptr[end]))
		end++;
	s = js_trim(span_from(rest, end));
	if (*separator != '=' && s.len && is_alnum(s.ptr[0]))
		*separator = '\0';
	return span_sub(rest, 0, end);
}

/* Credentials in the line that are no "key = value" of npm's. */
static void read_strays(
	struct span line, const struct setting *like, struct arena *arena, struct settings *out)
{
	for (size_t at = span_chr(line, '_'); at < line.len;
		at += 1 + span_chr(span_from(line, at + 1), '_')) {
		struct setting setting = *like;
		size_t len;
		char before = at > 0 ? line.ptr[at - 1] : ' ';
		char separator;
		bool in_key = before == ':' || before == '/';

		if (!in_key && !is_space(before) && !is_quote(before))
			continue;
		len = slot_name_at(span_from(line, at));
		if (len == 0)
			continue;
		if (in_key)
			setting.scope = word_before(line, at - (before == ':'));
		setting.name = setting.key_raw = span_sub(line, at, at + len);
		setting.value = stray_value(span_from(line, at + len), &separator);
		setting.value_raw = setting.value;
		if (setting.value.len == 0 || separator == '\0')
			continue;
		/* in a comment a blank parts the words of a sentence */
		if (setting.commented && separator != '=' &&
			!(in_key && has_digit(setting.value)))
			continue;
		settings_add(out, arena, &setting);
		at = (size_t)(setting.value.ptr - line.ptr) + setting.value.len - 1;
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
	setting.name = key;
	if (span_chr(key, ' ') == key.len)
		setting_split_key(&setting, key);
	if (equals < line.len) {
		setting.value = decode(span_from(line, equals + 1), arena, &setting.value_raw);
	} else {
		setting.value = span_str("true");
		setting.value_raw = span_from(line, line.len);
	}
	settings_add(out, arena, &setting);
	/* what was read as npm does is not read again */
	if (equals < line.len && slot_name_at(setting.name) == setting.name.len)
		line = span_from(line, equals + 1);
	setting.scope = section;
	read_strays(line, &setting, arena, out);
}

/*
 * "# //npm.example.com/:_authToken=x": a credential that was only commented out is still in
 * the file, and so is one in "# npm config set …". Otherwise comments are prose.
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
	else
		read_strays(comment, &(struct setting){.scope = section, .commented = true},
			arena, out);
}

static void read_line(
	struct span line, struct span *section, struct arena *arena, struct settings *out)
{
	struct span text = js_trim(line);

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
