/*
 * An action or a called workflow that is used at a branch, or at no version at all.
 *
 * What has a number in it is taken for a version: v4, release/v1, a commit. The others are
 * looked at by their names; nothing here can ask whether it is a branch or a tag.
 */
#include "base/escape.h"
#include "rules/ci_hits.h"

/* These are the versions of what the action installs. */
static bool is_named_release(struct span name, struct span ref)
{
	return span_eq_str(name, "dtolnay/rust-toolchain") &&
		(span_eq_str(ref, "stable") || span_eq_str(ref, "beta") ||
			span_eq_str(ref, "nightly"));
}

static bool has_digit(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (is_digit(text.ptr[i]))
			return true;
	return false;
}

/* Filled in by something else before it is used: "__SHA__", "${{ … }}", "<ref>" */
static bool is_placeholder(struct span ref)
{
	return span_starts(ref, "__") || span_chr(ref, '{') < ref.len ||
		span_chr(ref, '<') < ref.len || span_chr(ref, '$') < ref.len;
}

static bool is_branch(struct span ref)
{
	return span_starts(ref, "refs/heads/") || span_starts(ref, "feature/") ||
		span_starts(ref, "feat/") || span_starts(ref, "fix/");
}

static bool is_version(struct span name, struct span ref)
{
	return !is_branch(ref) &&
		(has_digit(ref) || is_placeholder(ref) || is_named_release(name, ref));
}

/* --- GitHub
 * -----------------------------------------------------------------------------------
 */

/* An inner part of a repository: mostly one's own organization shares it so. */
static bool is_inner_part(struct span name)
{
	return span_find(name, "/.github/") < name.len;
}

/* "acme" of "acme/build/sub" */
static struct span owner_of(struct span name)
{
	return span_sub(name, 0, span_chr(name, '/'));
}

/* The owner that the file says it belongs to: github.repository == 'acme/shop' */
static struct span own_name(struct span text)
{
	size_t at;

	while ((at = span_find(text, "github.repository")) < text.len) {
		struct span line = span_from(text, at);
		size_t quote;

		text = span_from(text, at + 1);
		line = span_sub(line, 0, span_chr(line, '\n'));
		quote = span_chr(line, '\'');
		if (quote == line.len || span_find(span_sub(line, 0, quote), "==") == quote)
			continue;
		line = span_from(line, quote + 1);
		return owner_of(span_sub(line, 0, span_chr(line, '\'')));
	}
	return span_of("", 0);
}

static bool is_of_a_repository(struct span call)
{
	return span_chr(call, '/') < call.len && !span_starts(call, ".") &&
		!span_starts(call, "$") && !span_starts(call, "docker://") &&
		span_find(call, "${{") == call.len;
}

static const char *message_for(struct subject *subject, struct span name, struct span ref)
{
	const char *shown = escaped_text(subject->arena, span_sub(name, 0, 160));

	if (ref.len == 0)
		return arena_printf(subject->arena, "%s is used without a version", shown);
	return arena_printf(subject->arena,
		"%s is used at '%s', which is no version but what stands there that day", shown,
		escaped_text(subject->arena, span_sub(ref, 0, 80)));
}

static void check_call(struct subject *subject, const struct ci_text *call, struct span own)
{
	struct span text = span_trim(call->text);
	const char *at = text.len ? memrchr(text.ptr, '@', text.len) : NULL;
	struct span name = at ? span_sub(text, 0, (size_t)(at - text.ptr)) : text;
	struct span ref = at ? span_from(text, name.len + 1) : span_of("", 0);
	struct hit *hit;

	if (!is_of_a_repository(text) || (ref.len && is_version(name, ref)))
		return;
	hit = raise_ci_hit(subject, RULE_ci_action_unpinned, call->raw);
	if (!hit)
		return;
	if (is_inner_part(name) || (own.len && span_eq(owner_of(name), own)))
		hit->at_most = SEVERITY_NOTE;
	hit->message = message_for(subject, name, ref);
	hit->fix = "use a release, best by its commit: uses: NAME@COMMIT # v1.2.3";
}

/* --- CircleCI
 * ---------------------------------------------------------------------------------
 */

static void check_orb(struct subject *subject, const struct ci_text *orb)
{
	size_t at = span_chr(orb->text, '@');
	struct span version = span_from(orb->text, at + 1);
	struct hit *hit;

	if (at < orb->text.len && !span_eq_str(version, "volatile") &&
		!span_starts(version, "dev:"))
		return;
	if (span_chr(orb->text, '/') == orb->text.len ||
		span_find(orb->text, "<<") < orb->text.len)
		return;
	hit = raise_ci_hit(subject, RULE_ci_action_unpinned, orb->raw);
	if (!hit)
		return;
	hit->message = arena_printf(subject->arena, "the orb %s is used without a version",
		escaped_text(subject->arena, span_sub(orb->text, 0, 160)));
	hit->fix = "use a release of the orb: acme/build@1.2.3";
}

void rule_ci_action_unpinned(struct subject *subject)
{
	bool is_github = subject->kind == KIND_GITHUB_ACTIONS;
	struct span own;

	if (!subject->pipeline || (!is_github && subject->kind != KIND_CIRCLECI))
		return;
	own = own_name(subject->text);
	VEC_EACH(struct ci_scope *const, scope, &subject->pipeline->scopes)
		VEC_EACH(const struct ci_property, p, &(*scope)->properties) {
			if (p->role == CI_CALL && is_github)
				check_call(subject, &p->value, own);
			if (p->role == CI_IMPORT && !is_github)
				check_orb(subject, &p->value);
		}
}
