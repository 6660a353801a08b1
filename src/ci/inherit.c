#include "ci/inherit.h"

#include <stdlib.h>

enum {
	CHAIN_MAX = 16,       /* GitLab stops at 11 */
	COPIED_MAX = 1048576, /* bytes of scripts in all, besides as many as the file has */
};

struct inherit {
	struct ci_pipeline *pipeline;
	struct arena *arena;
	VEC(struct ci_scope *) jobs; /* by name, and then in the order of the file */
	bool *is_resolved;           /* by the number of the scope */
	size_t copied;
};

static int compare_names(const void *a, const void *b)
{
	const struct ci_scope *left = *(struct ci_scope *const *)a;
	const struct ci_scope *right = *(struct ci_scope *const *)b;
	int order = span_cmp(left->name.text, right->name.text);

	if (order != 0)
		return order;
	return (left->number > right->number) - (left->number < right->number);
}

/* The last job of that name. */
static struct ci_scope *find_job(const struct inherit *i, struct span name)
{
	size_t low = 0;
	size_t high = i->jobs.len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (span_cmp(i->jobs.at[middle]->name.text, name) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low && span_eq(i->jobs.at[low - 1]->name.text, name) ? i->jobs.at[low - 1]
								    : NULL;
}

static bool has_phase(const struct ci_scope *scope, enum ci_phase phase)
{
	VEC_EACH(struct ci_script *const, script, &scope->scripts)
		if ((*script)->phase == phase)
			return true;
	return false;
}

static void copy_scripts(struct inherit *i, struct ci_scope *to, const struct ci_scope *from,
	enum ci_phase phase)
{
	VEC_EACH(struct ci_script *const, script, &from->scripts) {
		struct ci_script *copy;

		if ((*script)->phase != phase)
			continue;
		VEC_EACH(const struct ci_text, text, &(*script)->texts)
			i->copied += text->text.len + 1;
		if (i->copied > COPIED_MAX + i->pipeline->text.len) {
			i->pipeline->is_incomplete = true;
			return;
		}
		copy = ci_add_script(to, phase, (*script)->shell, i->arena);
		copy->has_shell = (*script)->has_shell;
		copy->texts.at = (*script)->texts.at;
		copy->texts.len = (*script)->texts.len;
	}
}

/* What says how the scripts run, and is no finding itself. */
static bool is_passed_on(enum ci_role role)
{
	return role == CI_RUNNER || role == CI_MAY_FAIL || role == CI_STAGE || role == CI_NEEDS;
}

static void copy_properties(struct inherit *i, struct ci_scope *to, const struct ci_scope *from)
{
	VEC_EACH(const struct ci_property, p, &from->properties)
		if (is_passed_on(p->role) && !ci_property(to, p->role))
			ci_add_property(to, p->role, p->key, p->value, i->arena);
}

/* Of several that are extended the last one counts first. */
static void take_over(struct inherit *i, struct ci_scope *scope)
{
	for (size_t n = scope->extends.len; n-- > 0;) {
		const struct ci_scope *from = scope->extends.at[n];

		for (int phase = CI_BEFORE; phase <= CI_AFTER; phase++)
			if (!has_phase(scope, (enum ci_phase)phase))
				copy_scripts(i, scope, from, (enum ci_phase)phase);
		copy_properties(i, scope, from);
	}
}

static void resolve(struct inherit *i, struct ci_scope *scope, unsigned depth)
{
	if (i->is_resolved[scope->number] || depth > CHAIN_MAX)
		return;
	i->is_resolved[scope->number] = true; /* also stops who extends itself */
	VEC_EACH(const struct ci_property, p, &scope->properties) {
		struct ci_scope *from =
			p->role == CI_INHERITS ? find_job(i, p->value.text) : NULL;

		if (!from || from == scope)
			continue;
		resolve(i, from, depth + 1);
		*vec_add(&scope->extends, i->arena) = from;
	}
	take_over(i, scope);
}

void ci_inherit(struct ci_pipeline *pipeline, struct arena *arena)
{
	struct inherit i = {.pipeline = pipeline, .arena = arena};
	bool any = false;

	VEC_EACH(struct ci_scope *const, scope, &pipeline->scopes) {
		if ((*scope)->level == CI_JOB && (*scope)->name.text.ptr)
			*vec_add(&i.jobs, arena) = *scope;
		any |= ci_property(*scope, CI_INHERITS) != NULL;
	}
	if (!any || i.jobs.len == 0)
		return;
	i.is_resolved = arena_array(arena, pipeline->scopes.len, sizeof(*i.is_resolved));
	qsort(i.jobs.at, i.jobs.len, sizeof(*i.jobs.at), compare_names);
	VEC_EACH(struct ci_scope *const, scope, &pipeline->scopes)
		if ((*scope)->level == CI_JOB)
			resolve(&i, *scope, 0);
}
