#include "rules/package_sources.h"

#include "image/path.h"
#include "rules/downloads.h"

/* Subcommands that bring nothing in. */
static bool is_idle_verb(struct span word)
{
	static const char *const verbs[] = {"autoclean", "autopurge", "autoremove", "clean",
		"del", "erase", "index", "info", "list", "policy", "purge", "remove", "rm",
		"search", "stats", "verify"};

	return SPAN_IN(word, verbs);
}

static bool is_install_verb(struct span word)
{
	static const char *const verbs[] = {
		"add", "in", "install", "localinstall", "reinstall"};

	return SPAN_IN(word, verbs);
}

static bool is_option(struct span word)
{
	return span_starts(word, "-");
}

/* ".apk", ".rpm", ".deb": what a package's file ends with; else empty. */
static struct span package_kind(struct span path)
{
	static const char *const kinds[] = {".apk", ".rpm", ".deb"};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (span_ends(path, kinds[i]))
			return span_str(kinds[i]);
	return span_of("", 0);
}

static bool is_file(struct span operand)
{
	return span_find(operand, "://") == operand.len && package_kind(operand).len > 0;
}

/* Can a download of this name be such a file? One that only a variable names can. */
static bool may_be(struct span name, struct span kind)
{
	struct span base = path_base(name);

	return span_ends(base, kind.ptr) || span_chr(base, '$') < base.len;
}

static bool is_downloaded(struct subject *subject, struct span kind)
{
	struct download d;

	VEC_EACH(const struct command, c, &build_commands(subject)->items) {
		if (!download_parse(c, subject->arena, &d) || d.to_output)
			continue;
		VEC_EACH(const struct span, url, &d.urls)
			if (may_be(*url, kind))
				return true;
		VEC_EACH(const struct span, file, &d.files)
			if (may_be(*file, kind))
				return true;
	}
	return false;
}

/* ADD https://… */
static bool is_added(struct subject *subject, struct span kind)
{
	VEC_EACH(const struct instruction, in, &subject->dockerfile->instructions) {
		if (in->kind != INSTRUCTION_ADD)
			continue;
		VEC_EACH(const struct instruction_word, word, &in->words)
			if (span_find(word->text, "://") < word->text.len &&
				may_be(word->text, kind))
				return true;
	}
	return false;
}

bool may_install_fetched(struct subject *subject, const struct command *c)
{
	size_t files = 0;
	size_t i = 1;

	while (i < c->words.len && !is_install_verb(c->words.at[i].text)) {
		if (is_idle_verb(c->words.at[i].text))
			return false;
		i++;
	}
	/* rpm has options instead of verbs */
	for (i = i < c->words.len ? i + 1 : 1; i < c->words.len; i++) {
		struct span word = c->words.at[i].text;
		struct span kind = package_kind(word);

		if (is_option(word))
			continue;
		if (!is_file(word) || is_downloaded(subject, kind) || is_added(subject, kind))
			return true;
		files++;
	}
	return files == 0;
}
