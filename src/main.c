/* The entry point: options, the table of commands, dispatch. Nothing else. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/nomem.h"
#include "cmd/commands.h"
#include "cmd/messages.h"

struct command {
	const char *name;
	const char *arguments;
	const char *help;
	unsigned options; /* enum option_set */
	int (*run)(const struct options *options);
};

static const struct command commands[] = {
	{"pre-commit", "", "scan what is staged (git hook)",
		OPT_POLICY | OPT_REPORT | OPT_REPO | OPT_TALK, cmd_pre_commit},
	{"pre-receive", "", "scan what a push brings (git hook of a server)",
		OPT_POLICY | OPT_REPORT | OPT_REPO | OPT_TALK, cmd_pre_receive},
	{"scan-range", "[REV-RANGE...]", "scan the history; nothing: HEAD",
		OPT_POLICY | OPT_REPORT | OPT_REPO | OPT_TALK | OPT_RANGE, cmd_scan_range},
	{"check", "[PATH...]", "scan files and directories; nothing: this directory",
		OPT_POLICY | OPT_REPORT | OPT_REPO | OPT_TALK, cmd_check},
	{"explain", "RULE", "what a rule finds, why, and how to mend or allow it", 0,
		cmd_explain},
	{"rules", "", "list the rules", OPT_TALK, cmd_rules},
	{"policy", "check [FILE]", "is the policy right? runs its token examples",
		OPT_POLICY | OPT_REPO, cmd_policy},
};

enum {
	WORD = 1 /* what getopt calls an argument that is no option */
};

enum long_option {
	LONG_POLICY = 256,
	LONG_FORMAT,
	LONG_OUTPUT,
	LONG_REPO,
	LONG_COLOR,
	LONG_QUIET,
	LONG_VERBOSE,
	LONG_ALL,
	LONG_NOT,
	LONG_SINCE,
	LONG_VERSION,
	LONG_HELP,
};

static const struct option long_options[] = {
	{"policy", required_argument, NULL, LONG_POLICY},
	{"format", required_argument, NULL, LONG_FORMAT},
	{"output", required_argument, NULL, LONG_OUTPUT},
	{"repo", required_argument, NULL, LONG_REPO},
	{"color", required_argument, NULL, LONG_COLOR},
	{"quiet", no_argument, NULL, LONG_QUIET},
	{"verbose", no_argument, NULL, LONG_VERBOSE},
	{"all", no_argument, NULL, LONG_ALL},
	{"not", no_argument, NULL, LONG_NOT},
	{"since", required_argument, NULL, LONG_SINCE},
	{"version", no_argument, NULL, LONG_VERSION},
	{"help", no_argument, NULL, LONG_HELP},
	{NULL, 0, NULL, 0},
};

static void print_help(void)
{
	puts("layergate keeps tokens and insecure build patterns out of git and out of "
	     "images.\n"
	     "\n"
	     "usage: layergate COMMAND [OPTIONS] [ARGUMENTS]\n");
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		printf("  %-11s %-14s %s\n", commands[i].name, commands[i].arguments,
			commands[i].help);
	puts("\n"
	     "  --policy FILE    use this policy\n"
	     "  --format NAME    text (default), json or jsonl\n"
	     "  --output FILE    write the report there\n"
	     "  --repo DIR       work in this directory\n"
	     "  --all            (scan-range) all refs\n"
	     "  --not            (scan-range) what follows is excluded\n"
	     "  --since DATE     (scan-range) only commits from then on\n"
	     "  --color WHEN     auto (default), always or never\n"
	     "  --quiet          say only what blocks or was not scanned\n"
	     "  --verbose        say more\n"
	     "  --version, --help\n"
	     "\n"
	     "exit codes: 0 nothing blocks and everything was scanned; 1 a finding blocks;\n"
	     "2 something could not be scanned or decided; 64 wrong usage");
}

static int usage_error(const char *what, const char *about)
{
	struct arena arena;

	arena_init(&arena);
	say_error("%s%s%s%s; see 'layergate --help'", what, about ? " '" : "",
		about ? escaped_text(&arena, span_str(about)) : "", about ? "'" : "");
	arena_release(&arena);
	return EXIT_USAGE;
}

static const struct command *find_command(const char *name)
{
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++)
		if (strcmp(name, commands[i].name) == 0)
			return &commands[i];
	return NULL;
}

static bool parse_color(const char *when, enum color_mode *mode)
{
	if (strcmp(when, "auto") == 0)
		*mode = COLOR_AUTO;
	else if (strcmp(when, "always") == 0)
		*mode = COLOR_ALWAYS;
	else if (strcmp(when, "never") == 0)
		*mode = COLOR_NEVER;
	else
		return false;
	return true;
}

/* What parsing the command line led to. */
enum parsed {
	PARSED,
	PARSED_HELP,
	PARSED_VERSION,
	PARSED_WRONG, /* said */
};

/* The command and its arguments; there is room for all that main() got. */
static void add_word(struct options *options, char *word)
{
	options->argv[options->argc++] = word;
}

static enum parsed parse_option(int opt, struct options *options, unsigned *used)
{
	static char all_word[] = "--all";
	static char not_word[] = "--not";

	switch (opt) {
	case LONG_POLICY:
		options->policy = optarg;
		*used |= OPT_POLICY;
		break;
	case LONG_FORMAT:
		options->report = reporter_find(optarg);
		*used |= OPT_REPORT;
		if (!options->report) {
			usage_error("this version has no report format", optarg);
			return PARSED_WRONG;
		}
		break;
	case LONG_OUTPUT:
		options->output = optarg;
		*used |= OPT_REPORT;
		break;
	case LONG_REPO:
		options->repo = optarg;
		*used |= OPT_REPO;
		break;
	case LONG_COLOR:
		*used |= OPT_REPORT;
		if (!parse_color(optarg, &options->color)) {
			usage_error("--color takes auto, always or never, not", optarg);
			return PARSED_WRONG;
		}
		break;
	case LONG_QUIET:
		options->quiet = true;
		*used |= OPT_TALK;
		break;
	case LONG_VERBOSE:
		options->verbose = true;
		*used |= OPT_TALK;
		break;
	case LONG_SINCE:
		options->since = optarg;
		*used |= OPT_RANGE;
		break;
	case LONG_ALL:
	case LONG_NOT:
		*used |= OPT_RANGE;
		add_word(options, opt == LONG_ALL ? all_word : not_word);
		break;
	case WORD:
		add_word(options, optarg);
		break;
	case LONG_VERSION:
		return PARSED_VERSION;
	case LONG_HELP:
		return PARSED_HELP;
	default:
		usage_error("unknown or incomplete option", NULL);
		return PARSED_WRONG;
	}
	return PARSED;
}

static bool names_range_command(const struct options *options)
{
	return options->argc > 0 && strcmp(options->argv[0], "scan-range") == 0;
}

static enum parsed parse_options(int argc, char **argv, struct options *options, unsigned *used)
{
	int opt;

	opterr = 0;
	/* "-": in order, since it matters what stands behind a --not */
	while ((opt = getopt_long(argc, argv, "-", long_options, NULL)) != -1) {
		enum parsed parsed = parse_option(opt, options, used);

		if (parsed != PARSED)
			return parsed;
	}
	if (optind < argc && (*used & OPT_RANGE || names_range_command(options))) {
		usage_error("scan-range takes no paths, so nothing behind '--'", NULL);
		return PARSED_WRONG;
	}
	while (optind < argc)
		add_word(options, argv[optind++]);
	return PARSED;
}

static int run_command(const struct command *command, struct options *options, unsigned used)
{
	struct arena arena;

	if (used & ~command->options)
		return usage_error("an option that is not for the command", command->name);
	if (options->repo && chdir(options->repo) != 0) {
		int reason = errno;

		arena_init(&arena);
		say_error("cannot go to '%s': %s",
			escaped_path(&arena, span_str(options->repo)), strerror(reason));
		arena_release(&arena);
		return EXIT_INCOMPLETE;
	}
	return command->run(options);
}

/* A caller may have closed 0, 1 or 2; a file opened later must not take their place. */
static void open_standard_descriptors(void)
{
	int fd;

	do
		fd = open("/dev/null", O_RDWR);
	while (fd >= 0 && fd <= STDERR_FILENO);
	if (fd > STDERR_FILENO)
		close(fd);
}

int main(int argc, char **argv)
{
	struct options options = {
		.report = report_text,
		.argv = xmalloc(((size_t)argc + 1) * sizeof(char *)),
	};
	char **words = options.argv;
	const struct command *command;
	unsigned used = 0;
	int code;

	open_standard_descriptors();
	/* a reader that goes away must not take the verdict with it */
	signal(SIGPIPE, SIG_IGN);
	switch (parse_options(argc, argv, &options, &used)) {
	case PARSED_HELP:
		print_help();
		return fflush(stdout) == 0 ? EXIT_CLEAN : EXIT_INCOMPLETE;
	case PARSED_VERSION:
		puts("layergate " LAYERGATE_VERSION);
		return fflush(stdout) == 0 ? EXIT_CLEAN : EXIT_INCOMPLETE;
	case PARSED_WRONG:
		return EXIT_USAGE;
	case PARSED:
		break;
	}
	if (options.argc == 0)
		return usage_error("no command given", NULL);
	command = find_command(options.argv[0]);
	if (!command)
		return usage_error("unknown command", options.argv[0]);
	options.argc--;
	options.argv++;
	code = run_command(command, &options, used);
	free(words);
	if (fflush(stdout) != 0 && code == EXIT_CLEAN)
		code = EXIT_INCOMPLETE;
	return code;
}
