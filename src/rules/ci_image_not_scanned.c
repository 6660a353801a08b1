/*
 * An image that is pushed before anything has looked for vulnerabilities in it. One finding for
 * a file, at the first such push.
 *
 * What another file does (a workflow or a job that is included) is not known; where that may be
 * a scan, nothing is said.
 */
#include <stdlib.h>

#include "rules/ci_hits.h"

/* Where a step or a command stands in the order of the file. */
struct moment {
	const struct ci_scope *job;
	size_t scope;
	size_t command; /* 0: the step itself */
};

struct push {
	struct moment at;
	struct span place;
	const char *tool;
};

struct scan {
	struct moment at;
	bool is_known; /* else its name only says that something is scanned */
	bool may_fail; /* and nobody would care */
};

struct search {
	struct subject *subject;
	VEC(struct push) pushes;
	VEC(struct scan) scans;
	/* the jobs that this one waits for, by their index */
	const struct ci_scope *waiting;
	bool *needed;
	unsigned lookups; /* of jobs by their names */
};

static bool has(struct span text, const char *part)
{
	return span_find_nocase(text, part) < text.len;
}

/* --- scans ---------------------------------------------------------------------------------
 */

enum scanner {
	NO_SCANNER,
	ANY_SCANNER,
	IMAGE_SCANNER,
};

static enum scanner scanner_of(struct span text)
{
	static const char *const names[] = {
#define SCANNER(name) name,
#include "rules/image_scans.def"
#undef SCANNER
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (has(text, names[i]))
			return IMAGE_SCANNER;
	/* of source text, or of keys */
	if (has(text, "sonar") || has(text, "codeql") || has(text, "keyscan"))
		return NO_SCANNER;
	return has(text, "scan") || has(text, "vuln") ? ANY_SCANNER : NO_SCANNER;
}

/* Commands that fetch a scanner, or only talk about it. */
static bool is_no_scan(const struct command *c)
{
	static const char *const names[] = {"echo", "printf", "apt", "apt-get", "apk", "yum",
		"dnf", "brew", "curl", "wget", "tar", "mv", "cp", "chmod", "mkdir", "export",
		"install", "docker pull"};
	struct span name = command_name(c);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_eq_str(name, names[i]))
			return true;
	return false;
}

static bool scope_may_fail(const struct ci_scope *scope)
{
	for (; scope; scope = scope->parent) {
		const struct ci_property *said = ci_property(scope, CI_MAY_FAIL);
		const struct ci_property *failure = ci_property(scope, CI_FAILURE);

		if ((said && ci_is_true(said->value.text)) ||
			(failure && span_eq_str(failure->value.text, "ignore")))
			return true;
	}
	return false;
}

/* "--exit-code 0", "--exit-code=0" */
static bool says_exit_0(const struct command *c)
{
	for (size_t i = 1; i < c->words.len; i++) {
		struct span word = command_text(c, i);

		if (span_eq_str(word, "--exit-code=0") ||
			(span_eq_str(word, "--exit-code") &&
				span_eq_str(command_text(c, i + 1), "0")))
			return true;
	}
	return false;
}

static bool input_is(const struct ci_scope *scope, const char *name, const char *value)
{
	const struct ci_variable *input = ci_input(scope, name);

	return input && span_eq_str(span_trim(input->value.text), value);
}

static void add_scan(struct search *s, struct moment at, enum scanner scanner, bool may_fail)
{
	const struct ci_scope *scope = s->subject->pipeline->scopes.at[at.scope];

	if (scanner != NO_SCANNER)
		*vec_add(&s->scans, s->subject->arena) = (struct scan){
			at, scanner == IMAGE_SCANNER, may_fail || scope_may_fail(scope)};
}

static void find_scan_command(struct search *s, struct moment at, const struct command *c)
{
	enum scanner found = NO_SCANNER;

	if (is_no_scan(c))
		return;
	VEC_EACH(const struct command_word, word, &c->words) {
		enum scanner scanner = scanner_of(word->text);

		found = scanner > found ? scanner : found;
	}
	add_scan(s, at, found, c->may_fail || says_exit_0(c));
}

/* What it calls, what that gets, or the image that it runs in. */
static void find_scan_call(struct search *s, struct moment at, const struct ci_scope *scope)
{
	bool may_fail =
		input_is(scope, "exit-code", "0") || input_is(scope, "fail-build", "false");

	VEC_EACH(const struct ci_property, p, &scope->properties)
		if (p->role == CI_CALL || p->role == CI_IMAGE)
			add_scan(s, at, scanner_of(p->value.text), may_fail);
	VEC_EACH(const struct ci_variable, input, &scope->inputs.items)
		add_scan(s, at, scanner_of(input->name.text), may_fail);
}

/* --- pushes --------------------------------------------------------------------------------
 */

static void add_push(struct search *s, struct moment at, struct span place, const char *tool)
{
	*vec_add(&s->pushes, s->subject->arena) = (struct push){at, place, tool};
}

/* A registry that the job itself has started. */
static bool is_local(struct span text)
{
	return has(text, "localhost") || has(text, "127.0.0.1") || has(text, "kind-registry");
}

static bool command_is_local(const struct command *c)
{
	VEC_EACH(const struct command_word, word, &c->words)
		if (is_local(word->text))
			return true;
	return false;
}

static bool starts_with(
	const struct ci_pipeline *pipeline, const struct command *c, const char *words)
{
	struct span rest = span_str(words);
	struct span word;
	size_t i = 0;

	while (span_split(&rest, ' ', &word)) {
		if (!span_eq(i ? command_text(c, i) : ci_program(pipeline, c), word))
			return false;
		i++;
	}
	return true;
}

static void find_push_command(struct search *s, struct moment at, const struct command *c)
{
	static const char *const pushes[] = {"docker push", "docker image push", "podman push",
		"buildah push", "nerdctl push", "crane push", "docker compose push",
		"docker-compose push", "podman manifest push", "buildah manifest push"};

	if (command_is_local(c))
		return;
	for (size_t i = 0; i < sizeof(pushes) / sizeof(*pushes); i++)
		if (starts_with(s->subject->pipeline, c, pushes[i]))
			add_push(s, at, c->place, pushes[i]);
	if (starts_with(s->subject->pipeline, c, "skopeo copy") &&
		span_starts(command_text(c, c->words.len - 1), "docker://"))
		add_push(s, at, c->place, "skopeo copy");
}

static void find_push_call(struct search *s, struct moment at, const struct ci_scope *scope)
{
	static const char *const calls[] = {"redhat-actions/push-to-registry", "docker/push",
		"aws-ecr/push_image", "aws-ecr/push-image", "gcp-gcr/push-image",
		"atlassian/aws-ecr-push-image", "atlassian/google-gcr-push-image"};
	const struct ci_property *call = ci_property(scope, CI_CALL);
	const struct ci_property *images = ci_property(scope, CI_PUSHED_IMAGE);

	for (size_t i = 0; call && i < sizeof(calls) / sizeof(*calls); i++)
		if (ci_calls(scope, calls[i]))
			add_push(s, at, call->value.raw, calls[i]);
	if (call && ci_calls(scope, "Docker") && input_is(scope, "command", "push"))
		add_push(s, at, call->value.raw, "Docker");
	if (images) {
		at.scope = s->subject->pipeline->scopes.len; /* behind all steps */
		add_push(s, at, images->value.raw, "the build");
	}
}

static void find_pushing_build(struct search *s, struct moment at, const struct ci_build *build)
{
	const struct ci_variable *tags = ci_input(build->scope, "tags");

	if (build->push == CI_NOT_PUSHED || build->is_fragment ||
		(tags && is_local(tags->value.text)) ||
		(build->command && command_is_local(build->command)))
		return;
	add_push(s, at, build->place, build->tool);
}

/* --- what was before what ------------------------------------------------------------------
 */

static bool is_before(const struct moment *a, const struct moment *b)
{
	return a->scope < b->scope || (a->scope == b->scope && a->command <= b->command);
}

enum {
	LOOKUPS_MAX = 2000, /* each looks at all scopes */
	PUSHES_MAX = 1000,
};

static const struct ci_scope *find_job(struct search *s, struct span name)
{
	if (s->lookups++ >= LOOKUPS_MAX)
		return NULL;
	VEC_EACH(struct ci_scope *const, scope, &s->subject->pipeline->scopes)
		if ((*scope)->level == CI_JOB && span_eq((*scope)->name.text, name))
			return *scope;
	return NULL;
}

/* Mark the jobs that a job waits for, also by way of others. */
static void mark_needed(struct search *s, const struct ci_scope *job)
{
	VEC_EACH(const struct ci_property, p, &job->properties) {
		const struct ci_scope *needed =
			p->role == CI_NEEDS ? find_job(s, p->value.text) : NULL;

		if (!needed || s->needed[needed->index])
			continue;
		s->needed[needed->index] = true;
		mark_needed(s, needed);
	}
}

static bool waits_for(
	struct search *s, const struct ci_scope *job, const struct ci_scope *other)
{
	if (s->waiting != job) {
		s->waiting = job;
		s->needed = arena_array(s->subject->arena, s->subject->pipeline->scopes.len,
			sizeof(*s->needed));
		mark_needed(s, job);
	}
	return s->needed[other->index] || s->lookups >= LOOKUPS_MAX;
}

/* Only GitHub's jobs say all that they wait for; else what stands in the file is believed. */
static bool was_scanned(struct search *s, const struct scan *scan, const struct push *push)
{
	if (scan->at.job == push->at.job)
		return is_before(&scan->at, &push->at);
	if (s->subject->kind != KIND_GITHUB_ACTIONS)
		return true;
	return waits_for(s, push->at.job, scan->at.job);
}

/* --- the rule ------------------------------------------------------------------------------
 */

typedef void scope_user(struct search *s, struct moment at, const struct ci_scope *scope);
typedef void command_user(struct search *s, struct moment at, const struct command *c);

static void each_moment(struct search *s, scope_user *use_scope, command_user *use_command)
{
	const struct ci_pipeline *pipeline = s->subject->pipeline;

	VEC_EACH(struct ci_scope *const, at_scope, &pipeline->scopes) {
		const struct ci_scope *scope = *at_scope;
		struct moment at = {ci_job_of(scope), scope->index, 0};

		use_scope(s, at, scope);
		for (size_t i = 0; i < scope->command_count; i++) {
			at.command = i + 1;
			use_command(
				s, at, &pipeline->commands.items.at[scope->first_command + i]);
		}
	}
}

static int in_order(const void *a, const void *b)
{
	const struct push *x = a;
	const struct push *y = b;

	if (x->at.scope != y->at.scope)
		return x->at.scope < y->at.scope ? -1 : 1;
	return (x->at.command > y->at.command) - (x->at.command < y->at.command);
}

static void find_pushes(struct search *s)
{
	each_moment(s, find_push_call, find_push_command);
	VEC_EACH(const struct ci_build, build, &s->subject->pipeline->builds->items) {
		const struct ci_scope *scope = build->scope;
		struct moment at = {ci_job_of(scope), scope->index, 0};

		if (build->command)
			at.command = build->order - scope->first_command + 1;
		find_pushing_build(s, at, build);
	}
	if (s->pushes.len)
		qsort(s->pushes.at, s->pushes.len, sizeof(*s->pushes.at), in_order);
}

/* Other files have jobs of this pipeline, or it is only a part of one: nobody knows the rest.
 */
static bool is_part(const struct subject *subject)
{
	switch (subject->kind) {
	case KIND_TEKTON:
	case KIND_ARGO:
	case KIND_CONCOURSE:
		return true;
	case KIND_GITLAB_CI:
		return !span_eq_str(subject->path, ".gitlab-ci.yml") ||
			ci_property(subject->pipeline->scopes.at[0], CI_INCLUDED);
	case KIND_GITHUB_ACTIONS:
		return span_ends(subject->path, "action.yml") ||
			span_ends(subject->path, "action.yaml");
	default:
		return false;
	}
}

/* True if there was something to raise: the other pushes don't matter any more. */
static bool check_push(struct search *s, const struct push *push)
{
	const char *how = "no scan for vulnerabilities before it";
	struct hit *hit;

	VEC_EACH(const struct scan, scan, &s->scans) {
		bool is_before_push = was_scanned(s, scan, push);

		if (!is_before_push && scan->is_known)
			how = "a scan for vulnerabilities only behind it";
		else if (is_before_push && scan->may_fail)
			how = "a scan before it that can't fail";
		else if (is_before_push)
			return false;
	}
	hit = raise_ci_hit(s->subject, RULE_ci_image_not_scanned, push->place);
	if (!hit)
		return true;
	hit->message =
		arena_printf(s->subject->arena, "%s pushes an image with %s", push->tool, how);
	hit->fix =
		"build, scan (trivy image --exit-code 1, grype --fail-on high, …), then push";
	return true;
}

void rule_ci_image_not_scanned(struct subject *subject)
{
	struct search s = {.subject = subject};

	if (!subject->pipeline || !is_job(subject) || is_part(subject))
		return;
	find_pushes(&s);
	if (s.pushes.len == 0)
		return;
	each_moment(&s, find_scan_call, find_scan_command);
	for (size_t i = 0; i < s.pushes.len && i < PUSHES_MAX; i++)
		if (check_push(&s, &s.pushes.at[i]))
			return;
}
