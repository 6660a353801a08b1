#include "report/fingerprint.h"

#include <stdio.h>

#include "text/digest.h"

static struct fingerprint finish(struct keyed_digest *digest)
{
	struct fingerprint f = {""};
	uint8_t bytes[SHA256_BYTES];
	char *out = f.text;

	keyed_digest_end(digest, bytes);
	memcpy(out, "lg1:", 4);
	out += 4;
	for (size_t i = 0; i < 16; i++, out += 2)
		snprintf(out, 3, "%02x", bytes[i]);
	return f;
}

struct fingerprint fingerprint_secret(struct span key, struct span value)
{
	struct keyed_digest digest;

	keyed_digest_init(&digest, key);
	/* one family for all secret rules: switching a rule off must not change the identity */
	keyed_digest_part(&digest, span_str("secret"));
	keyed_digest_part(&digest, value);
	return finish(&digest);
}

struct fingerprint fingerprint_structure(struct span key, const struct rule *rule,
	struct span path, struct span text, size_t ordinal)
{
	struct keyed_digest digest;
	char number[24];

	snprintf(number, sizeof(number), "%zu", ordinal);
	keyed_digest_init(&digest, key);
	keyed_digest_part(&digest, span_str(rule->slug));
	keyed_digest_part(&digest, path);
	keyed_digest_part(&digest, text);
	keyed_digest_part(&digest, span_str(number));
	return finish(&digest);
}

bool fingerprint_eq(const struct fingerprint *a, const struct fingerprint *b)
{
	return memcmp(a->text, b->text, sizeof(a->text)) == 0;
}

bool fingerprint_is_valid(struct span text)
{
	if (text.len != 36 || !span_starts(text, "lg1:"))
		return false;
	for (size_t i = 4; i < text.len; i++)
		if (!is_digit(text.ptr[i]) && !(text.ptr[i] >= 'a' && text.ptr[i] <= 'f'))
			return false;
	return true;
}
