#include "cmd/run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/io.h"
#include "cmd/messages.h"

#define LARGEST_REPORT ((size_t)1 << 31)

enum status run_begin(struct run *run, const struct options *options,
	enum report_context context, const struct policy_place *place, struct error *err)
{
	enum status st;

	*run = (struct run){.options = options, .context = context};
	st = policy_choose(&run->policy, options->policy, place, &run->arena, err);
	if (st != STATUS_OK) {
		arena_release(&run->arena);
		return st;
	}
	if (options->verbose)
		say("policy: %s", run->policy.origin);
	run->engine = engine_new(&run->policy, &run->arena);
	return STATUS_OK;
}

static bool wants_color(const struct options *options)
{
	const char *term = getenv("TERM");

	switch (options->color) {
	case COLOR_ALWAYS:
		return true;
	case COLOR_NEVER:
		return false;
	case COLOR_AUTO:
		break;
	}
	/* https://no-color.org */
	return !options->output && isatty(STDOUT_FILENO) && !getenv("NO_COLOR") && term &&
		strcmp(term, "dumb") != 0;
}

static bool write_report(const struct options *options, struct span text)
{
	struct arena arena;
	int fd = STDOUT_FILENO;
	bool written;

	if (options->output)
		fd = open(options->output, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	written = fd >= 0 && io_write_all(fd, text) == STATUS_OK;
	if (options->output && fd >= 0 && close(fd) != 0)
		written = false;
	if (!written) {
		arena_init(&arena);
		say_error("cannot write the report to %s: %s",
			options->output ? escaped_path(&arena, span_str(options->output))
					: "stdout",
			strerror(errno));
		arena_release(&arena);
	}
	return written;
}

static void report_allows(const struct run *run, bool whole_tree)
{
	bool tell_unused = (whole_tree || run->options->verbose) && !run->options->quiet;

	VEC_EACH(const struct allow_entry, a, &run->policy.allows.entries) {
		struct arena arena;
		const char *name;

		arena_init(&arena);
		name = escaped_text(&arena, a->name);
		if (a->would_cover)
			say_warning(
				"%s:%u: [allow %s] has expired; it would cover %zu finding%s",
				run->policy.origin, a->line, name, a->would_cover,
				a->would_cover == 1 ? "" : "s");
		else if (a->used == 0 && tell_unused)
			say_warning("%s:%u: [allow %s] covers nothing%s", run->policy.origin,
				a->line, name, a->expired ? " and has expired" : "");
		arena_release(&arena);
	}
}

static int exit_code(const struct run *run, enum verdict verdict, bool failed)
{
	if (verdict == VERDICT_BLOCKED)
		return EXIT_BLOCKED;
	if (failed)
		return EXIT_INCOMPLETE;
	if (verdict == VERDICT_INCOMPLETE && !run->policy.on_error_warn)
		return EXIT_INCOMPLETE;
	return EXIT_CLEAN;
}

int run_end(struct run *run, bool whole_tree, bool failed)
{
	struct report report = {
		.findings = engine_findings(run->engine),
		.summary = engine_summary(run->engine),
		.block = run->policy.block,
		.context = run->context,
		.color = wants_color(run->options),
		.quiet = run->options->quiet,
		.tolerates_gaps = run->policy.on_error_warn,
		.for_gitlab = getenv("GL_PROTOCOL") != NULL,
	};
	struct buf out;
	int code;

	report.verdict = verdict_of(report.findings, report.summary);
	if (failed && report.verdict != VERDICT_BLOCKED)
		report.verdict = VERDICT_INCOMPLETE;
	buf_init(&out, LARGEST_REPORT);
	run->options->report(&report, &out);
	if (out.overflow || !write_report(run->options, buf_span(&out)))
		failed = true;
	buf_release(&out);
	report_allows(run, whole_tree);
	code = exit_code(run, report.verdict, failed);
	engine_free(run->engine);
	arena_release(&run->arena);
	return code;
}
