#include "git/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/escape.h"
#include "base/io.h"
#include "base/vec.h"
#include "git/config_env.h"

extern char **environ;

enum {
	MOST_ARGS = 32,
	LONGEST_COMPLAINT = 4096
};

/* Variables of git that say where things are; all other GIT_* are dropped. */
static const char *const kept[] = {
	"GIT_DIR",
	"GIT_WORK_TREE",
	"GIT_INDEX_FILE",
	"GIT_COMMON_DIR",
	"GIT_OBJECT_DIRECTORY",
	"GIT_ALTERNATE_OBJECT_DIRECTORIES",
	"GIT_QUARANTINE_PATH",
	"GIT_NAMESPACE",
	"GIT_CEILING_DIRECTORIES",
	"GIT_DISCOVERY_ACROSS_FILESYSTEM",
	"GIT_EXEC_PATH",
	"GIT_CONFIG_NOSYSTEM",
	"GIT_CONFIG_GLOBAL",
	"GIT_CONFIG_SYSTEM",
};

static const char *const added[] = {
	"GIT_OPTIONAL_LOCKS=0",     /* reading must not refresh the index on disk */
	"GIT_NO_REPLACE_OBJECTS=1", /* refs/replace could hide what is really there */
	"GIT_NO_LAZY_FETCH=1",      /* git 2.45 and later */
	"GIT_ALLOW_PROTOCOL=none",  /* the same for older ones: no protocol is allowed */
	"GIT_TERMINAL_PROMPT=0",
	"GIT_PAGER=cat",
	"GIT_ATTR_NOSYSTEM=1",
	"LC_ALL=C",
};

static bool is_kept(const char *variable)
{
	size_t name = strcspn(variable, "=");

	if (strncmp(variable, "GIT_", 4) != 0)
		return strncmp(variable, "LC_ALL=", 7) != 0;
	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++)
		if (strlen(kept[i]) == name && strncmp(variable, kept[i], name) == 0)
			return true;
	return false;
}

struct environment {
	VEC(char *) list;
	struct arena *arena;
	size_t settings;
};

static void add_variable(struct environment *env, const char *name, struct span value)
{
	size_t len = strlen(name);
	char *text = arena_alloc(env->arena, len + 1 + value.len + 1);

	memcpy(text, name, len);
	text[len] = '=';
	if (value.len)
		memcpy(text + len + 1, value.ptr, value.len);
	*vec_add(&env->list, env->arena) = text;
}

static void add_if_safe_directory(struct environment *env, struct span name, struct span value)
{
	char variable[64];

	if (!span_eq_nocase(name, "safe.directory"))
		return;
	snprintf(variable, sizeof(variable), "GIT_CONFIG_KEY_%zu", env->settings);
	add_variable(env, variable, name);
	snprintf(variable, sizeof(variable), "GIT_CONFIG_VALUE_%zu", env->settings);
	add_variable(env, variable, value);
	env->settings++;
}

/*
 * "git -c safe.directory=… commit" has accepted a repository of somebody else, and its hook
 * finds that in the environment, in two forms. Of all settings there only this one is handed
 * on: others name programs to run. Where GIT_DIR is set, as on a server, where a client may
 * bring variables along, git doesn't ask for the owner, and none is needed.
 */
static void add_safe_directories(struct environment *env)
{
	const char *count = getenv("GIT_CONFIG_COUNT");
	unsigned long settings = count ? strtoul(count, NULL, 10) : 0;
	struct span rest = span_str(getenv("GIT_CONFIG_PARAMETERS"));
	struct span name;
	struct span value;
	char variable[64];

	if (getenv("GIT_DIR"))
		return;
	for (unsigned long i = 0; i < settings; i++) {
		snprintf(variable, sizeof(variable), "GIT_CONFIG_KEY_%lu", i);
		name = span_str(getenv(variable));
		snprintf(variable, sizeof(variable), "GIT_CONFIG_VALUE_%lu", i);
		value = span_str(getenv(variable));
		if (!name.ptr || !value.ptr)
			break; /* git refuses to start then */
		add_if_safe_directory(env, name, value);
	}
	while (config_env_next(&rest, env->arena, &name, &value))
		add_if_safe_directory(env, name, value);
	snprintf(variable, sizeof(variable), "%zu", env->settings);
	add_variable(env, "GIT_CONFIG_COUNT", span_str(variable));
}

static char **clean_environment(struct arena *arena)
{
	struct environment env = {.arena = arena};

	for (char **v = environ; *v; v++)
		if (is_kept(*v))
			*vec_add(&env.list, arena) = *v;
	for (size_t i = 0; i < sizeof(added) / sizeof(*added); i++)
		*vec_add(&env.list, arena) = (char *)(uintptr_t)added[i];
	add_safe_directories(&env);
	*vec_add(&env.list, arena) = NULL;
	return env.list.at;
}

/* git runs this configuration's programs while it reads an index; none of that here. */
static const char *const prologue[] = {"git", "-c", "core.fsmonitor=false", "--no-pager"};

static void make_args(char *argv[MOST_ARGS], const char *const args[])
{
	size_t n = 0;

	for (size_t i = 0; i < sizeof(prologue) / sizeof(*prologue); i++)
		argv[n++] = (char *)(uintptr_t)prologue[i];
	for (size_t i = 0; args[i] && n < MOST_ARGS - 1; i++)
		argv[n++] = (char *)(uintptr_t)args[i];
	argv[n] = NULL;
}

static void close_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

/* A pipe whose ends no child inherits. */
static bool make_pipe(int ends[2])
{
	if (pipe(ends) != 0)
		return false;
	for (int i = 0; i < 2; i++)
		if (fcntl(ends[i], F_SETFD, FD_CLOEXEC) != 0)
			return false;
	return true;
}

/* in, out: what becomes stdin and stdout; -1 is /dev/null. */
static int spawn(pid_t *pid, int in, int out, int complaints, char *argv[], char *env[])
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	sigset_t defaults;
	int rc;

	rc = posix_spawn_file_actions_init(&actions);
	if (rc != 0)
		return rc;
	rc = posix_spawnattr_init(&attributes);
	if (rc != 0) {
		posix_spawn_file_actions_destroy(&actions);
		return rc;
	}
	/* we ignore SIGPIPE; git should not */
	sigemptyset(&defaults);
	sigaddset(&defaults, SIGPIPE);
	posix_spawnattr_setsigdefault(&attributes, &defaults);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
	if (in >= 0)
		posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	else
		posix_spawn_file_actions_addopen(
			&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	if (complaints >= 0)
		posix_spawn_file_actions_adddup2(&actions, complaints, STDERR_FILENO);
	else
		posix_spawn_file_actions_addopen(
			&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	rc = posix_spawnp(pid, "git", &actions, &attributes, argv, env);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	return rc;
}

static enum status start(struct child *child, const char *const args[], bool with_input,
	bool with_complaints, struct error *err)
{
	int in[2] = {-1, -1};
	int out[2] = {-1, -1};
	int complaints[2] = {-1, -1};
	char *argv[MOST_ARGS];
	struct arena arena;
	bool ready;
	int rc;

	*child = (struct child){.to = -1, .from = -1, .complaints = -1};
	arena_init(&arena);
	make_args(argv, args);
	ready = make_pipe(out) && (!with_input || make_pipe(in)) &&
		(!with_complaints || make_pipe(complaints));
	rc = ready ? spawn(&child->pid, in[0], out[1], complaints[1], argv,
			     clean_environment(&arena))
		   : errno;
	close_fd(&in[0]);
	close_fd(&out[1]);
	close_fd(&complaints[1]);
	arena_release(&arena);
	if (rc != 0) {
		close_fd(&in[1]);
		close_fd(&out[0]);
		close_fd(&complaints[0]);
		child->pid = 0;
		error_set(err, "cannot run git: %s", strerror(rc));
		return STATUS_GIT;
	}
	child->to = in[1];
	child->from = out[0];
	child->complaints = complaints[0];
	return STATUS_OK;
}

enum status child_start(struct child *child, const char *const args[], struct error *err)
{
	return start(child, args, true, false, err);
}

/* Wait for the end; *code gets the exit code, or -1 for a signal. */
static void wait_for(struct child *child, int *code)
{
	int status;
	pid_t got;

	do
		got = waitpid(child->pid, &status, 0);
	while (got < 0 && errno == EINTR);
	*code = got == child->pid && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	child->pid = 0;
}

void child_stop(struct child *child)
{
	int code;

	if (child->pid == 0)
		return;
	close_fd(&child->to);
	close_fd(&child->from);
	close_fd(&child->complaints);
	/* git ends when its stdin ends; one that hangs must not hold the hook up */
	kill(child->pid, SIGTERM);
	wait_for(child, &code);
}

enum status child_write(struct child *child, struct span text)
{
	return io_write_all(child->to, text);
}

/* Wait until there is something to read, on either of two descriptors. */
static enum status wait_readable(struct pollfd *fds, nfds_t count, struct deadline deadline)
{
	for (;;) {
		int ready = poll(fds, count, deadline_left(deadline));

		if (ready > 0)
			return STATUS_OK;
		if (ready == 0)
			return STATUS_LIMIT;
		if (errno != EINTR)
			return STATUS_IO;
	}
}

/* Read what is there, at most size bytes. *got is 0 at the end of output. */
static enum status read_some(struct child *child, size_t size, struct deadline deadline,
	struct buf *out, size_t *got)
{
	struct pollfd fd = {.fd = child->from, .events = POLLIN};
	enum status st = wait_readable(&fd, 1, deadline);
	char *room;
	ssize_t n;

	*got = 0;
	if (st != STATUS_OK)
		return st;
	if (size > out->max - out->len)
		size = out->max - out->len;
	room = size ? buf_room(out, size) : NULL; /* full: there may be more */
	if (!room)
		return STATUS_LIMIT;
	do
		n = read(child->from, room, size);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return STATUS_IO;
	buf_filled(out, (size_t)n);
	*got = (size_t)n;
	return STATUS_OK;
}

enum status child_read(
	struct child *child, size_t size, struct deadline deadline, struct buf *out)
{
	while (size > 0) {
		size_t got;
		enum status st = read_some(child, size, deadline, out, &got);

		if (st != STATUS_OK)
			return st;
		if (got == 0)
			return STATUS_IO;
		size -= got;
	}
	return STATUS_OK;
}

enum status child_read_line(struct child *child, struct deadline deadline, struct buf *out)
{
	do {
		size_t got;
		enum status st = read_some(child, 1, deadline, out, &got);

		if (st != STATUS_OK)
			return st;
		if (got == 0)
			return STATUS_IO;
	} while (out->ptr[out->len - 1] != '\n');
	return STATUS_OK;
}

/* Take what stderr has; keeps the first bytes only. False at its end. */
static bool drain_complaints(struct child *child, struct buf *complaints)
{
	char bytes[1024];
	ssize_t n = read(child->complaints, bytes, sizeof(bytes));

	if (n < 0 && errno == EINTR)
		return true;
	if (n <= 0)
		return false;
	buf_add(complaints, span_of(bytes, (size_t)n));
	return true;
}

/* Read stdout and stderr to their ends, whichever has something. */
static enum status read_both(
	struct child *child, struct deadline deadline, struct buf *out, struct buf *complaints)
{
	bool more_output = true;
	bool more_complaints = true;

	while (more_output || more_complaints) {
		struct pollfd fds[2] = {
			{.fd = more_output ? child->from : -1, .events = POLLIN},
			{.fd = more_complaints ? child->complaints : -1, .events = POLLIN},
		};
		enum status st = wait_readable(fds, 2, deadline);
		size_t got;

		if (st != STATUS_OK)
			return st;
		if (fds[1].revents)
			more_complaints = drain_complaints(child, complaints);
		if (fds[0].revents) {
			st = read_some(child, 64 * 1024, deadline, out, &got);
			if (st != STATUS_OK)
				return st;
			more_output = got > 0;
		}
	}
	return STATUS_OK;
}

/* All that git said, as one line: what it wants done stands at the end. */
static void describe_failure(
	const char *const args[], struct span complaints, int code, struct error *err)
{
	struct arena arena;
	struct span line;
	bool said = false;

	arena_init(&arena);
	error_set(err, "git %s ended with code %d", args[0], code);
	while (span_next_line(&complaints, &line)) {
		line = span_trim(line);
		if (line.len == 0)
			continue;
		if (!said)
			error_set(err, "git %s:", args[0]);
		error_append(err, " %s", escaped_text(&arena, line));
		said = true;
	}
	arena_release(&arena);
}

enum status child_run_heard(const char *const args[], struct deadline deadline, struct buf *out,
	struct buf *complaints, struct error *err)
{
	struct child child;
	enum status st = start(&child, args, false, true, err);
	int code = -1;

	if (st != STATUS_OK)
		return st;
	st = read_both(&child, deadline, out, complaints);
	if (st == STATUS_OK) {
		wait_for(&child, &code);
		close_fd(&child.from);
		close_fd(&child.complaints);
		if (code != 0) {
			describe_failure(args, buf_span(complaints), code, err);
			st = STATUS_GIT;
		}
	} else {
		error_set(err, "git %s: %s", args[0],
			st == STATUS_LIMIT
				? "the time limit is reached, or its output is too long"
				: "cannot read its output");
		child_stop(&child);
	}
	return st;
}

enum status child_run(
	const char *const args[], struct deadline deadline, struct buf *out, struct error *err)
{
	struct buf complaints;
	enum status st;

	buf_init(&complaints, LONGEST_COMPLAINT);
	st = child_run_heard(args, deadline, out, &complaints, err);
	buf_release(&complaints);
	return st;
}
