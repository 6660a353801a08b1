/* ADD of what is elsewhere: nothing says that it is today what it was yesterday. */
#include "base/escape.h"
#include "rules/downloads.h"

static bool is_http(struct span source)
{
	return span_starts_nocase(source, "http://") || span_starts_nocase(source, "https://");
}

/* "https://host/x.git#ref:dir", "git@host:x", "ssh://", "git://" */
static bool is_git(struct span source)
{
	struct span place = span_sub(source, 0, span_chr(source, '#'));

	place = span_sub(place, 0, span_chr(place, '?'));
	return span_starts(source, "git@") || span_starts_nocase(source, "git://") ||
		span_starts_nocase(source, "ssh://") ||
		(is_http(source) && span_ends(place, ".git"));
}

/* Is it a whole commit? A short one can be made to fit. */
static bool is_commit(struct span ref)
{
	for (size_t i = 0; i < ref.len; i++)
		if (!is_hex_digit(ref.ptr[i]))
			return false;
	return ref.len == 40 || ref.len == 64;
}

/* The commit stands behind "#", or in the query. */
static bool is_at_commit(struct span source)
{
	struct span ref = span_from(source, span_chr(source, '#') + 1);
	struct span query = span_from(source, span_chr(source, '?') + 1);
	struct span part;

	if (is_commit(span_sub(ref, 0, span_chr(ref, ':'))))
		return true;
	while (query.len && span_split(&query, '&', &part)) {
		size_t equals = span_chr(part, '=');
		struct span key = span_sub(part, 0, equals);

		if ((span_eq_str(key, "checksum") || span_eq_str(key, "commit") ||
			    span_eq_str(key, "ref")) &&
			is_commit(span_from(part, equals + 1)))
			return true;
	}
	return false;
}

/* Where each stage's last RUN that checks something begins: what is above it may be verified.
 */
static size_t *last_verifications(struct subject *subject)
{
	size_t *last =
		arena_array(subject->arena, subject->image->stages.len + 1, sizeof(*last));

	VEC_EACH(const struct command, c, &build_commands(subject)->items) {
		const struct image_run *run = command_run(subject, c);

		if (run && is_verification(c))
			last[run->stage] = run->at->start;
	}
	return last;
}

static struct hit *raise_source(struct subject *subject, const struct instruction *in,
	const struct instruction_word *word)
{
	struct span place = place_in_file(subject, in, word->raw);
	struct hit *hit = raise_hit(subject, RULE_remote_add_unverified,
		place.len ? place : instruction_place(subject, in));

	hit->value = word->text;
	hit->confidence = CONFIDENCE_CERTAIN;
	return hit;
}

static void check_source(struct subject *subject, const struct instruction *in,
	const struct instruction_word *word, size_t verified)
{
	struct arena *arena = subject->arena;
	struct hit *hit;

	if (is_git(word->text)) {
		if (is_at_commit(word->text))
			return;
		hit = raise_source(subject, in, word);
		hit->at_most = SEVERITY_NOTE;
		hit->message = arena_printf(arena,
			"ADD of %s: a branch or tag can be moved to another commit",
			shown_text(arena, word->text));
		hit->fix = "name the commit: URL#COMMIT, all of its 40 digits";
	} else if (is_http(word->text) && in->start >= verified) {
		hit = raise_source(subject, in, word);
		hit->message = arena_printf(arena,
			"ADD of %s without --checksum: nothing checks what is sent",
			shown_text(arena, word->text));
		hit->fix = "ADD --checksum=sha256:DIGEST URL DEST";
	}
}

static void check_add(struct subject *subject, const struct instruction *in, size_t verified)
{
	if (in->kind != INSTRUCTION_ADD || instruction_flag(in, "checksum"))
		return;
	for (size_t i = 0; i + 1 < in->words.len; i++)
		check_source(subject, in, &in->words.at[i], verified);
}

void rule_remote_add_unverified(struct subject *subject)
{
	const size_t *last;
	size_t stage = 0; /* of the last FROM, and one more */

	if (!subject->image)
		return;
	last = last_verifications(subject);
	VEC_EACH(const struct instruction, in, &subject->dockerfile->instructions) {
		if (in->kind == INSTRUCTION_FROM && stage < subject->image->stages.len)
			stage++;
		check_add(subject, in->inner ? in->inner : in, stage ? last[stage - 1] : 0);
	}
}
