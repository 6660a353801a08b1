/*
 * .pypirc and pip.conf, as Python's configparser reads them: [section], "key = value" or
 * "key: value", lines that end at LF, CR LF or CR, full-line comments with '#' or ';', and
 * lines that continue a value: those that are indented deeper than the line of their key (keys
 * may be indented themselves). Each line of a continued value becomes a setting of its own
 * (pip's extra-index-url is a list of that form).
 */
#include "model/settings.h"

static bool is_comment(struct span line)
{
	return line.len && (line.ptr[0] == '#' || line.ptr[0] == ';');
}

static size_t separator(struct span line)
{
	size_t equals = span_chr(line, '=');
	size_t colon = span_chr(line, ':');

	return equals < colon ? equals : colon;
}

static size_t indentation(struct span line)
{
	size_t at = 0;

	while (at < line.len && is_space(line.ptr[at]))
		at++;
	return at;
}

void python_ini_read(struct span text, struct arena *arena, struct settings *out)
{
	struct setting current = {.scope = span_of("", 0)};
	struct span rest = text;
	struct span line;
	size_t key_indentation = 0;
	bool in_value = false;

	while (!out->truncated && span_next_any_line(&rest, &line)) {
		struct span trimmed = span_trim(line);
		size_t at;

		if (trimmed.len == 0 || is_comment(trimmed))
			continue;
		if (in_value && indentation(line) > key_indentation) {
			current.value = current.value_raw = trimmed;
			settings_add(out, arena, &current);
			continue;
		}
		key_indentation = indentation(line);
		if (trimmed.ptr[0] == '[') {
			in_value = false;
			current.scope = span_trim(span_sub(trimmed, 1, span_chr(trimmed, ']')));
			continue;
		}
		at = separator(trimmed);
		in_value = true;
		current.name = current.key_raw = span_trim(span_sub(trimmed, 0, at));
		current.value = current.value_raw = span_trim(span_from(trimmed, at + 1));
		if (at == trimmed.len)
			settings_problem(out, arena, (size_t)(trimmed.ptr - out->text.ptr),
				"a line without '='");
		else
			settings_add(out, arena, &current);
	}
}
