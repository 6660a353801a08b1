/* What each instruction does to the stage. COPY, ADD and RUN have files of their own. */
#include "image/builder.h"
#include "image/path.h"
#include "image/slots.h"
#include "tokens/judge.h"
#include "tokens/placeholder.h"
#include "tokens/secret_name.h"

static struct file_range pair_range(
	const struct builder *b, const struct instruction_pair *pair)
{
	return range_of_pair(b, b->at, pair);
}

/*
 * "${TOKEN:-literal}" of an ARG that may be passed or not: the value is not known, but the
 * literal stands there all the same.
 */
static void judge_named_default(struct builder *b, const struct instruction_pair *pair,
	const struct value *value, struct value_builder *out)
{
	struct judgement judged;

	if (!is_secret_name(pair->name) || !value_is_unknown(value->text))
		return;
	judged = judge_value(pair->value, JUDGE_BARE_DOLLAR);
	if (judged.nature == VALUE_LITERAL && span_find(pair->value, ":-") < pair->value.len &&
		looks_like_password(judged.literal))
		value_mark(out, value->text.len,
			secret_of_literal(b, range_of(b, b->at, judged.literal), true));
}

/* --- ARG -----------------------------------------------------------------------------------
 */

/*
 * The value that an ARG has: its default, or whatever is passed to the build, which nobody
 * knows. In both cases it is a secret's source, if it turns out to be one.
 */
static bool has_default(const struct instruction *arg, struct span name)
{
	VEC_EACH(const struct instruction_pair, pair, &arg->pairs)
		if (span_eq(pair->name, name) && pair->has_value)
			return true;
	return false;
}

static struct value argument_value(
	struct builder *b, const struct instruction_pair *pair, const struct variables *vars)
{
	struct value_builder out;
	struct value value = {0};
	const struct variable *global = NULL;
	uint32_t source = secret_of_argument(b, pair->name, pair_range(b, pair));

	if (pair->has_value)
		value = expand_word(b, vars, pair->value);
	else if (b->stage)
		global = variables_find(&b->globals, pair->name, VARIABLE_ARG);
	if (global && global->value.text.len && !value_is_unknown(global->value.text))
		value = global->value;
	else if (global && global->at && !has_default(global->at, pair->name))
		global = NULL;
	/* before the first FROM nothing is written down */
	if (b->stage && !pair->has_value && !global)
		b->secrets.at[source].is_bare = true;
	/* with a real value as its default it is a setting, unless it shows otherwise */
	if (value.text.len && !value_is_unknown(value.text))
		b->secrets.at[source].has_default = true;
	value_begin(&out, b->arena);
	if (value.text.len == 0) {
		value_add_unknown(&out, pair->name, source);
		return value_end(&out);
	}
	value_add(&out, &value);
	prove_slots(b, span_of("", 0), &out);
	mark_named_literal(b, pair->name, &out);
	value_mark(&out, value.text.len, source);
	judge_named_default(b, pair, &value, &out);
	return value_end(&out);
}

static void declare_argument(struct builder *b, const struct instruction_pair *pair)
{
	struct variables *vars = b->stage ? &b->stage->variables : &b->globals;
	struct value value = argument_value(b, pair, vars);
	struct variable *v = variables_set(vars, pair->name, VARIABLE_ARG, b->arena);

	v->value = value;
	v->at = b->at;
	if (b->stage)
		stage_record(b, &value, pair->name, pair_range(b, pair));
}

static void follow_arg(struct builder *b, const struct instruction *in)
{
	VEC_EACH(const struct instruction_pair, pair, &in->pairs)
		if (pair->name.len)
			declare_argument(b, pair);
}

/* --- ENV and LABEL ---------------------------------------------------------------------------
 */

/* All words of a line see the variables from before it, so values come first. */
static void follow_env(struct builder *b, const struct instruction *in)
{
	struct value *values = arena_array(b->arena, in->pairs.len, sizeof(*values));

	for (size_t i = 0; i < in->pairs.len; i++) {
		const struct instruction_pair *pair = &in->pairs.at[i];
		struct value_builder out;
		struct value value = expand_word(b, &b->stage->variables, pair->value);

		value_begin(&out, b->arena);
		value_add(&out, &value);
		mark_named_literal(b, pair->name, &out);
		judge_named_default(b, pair, &value, &out);
		prove_slots(b, span_of("", 0), &out);
		values[i] = value_end(&out);
	}
	for (size_t i = 0; i < in->pairs.len; i++) {
		const struct instruction_pair *pair = &in->pairs.at[i];
		struct variable *v =
			variables_set(&b->stage->variables, pair->name, VARIABLE_ENV, b->arena);

		v->value = values[i];
		v->at = in;
		stage_record(b, &values[i], pair->name, pair_range(b, pair));
	}
}

static void follow_label(struct builder *b, const struct instruction *in)
{
	VEC_EACH(const struct instruction_pair, pair, &in->pairs) {
		struct value value = expand_word(b, &b->stage->variables, pair->value);
		struct value name = expand_word(b, &b->stage->variables, pair->name);
		struct value_builder out;

		value_begin(&out, b->arena);
		value_add(&out, &value);
		mark_named_literal(b, name.text, &out);
		prove_slots(b, span_of("", 0), &out);
		value = value_end(&out);

		stage_record(b, &value, name.text, pair_range(b, pair));
		stage_configure(b, name.text, &value, pair_range(b, pair));
	}
}

/* --- the rest --------------------------------------------------------------------------- */

/* The words of an instruction, expanded, in history and configuration. */
static struct value follow_words(
	struct builder *b, const struct instruction *in, bool configured)
{
	struct span name = span_str(instruction_name(in->kind));
	struct value_builder out;
	struct value value;

	value_begin(&out, b->arena);
	VEC_EACH(const struct instruction_word, word, &in->words) {
		value = expand_word(b, &b->stage->variables, word->text);
		if (out.len)
			value_add_char(&out, ' ');
		value_add(&out, &value);
	}
	value = value_end(&out);
	stage_record(b, &value, name, range_of(b, in, in->rest));
	if (configured)
		stage_configure(b, name, &value, range_of(b, in, in->rest));
	return value;
}

static void follow_user(struct builder *b, const struct instruction *in)
{
	struct value value = follow_words(b, in, true);

	b->stage->user = span_sub(value.text, 0, span_chr(value.text, ':'));
	b->stage->view.user = in;
	b->stage->view.user_name = value.text;
}

static void follow_workdir(struct builder *b, const struct instruction *in)
{
	struct value value = follow_words(b, in, true);

	b->stage->workdir = path_resolve(b->arena, b->stage->workdir, value.text);
	stage_add_directory(b, b->stage->workdir);
}

/* Not expanded: what is written there is what is in the configuration. */
static void follow_command(struct builder *b, const struct instruction *in)
{
	struct value_builder out;
	struct value value;
	struct file_range range = range_of(b, in, in->rest);

	value_begin(&out, b->arena);
	value_add_text(&out, in->rest, range.from, range.to);
	mark_tokens(b, &out, out.len, range);
	value = value_end(&out);
	stage_record(b, &value, span_str(instruction_name(in->kind)), range);
	stage_configure(b, span_str(instruction_name(in->kind)), &value, range);
	if (in->kind != INSTRUCTION_MAINTAINER)
		follow_start_command(b, in);
}

static void follow_shell(struct builder *b, const struct instruction *in)
{
	struct span name;

	if (in->words.len == 0)
		return;
	name = path_base(in->words.at[0].text);
	b->stage->shell = FLAVOUR_SH;
	if (span_eq_str(name, "bash") || span_eq_str(name, "zsh"))
		b->stage->shell = FLAVOUR_BASH;
	else if (span_starts_nocase(name, "powershell") || span_starts_nocase(name, "pwsh"))
		b->stage->shell = FLAVOUR_POWERSHELL;
	else if (span_starts_nocase(name, "cmd"))
		b->stage->shell = FLAVOUR_CMD;
}

/* A trigger is kept as it is written; it runs where something is built on this stage. */
static void follow_onbuild(struct builder *b, const struct instruction *in)
{
	struct value_builder out;
	struct value value;
	struct file_range range = range_of(b, in, in->rest);

	if (!in->inner)
		return;
	*vec_add(&b->stage->triggers, b->arena) = in->inner;
	value_begin(&out, b->arena);
	value_add_text(&out, in->rest, range.from, range.to);
	mark_tokens(b, &out, out.len, range);
	value = value_end(&out);
	stage_configure(b, span_str("ONBUILD"), &value, range);
}

void follow_instruction(struct builder *b, const struct instruction *in)
{
	b->at = in;
	if (in->kind == INSTRUCTION_FROM) {
		stage_begin(b, in);
		return;
	}
	if (in->kind == INSTRUCTION_ARG) {
		follow_arg(b, in);
		return;
	}
	if (!b->stage)
		return; /* before the first FROM there is nothing to act on */
	switch (in->kind) {
	case INSTRUCTION_ADD:
	case INSTRUCTION_COPY:
		follow_copy(b, in);
		break;
	case INSTRUCTION_RUN:
		follow_run(b, in);
		break;
	case INSTRUCTION_ENV:
		follow_env(b, in);
		break;
	case INSTRUCTION_LABEL:
		follow_label(b, in);
		break;
	case INSTRUCTION_USER:
		follow_user(b, in);
		break;
	case INSTRUCTION_WORKDIR:
		follow_workdir(b, in);
		break;
	case INSTRUCTION_EXPOSE:
	case INSTRUCTION_VOLUME:
	case INSTRUCTION_STOPSIGNAL:
		follow_words(b, in, true);
		break;
	case INSTRUCTION_CMD:
	case INSTRUCTION_ENTRYPOINT:
	case INSTRUCTION_HEALTHCHECK:
	case INSTRUCTION_MAINTAINER:
		follow_command(b, in);
		break;
	case INSTRUCTION_SHELL:
		follow_shell(b, in);
		break;
	case INSTRUCTION_ONBUILD:
		follow_onbuild(b, in);
		break;
	case INSTRUCTION_ARG:
	case INSTRUCTION_FROM:
	case INSTRUCTION_UNKNOWN:
		break;
	}
}
