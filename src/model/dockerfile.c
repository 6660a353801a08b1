#include "model/dockerfile.h"

#include "model/dockerfile_internal.h"

enum {
	LONGEST_LINE = 65535, /* BuildKit reads lines by a scanner with that limit */
};

static const char *const names[] = {
	[INSTRUCTION_ADD] = "ADD",
	[INSTRUCTION_ARG] = "ARG",
	[INSTRUCTION_CMD] = "CMD",
	[INSTRUCTION_COPY] = "COPY",
	[INSTRUCTION_ENTRYPOINT] = "ENTRYPOINT",
	[INSTRUCTION_ENV] = "ENV",
	[INSTRUCTION_EXPOSE] = "EXPOSE",
	[INSTRUCTION_FROM] = "FROM",
	[INSTRUCTION_HEALTHCHECK] = "HEALTHCHECK",
	[INSTRUCTION_LABEL] = "LABEL",
	[INSTRUCTION_MAINTAINER] = "MAINTAINER",
	[INSTRUCTION_ONBUILD] = "ONBUILD",
	[INSTRUCTION_RUN] = "RUN",
	[INSTRUCTION_SHELL] = "SHELL",
	[INSTRUCTION_STOPSIGNAL] = "STOPSIGNAL",
	[INSTRUCTION_USER] = "USER",
	[INSTRUCTION_VOLUME] = "VOLUME",
	[INSTRUCTION_WORKDIR] = "WORKDIR",
	[INSTRUCTION_UNKNOWN] = "",
};

const char *instruction_name(enum instruction_kind kind)
{
	return names[kind];
}

void dockerfile_problem(struct dockerfile_reader *r, size_t offset, const char *what)
{
	problem_add(&r->file->problems, r->arena, offset, what);
}

static size_t offset_of(
	const struct dockerfile_reader *r, const struct instruction *in, const char *at)
{
	return instruction_offset(r->file, in, at);
}

size_t instruction_offset(
	const struct dockerfile *file, const struct instruction *in, const char *at)
{
	struct span line = in->line.text;

	if (line.ptr && at >= line.ptr && at <= line.ptr + line.len)
		return logical_line_offset(&in->line, (size_t)(at - line.ptr));
	if (at >= file->text.ptr && at <= file->text.ptr + file->text.len)
		return (size_t)(at - file->text.ptr);
	return in->start;
}

static enum instruction_kind kind_of(struct span keyword)
{
	for (int kind = 0; kind < INSTRUCTION_UNKNOWN; kind++)
		if (span_eq_nocase(keyword, names[kind]))
			return (enum instruction_kind)kind;
	return INSTRUCTION_UNKNOWN;
}

const struct instruction_flag *instruction_flag(const struct instruction *in, const char *name)
{
	VEC_EACH(const struct instruction_flag, flag, &in->flags)
		if (span_eq_str(flag->name, name))
			return flag;
	return NULL;
}

/* --- arguments, by kind ------------------------------------------------------------------ */

/* Blanks separate them, whatever is quoted: "COPY 'a b' c" has three words. */
static void take_words(struct dockerfile_reader *r, struct instruction *in)
{
	struct span rest = in->rest;

	while (rest.len) {
		size_t len = 0;

		while (len < rest.len && !is_space(rest.ptr[len]))
			len++;
		if (len)
			*vec_add(&in->words, r->arena) = (struct instruction_word){
				span_sub(rest, 0, len), span_sub(rest, 0, len)};
		rest = span_from(rest, len + 1);
	}
}

/* The whole line as one argument: a shell's text, or a name with blanks in it. */
static void take_whole(struct dockerfile_reader *r, struct instruction *in)
{
	if (in->rest.len)
		*vec_add(&in->words, r->arena) = (struct instruction_word){in->rest, in->rest};
}

static void split_pair(struct dockerfile_reader *r, struct instruction *in, struct span word)
{
	size_t equals = span_chr(word, '=');
	struct instruction_pair *pair = vec_add(&in->pairs, r->arena);

	pair->name = span_sub(word, 0, equals);
	pair->has_value = equals < word.len;
	pair->value = span_from(word, equals + 1);
}

/* ENV and LABEL: "NAME VALUE…" if the first word has no '=', else all words have one. */
static void take_pairs(struct dockerfile_reader *r, struct instruction *in)
{
	struct span rest = in->rest;
	struct span word;

	if (!take_word(&rest, r->file->escape, &word))
		return;
	if (span_chr(word, '=') == word.len) {
		struct instruction_pair pair = {word, span_trim(rest), true};

		in->is_legacy = true;
		if (pair.value.len == 0) {
			dockerfile_problem(
				r, offset_of(r, in, word.ptr), "a name without a value");
			pair.has_value = false;
		}
		*vec_add(&in->pairs, r->arena) = pair;
		return;
	}
	do {
		if (span_chr(word, '=') == word.len)
			dockerfile_problem(r, offset_of(r, in, word.ptr),
				"a word without '=' among pairs");
		split_pair(r, in, word);
	} while (take_word(&rest, r->file->escape, &word));
}

static void take_arg_pairs(struct dockerfile_reader *r, struct instruction *in)
{
	struct span rest = in->rest;
	struct span word;

	while (take_word(&rest, r->file->escape, &word))
		split_pair(r, in, word);
}

/* What may be a JSON array: its strings, or else what the other function makes of the line. */
static void take_json_or(struct dockerfile_reader *r, struct instruction *in,
	void (*take_other)(struct dockerfile_reader *, struct instruction *))
{
	if (span_starts(in->rest, "[")) {
		enum json_form form = take_json_words(r, in, in->rest);

		in->is_json = form != JSON_NONE;
		if (form == JSON_OTHER)
			dockerfile_problem(r, offset_of(r, in, in->rest.ptr),
				"a JSON array of something else than strings");
	}
	if (!in->is_json)
		take_other(r, in);
}

static void take_healthcheck(struct dockerfile_reader *r, struct instruction *in)
{
	struct span rest = in->rest;
	struct span word;

	if (!take_word(&rest, r->file->escape, &word))
		return;
	in->health_type = word;
	in->rest = span_trim(rest);
	if (span_eq_nocase(word, "CMD"))
		take_json_or(r, in, take_whole);
	else if (!span_eq_nocase(word, "NONE"))
		dockerfile_problem(
			r, offset_of(r, in, word.ptr), "HEALTHCHECK takes CMD or NONE");
}

static void take_instruction(
	struct dockerfile_reader *r, struct instruction *in, struct span text, bool is_inner);

static void take_onbuild(struct dockerfile_reader *r, struct instruction *in)
{
	enum instruction_kind kind;

	if (in->rest.len == 0)
		return;
	in->inner = ARENA_NEW(r->arena, struct instruction);
	in->inner->line = in->line;
	take_instruction(r, in->inner, in->rest, true);
	kind = in->inner->kind;
	if (kind == INSTRUCTION_ONBUILD || kind == INSTRUCTION_FROM ||
		kind == INSTRUCTION_MAINTAINER)
		dockerfile_problem(r, in->inner->start, "ONBUILD can't hold that instruction");
}

static void take_arguments(struct dockerfile_reader *r, struct instruction *in)
{
	switch (in->kind) {
	case INSTRUCTION_ENV:
	case INSTRUCTION_LABEL:
		take_pairs(r, in);
		break;
	case INSTRUCTION_ARG:
		take_arg_pairs(r, in);
		break;
	case INSTRUCTION_ADD:
	case INSTRUCTION_COPY:
	case INSTRUCTION_VOLUME:
		take_json_or(r, in, take_words);
		break;
	case INSTRUCTION_CMD:
	case INSTRUCTION_ENTRYPOINT:
	case INSTRUCTION_RUN:
	case INSTRUCTION_SHELL:
		take_json_or(r, in, take_whole);
		break;
	case INSTRUCTION_HEALTHCHECK:
		take_healthcheck(r, in);
		break;
	case INSTRUCTION_ONBUILD:
		break; /* its own: see take_onbuild */
	case INSTRUCTION_MAINTAINER:
	case INSTRUCTION_STOPSIGNAL:
	case INSTRUCTION_USER:
	case INSTRUCTION_WORKDIR:
		take_whole(r, in);
		break;
	case INSTRUCTION_EXPOSE:
	case INSTRUCTION_FROM:
	case INSTRUCTION_UNKNOWN:
		take_words(r, in);
		break;
	}
}

/* --- what has to be there ----------------------------------------------------------------- */

static bool is_stage_name(struct span name)
{
	if (name.len == 0 || !is_alpha(name.ptr[0]))
		return false;
	for (size_t i = 0; i < name.len; i++)
		if (!is_alnum(name.ptr[i]) && !strchr("-_.", name.ptr[i]))
			return false;
	return true;
}

static const char *complaint_about_from(const struct instruction *in)
{
	if (in->words.len != 1 && in->words.len != 3)
		return "FROM takes an image, or an image, AS and a name";
	if (in->words.len == 3 && !span_eq_nocase(in->words.at[1].text, "AS"))
		return "FROM: AS is expected behind the image";
	if (in->words.len == 3 && !is_stage_name(in->words.at[2].text))
		return "FROM: that is no name for a stage";
	return NULL;
}

static const char *complaint_about(const struct instruction *in)
{
	switch (in->kind) {
	case INSTRUCTION_UNKNOWN:
		return "no instruction of a Dockerfile";
	case INSTRUCTION_FROM:
		return complaint_about_from(in);
	case INSTRUCTION_COPY:
	case INSTRUCTION_ADD:
		return in->words.len < 2 ? "sources and a destination are expected" : NULL;
	case INSTRUCTION_SHELL:
		return in->is_json && in->words.len ? NULL : "SHELL takes a JSON array";
	case INSTRUCTION_CMD:
	case INSTRUCTION_ENTRYPOINT:
		return NULL; /* may be empty */
	case INSTRUCTION_HEALTHCHECK:
		return in->health_type.len ? NULL : "an argument is expected";
	case INSTRUCTION_ONBUILD:
		return in->inner ? NULL : "an instruction is expected";
	case INSTRUCTION_ARG:
	case INSTRUCTION_ENV:
	case INSTRUCTION_EXPOSE:
	case INSTRUCTION_LABEL:
	case INSTRUCTION_MAINTAINER:
	case INSTRUCTION_RUN:
	case INSTRUCTION_STOPSIGNAL:
	case INSTRUCTION_USER:
	case INSTRUCTION_VOLUME:
	case INSTRUCTION_WORKDIR:
		return in->rest.len ? NULL : "an argument is expected";
	}
	return NULL;
}

/* --- instructions --------------------------------------------------------------------------
 */

static bool takes_heredocs(const struct instruction *in)
{
	return !in->is_json &&
		(in->kind == INSTRUCTION_RUN || in->kind == INSTRUCTION_COPY ||
			in->kind == INSTRUCTION_ADD);
}

static void take_instruction(
	struct dockerfile_reader *r, struct instruction *in, struct span text, bool is_inner)
{
	size_t len = 0;
	const char *complaint;

	while (len < text.len && !is_space(text.ptr[len]))
		len++;
	in->keyword = span_sub(text, 0, len);
	in->kind = kind_of(in->keyword);
	in->start = offset_of(r, in, text.ptr);
	in->rest = span_from(text, len);
	take_flags(r, in, &in->rest);
	in->rest = span_trim(in->rest);
	if (in->kind == INSTRUCTION_ONBUILD && !is_inner)
		take_onbuild(r, in);
	else
		take_arguments(r, in);
	complaint = complaint_about(in);
	if (complaint)
		dockerfile_problem(r, in->start, complaint);
	if (takes_heredocs(in))
		find_heredocs(r, in);
}

static void read_heredocs(struct dockerfile_reader *r, struct instruction *in)
{
	struct instruction *with = in->inner ? in->inner : in;

	VEC_EACH(struct heredoc, heredoc, &with->heredocs)
		read_heredoc_body(r, heredoc, in->start);
	if (with->heredocs.len)
		in->end = r->at;
	with->end = in->end;
}

void dockerfile_read(struct span text, struct arena *arena, struct dockerfile *out)
{
	struct dockerfile_reader r = {.arena = arena, .file = out};
	struct logical_line line;

	*out = (struct dockerfile){.text = text};
	if (text.len > DOCKERFILE_MAX) {
		problem_limit(&out->problems, arena, 0,
			"longer than 1 MiB, so its instructions were not read");
		return;
	}
	if (span_starts(text, "\xef\xbb\xbf"))
		r.at = 3;
	read_directives(&r);
	while (next_logical_line(&r, &line)) {
		struct instruction *in = vec_add(&out->instructions, arena);

		in->line = line;
		in->end = line.end;
		take_instruction(&r, in, line.text, false);
		read_heredocs(&r, in);
		if (line.text.len > LONGEST_LINE && line.parts.len == 1)
			dockerfile_problem(&r, in->start, "a line of more than 65,535 bytes");
	}
	if (out->instructions.len == 0)
		dockerfile_problem(&r, 0, "no instruction in it");
}
