/*
 * The user that a container of the image starts as. An explicit root is a finding; no USER at
 * all is a note, and only on images of which it is known that they start as root.
 */
#include "base/escape.h"
#include "rules/build_commands.h"
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

void rule_image_runs_as_root(struct subject *subject)
{
	const struct image *image = subject->image;
	const struct image_stage *target;

	if (!image || image->target == NO_STAGE)
		return;
	target = &image->stages.at[image->target];
	if (target->user)
		check_user(subject, target);
	else
		check_base(subject);
}
