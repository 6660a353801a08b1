/*
 * References are followed through env:, outputs of jobs, and outputs of steps as far as the
 * names and the text of the step tell.
 *
 * The name of a branch alone is looked up in this repository, where an outsider has no
 * branches; only together with the outsider's repository it is their code. A commit is found in
 * either.
 */
#include "rules/ci_foreign_code.h"

#include "ci/expressions.h"

struct question {
	struct ci_code_reader *reader;
	const struct ci_scope *scope;
	bool is_repository; /* the text names a repository, not a ref */
	unsigned depth;
};

enum {
	REFERENCES_DEEP = 6
};

/* Texts that name each other could be followed for ever. */
static bool can_look_at(const struct question *q, size_t bytes)
{
	if (q->reader->bytes_left < bytes)
		return false;
	q->reader->bytes_left -= bytes;
	return true;
}

static bool has(struct span text, const char *word)
{
	return span_find_nocase(text, word) < text.len;
}

static enum ci_code worse(enum ci_code a, enum ci_code b)
{
	return a > b ? a : b;
}

static enum ci_code judge_text(const struct question *outer, struct span text);

/* --- what an event says
 * ------------------------------------------------------------------------
 */

static const struct known {
	const char *path;
	enum ci_event event;
	enum ci_code code;
	bool is_repository;
} known[] = {
	{"github.event.pull_request.head.sha", CI_ON_PULL_REQUEST_TARGET, CI_CODE_FOREIGN,
		false},
	{"github.event.pull_request.merge_commit_sha", CI_ON_PULL_REQUEST_TARGET,
		CI_CODE_FOREIGN, false},
	{"github.event.pull_request.head.ref", CI_ON_PULL_REQUEST_TARGET, CI_CODE_BRANCH,
		false},
	{"github.head_ref", CI_ON_PULL_REQUEST_TARGET, CI_CODE_BRANCH, false},
	{"github.event.workflow_run.head_sha", CI_ON_WORKFLOW_RUN, CI_CODE_FOREIGN, false},
	{"github.event.workflow_run.head_commit.id", CI_ON_WORKFLOW_RUN, CI_CODE_FOREIGN,
		false},
	{"github.event.workflow_run.head_branch", CI_ON_WORKFLOW_RUN, CI_CODE_BRANCH, false},
	{"github.event.pull_request.head.repo.full_name", CI_ON_PULL_REQUEST_TARGET,
		CI_CODE_FOREIGN, true},
	{"github.event.pull_request.head.repo.owner.login", CI_ON_PULL_REQUEST_TARGET,
		CI_CODE_FOREIGN, true},
	{"github.event.pull_request.head.user.login", CI_ON_PULL_REQUEST_TARGET,
		CI_CODE_FOREIGN, true},
	{"github.event.workflow_run.head_repository.full_name", CI_ON_WORKFLOW_RUN,
		CI_CODE_FOREIGN, true},
	{"github.event.workflow_run.head_repository.owner.login", CI_ON_WORKFLOW_RUN,
		CI_CODE_FOREIGN, true},
};

static enum ci_code judge_event_path(const struct question *q, struct span path)
{
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (known[i].is_repository == q->is_repository &&
			known[i].event == q->reader->event &&
			span_eq_nocase(path, known[i].path))
			return known[i].code;
	return CI_CODE_OWN;
}

/* --- what other places of the file say
 * --------------------------------------------------------
 */

static enum ci_code judge_variable(const struct question *q, struct span name)
{
	for (const struct ci_scope *scope = q->scope; scope; scope = scope->parent)
		for (size_t i = scope->variables.items.len; i-- > 0;)
			if (span_eq(scope->variables.items.at[i].name.text, name))
				return judge_text(q, scope->variables.items.at[i].value.text);
	return CI_CODE_OWN;
}

static const struct ci_scope *step_named(
	const struct ci_pipeline *pipeline, const struct ci_scope *job, struct span id)
{
	VEC_EACH(struct ci_scope *const, scope, &pipeline->scopes) {
		const struct ci_property *named = ci_property(*scope, CI_ID);

		if ((*scope)->parent == job && named && span_eq(named->value.text, id))
			return *scope;
	}
	return NULL;
}

static const struct ci_scope *job_named(const struct ci_pipeline *pipeline, struct span name)
{
	VEC_EACH(struct ci_scope *const, scope, &pipeline->scopes)
		if ((*scope)->level == CI_JOB && span_eq((*scope)->name.text, name))
			return *scope;
	return NULL;
}

/* What scripts and actions ask for when they look up a pull request. */
struct asked {
	const struct question *question;
	bool commit;
	bool branch;
	bool repository;
};

static bool has_one_of(struct span text, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (has(text, words[i]))
			return true;
	return false;
}

static void look_for_question(void *payload, const struct ci_text *text)
{
	static const char *const commits[] = {"head.sha", "head_sha", "headSha", "headRefOid",
		"merge_commit_sha", "refs/pull/", "pull-request-comment-branch",
		"get-workflow-origin", "resolve-pr-refs"};
	static const char *const branches[] = {"head.ref", "head_ref", "headRef"};
	static const char *const repositories[] = {"head.repo", "headRepository"};
	struct asked *asked = payload;

	if (!can_look_at(asked->question, text->text.len))
		return;
	asked->commit |= has_one_of(text->text, commits, sizeof(commits) / sizeof(*commits));
	asked->branch |= has_one_of(text->text, branches, sizeof(branches) / sizeof(*branches));
	asked->repository |= has_one_of(
		text->text, repositories, sizeof(repositories) / sizeof(*repositories));
}

/* An output of a step: its name, and what the step asks for, tell what it is. */
static enum ci_code judge_output(
	const struct question *q, const struct ci_scope *step, struct span name)
{
	struct asked asked = {.question = q};

	if (has(name, "base") || has(name, "target"))
		return CI_CODE_OWN;
	ci_each_text(step, look_for_question, &asked);
	if (q->is_repository)
		return asked.repository ? CI_CODE_COMPUTED : CI_CODE_OWN;
	if (has(name, "sha") || has(name, "commit") || has(name, "oid"))
		return asked.commit ? CI_CODE_COMPUTED : CI_CODE_OWN;
	if (has(name, "ref") || has(name, "branch") || has(name, "head"))
		return asked.branch || asked.commit ? CI_CODE_BRANCH : CI_CODE_OWN;
	return CI_CODE_OWN;
}

/* The parts of "steps.ID.outputs.NAME". */
static bool split_output(struct span path, struct span *of, struct span *name)
{
	struct span part;

	return span_split(&path, '.', &part) && span_split(&path, '.', of) &&
		span_split(&path, '.', &part) && span_eq_str(part, "outputs") &&
		span_split(&path, '.', name);
}

static enum ci_code judge_step_output(const struct question *q, struct span path)
{
	const struct ci_scope *step;
	struct span id;
	struct span name;

	if (!split_output(path, &id, &name))
		return CI_CODE_OWN;
	step = step_named(q->reader->pipeline, ci_job_of(q->scope), id);
	return step ? judge_output(q, step, name) : CI_CODE_OWN;
}

static enum ci_code judge_job_output(const struct question *q, struct span path)
{
	const struct ci_scope *job;
	struct question inner = *q;
	struct span of;
	struct span name;

	if (!split_output(path, &of, &name))
		return CI_CODE_OWN;
	job = job_named(q->reader->pipeline, of);
	if (!job)
		return CI_CODE_OWN;
	inner.scope = job;
	VEC_EACH(const struct ci_property, p, &job->properties)
		if (p->role == CI_EXPRESSION && span_eq(p->key.text, name))
			return judge_text(&inner, p->value.text);
	return CI_CODE_OWN;
}

/* --- texts
 * ------------------------------------------------------------------------------------
 */

static enum ci_code judge_path(const struct question *q, struct span path)
{
	if (span_starts_nocase(path, "env."))
		return judge_variable(q, span_from(path, 4));
	if (span_starts_nocase(path, "steps."))
		return judge_step_output(q, path);
	if (span_starts_nocase(path, "needs."))
		return judge_job_output(q, path);
	return judge_event_path(q, path);
}

/* "fromJSON(steps.pull.outputs.result).data.head.sha" */
static enum ci_code judge_part_of_output(const struct question *q, struct span one)
{
	if (!has(one, "fromJSON(") || (!has(one, "steps.") && !has(one, "needs.")))
		return CI_CODE_OWN;
	if (q->is_repository)
		return has(one, "head.repo") ? CI_CODE_COMPUTED : CI_CODE_OWN;
	if (has(one, "head.sha") || has(one, "merge_commit_sha"))
		return CI_CODE_COMPUTED;
	return has(one, "head.ref") ? CI_CODE_BRANCH : CI_CODE_OWN;
}

/* "a || b": what either says, unless its own condition is not met. */
static enum ci_code judge_expression(const struct question *q, struct span inside)
{
	enum ci_code code = CI_CODE_OWN;
	struct span path;

	while (inside.len) {
		size_t end = span_find(inside, "||");
		struct span one = span_sub(inside, 0, end);

		inside = span_from(inside, end + 2);
		if (ci_condition_admits(one, q->reader->event) == CI_ADMITS_NOBODY)
			continue;
		code = worse(code, judge_part_of_output(q, one));
		while (ci_next_path(&one, &path))
			code = worse(code, judge_path(q, path));
	}
	return code;
}

/* The number of a pull request that is known at that event: "refs/pull/N/merge" */
static enum ci_code judge_pull(const struct question *q, struct span text)
{
	size_t at = span_find(text, "pull/");
	struct span number = span_from(text, at + strlen("pull/"));

	if (at == text.len || q->is_repository || number.len == 0 || number.ptr[0] != '$')
		return CI_CODE_OWN;
	if (!has(number, "/head") && !has(number, "/merge"))
		return CI_CODE_OWN;
	if (has(number, "github.event.issue.number"))
		return q->reader->event == CI_ON_ISSUE_COMMENT ? CI_CODE_FOREIGN : CI_CODE_OWN;
	if (has(number, "github.event.pull_request.number") ||
		has(number, "github.event.number"))
		return q->reader->event == CI_ON_PULL_REQUEST_TARGET ? CI_CODE_FOREIGN
								     : CI_CODE_OWN;
	/* the list is empty for forks; inputs are people's who may write */
	if (has(number, "workflow_run.pull_requests") || has(number, "inputs."))
		return CI_CODE_OWN;
	return CI_CODE_COMPUTED;
}

/* "$NAME", "${NAME}" of a shell, with a variable that the file sets. */
static enum ci_code judge_shell(const struct question *q, struct span text)
{
	struct span name = text;

	if (!span_starts(name, "$"))
		return CI_CODE_OWN;
	name = span_from(name, 1);
	if (span_starts(name, "{"))
		name = span_sub(name, 1, span_chr(name, '}'));
	return judge_variable(q, name);
}

static enum ci_code judge_text(const struct question *outer, struct span text)
{
	struct question q = *outer;
	enum ci_code code;
	struct span expression;

	if (!text.ptr || q.depth++ >= REFERENCES_DEEP || !can_look_at(&q, text.len + 64))
		return CI_CODE_OWN;
	code = judge_pull(&q, text);
	if (span_starts(span_trim(text), "$") && !span_starts(span_trim(text), "${{"))
		code = worse(code, judge_shell(&q, span_trim(text)));
	while (ci_next_expression(KIND_GITHUB_ACTIONS, &text, &expression))
		code = worse(code, judge_expression(&q, ci_inside(expression)));
	return code;
}

enum ci_code ci_code_of_ref(
	struct ci_code_reader *reader, const struct ci_scope *scope, struct span text)
{
	struct question q = {.reader = reader, .scope = scope};

	return judge_text(&q, text);
}

enum ci_code ci_code_of_checkout(struct ci_code_reader *reader, const struct ci_scope *step)
{
	const struct ci_variable *ref = ci_input(step, "ref");
	const struct ci_variable *repository = ci_input(step, "repository");
	struct question q = {.reader = reader, .scope = step, .is_repository = true};
	enum ci_code code = ref ? ci_code_of_ref(reader, step, ref->value.text) : CI_CODE_OWN;
	enum ci_code where = repository ? judge_text(&q, repository->value.text) : CI_CODE_OWN;

	return worse(code, where);
}

/* --- versions of actions/checkout
 * ---------------------------------------------------------------
 */

static unsigned number_of(struct span digits)
{
	unsigned number = 0;

	for (size_t i = 0; i < digits.len && i < 4 && is_digit(digits.ptr[i]); i++)
		number = number * 10 + (unsigned)(digits.ptr[i] - '0');
	return number;
}

/* "v6.1.0", or "v6", which is a tag that moves. */
static bool is_refusing_version(struct span version, bool moves)
{
	/* of the major versions 2 to 7, since summer 2026 */
	static const unsigned first[] = {8, 7, 4, 1, 1, 0};
	struct span major;
	struct span minor;

	if (span_eq_str(version, "main"))
		return true;
	if (version.len < 2 || version.ptr[0] != 'v' || !is_digit(version.ptr[1]))
		return false;
	version = span_from(version, 1);
	span_split(&version, '.', &major);
	if (number_of(major) < 2)
		return false;
	if (number_of(major) > 7)
		return true;
	if (!span_split(&version, '.', &minor))
		return moves || number_of(major) == 7;
	return number_of(minor) >= first[number_of(major) - 2];
}

/* "v6.1.0" of "… # v6.1.0" */
static struct span version_in_comment(struct span text, struct span call)
{
	struct span rest = span_from(text, (size_t)(call.ptr - text.ptr) + call.len);
	struct span version;
	size_t end = 0;

	rest = span_sub(rest, 0, span_chr(rest, '\n'));
	rest = span_from(rest, span_chr(rest, '#'));
	for (size_t i = 1; i + 1 < rest.len; i++)
		if (rest.ptr[i] == 'v' && is_digit(rest.ptr[i + 1]) &&
			!is_alnum(rest.ptr[i - 1])) {
			version = span_from(rest, i);
			while (end < version.len && !is_space(version.ptr[end]))
				end++;
			return span_sub(version, 0, end);
		}
	return span_of("", 0);
}

bool ci_checkout_refuses_forks(struct span text, struct span call)
{
	struct span version = span_from(call, span_chr(call, '@') + 1);

	return is_refusing_version(version, true) ||
		is_refusing_version(version_in_comment(text, call), false);
}
