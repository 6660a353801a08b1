#define PCRE2_CODE_UNIT_WIDTH 8

#include "text/regex.h"

#include <pcre2.h>
#include <stdlib.h>

#include "base/nomem.h"

enum {
	/*
	 * Our own patterns need a few hundred steps. The limits stop patterns of a policy that
	 * explode on hostile text: about 50 ms at worst.
	 */
	MATCH_LIMIT = 200000,
	DEPTH_LIMIT = 20000,
	HEAP_LIMIT_KIB = 4096,
	USES_BEFORE_JIT = 16,
};

struct regex {
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *limits;
	unsigned uses;
};

enum status regex_compile(
	struct regex **out, struct span pattern, bool anchored, struct error *err)
{
	/* \C could split what look-behind sees; \K could move a match before its start */
	uint32_t options = PCRE2_NEVER_UTF | PCRE2_NEVER_UCP | PCRE2_NEVER_BACKSLASH_C |
		(anchored ? PCRE2_ANCHORED : 0);
	struct regex *regex;
	int code;
	PCRE2_SIZE where;

	regex = xmalloc(sizeof(*regex));
	*regex = (struct regex){0};
	regex->code = pcre2_compile(
		(PCRE2_SPTR)pattern.ptr, pattern.len, options, &code, &where, NULL);
	if (!regex->code) {
		PCRE2_UCHAR text[200];

		if (pcre2_get_error_message(code, text, sizeof(text)) < 0)
			text[0] = '\0';
		error_set(err, "not a regular expression: %s (at byte %zu)", (char *)text,
			(size_t)where + 1);
		free(regex);
		return STATUS_POLICY;
	}
	regex->data = pcre2_match_data_create_from_pattern(regex->code, NULL);
	regex->limits = pcre2_match_context_create(NULL);
	if (!regex->data || !regex->limits)
		nomem();
	pcre2_set_match_limit(regex->limits, MATCH_LIMIT);
	pcre2_set_depth_limit(regex->limits, DEPTH_LIMIT);
	pcre2_set_heap_limit(regex->limits, HEAP_LIMIT_KIB);
	*out = regex;
	return STATUS_OK;
}

void regex_free(struct regex *regex)
{
	if (!regex)
		return;
	pcre2_match_data_free(regex->data);
	pcre2_match_context_free(regex->limits);
	pcre2_code_free(regex->code);
	free(regex);
}

enum regex_result regex_search(
	struct regex *regex, struct span subject, size_t start, struct regex_match *match)
{
	int rc;
	const PCRE2_SIZE *pair;

	if (start > subject.len)
		return REGEX_NO_MATCH;
	/* a failure leaves the interpreter, which gives the same answers */
	if (++regex->uses == USES_BEFORE_JIT)
		(void)pcre2_jit_compile(regex->code, PCRE2_JIT_COMPLETE);
	rc = pcre2_match(regex->code, (PCRE2_SPTR)(subject.ptr ? subject.ptr : ""), subject.len,
		start, 0, regex->data, regex->limits);
	if (rc == PCRE2_ERROR_JIT_STACKLIMIT)
		rc = pcre2_match(regex->code, (PCRE2_SPTR)subject.ptr, subject.len, start,
			PCRE2_NO_JIT, regex->data, regex->limits);
	if (rc == PCRE2_ERROR_NOMATCH)
		return REGEX_NO_MATCH;
	if (rc == PCRE2_ERROR_NOMEMORY)
		nomem();
	if (rc < 0)
		return REGEX_LIMIT;
	pair = pcre2_get_ovector_pointer(regex->data);
	if (pair[0] > pair[1]) /* \K inside a look-ahead can do that */
		return REGEX_LIMIT;
	match->start = pair[0];
	match->end = pair[1];
	match->group_start = pair[0];
	match->group_end = pair[1];
	if (rc > 1 && pair[2] != PCRE2_UNSET && pair[2] <= pair[3]) {
		match->group_start = pair[2];
		match->group_end = pair[3];
	}
	return REGEX_MATCH;
}
