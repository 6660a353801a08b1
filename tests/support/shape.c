#include "support/shape.h"

#include <nettle/base64.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "tokens/pem.h"
#include "tokens/scan.h"

/* xorshift64*: good enough to look random, the same everywhere. */
struct dice {
	uint64_t state;
};

static struct dice dice_for(const char *seed)
{
	struct dice dice = {14695981039346656037u};

	for (; *seed; seed++)
		dice.state = (dice.state ^ (unsigned char)*seed) * 1099511628211u;
	return dice;
}

static uint32_t roll(struct dice *dice, uint32_t sides)
{
	dice->state ^= dice->state >> 12;
	dice->state ^= dice->state << 25;
	dice->state ^= dice->state >> 27;
	return (uint32_t)((dice->state * 2685821657736338717u) >> 33) % sides;
}

#define DIGITS "0123456789"
#define UPPER "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define LOWER "abcdefghijklmnopqrstuvwxyz"

static const struct {
	const char *name;
	const char *alphabet;
} classes[] = {
	{"b62", DIGITS UPPER LOWER},
	{"hex", DIGITS "abcdef"},
	{"HEX", DIGITS "ABCDEF"},
	{"dec", DIGITS},
	{"b64", UPPER LOWER DIGITS "+/"},
	{"url", UPPER LOWER DIGITS "-_"},
	{"abc", UPPER LOWER},
	{"b36", DIGITS LOWER},
	{"base36", DIGITS UPPER},
	{"up", UPPER "234567"},
	{"low", LOWER "234567"},
	{"bech", "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"},
	{"azure", "A"},
};

static void add_digits(struct buf *out, struct dice *dice, const char *alphabet, size_t count)
{
	uint32_t sides = (uint32_t)strlen(alphabet);

	/* a letter first: a value that starts with '-' or '_' is another thing to some parsers
	 */
	for (size_t i = 0; i < count; i++) {
		char c = alphabet[roll(dice, sides)];

		while ((i == 0 || i + 1 == count) &&
			(c == '-' || c == '_' || c == '+' || c == '/'))
			c = alphabet[roll(dice, sides)];
		buf_add_char(out, c);
	}
}

static void add_base64(struct buf *out, struct span text, bool url_safe)
{
	size_t room = BASE64_ENCODE_RAW_LENGTH(text.len) + 1;
	char *encoded = malloc(room);

	if (!encoded)
		abort();
	base64_encode_raw(encoded, text.len, (const uint8_t *)text.ptr);
	encoded[room - 1] = '\0';
	for (char *c = encoded; url_safe && *c; c++)
		*c = (char)(*c == '+' ? '-' : *c == '/' ? '_' : *c);
	if (url_safe)
		encoded[strcspn(encoded, "=")] = '\0';
	buf_add_str(out, encoded);
	free(encoded);
}

static void add_class(struct buf *out, struct dice *dice, struct span class)
{
	size_t colon = span_chr(class, ':');
	struct span name = span_sub(class, 0, colon);
	struct span argument = span_from(class, colon + 1);

	if (span_eq_str(class, "uuid")) {
		static const char form[] = "xxxxxxxx-xxxx-4xxx-axxx-xxxxxxxxxxxx";

		for (const char *c = form; *c; c++) {
			if (*c == 'x')
				add_digits(out, dice, DIGITS "abcdef", 1);
			else
				buf_add_char(out, *c);
		}
		return;
	}
	if (span_eq_str(name, "enc")) {
		add_base64(out, argument, true);
		return;
	}
	for (size_t i = 0; i < sizeof(classes) / sizeof(*classes); i++) {
		if (span_eq_str(name, classes[i].name)) {
			add_digits(out, dice, classes[i].alphabet,
				strtoul(argument.ptr, NULL, 10));
			return;
		}
	}
	fprintf(stderr, "no such class in a template: %.*s\n", SPAN_ARG(class));
	abort();
}

struct span shape_expand(const char *template, const char *seed, struct arena *arena)
{
	struct dice dice = dice_for(seed);
	struct span rest = span_str(template);
	struct buf out;
	struct span copy;

	buf_init(&out, 1 << 24);
	while (rest.len) {
		size_t open = span_chr(rest, '<');
		size_t close;

		buf_add(&out, span_sub(rest, 0, open));
		rest = span_from(rest, open);
		if (rest.len == 0)
			break;
		close = span_chr(rest, '>');
		add_class(&out, &dice, span_sub(rest, 1, close));
		rest = span_from(rest, close + 1);
	}
	copy = arena_copy(arena, buf_span(&out));
	buf_release(&out);
	return copy;
}

/* Put the right checksum into the token that is somewhere in the text. */
static void seal(const struct token_kind *kind, struct span text)
{
	struct token_scanner *scanner = token_scanner_new(NULL, 0);
	struct arena arena = {0};
	struct token_matches matches;
	struct error err;
	char sealed[CHECKSUM_MAX_TOKEN];

	if (token_scan(scanner, text, &arena, &matches, &err) != STATUS_OK)
		abort();
	VEC_EACH(const struct token_match, m, &matches.tokens) {
		struct span token = span_sub(text, m->start, m->end);

		if (m->kind == kind && checksum_seal(kind->checksum, 0, token, sealed))
			memcpy((char *)(uintptr_t)token.ptr, sealed, token.len);
	}
	arena_release(&arena);
	token_scanner_free(scanner);
}

/* 52 digits of base32 are only found with the right checksum: seal the last ones blindly. */
static void seal_azure_devops(struct span text)
{
	char sealed[CHECKSUM_MAX_TOKEN];
	struct span token = span_from(text, text.len - 52);

	if (checksum_seal(CHECKSUM_AZURE_DEVOPS, 0, token, sealed))
		memcpy((char *)(uintptr_t)token.ptr, sealed, token.len);
}

static struct span make_pem(
	const struct token_kind *kind, const char *seed, struct arena *arena)
{
	static const struct {
		const char *slug;
		const char *label;
		const char *start; /* of the body, in base64 */
	} forms[] = {
		{"pem-rsa", "RSA PRIVATE KEY", "MIIEpAIBAAKCAQEA"},
		{"pem-ec", "EC PRIVATE KEY", "MHcCAQEEI"},
		{"pem-dsa", "DSA PRIVATE KEY", "MIIBuwIBAAKBgQ"},
		{"pem-openssh", "OPENSSH PRIVATE KEY", "b3BlbnNzaC1rZXktdjEAAAAABG5vbmU"},
		{"pem-pkcs8", "PRIVATE KEY", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC"},
		{"pem-encrypted", "ENCRYPTED PRIVATE KEY", "MIIFHDBOBgkqhkiG9w0BBQ0wQTAp"},
		{"pem-encrypted-sigstore", "ENCRYPTED SIGSTORE PRIVATE KEY", "eyJrZGYiOnsi"},
		{"pem-pgp", "PGP PRIVATE KEY BLOCK", "lQOYBF"},
		{"pem-other", "CUSTOM PRIVATE KEY", "MIIE"},
	};
	struct buf out;
	struct span body;
	struct span copy;

	buf_init(&out, 65536);
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		if (strcmp(kind->slug, forms[i].slug) != 0)
			continue;
		buf_printf(&out, "-----%s %s-----\n", "BEGIN", forms[i].label);
		buf_add_str(&out, forms[i].start);
		body = shape_expand("<b64:600>", seed, arena);
		for (size_t at = 0; at < body.len; at += 64) {
			buf_add(&out, span_sub(body, at, at + 64));
			buf_add_char(&out, '\n');
		}
		buf_printf(&out, "-----%s %s-----", "END", forms[i].label);
	}
	if (span_starts(span_str(kind->slug), "putty"))
		buf_printf(&out,
			"PuTTY-%s-2: ssh-rsa\nEncryption: %s\nComment: c\nPublic-Lines: "
			"1\n%.*s\n"
			"Private-Lines: 2\n%.*s\n%.*s\nPrivate-MAC: %.*s",
			"User-Key-File",
			strcmp(kind->slug, "putty") == 0 ? "none" : "aes256-cbc",
			SPAN_ARG(shape_expand("<b64:64>", "public", arena)),
			SPAN_ARG(shape_expand("<b64:64>", seed, arena)),
			SPAN_ARG(shape_expand("<b64:60>", seed, arena)),
			SPAN_ARG(shape_expand("<hex:40>", seed, arena)));
	copy = arena_copy(arena, buf_span(&out));
	buf_release(&out);
	return copy;
}

struct span shape_token(const struct token_kind *kind, unsigned n, struct arena *arena)
{
	const char *seed = arena_printf(arena, "%s#%u", kind->slug, n);
	struct span text;

	if (!kind->example)
		return make_pem(kind, seed, arena);
	text = shape_expand(kind->example, seed, arena);
	if (kind->checksum == CHECKSUM_AZURE_DEVOPS)
		seal_azure_devops(text);
	else
		seal(kind, text);
	return text;
}

const struct token_kind *shape_kind(struct span slug)
{
	for (size_t i = 0; i < pem_kind_count; i++)
		if (span_eq_str(slug, pem_kinds[i].slug))
			return &pem_kinds[i];
	return token_kind_find(slug);
}

static void need(bool condition, struct span what)
{
	if (condition)
		return;
	fprintf(stderr, "not understood: @{%.*s}\n", SPAN_ARG(what));
	abort();
}

/* Is the text one token of that kind whose checksum is wrong? */
static bool is_broken(const struct token_kind *kind, struct span text)
{
	struct token_scanner *scanner = token_scanner_new(NULL, 0);
	struct arena arena = {0};
	struct token_matches matches;
	struct error err;
	bool broken;

	if (token_scan(scanner, text, &arena, &matches, &err) != STATUS_OK)
		abort();
	broken = matches.tokens.len == 1 && matches.tokens.at[0].kind == kind &&
		matches.tokens.at[0].checksum == CHECKSUM_INVALID;
	arena_release(&arena);
	token_scanner_free(scanner);
	return broken;
}

/* Change one digit, from the end on, so that it stays this kind but the checksum is wrong. */
static void break_checksum(const struct token_kind *kind, struct span text)
{
	for (size_t i = text.len; i-- > 0;) {
		char *c = (char *)(uintptr_t)text.ptr + i;
		char was = *c;

		if (is_digit(was))
			*c = was == '9' ? '0' : (char)(was + 1);
		else if (is_alpha(was))
			*c = was == 'z' ? 'a' : was == 'Z' ? 'A' : (char)(was + 1);
		if (is_broken(kind, text))
			return;
		*c = was;
	}
	need(false, text);
}

static void add_token(struct buf *out, struct span name, bool broken, struct arena *arena)
{
	size_t hash = span_chr(name, '#');
	const struct token_kind *kind = shape_kind(span_sub(name, 0, hash));
	unsigned n = hash < name.len ? (unsigned)strtoul(name.ptr + hash + 1, NULL, 10) : 1;
	struct span token;

	need(kind != NULL, name);
	token = shape_token(kind, n, arena);
	if (broken)
		break_checksum(kind, token);
	buf_add(out, token);
}

/* A token with something else in the place of its line ends. */
static void add_joined(
	struct buf *out, struct span name, const char *joint, struct arena *arena)
{
	struct buf plain;
	struct span rest;
	struct span line;
	const char *separator = "";

	buf_init(&plain, 65536);
	add_token(&plain, name, false, arena);
	rest = buf_span(&plain);
	while (span_next_line(&rest, &line)) {
		buf_add_str(out, separator);
		buf_add(out, line);
		separator = joint;
	}
	buf_release(&plain);
}

static void add_base64_token(struct buf *out, struct span name, struct arena *arena)
{
	struct buf plain;

	buf_init(&plain, 65536);
	add_token(&plain, name, false, arena);
	add_base64(out, buf_span(&plain), false);
	buf_release(&plain);
}

/* Each byte and then zero bytes, width in all. */
static void add_wide(struct buf *out, struct span text, size_t width, struct arena *arena)
{
	struct buf plain;

	buf_init(&plain, 65536);
	while (text.len) {
		size_t tilde = span_chr(text, '~');
		size_t end;

		buf_add(&plain, span_sub(text, 0, tilde));
		text = span_from(text, tilde + 1);
		if (text.len == 0)
			break;
		end = span_chr(text, '~');
		add_token(&plain, span_sub(text, 0, end), false, arena);
		text = span_from(text, end + 1);
	}
	for (size_t i = 0; i < plain.len; i++) {
		buf_add_char(out, plain.ptr[i]);
		for (size_t zeros = 1; zeros < width; zeros++)
			buf_add_char(out, '\0');
	}
	buf_release(&plain);
}

/* One @{…}; what: between the braces. */
static void add_filling(struct buf *out, struct span what, struct arena *arena)
{
	size_t colon = span_chr(what, ':');
	struct span word = span_sub(what, 0, colon);
	struct span rest = span_from(what, colon + 1);
	const char *seed = arena_printf(arena, "%.*s", SPAN_ARG(word));
	const char *text = arena_printf(arena, "%.*s", SPAN_ARG(rest));

	if (span_starts(word, "shape")) {
		buf_add(out, shape_expand(text, seed, arena));
	} else if (span_eq_str(word, "base64-token")) {
		add_base64_token(out, rest, arena);
	} else if (span_starts(word, "base64")) {
		add_base64(out, shape_expand(text, seed, arena), false);
	} else if (span_eq_str(word, "broken")) {
		add_token(out, rest, true, arena);
	} else if (span_eq_str(word, "escaped")) {
		add_joined(out, rest, "\\n", arena);
	} else if (span_eq_str(word, "indented")) {
		add_joined(out, rest, "\n    ", arena);
	} else if (span_eq_str(word, "tail")) {
		struct span token = shape_token(shape_kind(rest), 1, arena);

		buf_add(out, span_from(token, 1));
	} else if (span_eq_str(word, "utf16")) {
		buf_add(out, span_of("\xff\xfe", 2));
		add_wide(out, rest, 2, arena);
	} else if (span_starts(word, "wide")) {
		add_wide(out, rest, strtoul(seed + strlen("wide"), NULL, 10), arena);
	} else if (span_eq_str(word, "bytes")) {
		for (size_t i = 0; i + 1 < rest.len; i += 2)
			buf_add_char(out,
				(char)(hex_value(rest.ptr[i]) << 4 |
					hex_value(rest.ptr[i + 1])));
	} else if (span_eq_str(word, "repeat")) {
		unsigned long times = strtoul(text, NULL, 10);
		size_t second = span_chr(rest, ':');

		for (unsigned long i = 0; i < times; i++)
			buf_add(out, span_from(rest, second + 1));
	} else {
		need(colon == what.len, what);
		add_token(out, what, false, arena);
	}
}

struct span shape_fill(struct span text, struct arena *arena)
{
	struct buf out;
	struct span copy;

	buf_init(&out, 1 << 26);
	while (text.len) {
		size_t open = span_find(text, "@{");
		size_t close;

		buf_add(&out, span_sub(text, 0, open));
		text = span_from(text, open);
		if (text.len == 0)
			break;
		close = span_chr(text, '}');
		need(close < text.len, span_sub(text, 2, 40));
		/* a template may hold braces of its own only as "}}" would end it: none does */
		add_filling(&out, span_sub(text, 2, close), arena);
		text = span_from(text, close + 1);
	}
	copy = arena_copy(arena, buf_span(&out));
	buf_release(&out);
	return copy;
}
