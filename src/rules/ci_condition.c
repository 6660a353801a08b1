/* Conditions of GitHub's expressions: whose doing they let through. */
#include "rules/ci_events.h"

struct reader {
	struct span rest;
	enum ci_event event;
	unsigned depth;
};

enum {
	CONDITION_DEPTH_MAX = 32
};

static bool has(struct span text, const char *word)
{
	return span_find_nocase(text, word) < text.len;
}

static bool has_one_of(struct span text, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (has(text, words[i]))
			return true;
	return false;
}

#define HAS_ONE_OF(text, words) has_one_of(text, words, sizeof(words) / sizeof(*(words)))

static enum ci_admission less(enum ci_admission a, enum ci_admission b)
{
	return a < b ? a : b;
}

static enum ci_admission more(enum ci_admission a, enum ci_admission b)
{
	return a > b ? a : b;
}

/* --- one comparison --------------------------------------------------------------------------
 */

/* Take the next 'string' off text. */
static bool next_string(struct span *text, struct span *string)
{
	size_t open = span_chr(*text, '\'');
	size_t close;

	if (open == text->len)
		return false;
	*text = span_from(*text, open + 1);
	close = span_chr(*text, '\'');
	*string = span_sub(*text, 0, close);
	*text = span_from(*text, close < text->len ? close + 1 : close);
	return true;
}

static bool is_word_byte(char c)
{
	return is_alnum(c) || c == '_';
}

/* Does name stand in text as a whole word: alone, or in a list? */
static bool has_word(struct span text, struct span name)
{
	for (size_t i = 0; i + name.len <= text.len; i++) {
		struct span here = span_sub(text, i, i + name.len);
		bool starts = i == 0 || !is_word_byte(text.ptr[i - 1]);
		bool ends = i + name.len == text.len || !is_word_byte(text.ptr[i + name.len]);

		if (starts && ends && span_eq(here, name))
			return true;
	}
	return false;
}

/* Is the event among those that are asked for? */
static bool asks_for(struct span leaf, struct span event)
{
	bool by_front = has(leaf, "startsWith(");
	struct span rest = leaf;
	struct span string;

	while (next_string(&rest, &string)) {
		if (has_word(string, event))
			return true;
		if (by_front && string.len && string.len <= event.len &&
			span_eq(span_sub(event, 0, string.len), string))
			return true;
	}
	return false;
}

/* Is the answer yes where the two sides are equal, or what is asked for is there? */
static bool is_positive(struct span leaf, bool negated)
{
	bool positive = !negated;

	if (has(leaf, "!="))
		positive = !positive;
	if (has(leaf, "= false") || has(leaf, "=false") || has(leaf, "'false'"))
		positive = !positive;
	return positive;
}

/* Everybody has written to the repository before, or nobody has. */
static enum ci_admission association(struct span leaf, enum ci_admission when_known)
{
	static const char *const strangers[] = {
		"'NONE'", "\"NONE\"", "FIRST_TIME", "FIRST_TIMER"};

	if (HAS_ONE_OF(leaf, strangers))
		return CI_ADMITS_ALL;
	return has(leaf, "CONTRIBUTOR") ? CI_ADMITS_LABEL : when_known;
}

/* Where the code comes from: of this repository, or of a person who is named. */
static bool is_about_origin(struct span leaf)
{
	static const char *const origins[] = {"head.repo.full_name", "head.repo.owner",
		"head.repo.id", "head.repo.name", "head.repo.url", "head.user.login",
		"head.label", "head_repository.full_name", "head_repository.owner",
		"head_repository.id", "pull_request.user.login", "pull_request.user.id",
		"issue.user.login", "issue.user.id"};

	return HAS_ONE_OF(leaf, origins);
}

static bool is_about_actor(struct span leaf)
{
	static const char *const actors[] = {"comment.user.", "github.actor",
		"triggering_actor", "sender.login", "sender.id", "sender.type", "review.user.",
		"workflow_run.actor", "user.type"};

	return HAS_ONE_OF(leaf, actors);
}

static bool is_about_label(struct span leaf)
{
	return has(leaf, "labels") || has(leaf, "event.label") || has(leaf, "'labeled'");
}

/* Else it is a value, or true because it is there. */
static bool is_comparison(struct span leaf)
{
	return span_chr(leaf, '=') < leaf.len || span_chr(leaf, '(') < leaf.len;
}

/* A comparison that holds only for the one or the other. */
static enum ci_admission if_positive(bool positive, enum ci_admission admission)
{
	return positive ? admission : CI_ADMITS_ALL;
}

static enum ci_admission judge_event(struct span leaf, bool negated, struct span event)
{
	bool positive = negated == has(leaf, "!=");

	return asks_for(leaf, event) == positive ? CI_ADMITS_ALL : CI_ADMITS_NOBODY;
}

/* "github.event.issue.pull_request" by itself: it is a comment to a pull request. */
static bool is_itself(struct span leaf, const char *path)
{
	return span_eq_nocase(span_trim(leaf), path);
}

static enum ci_admission judge_presence(bool is_there, bool negated)
{
	return is_there != negated ? CI_ADMITS_ALL : CI_ADMITS_NOBODY;
}

static enum ci_admission judge_leaf(struct span leaf, bool negated, enum ci_event event)
{
	bool positive = is_positive(leaf, negated);

	if (is_itself(leaf, "false"))
		return negated ? CI_ADMITS_ALL : CI_ADMITS_NOBODY;
	if (is_itself(leaf, "github.event.issue.pull_request"))
		return judge_presence(event == CI_ON_ISSUE_COMMENT, negated);
	if (is_itself(leaf, "github.event.pull_request"))
		return judge_presence(event == CI_ON_PULL_REQUEST_TARGET ||
				event == CI_ON_PULL_REQUEST || event == CI_ON_CALLER,
			negated);
	if (has(leaf, "github.event_name") && event != CI_ON_CALLER)
		return judge_event(leaf, negated, span_str(ci_event_name(event)));
	if (has(leaf, "workflow_run.event"))
		return judge_event(leaf, negated, span_str("pull_request"));
	if (has(leaf, "repo.fork") || has(leaf, "head_repository.fork"))
		return if_positive(!positive, CI_ADMITS_NOBODY);
	if (has(leaf, "comment.author_association") || has(leaf, "review.author_association"))
		return if_positive(positive, association(leaf, CI_ADMITS_ACTOR));
	if (has(leaf, "author_association"))
		return if_positive(positive, association(leaf, CI_ADMITS_NOBODY));
	if (has(leaf, "pull_request.merged"))
		return if_positive(positive, CI_ADMITS_NOBODY);
	if (!is_comparison(leaf))
		return CI_ADMITS_ALL;
	if (is_about_origin(leaf))
		return if_positive(positive, CI_ADMITS_NOBODY);
	/* a fork's branch may have any name, also "main" */
	if (has(leaf, "workflow_run.head_branch"))
		return if_positive(positive, CI_ADMITS_MAYBE);
	if (is_about_actor(leaf))
		return if_positive(positive, CI_ADMITS_ACTOR);
	if (is_about_label(leaf))
		return if_positive(positive, CI_ADMITS_LABEL);
	return CI_ADMITS_ALL;
}

/* --- && || ! ( ) -----------------------------------------------------------------------------
 */

static void skip_blanks(struct reader *r)
{
	for (;;) {
		r->rest = span_trim(r->rest);
		if (span_starts(r->rest, "${{"))
			r->rest = span_from(r->rest, 3);
		else if (span_starts(r->rest, "}}"))
			r->rest = span_from(r->rest, 2);
		else
			return;
	}
}

static bool take(struct reader *r, const char *token)
{
	skip_blanks(r);
	if (!span_starts(r->rest, token))
		return false;
	r->rest = span_from(r->rest, strlen(token));
	return true;
}

/* Up to the next operator outside of brackets and strings. */
static struct span take_leaf(struct reader *r)
{
	struct span text = r->rest;
	size_t depth = 0;
	size_t i = 0;

	for (; i < text.len; i++) {
		struct span here = span_from(text, i);
		char c = text.ptr[i];

		if (c == '\'')
			i += 1 + span_chr(span_from(text, i + 1), '\'');
		else if (c == '(')
			depth++;
		else if (depth == 0 &&
			(c == ')' || span_starts(here, "&&") || span_starts(here, "||")))
			break;
		else if (c == ')')
			depth--;
	}
	r->rest = span_from(text, i);
	return span_sub(text, 0, i);
}

static enum ci_admission read_or(struct reader *r, bool negated);

static enum ci_admission read_unary(struct reader *r, bool negated)
{
	enum ci_admission admission;

	skip_blanks(r);
	while (r->rest.len && r->rest.ptr[0] == '!') {
		r->rest = span_from(r->rest, 1);
		negated = !negated;
		skip_blanks(r);
	}
	if (!span_starts(r->rest, "(") || r->depth >= CONDITION_DEPTH_MAX)
		return judge_leaf(take_leaf(r), negated, r->event);
	r->rest = span_from(r->rest, 1);
	r->depth++;
	admission = read_or(r, negated);
	r->depth--;
	take(r, ")");
	return admission;
}

static enum ci_admission read_and(struct reader *r, bool negated)
{
	enum ci_admission admission = read_unary(r, negated);

	while (take(r, "&&"))
		admission = (negated ? more : less)(admission, read_unary(r, negated));
	return admission;
}

static enum ci_admission read_or(struct reader *r, bool negated)
{
	enum ci_admission admission = read_and(r, negated);

	while (take(r, "||"))
		admission = (negated ? less : more)(admission, read_and(r, negated));
	return admission;
}

enum ci_admission ci_condition_admits(struct span condition, enum ci_event event)
{
	struct reader r = {.rest = condition, .event = event};

	return condition.len ? read_or(&r, false) : CI_ADMITS_ALL;
}
