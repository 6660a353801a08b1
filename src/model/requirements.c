/*
 * requirements.txt, as far as it holds settings: option lines such as
 * "--extra-index-url https://…", "-i https://…", "--trusted-host h", also with '='. Requirement
 * lines are none.
 */
#include "model/settings.h"

static const struct {
	const char *option;
	const char *name;
} options[] = {
	{"--index-url", "index-url"},
	{"--pypi-url", "index-url"},
	{"-i", "index-url"},
	{"--extra-index-url", "extra-index-url"},
	{"--find-links", "find-links"},
	{"-f", "find-links"},
	{"--trusted-host", "trusted-host"},
};

static void read_option(struct span line, struct arena *arena, struct settings *out)
{
	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
		size_t len = strlen(options[i].option);
		struct setting setting = {.name = span_str(options[i].name)};
		struct span value;

		if (!span_starts(line, options[i].option) || line.len == len ||
			(line.ptr[len] != '=' && !is_blank(line.ptr[len])))
			continue;
		value = span_trim(span_from(line, len + 1));
		value = span_trim(span_sub(value, 0, span_find(value, " #")));
		setting.key_raw = span_sub(line, 0, len);
		setting.value = setting.value_raw = value;
		settings_add(out, arena, &setting);
		return;
	}
}

void requirements_read(struct span text, struct arena *arena, struct settings *out)
{
	struct span rest = text;
	struct span line;

	while (!out->truncated && span_next_any_line(&rest, &line)) {
		line = span_trim(line);
		if (line.len && line.ptr[0] == '-')
			read_option(line, arena, out);
	}
}
