/*
 * Iterates the catalogue: every row's example is found as this kind and no other, its
 * counter-example is not, checksums verify and a wrong one is noticed, keywords are usable,
 * and no pattern runs away on a hostile megabyte.
 */
#include "support/shape.h"
#include "support/unit.h"
#include "text/prefilter.h"
#include "text/regex.h"
#include "tokens/pem.h"
#include "tokens/scan.h"

static struct token_scanner *scanner;

static int set_up(void **state)
{
	(void)state;
	scanner = token_scanner_new(NULL, 0);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	token_scanner_free(scanner);
	return 0;
}

static struct token_matches scan(struct span text, struct arena *arena)
{
	struct token_matches matches;
	struct error err = {""};

	if (token_scan(scanner, text, arena, &matches, &err) != STATUS_OK)
		fail_msg("%s", err.text);
	assert_int_equal(matches.undecided.len, 0);
	return matches;
}

static bool has_kind(const struct token_matches *matches, const struct token_kind *kind)
{
	VEC_EACH(const struct token_match, m, &matches->tokens)
		if (m->kind == kind)
			return true;
	return false;
}

static void check_example(const struct token_kind *kind, unsigned n, struct arena *arena)
{
	struct span text = shape_token(kind, n, arena);
	struct token_matches matches = scan(text, arena);

	if (matches.tokens.len != 1 || matches.tokens.at[0].kind != kind) {
		fail_msg("%s: %zu matches in its example '%.*s', the first is %s", kind->slug,
			matches.tokens.len, SPAN_ARG(text),
			matches.tokens.len ? matches.tokens.at[0].kind->slug : "none");
	}
	if (kind->checksum != CHECKSUM_NONE)
		assert_int_equal(matches.tokens.at[0].checksum, CHECKSUM_VALID);
	else
		assert_int_equal(matches.tokens.at[0].checksum, CHECKSUM_ABSENT);
}

static void test_examples_are_found(void **state)
{
	struct arena arena = {0};

	(void)state;
	for (size_t i = 0; i < token_catalogue_count; i++)
		for (unsigned n = 1; n <= 5; n++)
			check_example(&token_catalogue[i], n, &arena);
	for (size_t i = 0; i < pem_kind_count; i++)
		check_example(&pem_kinds[i], 1, &arena);
	arena_release(&arena);
}

/* The example stands in a line with other text, quoted, or is the last bytes of a file. */
static void test_examples_are_found_in_context(void **state)
{
	static const char *const frames[][2] = {
		{"ENV A=", "\n"}, {"x: \"", "\"\n"}, {"('", "')"}, {"\"a\\n", "\\nb\""}};
	struct arena arena = {0};

	(void)state;
	for (size_t i = 0; i < token_catalogue_count; i++) {
		for (size_t f = 0; f < 4; f++) {
			const struct token_kind *kind = &token_catalogue[i];
			struct span example = shape_token(kind, 1, &arena);
			struct span text = span_str(arena_printf(&arena, "%s%.*s%s",
				frames[f][0], SPAN_ARG(example), frames[f][1]));
			struct token_matches matches = scan(text, &arena);

			if (!has_kind(&matches, kind))
				fail_msg("%s is not found in %.*s", kind->slug, SPAN_ARG(text));
		}
	}
	arena_release(&arena);
}

static void test_counter_examples_are_not(void **state)
{
	struct arena arena = {0};

	(void)state;
	for (size_t i = 0; i < token_catalogue_count; i++) {
		const struct token_kind *kind = &token_catalogue[i];
		struct span text = shape_expand(kind->counter_example, kind->slug, &arena);
		struct token_matches matches = scan(text, &arena);

		if (has_kind(&matches, kind))
			fail_msg("%s is found in its counter-example '%.*s'", kind->slug,
				SPAN_ARG(text));
	}
	arena_release(&arena);
}

static void test_wrong_checksums_are_noticed(void **state)
{
	struct arena arena = {0};

	(void)state;
	for (size_t i = 0; i < token_catalogue_count; i++) {
		const struct token_kind *kind = &token_catalogue[i];
		struct span text;
		struct token_matches matches;

		/* without a right checksum an Azure DevOps token is no match at all */
		if (kind->checksum == CHECKSUM_NONE || kind->checksum == CHECKSUM_AZURE_DEVOPS)
			continue;
		text = shape_fill(
			span_str(arena_printf(&arena, "@{broken:%s}", kind->slug)), &arena);
		matches = scan(text, &arena);
		assert_int_equal(matches.tokens.len, 1);
		assert_ptr_equal(matches.tokens.at[0].kind, kind);
		assert_int_equal(matches.tokens.at[0].checksum, CHECKSUM_INVALID);
	}
	arena_release(&arena);
}

static void test_rows_are_well_formed(void **state)
{
	(void)state;
	for (size_t i = 0; i < token_catalogue_count; i++) {
		const struct token_kind *kind = &token_catalogue[i];
		struct span rest = span_str(kind->keywords);
		struct span word;

		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(kind->slug, token_catalogue[j].slug);
		assert_true(kind->lead >= TOKEN_IN_LINE);
		assert_non_null(kind->title);
		while (span_split(&rest, ' ', &word))
			if (word.len < PREFILTER_MIN_LITERAL)
				fail_msg("%s: keyword '%.*s' is too short", kind->slug,
					SPAN_ARG(word));
	}
}

/* Each keyword again and again, alone and with digits behind it: nothing explodes. */
static void test_hostile_repetition(void **state)
{
	enum {
		SIZE = 1 << 20
	};
	static const char *const fillers[] = {"", "A", "aB3dE6gH9 ", "=", "-"};
	char *text = malloc(SIZE);
	struct arena arena = {0};

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < token_catalogue_count; i++) {
		struct span word = span_str(token_catalogue[i].keywords);
		const char *filler = fillers[i % 5];
		size_t len = 0;

		word = span_sub(word, 0, span_chr(word, ' '));
		while (len + word.len + strlen(filler) < SIZE / 16) {
			memcpy(text + len, word.ptr, word.len);
			len += word.len;
			memcpy(text + len, filler, strlen(filler));
			len += strlen(filler);
		}
		scan(span_of(text, len), &arena);
		arena_reset(&arena);
	}
	free(text);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows_are_well_formed),
		cmocka_unit_test(test_examples_are_found),
		cmocka_unit_test(test_examples_are_found_in_context),
		cmocka_unit_test(test_counter_examples_are_not),
		cmocka_unit_test(test_wrong_checksums_are_noticed),
		cmocka_unit_test(test_hostile_repetition),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
