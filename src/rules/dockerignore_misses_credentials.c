/*
 * "COPY . ." while the ignore file keeps out none of the well-known files with credentials: one
 * that is not in git, but lies there when somebody builds, gets into the image.
 *
 * Only if it keeps out none of them: who names one has thought about it. That the image does
 * not take the stage over is no excuse: what is copied from it later may be all of "/app".
 */
#include "image/ignore_file.h"
#include "rules/subject.h"

static const char *const names[] = {".npmrc", ".yarnrc.yml", ".netrc", ".env", ".pypirc",
	".git-credentials", "id_rsa", ".docker/config.json", ".aws/credentials"};

/* COPY --exclude=PATTERN */
static bool leaves_out(struct subject *subject, const struct instruction *in, struct span name)
{
	VEC_EACH(const struct instruction_flag, flag, &in->flags) {
		struct ignore_file pattern;

		if (!span_eq_str(flag->name, "exclude"))
			continue;
		ignore_file_read(flag->value, subject->arena, &pattern);
		if (ignore_file_excludes(&pattern, name))
			return true;
	}
	return false;
}

static bool keeps_one_out(struct subject *subject, const struct instruction *in)
{
	const struct build_context *context = subject->context;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (context->is_ignored(context->payload, span_str(names[i])) ||
			leaves_out(subject, in, span_str(names[i])))
			return true;
	return false;
}

/* The instruction's first line, from its name on. */
static struct span shown(const struct subject *subject, const struct instruction *in)
{
	struct span all = span_sub(subject->text, in->start, in->end);

	return span_trim(span_sub(all, 0, span_chr(all, '\n')));
}

static void raise_copy(struct subject *subject, const struct instruction *in)
{
	struct hit *hit =
		raise_hit(subject, RULE_dockerignore_misses_credentials, shown(subject, in));

	hit->value = in->line.text;
	hit->confidence = CONFIDENCE_LIKELY;
	hit->message = arena_printf(subject->arena,
		"%s takes the whole build context, and .npmrc, .env, id_rsa and the like are "
		"not kept out: one that lies there without being in git is taken along",
		instruction_name(in->kind));
	hit->fix = "add these lines to .dockerignore: **/.npmrc, **/.yarnrc.yml, **/.netrc, "
		   "**/.env, **/.pypirc, **/.git-credentials, **/id_rsa, **/.docker, **/.aws";
}

void rule_dockerignore_misses_credentials(struct subject *subject)
{
	const struct image *image = subject->image;

	if (!image || !subject->context || !subject->context->is_known)
		return;
	VEC_EACH(const struct instruction *const, copy, &image->broad_copies) {
		if (keeps_one_out(subject, *copy))
			continue;
		raise_copy(subject, *copy);
		return; /* one is enough: they all have the same ignore file */
	}
}
