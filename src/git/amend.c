#include "git/amend.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/io.h"

enum {
	MOST_ANCESTORS = 8, /* git, a shell, a hook manager … */
	LONGEST_FILE = 256 * 1024,
};

/* Options of "git" itself whose value is the next argument. */
static bool git_option_takes_value(struct span arg)
{
	static const char *const options[] = {"-C", "-c", "--git-dir", "--work-tree",
		"--namespace", "--super-prefix", "--config-env", "--exec-path", "--attr-source",
		"--shallow-file"};

	return SPAN_IN(arg, options);
}

/*
 * -m, -am, but not -mwip: git reads the letters from left to right, and the first that can have
 * a value takes the rest of the argument for it. -S and -u are content without one.
 */
static bool letters_take_value(struct span letters)
{
	for (size_t i = 0; i < letters.len; i++) {
		if (strchr("Su", letters.ptr[i]))
			return false;
		if (strchr("mFCct", letters.ptr[i]))
			return i + 1 == letters.len;
	}
	return false;
}

/* An abbreviation that isn't unique never gets here: git refuses it before it runs a hook. */
static bool abbreviates(struct span arg, const char *option, size_t shortest)
{
	struct span whole = span_str(option);

	return arg.len >= shortest && arg.len <= whole.len &&
		span_eq(arg, span_of(whole.ptr, arg.len));
}

/* Options of "git commit" whose value is the next argument. */
static bool commit_option_takes_value(struct span arg)
{
	static const char *const options[] = {"--message", "--file", "--author", "--date",
		"--template", "--cleanup", "--fixup", "--squash", "--reuse-message",
		"--reedit-message", "--trailer", "--pathspec-from-file"};

	if (arg.len < 2 || arg.ptr[0] != '-')
		return false;
	if (arg.ptr[1] != '-')
		return letters_take_value(span_of(arg.ptr + 1, arg.len - 1));
	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		if (abbreviates(arg, options[i], strlen("--x")))
			return true;
	return false;
}

static bool ends_options(struct span arg)
{
	return span_eq_str(arg, "--") || span_eq_str(arg, "--end-of-options");
}

/* What stands behind "git commit". The last of --amend and --no-amend counts. */
static bool options_amend(struct span rest)
{
	bool amends = false;
	struct span arg;
	struct span ignored;

	while (span_split(&rest, '\0', &arg) && !ends_options(arg)) {
		if (abbreviates(arg, "--amend", strlen("--am")))
			amends = true;
		else if (abbreviates(arg, "--no-amend", strlen("--no-am")))
			amends = false;
		else if (commit_option_takes_value(arg))
			span_split(&rest, '\0', &ignored);
	}
	return amends;
}

bool is_amend_command(struct span arguments, bool *is_git)
{
	struct span rest = arguments;
	struct span arg;
	struct span ignored;

	*is_git = false;
	if (!span_split(&rest, '\0', &arg))
		return false;
	if (span_eq_str(arg, "git-commit") || span_ends(arg, "/git-commit")) {
		*is_git = true;
		return options_amend(rest);
	}
	if (!span_eq_str(arg, "git") && !span_ends(arg, "/git"))
		return false;
	*is_git = true;
	while (span_split(&rest, '\0', &arg)) {
		if (git_option_takes_value(arg))
			span_split(&rest, '\0', &ignored);
		else if (arg.len && arg.ptr[0] != '-')
			return span_eq_str(arg, "commit") && options_amend(rest);
	}
	return false;
}

static bool read_proc(long pid, const char *name, struct buf *out)
{
	char path[64];
	int fd;
	enum status st;

	snprintf(path, sizeof(path), "/proc/%ld/%s", pid, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	buf_reset(out);
	st = io_read_all(fd, out);
	close(fd);
	return st == STATUS_OK && out->len > 0;
}

/* The parent's id is the second number behind the ')' that ends the command's name. */
static long parent_of(long pid, struct buf *scratch)
{
	const char *behind;

	if (!read_proc(pid, "stat", scratch))
		return 0;
	behind = strrchr(scratch->ptr, ')');
	/* ") S 1234 …" */
	return behind && strlen(behind) > 4 ? strtol(behind + 4, NULL, 10) : 0;
}

bool is_amending(void)
{
	struct buf buf;
	long pid = (long)getppid();
	bool amending = false;

	buf_init(&buf, LONGEST_FILE);
	for (int i = 0; i < MOST_ANCESTORS && pid > 1; i++) {
		bool is_git;

		if (!read_proc(pid, "cmdline", &buf))
			break;
		amending = is_amend_command(buf_span(&buf), &is_git);
		if (is_git)
			break;
		pid = parent_of(pid, &buf);
	}
	buf_release(&buf);
	return amending;
}
