/*
 * The user that a container starts as, by the Dockerfile or by what starts it. An explicit root
 * is a finding; no USER at all is a note, and only on images of which it is known that they
 * start as root.
 */
#include "base/escape.h"
#include "rules/build_commands.h"
#include "rules/ci_hits.h"
#include "rules/engine_options.h"
#include "rules/image_names.h"

/* "root", "0", "0:0", "root:root", …; the group alone makes nobody another user. */
static bool is_root(struct span user)
{
	struct span name = span_sub(user, 0, span_chr(user, ':'));
	size_t zeros = 0;

	while (zeros < name.len && name.ptr[zeros] == '0')
		zeros++;
	return span_eq_str(name, "root") || (zeros > 0 && zeros == name.len);
}

/* Programs that start as root in order to become somebody else. */
static bool names_a_step_down(struct span text)
{
	static const char *const names[] = {"gosu", "su-exec", "setpriv", "s6-setuidgid",
		"s6-overlay", "fixuid", "runuser", "chpst", "/lsiobase/", "linuxserver/"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_find(text, names[i]) < text.len)
			return true;
	return false;
}

static bool steps_down(const struct subject *subject)
{
	VEC_EACH(const struct instruction, in, &subject->dockerfile->instructions) {
		if (names_a_step_down(in->line.text))
			return true;
		VEC_EACH(const struct heredoc, heredoc, &in->heredocs)
			if (names_a_step_down(heredoc->body))
				return true;
	}
	return false;
}

static void check_user(struct subject *subject, const struct image_stage *stage)
{
	struct hit *hit;

	if (!is_root(stage->user_name))
		return;
	hit = raise_hit(
		subject, RULE_image_runs_as_root, instruction_place(subject, stage->user));
	hit->value = span_str("USER root");
	hit->confidence = CONFIDENCE_CERTAIN;
	hit->message = arena_printf(subject->arena,
		"the image runs as root: USER %s is the last USER that counts",
		escaped_text(subject->arena, stage->user_name));
	hit->fix = "make a user of its own and switch to it behind the last step that needs "
		   "root: RUN adduser … app, then USER app:app";
	if (steps_down(subject)) {
		hit->at_most = SEVERITY_NOTE;
		hit->confidence = CONFIDENCE_POSSIBLE;
		hit->fix =
			"if the entry point gives root up, allow this; else add USER app:app";
	}
}

static bool says_nonroot(struct span name)
{
	static const char *const words[] = {"nonroot", "unprivileged", "rootless"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (span_find_nocase(name, words[i]) < name.len)
			return true;
	return false;
}

static void check_base(struct subject *subject)
{
	struct image_use base;
	const struct official_image *official;
	struct hit *hit;

	if (!target_base(subject, &base) || says_nonroot(base.name.text))
		return;
	official = official_image_find(official_name(&base.name));
	if (!official || !official->is_root || steps_down(subject))
		return;
	hit = raise_hit(subject, RULE_image_runs_as_root, base.place);
	hit->value = span_str("no USER");
	hit->at_most = SEVERITY_NOTE;
	hit->message = arena_printf(subject->arena,
		"the image runs as root: %s does, and no USER says otherwise", official->name);
	hit->fix = "make a user of its own and switch to it: RUN adduser … app, then USER "
		   "app:app";
}

/* --- what starts a container as root, whatever its image says ----------------------------
 *
 * A service of compose goes on running as root: medium, as USER root is. What a job starts ends
 * with it, and job containers need root for what the system does in them: a note.
 */

static struct hit *raise_started(struct subject *subject, struct span place, const char *shown)
{
	struct hit *hit = raise_ci_hit(subject, RULE_image_runs_as_root, place);

	if (!hit)
		return NULL;
	hit->value = span_str(shown);
	hit->message = arena_printf(subject->arena,
		"%s: the container runs as root, whatever its image says", shown);
	hit->fix = "leave it out; what the user of the image has to write to can be given to "
		   "it in the Dockerfile, or by a volume of its own";
	return hit;
}

static void check_option(struct subject *subject, const struct container *container,
	const struct engine_option *option)
{
	struct hit *hit;

	if ((!span_eq_str(option->name, "u") && !span_eq_str(option->name, "user")) ||
		!is_root(option->value))
		return;
	hit = raise_started(subject, option->place,
		arena_printf(subject->arena, "%s --user %s", container->by,
			escaped_text(subject->arena, option->value)));
	if (hit)
		hit->at_most = SEVERITY_NOTE;
}

/* A service that gives files to others, or becomes somebody else, and so begins as root. */
static bool prepares_as_root(const struct ci_scope *scope)
{
	VEC_EACH(struct ci_script *const, script, &scope->scripts)
		VEC_EACH(const struct ci_text, text, &(*script)->texts)
			if (names_a_step_down(text->text) ||
				span_find(text->text, "chown") < text->text.len)
				return true;
	return false;
}

static void check_scope(struct subject *subject, const struct ci_scope *scope)
{
	VEC_EACH(const struct ci_property, p, &scope->properties) {
		struct hit *hit;

		if (p->role != CI_USER || !is_root(span_trim(p->value.text)))
			continue;
		hit = raise_started(subject, p->value.raw,
			arena_printf(subject->arena, "user: %s",
				escaped_text(subject->arena, p->value.text)));
		if (hit &&
			(subject->pipeline->system != KIND_COMPOSE || prepares_as_root(scope)))
			hit->at_most = SEVERITY_NOTE;
	}
}

static void check_pipeline(struct subject *subject)
{
	VEC_EACH(struct ci_scope *const, scope, &subject->pipeline->scopes)
		check_scope(subject, *scope);
	each_engine_option(subject, check_option);
}

void rule_image_runs_as_root(struct subject *subject)
{
	const struct image *image = subject->image;
	const struct image_stage *target;

	if (subject->pipeline)
		check_pipeline(subject);

	if (!image || image->target == NO_STAGE)
		return;
	target = &image->stages.at[image->target];
	if (target->user)
		check_user(subject, target);
	else
		check_base(subject);
}
