/* COPY and ADD: what they take along, from the context or from another stage. */
#include "image/builder.h"
#include "image/credential_file.h"
#include "image/ignore_file.h"
#include "image/path.h"
#include "image/slots.h"

/* One COPY on its way. */
struct copy {
	const struct instruction *in;
	size_t from;        /* the stage, or NO_STAGE */
	struct span dest;   /* absolute */
	bool to_directory;  /* the destination is one, whatever is copied */
	bool keeps_parents; /* --parents */
	struct image_step carried;
	struct file_range range; /* of the arguments */
};

static bool flag_is_set(const struct instruction *in, const char *name)
{
	const struct instruction_flag *flag = instruction_flag(in, name);

	return flag && !span_eq_nocase(flag->value, "false");
}

/* --exclude has the patterns of an ignore file, one each. */
static bool is_excluded(struct builder *b, const struct instruction *in, struct span relative)
{
	VEC_EACH(const struct instruction_flag, flag, &in->flags) {
		struct ignore_file pattern;

		if (!span_eq_str(flag->name, "exclude") ||
			!builder_pay(b, flag->value.len + relative.len))
			continue;
		ignore_file_read(flag->value, b->arena, &pattern);
		if (ignore_file_excludes(&pattern, relative))
			return true;
	}
	return false;
}

/* With --parents a "/./" in the source says from where on its directories are kept. */
static struct span kept_parents(struct span source, struct span path)
{
	size_t pivot = span_find(source, "/./");
	struct span below;

	if (pivot < source.len && path_is_below(path, span_sub(source, 0, pivot), &below))
		return below;
	return path;
}

/*
 * Where a file goes if the source names it, or a directory above it; false if it does not. path
 * and source are both relative to the root of what is copied from.
 */
static bool copy_target(struct builder *b, const struct copy *c, struct span source,
	struct span path, struct span *target)
{
	struct span pattern = path_clean_relative(b->arena, source);
	struct span below = path;
	enum path_match match = PATH_MATCH_ABOVE;
	size_t prefix = 0;

	if (pattern.len)
		match = path_matches(pattern, path, true, &prefix);
	if (match == PATH_NO_MATCH)
		return false;
	if (prefix > 0)
		below = match == PATH_MATCH ? path_base(path) : span_from(path, prefix + 1);
	if (is_excluded(b, c->in, below))
		return false;
	if (c->keeps_parents)
		below = kept_parents(source, path);
	if (match == PATH_MATCH && !c->keeps_parents && !c->to_directory &&
		!path_has_pattern(pattern) && !stage_has_directory(b, c->dest))
		*target = c->dest;
	else
		*target = path_join(b->arena, c->dest, below);
	return true;
}

/* --- what takes the place of secrets ---------------------------------------------------------
 */

/* Would a file of the source, whatever it holds, come to lie at that path? */
static bool covers(
	struct builder *b, const struct copy *c, struct span source, struct span path)
{
	const struct build_context *context = b->context;
	struct span clean = path_clean_relative(b->arena, source);
	struct span below;
	struct span target;

	if (path_has_pattern(clean))
		return false;
	/* a single file of that name: a directory can't lie where a file is */
	if (clean.len && copy_target(b, c, source, clean, &target) && span_eq(target, path))
		return true;
	/* the same path in the directory that is copied */
	if (c->from != NO_STAGE || !context->is_known || b->stage->view.is_onbuild ||
		!path_is_below(path, c->dest, &below) || below.len == 0)
		return false;
	below = path_join(b->arena, clean, below);
	return context->exists(context->payload, below) &&
		!context->is_ignored(context->payload, below);
}

/* Files with secrets that the copied ones replace; what this COPY brought itself stays. */
static void cover_files(struct builder *b, const struct copy *c, struct span source)
{
	struct file_list *files = &b->stage->files;
	size_t kept = 0;

	if (!builder_pay(b, files->items.len * 4))
		return;
	for (size_t i = 0; i < files->items.len; i++) {
		const struct image_file *file = &files->items.at[i];

		if (file->written_by == b->at || !covers(b, c, source, file->path))
			files->items.at[kept++] = *file;
	}
	files->items.len = kept;
}

/* --- from another stage ----------------------------------------------------------------- */

static void copy_from_stage(struct builder *b, struct copy *c, struct span source)
{
	size_t from = c->from;
	struct file_list files;

	if (!builder_pay(b, b->stages.at[from].files.items.len * (source.len / 8 + 1) + 1))
		return;
	files = b->stages.at[from].files; /* writing may move the stage's own, not these */
	for (size_t i = 0; i < files.items.len; i++) {
		const struct image_file *file = &files.items.at[i];
		struct span target;

		if (copy_target(b, c, source,
			    span_from(file->path, span_starts(file->path, "/")), &target))
			file_copy(b, &b->stage->files, file, target, MEDIUM_LAYER, &c->carried,
				NULL);
	}
}

/* --- from the context ------------------------------------------------------------------- */

static void add_context_file(
	struct builder *b, struct copy *c, struct context_file *file, struct span target)
{
	struct value_builder out;
	struct value value;

	context_take(b, file);
	if (!file->has_secrets)
		return;
	value_begin(&out, b->arena);
	value_add_unknown(&out, file->path, secret_of_file(b, file));
	value = value_end(&out);
	file_write(b, &b->stage->files, target, &value, false, MEDIUM_LAYER, c->range);
}

/* Does whoever builds have to put it there? Of another context nothing is known. */
static bool is_unseen(const struct builder *b, struct span path)
{
	const struct build_context *context = b->context;

	return b->stage->view.is_onbuild ||
		(!context->exists(context->payload, path) &&
			!context->is_ignored(context->payload, path));
}

/*
 * A credential file by its name, which is not in git; or one that becomes one by where it goes,
 * and that nobody has looked into.
 */
static bool is_suspect(struct builder *b, struct span path, struct span target)
{
	const struct build_context *context = b->context;

	if (is_credential_file_name(context->classifier, path))
		return is_unseen(b, path);
	if (!is_credential_file_name(context->classifier, target) || is_sample_path(path))
		return false;
	VEC_EACH(const struct context_file, file, &context->files)
		if (span_eq(file->path, path))
			return false;
	return !context->is_ignored(context->payload, path);
}

/* A credential file by its name, which is not in git: whoever builds puts it there. */
static void add_unseen_file(struct builder *b, struct copy *c, struct span source)
{
	const struct build_context *context = b->context;
	struct span path = path_clean_relative(b->arena, source);
	struct value_builder out;
	struct value value;
	struct span target;

	if (!context->is_known || path.len == 0 || path_has_pattern(path) ||
		value_is_unknown(path) || !copy_target(b, c, source, path, &target) ||
		!is_suspect(b, path, target))
		return;
	if (is_credential_directory(path))
		target = c->dest; /* its content goes there */
	value_begin(&out, b->arena);
	value_add_unknown(&out, path, secret_of_unseen_file(b, path, c->range));
	value = value_end(&out);
	file_write(b, &b->stage->files, target, &value, false, MEDIUM_LAYER, c->range);
}

static void add_context_files(struct builder *b, struct copy *c, struct span source)
{
	struct span clean = path_clean_relative(b->arena, source);

	if (clean.len == 0 || span_eq_str(clean, "*"))
		*vec_add(&b->out->broad_copies, b->arena) = c->in;
	if (!builder_pay(b, b->context->files.len * (source.len / 8 + 1) + 1))
		return;
	VEC_EACH(struct context_file, file, &b->context->files) {
		struct span target;

		if (!file->is_ignored && copy_target(b, c, source, file->path, &target))
			add_context_file(b, c, file, target);
	}
}

static void copy_from_context(struct builder *b, struct copy *c, struct span source)
{
	/* who builds on this image has a context of its own */
	if (!b->stage->view.is_onbuild)
		add_context_files(b, c, source);
	add_unseen_file(b, c, source);
}

/* --- here-documents --------------------------------------------------------------------- */

/* "<<-" takes the tabs at the start of each line away. */
static struct value without_tabs(struct builder *b, const struct value *value)
{
	struct value_builder out;
	size_t start = 0;

	value_begin(&out, b->arena);
	while (start < value->text.len) {
		struct span rest = span_from(value->text, start);
		size_t end = start + span_chr(rest, '\n') + 1;
		struct value line;

		while (start < value->text.len && value->text.ptr[start] == '\t')
			start++;
		line = value_sub(value, start, end, b->arena);
		value_add(&out, &line);
		start = end;
	}
	return value_end(&out);
}

static struct value heredoc_value(
	struct builder *b, const struct heredoc *heredoc, bool expands)
{
	struct value value;

	if (expands && heredoc->expands) {
		value = expand_body(b, &b->stage->variables, heredoc->body);
	} else {
		struct file_range range = range_of(b, b->at, heredoc->body);
		struct value_builder out;

		value_begin(&out, b->arena);
		value_add_text(&out, heredoc->body, range.from, range.to);
		mark_tokens(b, &out, out.len, range);
		value = value_end(&out);
	}
	return heredoc->strips_tabs && builder_pay(b, value.text.len / 16)
		? without_tabs(b, &value)
		: value;
}

static void copy_heredoc(struct builder *b, struct copy *c, const struct heredoc *heredoc)
{
	struct value body = heredoc_value(b, heredoc, true);
	struct span target = c->dest;
	struct value_builder text;
	struct value value;

	if (c->to_directory || stage_has_directory(b, c->dest))
		target = path_join(b->arena, c->dest, heredoc->name);
	value_begin(&text, b->arena);
	value_add(&text, &body);
	prove_slots(b, target, &text);
	value = value_end(&text);
	file_write(b, &b->stage->files, target, &value, false, MEDIUM_LAYER,
		range_of(b, b->at, heredoc->body));
}

static const struct heredoc *heredoc_of(const struct instruction *in, struct span word)
{
	VEC_EACH(const struct heredoc, heredoc, &in->heredocs)
		if (span_find(word, "<<") < word.len && heredoc->name.len <= word.len &&
			memmem(word.ptr, word.len, heredoc->name.ptr, heredoc->name.len))
			return heredoc;
	return NULL;
}

/* --- the instruction -------------------------------------------------------------------- */

static bool is_remote(struct span source)
{
	return span_find(source, "://") < source.len || span_starts(source, "git@");
}

static void copy_source(struct builder *b, struct copy *c, struct span word)
{
	const struct heredoc *heredoc = heredoc_of(c->in, word);
	bool is_external = instruction_flag(c->in, "from") != NULL;
	struct value_builder text;
	struct value source;

	if (heredoc) {
		copy_heredoc(b, c, heredoc);
		return;
	}
	source = expand_word(b, &b->stage->variables, word);
	value_begin(&text, b->arena);
	value_add(&text, &source);
	prove_slots(b, span_of("", 0), &text);
	stage_record(b, &source, span_str(instruction_name(c->in->kind)), c->range);
	if (is_remote(source.text))
		return;
	if (c->from != NO_STAGE)
		copy_from_stage(b, c, source.text);
	else if (!is_external)
		copy_from_context(b, c, source.text);
	cover_files(b, c, source.text);
}

void follow_copy(struct builder *b, const struct instruction *in)
{
	const struct instruction_flag *from_flag = instruction_flag(in, "from");
	size_t from = NO_STAGE;
	struct copy c = {.in = in,
		.keeps_parents = flag_is_set(in, "parents"),
		.carried = {ROLE_CARRIED, in, NULL},
		.range = range_of(b, in, in->rest)};
	struct value dest;

	if (in->words.len < 2)
		return;
	if (from_flag)
		from = stage_find(b, from_flag->value, true);
	if (from != NO_STAGE)
		*vec_add(&b->stage->sources_of, b->arena) = from;
	dest = expand_word(b, &b->stage->variables, in->words.at[in->words.len - 1].text);
	stage_record(b, &dest, span_str(instruction_name(in->kind)), c.range);
	c.from = from;
	c.dest = stage_follow_links(
		b, path_resolve(b->arena, b->stage->workdir, dest.text), true);
	c.to_directory = in->words.len > 2 || span_ends(dest.text, "/");
	begin_layer(b);
	for (size_t i = 0; i + 1 < in->words.len; i++)
		copy_source(b, &c, in->words.at[i].text);
	if (c.to_directory)
		stage_add_directory(b, c.dest);
	end_layer(b);
}
