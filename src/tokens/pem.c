#include "tokens/pem.h"

#include "base/buf.h"
#include "text/base64.h"
#include "tokens/placeholder.h"

enum {
	LONGEST_LABEL = 40,
	LONGEST_BLOCK = 128 * 1024,
	LEAST_BODY = 60, /* an Ed25519 key in PKCS#8 has 64 digits */
};

const char pem_keywords[] = "-----BEGIN LS0tLS1CRUdJTi PuTTY-User-Key-File-";

#define PEM(slug, title, flags)                                                  \
	{                                                                        \
		slug, title, 0, (flags) | TOKEN_PRIVATE_KEY, pem_keywords, NULL, \
			CHECKSUM_NONE, NULL, NULL                                \
	}

enum {
	PEM_RSA,
	PEM_EC,
	PEM_DSA,
	PEM_OPENSSH,
	PEM_PKCS8,
	PEM_ENCRYPTED,
	PEM_SIGSTORE,
	PEM_PGP,
	PEM_OTHER,
	PEM_PUTTY,
	PEM_PUTTY_ENCRYPTED,
};

const struct token_kind pem_kinds[] = {
	[PEM_RSA] = PEM("pem-rsa", "RSA private key", 0),
	[PEM_EC] = PEM("pem-ec", "EC private key", 0),
	[PEM_DSA] = PEM("pem-dsa", "DSA private key", 0),
	[PEM_OPENSSH] = PEM("pem-openssh", "OpenSSH private key", 0),
	[PEM_PKCS8] = PEM("pem-pkcs8", "private key", 0),
	[PEM_ENCRYPTED] = PEM("pem-encrypted", "encrypted private key", TOKEN_WEAK),
	[PEM_SIGSTORE] = PEM("pem-encrypted-sigstore", "encrypted cosign key", TOKEN_WEAK),
	[PEM_PGP] = PEM("pem-pgp", "PGP private key", 0),
	[PEM_OTHER] = PEM("pem-other", "private key", 0),
	[PEM_PUTTY] = PEM("putty", "PuTTY private key", 0),
	[PEM_PUTTY_ENCRYPTED] =
		PEM("putty-encrypted", "encrypted PuTTY private key", TOKEN_WEAK),
};

const size_t pem_kind_count = sizeof(pem_kinds) / sizeof(*pem_kinds);

static const struct {
	const char *label;
	int kind;
} labels[] = {
	{"RSA PRIVATE KEY", PEM_RSA},
	{"EC PRIVATE KEY", PEM_EC},
	{"DSA PRIVATE KEY", PEM_DSA},
	{"OPENSSH PRIVATE KEY", PEM_OPENSSH},
	{"PRIVATE KEY", PEM_PKCS8},
	{"ENCRYPTED PRIVATE KEY", PEM_ENCRYPTED},
	{"ENCRYPTED SIGSTORE PRIVATE KEY", PEM_SIGSTORE},
	{"ENCRYPTED COSIGN PRIVATE KEY", PEM_SIGSTORE},
	{"PGP PRIVATE KEY BLOCK", PEM_PGP},
};

static int kind_of_label(struct span label)
{
	for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++)
		if (span_eq_str(label, labels[i].label))
			return labels[i].kind;
	/* some other "… PRIVATE KEY"; certificates and public keys end otherwise */
	return span_ends(label, " PRIVATE KEY") ? PEM_OTHER : -1;
}

static bool is_body_digit(char c)
{
	return is_alnum(c) || c == '+' || c == '/' || c == '=';
}

/*
 * Append the base64 digits of the block to body. False if something stands in it that no
 * spelling of a real key has: "...", "<key>", "${KEY}".
 */
static bool collect_body(struct span block, struct buf *body, bool *encrypted)
{
	struct span line;
	size_t at = 0;

	while (at < block.len) {
		char c = block.ptr[at];
		struct span rest = span_from(block, at);

		if (span_starts(rest, "\\n") || span_starts(rest, "\\r") ||
			span_starts(rest, "\\t")) {
			at += 2;
			continue;
		}
		if (span_starts(rest, "\\u000a") || span_starts(rest, "\\u000A")) {
			at += 6;
			continue;
		}
		if (is_space(c) || c == '"' || c == '\'' || c == '\\' || c == ',' || c == '#' ||
			c == '|' || c == '>' || c == ';') {
			at++;
			continue;
		}
		/* "Proc-Type: 4,ENCRYPTED", "Version: …": a header line of its own */
		line = span_sub(rest, 0, span_chr(rest, '\n'));
		line = span_sub(line, 0, span_find(line, "\\n"));
		if (span_chr(line, ':') < 20 && span_chr(line, ' ') > span_chr(line, ':')) {
			*encrypted |= span_find(line, "ENCRYPTED") < line.len;
			at += line.len;
			continue;
		}
		if (!is_body_digit(c))
			return false;
		while (at < block.len && is_body_digit(block.ptr[at]))
			buf_add_char(body, block.ptr[at++]);
	}
	return true;
}

/* Does the body start as its kind must? */
static bool body_is_plausible(int kind, bool encrypted, struct span body, struct arena *arena)
{
	static const char openssh[] = "openssh-key-v1";
	struct span head;

	if (body.len < LEAST_BODY || is_placeholder_body(span_sub(body, 0, 64)))
		return false;
	if (encrypted || kind == PEM_PGP || kind == PEM_SIGSTORE || kind == PEM_OTHER)
		return true;
	if (!base64_decode(span_sub(body, 0, 20), arena, &head))
		return false;
	if (kind == PEM_OPENSSH)
		return span_starts(head, openssh);
	return head.len > 0 && (unsigned char)head.ptr[0] == 0x30; /* DER: SEQUENCE */
}

/*
 * Take "-----WORD LABEL-----" off the front of *rest. Five dashes stand nowhere else in a
 * block, so each search ends at the next marker and many unfinished blocks stay cheap.
 */
static bool take_marker(struct span *rest, const char *word, struct span *label)
{
	struct span inner;
	size_t len;

	if (!span_starts(*rest, word))
		return false;
	inner = span_from(*rest, strlen(word));
	len = span_find(span_sub(inner, 0, LONGEST_LABEL + 5), "-----");
	if (len >= LONGEST_LABEL || len >= inner.len)
		return false;
	*label = span_sub(inner, 0, len);
	*rest = span_from(inner, len + 5);
	return true;
}

static bool pem_at(struct span text, size_t at, struct arena *arena, struct private_key *key)
{
	struct span rest = span_sub(text, at, at + LONGEST_BLOCK);
	struct span label;
	struct span end_label;
	struct span block;
	struct buf body;
	bool encrypted = false;
	bool found = false;
	int kind;

	if (!take_marker(&rest, "-----BEGIN ", &label))
		return false;
	kind = kind_of_label(label);
	block = span_sub(rest, 0, span_find(rest, "-----"));
	rest = span_from(rest, block.len);
	if (kind < 0 || !take_marker(&rest, "-----END ", &end_label))
		return false;
	buf_init(&body, LONGEST_BLOCK);
	if (collect_body(block, &body, &encrypted) &&
		body_is_plausible(kind, encrypted, buf_span(&body), arena)) {
		if (encrypted && kind != PEM_SIGSTORE)
			kind = PEM_ENCRYPTED;
		*key = (struct private_key){
			.kind = &pem_kinds[kind],
			.start = at,
			.end = (size_t)(rest.ptr - text.ptr),
			.value = arena_copy(arena, buf_span(&body)),
		};
		found = true;
	}
	buf_release(&body);
	return found;
}

/* "LS0tLS1CRUdJTi" is "-----BEGIN " in base64. */
static bool wrapped_pem_at(
	struct span text, size_t at, struct arena *arena, struct private_key *key)
{
	struct span rest = span_sub(text, at, at + LONGEST_BLOCK);
	struct span decoded;
	size_t len = 0;

	/* only at the start of a run of digits, so that no run is decoded twice */
	if (at > 0 && is_body_digit(text.ptr[at - 1]))
		return false;
	while (len < rest.len && is_body_digit(rest.ptr[len]))
		len++;
	if (len < LEAST_BODY || !base64_decode(span_sub(rest, 0, len), arena, &decoded) ||
		!pem_at(decoded, 0, arena, key))
		return false;
	key->start = at;
	key->end = at + len;
	return true;
}

static bool putty_at(struct span text, size_t at, struct arena *arena, struct private_key *key)
{
	static const char magic[] = "PuTTY-User-Key-File-";
	struct span rest = span_sub(text, at, at + LONGEST_BLOCK);
	size_t lines;
	size_t mac;
	bool plain;

	/* a file ends where the next one starts: many unfinished ones stay cheap */
	rest = span_sub(rest, 0,
		sizeof(magic) - 1 + span_find(span_from(rest, sizeof(magic) - 1), magic));
	lines = span_find(rest, "Private-Lines:");
	mac = span_find(rest, "Private-MAC:");
	if (mac == rest.len || mac < lines + LEAST_BODY)
		return false;
	plain = span_find(rest, "Encryption: none") < lines;
	*key = (struct private_key){
		.kind = &pem_kinds[plain ? PEM_PUTTY : PEM_PUTTY_ENCRYPTED],
		.start = at,
		.end = at + mac + span_chr(span_from(rest, mac), '\n'),
		.value = arena_copy(arena, span_sub(rest, lines, mac)),
	};
	return true;
}

bool private_key_at(struct span text, size_t at, struct arena *arena, struct private_key *key)
{
	switch (text.ptr[at]) {
	case '-':
		return pem_at(text, at, arena, key);
	case 'L':
		return wrapped_pem_at(text, at, arena, key);
	default:
		return putty_at(text, at, arena, key);
	}
}
