/* layergate explain RULE: the rule's page. Also takes the name of a token kind. */
#include <stdio.h>

#include "base/escape.h"
#include "cmd/commands.h"
#include "cmd/messages.h"
#include "cmd/rule_pages.h"
#include "tokens/pem.h"

static bool print_page(const char *slug)
{
	for (size_t i = 0; i < rule_page_count; i++) {
		if (strcmp(rule_pages[i].slug, slug) != 0)
			continue;
		for (const char *const *line = rule_pages[i].lines; *line; line++)
			puts(*line);
		return true;
	}
	return false;
}

static const struct token_kind *find_kind(const char *slug)
{
	for (size_t i = 0; i < pem_kind_count; i++)
		if (strcmp(pem_kinds[i].slug, slug) == 0)
			return &pem_kinds[i];
	return token_kind_find(span_str(slug));
}

static bool print_token(const char *slug)
{
	const struct token_kind *kind = find_kind(slug);

	if (!kind)
		return false;
	printf("%s: %s\n\n", kind->slug, kind->title);
	printf("Reported by the rule %s.\n",
		kind->flags & TOKEN_PRIVATE_KEY ? "private-key" : "committed-token");
	if (kind->checksum != CHECKSUM_NONE)
		printf("It carries a checksum, which is verified%s.\n",
			kind->flags & TOKEN_FIRM ? "; with a wrong one it is a dummy (a note)"
						 : "");
	if (kind->flags & TOKEN_WEAK)
		puts("It is often harmless: its severity is medium at most.");
	return true;
}

int cmd_explain(const struct options *options)
{
	struct arena arena;

	if (options->argc != 1) {
		say_error("explain takes the name of one rule; 'layergate rules' lists them");
		return EXIT_USAGE;
	}
	if (print_page(options->argv[0]) || print_token(options->argv[0]))
		return EXIT_CLEAN;
	arena_init(&arena);
	say_error("no rule or token is called '%s'; 'layergate rules' lists the rules",
		escaped_text(&arena, span_str(options->argv[0])));
	arena_release(&arena);
	return EXIT_USAGE;
}
