/* The pages of docs/rules, compiled in: made by embed_pages.sh at build time. */
#ifndef LAYERGATE_CMD_RULE_PAGES_H
#define LAYERGATE_CMD_RULE_PAGES_H

#include <stddef.h>

struct rule_page {
	const char *slug;
	const char *const *lines; /* without line ends; NULL at the end */
};

extern const struct rule_page rule_pages[];
extern const size_t rule_page_count;

#endif
