#include "model/ciphertext.h"

/* "$ANSIBLE_VAULT;1.1;AES256", maybe a label, then lines of hexadecimal digits. */
static bool is_vault(struct span text)
{
	struct span line;
	size_t lines = 0;

	if (!span_next_line(&text, &line) || !span_starts(line, "$ANSIBLE_VAULT;1.") ||
		!span_starts(span_from(line, strlen("$ANSIBLE_VAULT;1.0")), ";AES256"))
		return false;
	for (; span_next_line(&text, &line); lines++) {
		line = span_trim(line);
		for (size_t i = 0; i < line.len; i++)
			if (!is_hex_digit(line.ptr[i]))
				return false;
	}
	return lines > 0;
}

/* More than half of random bytes are no ASCII text; a quarter leaves room for bad luck. */
static bool is_binary(struct span bytes)
{
	size_t binary = 0;

	for (size_t i = 0; i < bytes.len; i++) {
		unsigned char c = (unsigned char)bytes.ptr[i];

		binary += c >= 0x7f || (c < 0x20 && !is_space(bytes.ptr[i]));
	}
	return bytes.len > 0 && binary * 4 >= bytes.len;
}

static bool is_git_crypt(struct span text)
{
	static const char magic[] = "\0GITCRYPT"; /* and the NUL behind it */

	return text.len > sizeof(magic) && memcmp(text.ptr, magic, sizeof(magic)) == 0 &&
		is_binary(span_from(text, sizeof(magic)));
}

/* Header lines, the last of which begins with "---", then the payload. */
static bool is_age(struct span text)
{
	struct span line;

	if (!span_starts(text, "age-encryption.org/v"))
		return false;
	while (span_next_line(&text, &line))
		if (span_starts(line, "--- "))
			return is_binary(text);
	return false;
}

bool is_ciphertext(struct span text)
{
	return is_vault(text) || is_git_crypt(text) || is_age(text);
}
