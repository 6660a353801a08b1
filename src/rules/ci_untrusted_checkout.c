/*
 * A workflow that runs with the rights of the repository, though an outsider caused it, checks
 * out the outsider's code and runs it: builds it, tests it, installs what it asks for.
 *
 * Each job is followed step by step, once for each such event: what is checked out to where,
 * and what then runs there. A checkout alone runs nothing.
 */
#include "base/escape.h"
#include "ci/expressions.h"
#include "rules/ci_code_runs.h"
#include "rules/ci_foreign_code.h"
#include "rules/ci_hits.h"

/* A directory of the workspace, and what was checked out to it. */
struct tree {
	struct span path;
	enum ci_code code;
	enum ci_admission admission;
	struct span place; /* of the checkout, in the file */
	bool is_refused;   /* by the action, unless it is told otherwise */
	bool is_raised;
};

struct walk {
	struct subject *subject;
	struct ci_code_reader *code;
	const struct ci_job_admission *job;
	const struct ci_scope *step;
	enum ci_admission admission; /* of the step */
	struct span directory;       /* in which commands run; ptr NULL: not known */
	VEC(struct tree) trees;
	struct span fetched; /* name of a pull request's commits that were fetched, or empty */
	struct span fetched_at;
};

enum {
	TREES_MAX = 32 /* in one job */
};

/* --- findings
 * ---------------------------------------------------------------------------------
 */

static enum severity by_admission(enum ci_admission admission)
{
	switch (admission) {
	case CI_ADMITS_ALL:
		return SEVERITY_HIGH;
	case CI_ADMITS_LABEL:
		return SEVERITY_MEDIUM;
	case CI_ADMITS_ACTOR:
	case CI_ADMITS_MAYBE:
		return SEVERITY_LOW;
	default:
		return SEVERITY_NOTE;
	}
}

static enum severity less_severe(enum severity a, enum severity b)
{
	return a < b ? a : b;
}

static void look_for_secret(void *payload, const struct ci_text *text)
{
	bool *found = payload;
	struct span rest = text->text;
	struct span expression;
	struct span path;

	while (!*found && ci_next_expression(KIND_GITHUB_ACTIONS, &rest, &expression)) {
		struct span inside = ci_inside(expression);

		while (ci_next_path(&inside, &path))
			if (span_starts_nocase(path, "secrets") &&
				!span_eq_nocase(path, "secrets.GITHUB_TOKEN"))
				*found = true;
	}
}

static bool has_secrets(const struct ci_pipeline *pipeline, const struct ci_scope *job)
{
	bool found = false;

	ci_each_text(pipeline->scopes.at[0], look_for_secret, &found);
	VEC_EACH(struct ci_scope *const, scope, &pipeline->scopes)
		if (!found && ci_job_of(*scope) == job)
			ci_each_text(*scope, look_for_secret, &found);
	return found;
}

/* Does the file say that the job's token may write nothing? */
static bool is_read_only(const struct ci_scope *job)
{
	const struct ci_property *any = ci_inherited(job, CI_PERMISSIONS);
	const struct ci_scope *scope = job;

	if (!any)
		return false;
	while (!ci_property(scope, CI_PERMISSIONS))
		scope = scope->parent;
	VEC_EACH(const struct ci_property, p, &scope->properties)
		if (p->role == CI_PERMISSIONS && !span_eq_str(p->value.text, "read") &&
			!span_eq_str(p->value.text, "none") &&
			!span_eq_str(p->value.text, "read-all") && p->value.text.len)
			return false;
	return true;
}

/* Is it known that the workflow which this one follows runs for pull requests? */
static bool follows_pull_requests(const struct walk *w)
{
	const struct ci_property *conditions[] = {
		ci_property(w->step, CI_CONDITION), ci_property(w->job->job, CI_CONDITION)};

	for (size_t i = 0; i < sizeof(conditions) / sizeof(*conditions); i++) {
		struct span text = conditions[i] ? conditions[i]->value.text : span_of("", 0);

		if (span_find(text, "workflow_run.event") < text.len)
			return true; /* and nothing else gets through */
	}
	return false;
}

static enum severity severity_of(const struct walk *w, const struct tree *tree)
{
	enum ci_admission admission =
		tree->admission < w->admission ? tree->admission : w->admission;
	enum severity severity = by_admission(admission);

	if (tree->code == CI_CODE_BRANCH)
		return SEVERITY_NOTE;
	if (tree->code == CI_CODE_COMPUTED)
		severity = less_severe(severity, SEVERITY_MEDIUM);
	if (tree->is_refused)
		severity = less_severe(severity, SEVERITY_MEDIUM);
	/* else it may follow one that only runs for pushes */
	if (w->code->event == CI_ON_WORKFLOW_RUN && !follows_pull_requests(w))
		severity = less_severe(severity, SEVERITY_MEDIUM);
	/* what is left is the cache that later builds read */
	if (severity > SEVERITY_MEDIUM && is_read_only(w->job->job) &&
		!has_secrets(w->code->pipeline, w->job->job))
		severity = SEVERITY_MEDIUM;
	return severity;
}

static const char *whose(const struct tree *tree)
{
	switch (tree->code) {
	case CI_CODE_BRANCH:
		return "a branch whose name an outsider chose";
	case CI_CODE_COMPUTED:
		return "what seems to be an outsider's code";
	default:
		return "an outsider's code";
	}
}

static const char *when(const struct walk *w, const struct tree *tree)
{
	enum ci_admission admission =
		tree->admission < w->admission ? tree->admission : w->admission;

	switch (admission) {
	case CI_ADMITS_MAYBE:
		return ", if the workflow that it follows runs for forks";
	case CI_ADMITS_LABEL:
		return ", also what comes after somebody agreed to it";
	case CI_ADMITS_ACTOR:
		return ", once somebody who may write starts it";
	default:
		return "";
	}
}

static void raise_run(struct walk *w, struct tree *tree, struct span place, struct span shown)
{
	struct subject *subject = w->subject;
	size_t line = line_of(subject, (size_t)(place.ptr - subject->text.ptr));
	struct hit *hit;

	tree->is_raised = true;
	hit = raise_ci_hit(subject, RULE_ci_untrusted_checkout, tree->place);
	if (!hit)
		return;
	hit->at_most = severity_of(w, tree);
	hit->message = arena_printf(subject->arena,
		"%s is checked out on %s, and line %zu runs it (%s)%s%s", whose(tree),
		ci_event_name(w->code->event), line,
		shown_text(subject->arena, span_sub(shown, 0, 60)), when(w, tree),
		tree->is_refused ? "; this actions/checkout refuses forks as long as "
				   "allow-unsafe-pr-checkout is not set"
				 : "");
	hit->fix = w->code->event == CI_ON_WORKFLOW_RUN
		? "run code in the workflow that pull_request starts, and take its results as "
		  "data here"
		: "run code in a workflow that pull_request starts: it has no secrets and may "
		  "not write";
}

/* --- trees
 * ------------------------------------------------------------------------------------
 */

static bool is_below(struct span path, struct span directory)
{
	return directory.len == 0 ||
		(path.len >= directory.len &&
			span_eq(span_sub(path, 0, directory.len), directory) &&
			(path.len == directory.len || path.ptr[directory.len] == '/'));
}

static struct tree *tree_at(struct walk *w, struct span path)
{
	struct tree *nearest = NULL;

	VEC_EACH(struct tree, tree, &w->trees)
		if (is_below(path, tree->path) &&
			(!nearest || tree->path.len >= nearest->path.len))
			nearest = tree;
	return nearest;
}

/* NULL: nothing changes. */
static struct tree *put_tree(
	struct walk *w, struct span path, enum ci_code code, struct span place)
{
	struct tree *tree = path.ptr ? tree_at(w, path) : NULL;

	if (!path.ptr)
		return NULL;
	if (!tree || tree->path.len != path.len) {
		if (w->trees.len == TREES_MAX) {
			w->subject->undecided = "more checkouts in one job than are followed";
			return NULL;
		}
		tree = vec_add(&w->trees, w->subject->arena);
	} else if (code == CI_CODE_OWN && ci_property(w->step, CI_CONDITION)) {
		return NULL; /* the other one may still be there */
	}
	*tree = (struct tree){
		.path = path, .code = code, .admission = w->admission, .place = place};
	return tree;
}

static void note_run(struct walk *w, struct span where, struct span place, struct span shown)
{
	struct tree *tree = where.ptr ? tree_at(w, where) : NULL;

	if (tree && tree->code != CI_CODE_OWN && !tree->is_raised)
		raise_run(w, tree, place, shown);
}

/* --- checkouts
 * --------------------------------------------------------------------------------
 */

static bool is_checkout(const struct ci_scope *step)
{
	const struct ci_property *call = ci_property(step, CI_CALL);
	struct span name = call ? call->value.text : span_of("", 0);

	name = span_sub(name, 0, span_chr(name, '@'));
	return span_ends_nocase(name, "/checkout");
}

/* Not on comments: there it does not look. */
static bool is_refused(const struct walk *w)
{
	const struct ci_property *call = ci_property(w->step, CI_CALL);
	const struct ci_variable *allow = ci_input(w->step, "allow-unsafe-pr-checkout");

	return w->code->event != CI_ON_ISSUE_COMMENT &&
		(!allow || ci_is_false(allow->value.text)) &&
		ci_checkout_refuses_forks(w->subject->text, call->value.raw);
}

static void check_out(struct walk *w)
{
	const struct ci_variable *path = ci_input(w->step, "path");
	const struct ci_variable *ref = ci_input(w->step, "ref");
	const struct ci_variable *repository = ci_input(w->step, "repository");
	const struct ci_property *call = ci_property(w->step, CI_CALL);
	struct span place = ref ? ref->value.raw
		: repository    ? repository->value.raw
				: call->value.raw;
	struct tree *tree = put_tree(w,
		ci_path_below(span_of("", 0), path ? path->value.text : span_str("."),
			w->subject->arena),
		ci_code_of_checkout(w->code, w->step), place);

	if (tree)
		tree->is_refused = tree->code >= CI_CODE_COMPUTED && is_refused(w);
}

static struct span word_at(const struct command *c, size_t i)
{
	return i < c->words.len ? ci_word_written(&c->words.at[i]) : span_of("", 0);
}

/* "origin pull/7/head:name": what it is called then; ptr NULL: no pull request. */
static struct span fetched_name(struct walk *w, const struct command *c)
{
	for (size_t i = 2; i < c->words.len; i++) {
		struct span word = word_at(c, i);
		size_t colon = span_find(word, "/head:");

		if (ci_code_of_ref(w->code, w->step, word) < CI_CODE_COMPUTED &&
			(span_find(word, "pull/") == word.len ||
				(span_find(word, "/head") == word.len &&
					span_find(word, "/merge") == word.len)))
			continue;
		return colon < word.len ? span_from(word, colon + strlen("/head:"))
					: span_str("FETCH_HEAD");
	}
	return span_of(NULL, 0);
}

static bool is_switch(struct span subcommand)
{
	return span_eq_str(subcommand, "checkout") || span_eq_str(subcommand, "switch") ||
		span_eq_str(subcommand, "reset") || span_eq_str(subcommand, "merge") ||
		span_eq_str(subcommand, "rebase");
}

/* What a word of git checkout makes of the tree. */
static enum ci_code code_of_word(struct walk *w, struct span word)
{
	if (w->fetched.len && span_eq(word, w->fetched))
		return CI_CODE_FOREIGN;
	return ci_code_of_ref(w->code, w->step, word);
}

/* "origin/main": back to what is in the repository */
static bool is_own_branch(struct span word)
{
	return (span_starts(word, "origin/") || span_starts(word, "upstream/")) &&
		span_chr(word, '$') == word.len && span_find(word, "pull/") == word.len;
}

static void switch_to(struct walk *w, const struct command *c)
{
	bool stays =
		span_eq_str(word_at(c, 1), "merge") || span_eq_str(word_at(c, 1), "rebase");

	if (command_has(c, "--"))
		return; /* only some files */
	for (size_t i = 2; i < c->words.len; i++) {
		struct span word = word_at(c, i);
		enum ci_code code = code_of_word(w, word);

		if (code >= CI_CODE_COMPUTED || (is_own_branch(word) && !stays)) {
			put_tree(w, w->directory, code, c->place);
			return;
		}
	}
}

static void run_git(struct walk *w, const struct command *c)
{
	struct span subcommand = word_at(c, 1);

	if (span_eq_str(subcommand, "fetch") || span_eq_str(subcommand, "pull")) {
		struct span name = fetched_name(w, c);

		if (!name.ptr)
			return;
		w->fetched = name;
		if (span_eq_str(subcommand, "pull"))
			put_tree(w, w->directory, CI_CODE_FOREIGN, c->place);
	} else if (is_switch(subcommand)) {
		switch_to(w, c);
	}
}

/* --- the walk
 * ---------------------------------------------------------------------------------
 */

static void run_command(struct walk *w, const struct command *c)
{
	struct span name = command_name(c);
	struct span where;

	if (span_eq_str(name, "cd") || span_eq_str(name, "pushd")) {
		w->directory = ci_path_below(w->directory, word_at(c, 1), w->subject->arena);
		return;
	}
	if (span_eq_str(name, "git")) {
		run_git(w, c);
		return;
	}
	if (span_eq_str(name, "gh") && span_eq_str(word_at(c, 1), "pr") &&
		span_eq_str(word_at(c, 2), "checkout")) {
		put_tree(w, w->directory, CI_CODE_FOREIGN, c->place);
		return;
	}
	if (w->trees.len &&
		ci_command_runs_code(
			w->code->pipeline, c, w->directory, w->subject->arena, &where))
		note_run(w, where, c->place, c->place);
}

static void enter_directory(struct walk *w)
{
	const struct ci_property *directory = ci_inherited(w->step, CI_DIRECTORY);

	w->directory = ci_path_below(span_of("", 0),
		directory ? directory->value.text : span_str("."), w->subject->arena);
}

static void run_step(struct walk *w)
{
	const struct ci_pipeline *pipeline = w->code->pipeline;
	const struct ci_property *call = ci_property(w->step, CI_CALL);
	struct span where;

	enter_directory(w);
	if (is_checkout(w->step)) {
		check_out(w);
		return;
	}
	for (size_t i = 0; i < w->step->command_count; i++)
		run_command(w, &pipeline->commands.items.at[w->step->first_command + i]);
	if (w->trees.len && ci_call_runs_code(pipeline, w->step, w->subject->arena, &where))
		note_run(w, where, call->value.raw, call->value.text);
}

/* Steps stand behind their job. */
static void walk_job(struct subject *subject, struct ci_code_reader *code,
	const struct ci_job_admission *job, size_t first)
{
	const struct ci_pipeline *pipeline = subject->pipeline;
	struct walk w = {.subject = subject, .code = code, .job = job};

	for (size_t i = first; i < pipeline->scopes.len; i++) {
		w.step = pipeline->scopes.at[i];
		if (w.step->level != CI_STEP || ci_job_of(w.step) != job->job)
			break;
		w.admission = ci_admit_step(job, w.step, code->event);
		if (w.admission != CI_ADMITS_NOBODY)
			run_step(&w);
	}
}

static void walk_jobs(
	struct subject *subject, const struct ci_admissions *all, enum ci_event event)
{
	const struct ci_pipeline *pipeline = subject->pipeline;
	struct ci_code_reader code = {pipeline, event, CI_CODE_BYTES_MAX};
	size_t next = 0;

	for (size_t i = 0; i < pipeline->scopes.len && next < all->jobs.len; i++) {
		const struct ci_job_admission *job = &all->jobs.at[next];

		if (pipeline->scopes.at[i] != job->job)
			continue;
		if (job->by_event[event] != CI_ADMITS_NOBODY)
			walk_job(subject, &code, job, i + 1);
		next++;
	}
}

void rule_ci_untrusted_checkout(struct subject *subject)
{
	static const enum ci_event checked[] = {
		CI_ON_PULL_REQUEST_TARGET, CI_ON_ISSUE_COMMENT, CI_ON_WORKFLOW_RUN};

	if (subject->kind != KIND_GITHUB_ACTIONS || !subject->pipeline)
		return;
	for (size_t i = 0; i < sizeof(checked) / sizeof(*checked); i++)
		walk_jobs(subject, ci_admissions(subject), checked[i]);
}
