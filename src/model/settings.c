#include "model/settings.h"

#include <stdint.h>

#include "base/utf8.h"
#include "model/ciphertext.h"

void settings_add(struct settings *s, struct arena *arena, const struct setting *setting)
{
	struct setting *added;

	if (s->items.len < SETTINGS_MAX) {
		added = vec_add(&s->items, arena);
		*added = *setting;
		added->scope = span_sub(setting->scope, 0, SCOPE_MAX);
		added->name = span_sub(setting->name, 0, SCOPE_MAX);
		return;
	}
	if (!s->truncated)
		problem_limit(&s->problems, arena, (size_t)(setting->key_raw.ptr - s->text.ptr),
			"too many settings; the rest was searched for known tokens only");
	s->truncated = true;
}

struct span settings_join(struct arena *arena, struct span scope, struct span name)
{
	char *joined;

	name = span_sub(name, 0, SCOPE_MAX);
	if (scope.len == 0)
		return name;
	if (scope.len >= SCOPE_MAX)
		return span_sub(scope, 0, SCOPE_MAX);
	joined = arena_alloc(arena, scope.len + 1 + name.len);
	memcpy(joined, scope.ptr, scope.len);
	joined[scope.len] = '.';
	if (name.len)
		memcpy(joined + scope.len + 1, name.ptr, name.len);
	return span_sub(span_of(joined, scope.len + 1 + name.len), 0, SCOPE_MAX);
}

void settings_problem(struct settings *s, struct arena *arena, size_t offset, const char *what)
{
	problem_add(&s->problems, arena, offset, what);
}

void setting_split_key(struct setting *setting, struct span key)
{
	size_t colon = key.len;
	struct span name;

	while (colon > 0 && key.ptr[colon - 1] != ':' && key.ptr[colon - 1] != '/')
		colon--;
	setting->name = key;
	if (colon == 0 || key.ptr[colon - 1] == '/')
		return;
	name = span_from(key, colon);
	colon--;
	/* "@acme:registry" is one name to npm */
	if (!span_starts(key, "//") && !span_starts(name, "_") && !span_starts(name, "-") &&
		!span_ends(span_sub(key, 0, colon), "/"))
		return;
	if (colon > 0)
		setting->scope = span_sub(key, 0, colon);
	setting->name = name;
}

void settings_read(
	enum file_reader reader, struct span text, struct arena *arena, struct settings *out)
{
	static settings_reader *const readers[] = {
		[READER_RAW] = NULL,
		[READER_NPMRC] = npmrc_read,
		[READER_YARNRC] = yarnrc_read,
		[READER_YAML] = yaml_settings_read,
		[READER_TOML] = toml_read,
		[READER_PYTHON_INI] = python_ini_read,
		[READER_REQUIREMENTS] = requirements_read,
		[READER_NETRC] = netrc_read,
		[READER_NUGET] = nuget_read,
		[READER_DOCKERFILE] = NULL,
	};

	*out = (struct settings){.text = text};
	if (!readers[reader] || span_trim(text).len == 0)
		return;
	if (span_starts(text, "\xef\xbb\xbf"))
		text = span_from(text, 3);
	readers[reader](text, arena, out);
	/* it is read all the same: somebody may have appended a line */
	if (!out->truncated && is_ciphertext(out->text))
		out->problems.items.len = 0;
}

static bool four_hex(struct span s, uint32_t *value)
{
	*value = 0;
	for (size_t i = 0; i < 4; i++) {
		int digit = i < s.len ? hex_value(s.ptr[i]) : -1;

		if (digit < 0)
			return false;
		*value = *value << 4 | (uint32_t)digit;
	}
	return true;
}

/* Decode \uXXXX (and a low surrogate behind it) at s; returns the bytes used, 0 if wrong. */
static size_t decode_u(struct span s, char *out, size_t *len)
{
	uint32_t code;
	uint32_t low;
	size_t used = 6;

	if (!four_hex(span_from(s, 2), &code))
		return 0;
	if (code >= 0xd800 && code < 0xdc00 && span_starts(span_from(s, 6), "\\u") &&
		four_hex(span_from(s, 8), &low) && low >= 0xdc00 && low < 0xe000) {
		code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
		used = 12;
	}
	*len = utf8_encode(code, out);
	if (*len == 0) /* a lone surrogate */
		*len = utf8_encode(0xfffd, out);
	return used;
}

bool json_string_decode(struct span inner, struct arena *arena, struct span *out)
{
	static const char from[] = "\"\\/bfnrt";
	static const char to[] = "\"\\/\b\f\n\r\t";
	char *copy = arena_alloc(arena, inner.len + 4);
	size_t len = 0;

	for (size_t at = 0; at < inner.len;) {
		char c = inner.ptr[at];
		const char *escape;
		size_t put;
		size_t used;

		if (c == '"' || (unsigned char)c < 0x20)
			return false;
		if (c != '\\') {
			copy[len++] = c;
			at++;
			continue;
		}
		if (at + 1 == inner.len)
			return false;
		if (inner.ptr[at + 1] == 'u') {
			used = decode_u(span_from(inner, at), copy + len, &put);
			if (used == 0)
				return false;
			len += put;
			at += used;
			continue;
		}
		escape = strchr(from, inner.ptr[at + 1]);
		if (!escape || !*escape)
			return false;
		copy[len++] = to[escape - from];
		at += 2;
	}
	*out = span_of(copy, len);
	return true;
}
