/* The small parsers of text and tokens, and the escaping that all output goes through. */
#include "base/buf.h"
#include "base/escape.h"
#include "base/utf8.h"
#include "fuzz/fuzz.h"
#include "policy/inline_allow.h"
#include "text/base64.h"
#include "text/glob.h"
#include "text/urlref.h"
#include "tokens/checksum.h"
#include "tokens/judge.h"

static void check_escape(struct span foreign)
{
	struct buf out;

	buf_init(&out, foreign.len * 12 + 16);
	escape_text(&out, foreign);
	escape_path(&out, foreign);
	MUST(!out.overflow);
	for (size_t at = 0; at < out.len;) {
		uint32_t code;
		size_t len = utf8_decode(buf_span(&out), at, &code);

		MUST(len > 0 && code >= 0x20 && code != 0x7f);
		MUST(!(code >= 0x80 && code <= 0x9f) && !(code >= 0x202a && code <= 0x202e));
		at += len;
	}
	buf_release(&out);
}

static void check_judge(struct span value)
{
	for (unsigned syntax = 0; syntax <= JUDGE_BARE_DOLLAR; syntax++) {
		struct judgement j = judge_value(value, syntax);

		if (j.nature == VALUE_LITERAL)
			MUST(j.literal.len > 0 && j.literal.ptr >= value.ptr &&
				j.literal.ptr + j.literal.len <= value.ptr + value.len);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span all = span_of_data(data, size);
	struct span first;
	struct span rest;
	struct arena arena = {0};
	struct span decoded;
	struct urlref url;

	if (size == 0)
		return 0;
	first = span_sub(all, 0, span_chr(all, '\n'));
	rest = span_from(all, first.len + 1);
	check_escape(all);
	check_judge(all);
	(void)glob_match(first, rest);
	(void)glob_complaint(first);
	(void)base64_decode(all, &arena, &decoded);
	for (size_t i = 0; i < size && i < 64; i++)
		(void)urlref_around(all, i, &url);
	for (int family = 0; family <= CHECKSUM_AGE; family++)
		(void)checksum_verify((enum checksum_family)family, first);
	(void)inline_allow_find(first, rest, &rules[RULE_committed_token]);
	arena_release(&arena);
	return 0;
}
