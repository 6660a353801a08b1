/*
 * A finding: what a rule found, as people and machines get to see it.
 *
 * All text in it is masked and printable: the raw secret was left behind when the finding was
 * made, and there is no field that could hold it.
 */
#ifndef LAYERGATE_REPORT_FINDING_H
#define LAYERGATE_REPORT_FINDING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/vec.h"
#include "image/place.h"
#include "report/fingerprint.h"
#include "rules/rule.h"
#include "text/lines.h"
#include "tokens/catalogue.h"

struct finding_place {
	enum place place;
	const char *detail; /* printable; "" for PLACE_COMMITTED */
	struct span path;   /* raw bytes */
	size_t line;
};

struct trace_step {
	enum trace_role role;
	struct span path;
	size_t line;
	const char *text; /* printable, masked */
};

/* The line of the finding, cut to a readable length, secrets masked. */
struct excerpt {
	const char *text;
	size_t caret; /* of the fault, in characters from the start of text */
	size_t caret_len;
};

/* Where in a history a finding is: of the first version of the file that has it. */
struct finding_history {
	uint32_t commit_index; /* for who walked the history */
	const char *commit;    /* hexadecimal; NULL: no commit is known */
	const char *author;    /* "Name <address>", printable, or NULL */
	const char *date;      /* as in ISO 8601, or NULL */
	const char *blob;      /* hexadecimal, or NULL */
	VEC(struct span) refs; /* that lead to the commit: some of them, raw bytes */
	size_t commits;        /* versions of the file that have it */
	bool in_head;          /* HEAD has it */
};

struct finding {
	const struct rule *rule;
	enum severity severity;
	enum confidence confidence;
	bool blocks;
	bool existing; /* it was there before the change that is judged */
	/* raw bytes, relative to the top of the tree; a NULL pointer: a file without a name */
	struct span path;
	struct position start;
	struct position end; /* just behind the last byte; on the last line */
	const char *message;
	const char *fix;
	struct excerpt excerpt;
	const struct token_kind *token; /* or NULL */
	enum checksum_verdict checksum;
	VEC(struct finding_place) places; /* of a secret: at least one */
	VEC(struct trace_step) trace;
	struct fingerprint fingerprint;
	struct fingerprint
		match_key; /* the same without the path: finds it again after a rename */
	struct finding_history history;
};

struct finding_list {
	VEC(struct finding) items;
};

/* By path, line, rule and fingerprint, so that equal input gives equal output. */
void findings_sort(struct finding_list *list);

const char *checksum_name(enum checksum_verdict verdict);

#endif
