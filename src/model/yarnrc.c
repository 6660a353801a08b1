/*
 * .yarnrc of Yarn 1: "key value" lines, either word quoted or not, '#' comments. Lines with
 * '=' (people paste .npmrc lines here) are read as npm reads them.
 */
#include "model/settings.h"

/* Take one word off *line; quoted words are decoded as JSON. */
static bool take_word(
	struct span *line, struct arena *arena, struct span *decoded, struct span *raw)
{
	size_t end = 0;

	while (line->len && is_space(line->ptr[0]))
		*line = span_from(*line, 1);
	if (line->len == 0 || line->ptr[0] == '#')
		return false;
	if (line->ptr[0] != '"') {
		while (end < line->len && !is_space(line->ptr[end]))
			end++;
		*decoded = *raw = span_sub(*line, 0, end);
		*line = span_from(*line, end);
		return true;
	}
	for (end = 1; end < line->len && line->ptr[end] != '"'; end++)
		if (line->ptr[end] == '\\')
			end++;
	if (end > line->len)
		end = line->len;
	*raw = span_sub(*line, 1, end);
	if (!json_string_decode(*raw, arena, decoded))
		*decoded = *raw;
	*line = span_from(*line, end + 1);
	return true;
}

void yarnrc_read(struct span text, struct arena *arena, struct settings *out)
{
	struct span rest = text;
	struct span line;

	while (!out->truncated && span_next_line(&rest, &line)) {
		struct span words = line;
		struct setting setting = {0};
		struct span key;
		bool quoted;

		if (!take_word(&words, arena, &key, &setting.key_raw))
			continue;
		quoted = setting.key_raw.ptr > line.ptr && setting.key_raw.ptr[-1] == '"';
		if (!quoted && span_chr(key, '=') < key.len) {
			npmrc_read(line, arena, out);
			continue;
		}
		if (!take_word(&words, arena, &setting.value, &setting.value_raw)) {
			setting.value = span_str("true");
			setting.value_raw = span_from(line, line.len);
		}
		setting_split_key(&setting, key);
		settings_add(out, arena, &setting);
	}
}
