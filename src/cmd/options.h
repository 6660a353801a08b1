/* The command line. */
#ifndef LAYERGATE_CMD_OPTIONS_H
#define LAYERGATE_CMD_OPTIONS_H

#include <stdbool.h>

#include "report/report.h"

enum exit_code {
	EXIT_CLEAN = 0,      /* nothing blocks, everything was scanned */
	EXIT_BLOCKED = 1,    /* at least one blocking finding, whatever else happened */
	EXIT_INCOMPLETE = 2, /* something could not be scanned or decided */
	EXIT_USAGE = 64,
};

enum color_mode {
	COLOR_AUTO,
	COLOR_ALWAYS,
	COLOR_NEVER,
};

/* Which options a command takes; --help and --version always. */
enum option_set {
	OPT_POLICY = 1 << 0,
	OPT_REPORT = 1 << 1, /* --format, --output, --color */
	OPT_REPO = 1 << 2,
	OPT_TALK = 1 << 3,  /* --quiet, --verbose */
	OPT_RANGE = 1 << 4, /* --all, --not, --since */
};

struct options {
	const char *policy; /* NULL: look for one */
	reporter *report;
	const char *output; /* NULL: stdout */
	const char *repo;   /* NULL: here */
	enum color_mode color;
	bool quiet;
	bool verbose;
	const char *since; /* NULL: everything */
	/* what follows the command, without options, but with --all and --not in their places
	 */
	int argc;
	char **argv;
};

#endif
