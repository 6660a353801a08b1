#include "image/mounts.h"

#include "image/path.h"

/* The fields of one --mount, each as written. */
struct mount {
	struct span type;
	struct span id;
	struct span source;
	struct span target;
	struct span env;
	struct span from;
	struct file_range range;
};

/* One field of a line of comma-separated values; quotes protect commas. */
static bool next_field(struct span *rest, struct arena *arena, struct span *field)
{
	char *out;
	size_t len = 0;
	size_t at = 0;
	bool quoted = false;

	if (!rest->ptr)
		return false;
	out = arena_alloc(arena, rest->len + 1);
	for (; at < rest->len; at++) {
		char c = rest->ptr[at];

		if (c == '"')
			quoted = !quoted;
		else if (c == ',' && !quoted)
			break;
		else
			out[len++] = c;
	}
	*rest = at < rest->len ? span_from(*rest, at + 1) : span_of(NULL, 0);
	*field = span_trim(span_of(out, len));
	return true;
}

static struct span expand_field(struct shell_run *run, struct span value)
{
	if (span_chr(value, '$') == value.len)
		return value;
	return expand_word(run->b, &run->b->stage->variables, value).text;
}

static void set_field(struct shell_run *run, struct mount *m, struct span field)
{
	size_t equals = span_chr(field, '=');
	struct span key = span_sub(field, 0, equals);
	struct span value = span_from(field, equals + 1);

	if (span_eq_nocase(key, "from"))
		m->from = value; /* takes no variables */
	else if (span_eq_nocase(key, "type"))
		m->type = expand_field(run, value);
	else if (span_eq_nocase(key, "id"))
		m->id = expand_field(run, value);
	else if (span_eq_nocase(key, "source") || span_eq_nocase(key, "src"))
		m->source = expand_field(run, value);
	else if (span_eq_nocase(key, "target") || span_eq_nocase(key, "dst") ||
		span_eq_nocase(key, "destination"))
		m->target = expand_field(run, value);
	else if (span_eq_nocase(key, "env"))
		m->env = expand_field(run, value);
}

static void add_point(struct shell_run *run, struct span path, enum file_medium medium)
{
	*vec_add(&run->mounts, run->b->arena) = (struct mount_point){path, medium};
}

/* --- secrets ---------------------------------------------------------------------------- */

static void mount_secret(struct shell_run *run, const struct mount *m)
{
	struct builder *b = run->b;
	struct span id = m->id.len ? m->id : m->source.len ? m->source : path_base(m->target);
	struct span target = m->target;
	struct value_builder out;
	struct value value;

	value_begin(&out, b->arena);
	value_add_unknown(&out, m->env.len ? m->env : id, secret_of_mount(b, id, m->range));
	value = value_end(&out);
	if (m->env.len)
		shell_assign(run, m->env, &value);
	if (target.len == 0 && m->env.len)
		return;
	target = target.len ? path_resolve(b->arena, b->stage->workdir, target)
			    : path_join(b->arena, span_str("/run/secrets"), path_base(id));
	add_point(run, target, MEDIUM_TRANSIENT);
	file_write(b, &b->stage->files, target, &value, false, MEDIUM_TRANSIENT, m->range);
}

/* --- bind mounts ------------------------------------------------------------------------ */

static void bind_stage(
	struct shell_run *run, const struct mount *m, size_t from, struct span target)
{
	struct builder *b = run->b;
	struct span source = path_resolve(b->arena, span_str("/"), m->source);
	struct file_list files = b->stages.at[from].files;

	if (!builder_pay(b, files.items.len + 1))
		return;
	for (size_t i = 0; i < files.items.len; i++) {
		struct span below;
		struct image_step carried = {ROLE_CARRIED, b->at, NULL};

		if (path_is_below(files.items.at[i].path, source, &below))
			file_copy(b, &b->stage->files, &files.items.at[i],
				path_join(b->arena, target, below), MEDIUM_TRANSIENT, &carried,
				NULL);
	}
}

static void bind_context(struct shell_run *run, const struct mount *m, struct span target)
{
	struct builder *b = run->b;
	struct span source = path_clean_relative(b->arena, m->source);

	if (!builder_pay(b, b->context->files.len + 1))
		return;
	VEC_EACH(struct context_file, file, &b->context->files) {
		struct value_builder out;
		struct value value;
		struct span below;

		if (file->is_ignored || !path_is_below(file->path, source, &below))
			continue;
		context_take(b, file);
		if (!file->has_secrets)
			continue;
		value_begin(&out, b->arena);
		value_add_unknown(&out, file->path, secret_of_file(b, file));
		value = value_end(&out);
		file_write(b, &b->stage->files, path_join(b->arena, target, below), &value,
			false, MEDIUM_TRANSIENT, m->range);
	}
}

static void mount_bind(struct shell_run *run, const struct mount *m)
{
	struct builder *b = run->b;
	size_t from = m->from.len ? stage_find(b, m->from, true) : NO_STAGE;
	struct span target = path_resolve(b->arena, b->stage->workdir, m->target);

	add_point(run, target, MEDIUM_TRANSIENT);
	if (from != NO_STAGE) {
		*vec_add(&b->stage->sources_of, b->arena) = from;
		bind_stage(run, m, from, target);
	} else if (m->from.len == 0 && !b->stage->view.is_onbuild) {
		bind_context(run, m, target);
	}
}

void mounts_begin(struct shell_run *run, const struct instruction *in)
{
	VEC_EACH(const struct instruction_flag, flag, &in->flags) {
		struct mount m = {
			.type = span_str("bind"), .range = range_of(run->b, in, flag->raw)};
		struct span rest = flag->value;
		struct span field;

		if (!span_eq_str(flag->name, "mount") ||
			!builder_pay(run->b, flag->value.len / 8 + 1))
			continue;
		while (next_field(&rest, run->b->arena, &field))
			set_field(run, &m, field);
		if (span_eq_str(m.type, "secret"))
			mount_secret(run, &m);
		else if (span_eq_str(m.type, "tmpfs"))
			add_point(run,
				path_resolve(run->b->arena, run->b->stage->workdir, m.target),
				MEDIUM_TRANSIENT);
		else if (span_eq_str(m.type, "cache"))
			add_point(run,
				path_resolve(run->b->arena, run->b->stage->workdir, m.target),
				MEDIUM_CACHE);
		else if (span_eq_str(m.type, "bind"))
			mount_bind(run, &m);
	}
}
