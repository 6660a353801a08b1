#include "tokens/checksum.h"

#include <string.h>

#include "text/digest.h"

static const char base62[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
static const char base36[] = "0123456789abcdefghijklmnopqrstuvwxyz";
static const char base32_upper[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
static const char base32_lower[] = "abcdefghijklmnopqrstuvwxyz234567";
static const char base64_standard[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* value in the digits of the alphabet, most significant first, padded with its zero. */
static void put_number(char *out, size_t width, uint32_t value, const char *alphabet)
{
	uint32_t radix = (uint32_t)strlen(alphabet);

	for (size_t i = width; i-- > 0;) {
		out[i] = alphabet[value % radix];
		value /= radix;
	}
}

static void put_hex(char *out, uint32_t value, bool upper)
{
	put_number(out, 8, value, upper ? "0123456789ABCDEF" : "0123456789abcdef");
}

static uint32_t swap_bytes(uint32_t v)
{
	return v >> 24 | (v >> 8 & 0xff00) | (v << 8 & 0xff0000) | v << 24;
}

/* Offset behind the first '_', or the length when there is none. */
static size_t behind_prefix(struct span token)
{
	size_t at = span_chr(token, '_');

	return at < token.len ? at + 1 : at;
}

static bool seal_crc_base62(struct span token, char *out)
{
	size_t body = behind_prefix(token);

	if (token.len < body + 7)
		return false;
	put_number(out + token.len - 6, 6, digest_crc32(span_sub(token, body, token.len - 6)),
		base62);
	return true;
}

static bool seal_crc_hex(struct span token, char *out)
{
	size_t body = behind_prefix(token);

	if (token.len < body + 9)
		return false;
	put_hex(out + token.len - 8, digest_crc32(span_sub(token, body, token.len - 8)), false);
	return true;
}

static bool seal_zuplo(struct span token, char *out)
{
	size_t body = behind_prefix(token);

	if (token.len < body + 10)
		return false;
	put_hex(out + token.len - 8, digest_crc32(span_sub(token, body, token.len - 9)), false);
	return true;
}

static bool seal_grafana(struct span token, char *out)
{
	if (token.len < 10)
		return false;
	put_hex(out + token.len - 8,
		swap_bytes(digest_crc32(span_sub(token, 0, token.len - 9))), false);
	return true;
}

static bool seal_atlassian(struct span token, char *out)
{
	if (token.len < 10)
		return false;
	put_hex(out + token.len - 8, digest_crc32(span_sub(token, 0, token.len - 8)), true);
	return true;
}

/* github_pat_ 22 _ 43 then 8 of check and 8 of unknown meaning. */
static bool seal_github_pat(struct span token, char *out)
{
	enum {
		CHECKED = 77,
		CHECK = 8
	};
	uint8_t digest[SHA256_BYTES];
	uint64_t bits = 0;

	if (token.len < CHECKED + CHECK)
		return false;
	digest_sha256(span_sub(token, 0, CHECKED), digest);
	for (size_t i = 0; i < 5; i++)
		bits = bits << 8 | digest[i];
	for (size_t i = CHECK; i-- > 0; bits >>= 5)
		out[CHECKED + i] = base32_upper[bits & 31];
	return true;
}

/*
 * PREFIX PAYLOAD . 01 . LL CCCCCCC: LL is the length of the base64 payload in base36, C the
 * CRC-32 of everything before it (gitlab-org/gitlab routable_token.rb).
 */
static bool seal_gitlab_routable(struct span token, char *out)
{
	enum {
		LENGTH = 2,
		CRC = 7
	};
	size_t payload = span_chr(token, '-') + 1;
	size_t dot = span_chr(token, '.');

	if (token.len < LENGTH + CRC + 2 || dot >= token.len || payload >= dot)
		return false;
	/* runner tokens have "t1_" between prefix and payload */
	if (token.ptr[payload] == 't' && payload + 3 < dot && token.ptr[payload + 2] == '_')
		payload += 3;
	put_number(out + token.len - CRC - LENGTH, LENGTH, (uint32_t)(dot - payload), base36);
	put_number(out + token.len - CRC, CRC, digest_crc32(span_of(out, token.len - CRC)),
		base36);
	return true;
}

/* Unpack base32 or base64 digits into bytes; false on a foreign digit or too many bytes. */
static bool unpack(struct span text, const char *alphabet, unsigned bits, uint8_t *out,
	size_t max, size_t *count)
{
	uint32_t pending = 0;
	unsigned have = 0;

	*count = 0;
	for (size_t i = 0; i < text.len; i++) {
		const char *digit = strchr(alphabet, text.ptr[i]);

		if (!digit || !*digit)
			return false;
		pending = pending << bits | (uint32_t)(digit - alphabet);
		have += bits;
		if (have >= 8) {
			have -= 8;
			if (*count == max)
				return false;
			out[(*count)++] = (uint8_t)(pending >> have);
			pending &= (1u << have) - 1;
		}
	}
	return true;
}

static void pack(
	const uint8_t *bytes, size_t digits, const char *alphabet, unsigned bits, char *out)
{
	uint32_t pending = 0;
	unsigned have = 0;

	for (size_t i = 0; i < digits; i++) {
		if (have < bits) {
			pending = pending << 8 | *bytes++;
			have += 8;
		}
		have -= bits;
		out[i] = alphabet[pending >> have & ((1u << bits) - 1)];
		pending &= (1u << have) - 1;
	}
}

/* Which bytes are not the checksum, and the keys of user and application tokens: AdoPat.cs. */
static bool seal_azure_devops(struct span token, unsigned variant, char *out)
{
	static const uint32_t keys[] = {0xE0B9692D, 0x1019F92E};
	static const size_t check_bytes[] = {22, 8, 7, 2}; /* low to high */
	uint8_t bytes[33] = {0};
	uint8_t body[28];
	size_t count;
	size_t n = 0;
	uint32_t crc;

	if (variant >= 2 || token.len != 52 ||
		!unpack(token, base32_lower, 5, bytes, 32, &count) || count != 32)
		return false;
	for (size_t i = 0; i < count; i++)
		if (i != 2 && i != 7 && i != 8 && i != 22)
			body[n++] = bytes[i];
	crc = digest_crc32(span_of((const char *)body, n)) ^ keys[variant];
	for (size_t i = 0; i < 4; i++)
		bytes[check_bytes[i]] = (uint8_t)(crc >> (8 * i));
	/* 52 digits hold 260 bits, 4 more than 32 bytes: the last digit keeps its spare bits */
	pack(bytes, 51, base32_lower, 5, out);
	out[51] = token.ptr[51];
	{
		uint32_t spare =
			(uint32_t)(strchr(base32_lower, token.ptr[51]) - base32_lower) & 15;

		out[51] = base32_lower[(uint32_t)(bytes[31] & 1) << 4 | spare];
	}
	return true;
}

static uint32_t rotate(uint32_t v, unsigned by)
{
	return v << by | v >> (32 - by);
}

static void marvin_block(uint32_t *a, uint32_t *b)
{
	*b ^= *a;
	*a = rotate(*a, 20) + *b;
	*b = rotate(*b, 9) ^ *a;
	*a = rotate(*a, 27) + *b;
	*b = rotate(*b, 19);
}

uint32_t checksum_marvin32(struct span data, uint64_t seed)
{
	uint32_t a = (uint32_t)seed;
	uint32_t b = (uint32_t)(seed >> 32);
	const unsigned char *p = (const unsigned char *)data.ptr;
	size_t left = data.len;
	uint32_t last = 0x80;

	for (; left >= 4; left -= 4, p += 4) {
		a += (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
			(uint32_t)p[3] << 24;
		marvin_block(&a, &b);
	}
	for (size_t i = left; i-- > 0;)
		last = last << 8 | p[i];
	a += last;
	marvin_block(&a, &b);
	marvin_block(&a, &b);
	return a ^ b;
}

/* Signature in the token, and the seeds of the keys that carry it: IdentifiableMetadata.cs. */
static const struct {
	char signature[5];
	uint64_t seeds[3];
} azure_keys[] = {
	{"+ASt", {0x44656661756c7430}},
	{"+ACR", {0x41435244666c7430}},
	{"+ASb", {0x53656e6430303030, 0x4c697374656e3030, 0x4d616e6167653030}},
	{"+AEh", {0x53656e6430303030, 0x4c697374656e3030, 0x4d616e6167653030}},
	{"+ARm", {0x53656e6430303030, 0x4c697374656e3030, 0x4d616e6167653030}},
	{"AzCa", {0x4163636573733030}},
	{"ACDb", {0x4d617374524f3030, 0x4d61737452573030}},
	{"AzSe", {0x5175657279303030, 0x5041646d696e3030}},
	{"AzFu", {0x46756e6374693030, 0x4d61737465723030, 0x53797374656d3030}},
	{"+ABa", {0x4162416363743030}},
	{"APIM", {0x54656e616e743030, 0x4761746577793030}},
	{"AIoT", {0x496f544875623030, 0x4470734b65793030, 0x4465766963653030}},
};

static uint64_t azure_seed(struct span signature, unsigned variant)
{
	if (variant >= 3)
		return 0;
	for (size_t i = 0; i < sizeof(azure_keys) / sizeof(*azure_keys); i++)
		if (span_eq_str(signature, azure_keys[i].signature))
			return azure_keys[i].seeds[variant];
	return 0;
}

static bool seal_azure_key(struct span token, unsigned variant, char *out)
{
	uint8_t bytes[CHECKSUM_MAX_TOKEN];
	struct span digits = token;
	uint64_t seed;
	uint32_t sum;
	size_t count;

	while (digits.len && digits.ptr[digits.len - 1] == '=')
		digits.len--;
	if (digits.len < 20)
		return false;
	seed = azure_seed(span_sub(digits, digits.len - 10, digits.len - 6), variant);
	if (seed == 0 || !unpack(digits, base64_standard, 6, bytes, sizeof(bytes) - 1, &count))
		return false;
	sum = checksum_marvin32(span_of((const char *)bytes, count - 4), seed);
	for (size_t i = 0; i < 4; i++)
		bytes[count - 4 + i] = (uint8_t)(sum >> (8 * i));
	bytes[count] = 0;
	pack(bytes, digits.len, base64_standard, 6, out);
	return true;
}

static bool seal_entra(struct span token, char *out)
{
	static const char alphabet[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890.-_~";
	uint32_t sum;
	char digits[8];
	size_t n = 0;

	if (token.len < 4)
		return false;
	sum = checksum_marvin32(span_sub(token, 0, token.len - 3), 0x4161645077643030);
	for (uint32_t v = sum; v > 0; v /= sizeof(alphabet) - 1)
		digits[n++] = alphabet[v % (sizeof(alphabet) - 1)];
	if (n < 3)
		return false;
	for (size_t i = 0; i < 3; i++) /* the most significant digit stands last in digits */
		out[token.len - 3 + i] = digits[n - 1 - i];
	return true;
}

static uint32_t bech32_step(uint32_t sum, uint32_t value)
{
	static const uint32_t generator[] = {
		0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
	uint32_t top = sum >> 25;

	sum = (sum & 0x1ffffff) << 5 ^ value;
	for (unsigned i = 0; i < 5; i++)
		if (top >> i & 1)
			sum ^= generator[i];
	return sum;
}

static bool seal_age(struct span token, char *out)
{
	static const char alphabet[] = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L";
	static const char human[] = "age-secret-key-";
	enum {
		CHECK = 6
	};
	uint32_t sum = 1;
	size_t body = sizeof(human); /* the human part, then '1' */

	if (token.len < body + CHECK + 1)
		return false;
	for (const char *h = human; *h; h++)
		sum = bech32_step(sum, (uint32_t)*h >> 5);
	sum = bech32_step(sum, 0);
	for (const char *h = human; *h; h++)
		sum = bech32_step(sum, (uint32_t)*h & 31);
	for (size_t i = body; i < token.len - CHECK; i++) {
		const char *digit = strchr(alphabet, token.ptr[i]);

		if (!digit || !*digit)
			return false;
		sum = bech32_step(sum, (uint32_t)(digit - alphabet));
	}
	for (size_t i = 0; i < CHECK; i++)
		sum = bech32_step(sum, 0);
	sum ^= 1;
	for (size_t i = 0; i < CHECK; i++)
		out[token.len - CHECK + i] = alphabet[sum >> (5 * (CHECK - 1 - i)) & 31];
	return true;
}

bool checksum_seal(enum checksum_family family, unsigned variant, struct span token, char *out)
{
	if (token.len == 0 || token.len > CHECKSUM_MAX_TOKEN)
		return false;
	memcpy(out, token.ptr, token.len);
	switch (family) {
	case CHECKSUM_AZURE_DEVOPS:
		return seal_azure_devops(token, variant, out);
	case CHECKSUM_AZURE_KEY:
		return seal_azure_key(token, variant, out);
	case CHECKSUM_NONE:
		return false;
	case CHECKSUM_CRC_BASE62:
		return variant == 0 && seal_crc_base62(token, out);
	case CHECKSUM_GITHUB_PAT:
		return variant == 0 && seal_github_pat(token, out);
	case CHECKSUM_GITLAB_ROUTABLE:
		return variant == 0 && seal_gitlab_routable(token, out);
	case CHECKSUM_GRAFANA:
		return variant == 0 && seal_grafana(token, out);
	case CHECKSUM_CRC_HEX:
		return variant == 0 && seal_crc_hex(token, out);
	case CHECKSUM_ZUPLO:
		return variant == 0 && seal_zuplo(token, out);
	case CHECKSUM_ATLASSIAN:
		return variant == 0 && seal_atlassian(token, out);
	case CHECKSUM_ENTRA:
		return variant == 0 && seal_entra(token, out);
	case CHECKSUM_AGE:
		return variant == 0 && seal_age(token, out);
	}
	return false;
}

enum checksum_verdict checksum_verify(enum checksum_family family, struct span token)
{
	char sealed[CHECKSUM_MAX_TOKEN];
	enum checksum_verdict verdict = CHECKSUM_INVALID;

	if (family == CHECKSUM_NONE)
		return CHECKSUM_ABSENT;
	for (unsigned variant = 0; checksum_seal(family, variant, token, sealed); variant++) {
		if (memcmp(sealed, token.ptr, token.len) == 0) {
			verdict = CHECKSUM_VALID;
			break;
		}
	}
	explicit_bzero(sealed, sizeof(sealed));
	return verdict;
}
