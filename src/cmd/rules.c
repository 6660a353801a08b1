/* layergate rules: all rules with their default severity; with --verbose the token kinds. */
#include <stdio.h>

#include "cmd/commands.h"
#include "cmd/messages.h"
#include "rules/rule.h"
#include "tokens/pem.h"

int cmd_rules(const struct options *options)
{
	if (options->argc > 0) {
		say_error("rules takes no arguments; 'layergate explain RULE' tells about one");
		return EXIT_USAGE;
	}
	for (int id = 0; id < RULE_COUNT; id++)
		printf("%-31s %-9s %s\n", rules[id].slug, severity_name(rules[id].severity),
			rules[id].title);
	if (!options->verbose) {
		printf("\n%zu token formats; 'layergate rules --verbose' lists them\n",
			token_catalogue_count + pem_kind_count);
		return EXIT_CLEAN;
	}
	putchar('\n');
	for (size_t i = 0; i < token_catalogue_count; i++)
		printf("%-26s %s\n", token_catalogue[i].slug, token_catalogue[i].title);
	for (size_t i = 0; i < pem_kind_count; i++)
		printf("%-26s %s\n", pem_kinds[i].slug, pem_kinds[i].title);
	return EXIT_CLEAN;
}
