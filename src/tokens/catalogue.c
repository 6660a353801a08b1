#include "tokens/catalogue.h"

/* What may not follow a token, by the alphabet that it is made of. */
#define END "(?![0-9A-Za-z_])"
#define END_URL "(?![0-9A-Za-z_-])"
#define END_B64 "(?![0-9A-Za-z+/=])"
/* Between a name and its value: NAME=, NAME: ", "NAME" => ', ENV NAME value. */
#define IS "[\"']?(?:\\s{0,3}(?:=>|[:=])\\s{0,3}|\\s{1,3})[\"']?"

const struct token_kind token_catalogue[] = {
#define TOKEN(slug, title, lead, flags, keywords, pattern, checksum, example, counter) \
	{slug, title, lead, flags, keywords, pattern, checksum, example, counter},
#include "tokens/catalogue.def"
#undef TOKEN
};

const size_t token_catalogue_count = sizeof(token_catalogue) / sizeof(*token_catalogue);

const struct token_kind *token_kind_find(struct span slug)
{
	for (size_t i = 0; i < token_catalogue_count; i++)
		if (span_eq_str(slug, token_catalogue[i].slug))
			return &token_catalogue[i];
	return NULL;
}
