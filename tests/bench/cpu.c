/*
 * cpu [-i INPUT] RUNS COMMAND... [+ COMMAND...]: run the commands in turn, several times, and
 * print of each the median of its CPU time (user and system, with its children) in milliseconds
 * and its largest resident set in MB, a line each. Wall time is of no use on a shared machine,
 * and times that were not measured side by side are not to be compared. The commands read
 * INPUT; their output is thrown away.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static double milliseconds(struct timeval t)
{
	return (double)t.tv_sec * 1000 + (double)t.tv_usec / 1000;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a;
	double y = *(const double *)b;

	return (x > y) - (x < y);
}

enum {
	MOST_COMMANDS = 8,
	DIED = 126, /* exit codes from here on: not started, a signal, or git's die() */
};

struct measured {
	char **command;
	double *times;
	long peak_kib;
};

static void redirect(const char *input)
{
	int in = open(input, O_RDONLY);
	int out = open("/dev/null", O_WRONLY);

	dup2(in, STDIN_FILENO);
	dup2(out, STDOUT_FILENO);
	dup2(out, STDERR_FILENO);
}

static double run_once(struct measured *m, const char *input)
{
	struct rusage usage;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		redirect(input);
		execvp(m->command[0], m->command);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) < 0 || !WIFEXITED(status) ||
		WEXITSTATUS(status) >= DIED) {
		fprintf(stderr, "cannot run %s %s\n", m->command[0],
			m->command[1] ? m->command[1] : "");
		exit(1);
	}
	if (usage.ru_maxrss > m->peak_kib)
		m->peak_kib = usage.ru_maxrss;
	return milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
}

/* The commands between the "+"; how many there are. */
static size_t split(char **words, struct measured *out, size_t runs)
{
	size_t count = 0;
	char **start = words;

	for (char **word = words; *start && count < MOST_COMMANDS; word++) {
		if (*word && strcmp(*word, "+") != 0)
			continue;
		out[count++] = (struct measured){start, calloc(runs, sizeof(double)), 0};
		start = *word ? word + 1 : word;
		*word = NULL;
	}
	return count;
}

int main(int argc, char **argv)
{
	bool has_input = argc > 2 && strcmp(argv[1], "-i") == 0;
	const char *input = has_input ? argv[2] : "/dev/null";
	char **words = has_input ? argv + 3 : argv + 1;
	struct measured all[MOST_COMMANDS];
	size_t runs = words[0] ? strtoul(words[0], NULL, 10) : 0;
	size_t count = runs ? split(words + 1, all, runs) : 0;

	if (count == 0) {
		fprintf(stderr, "usage: cpu [-i INPUT] RUNS COMMAND... [+ COMMAND...]\n");
		return 64;
	}
	for (size_t i = 0; i < count; i++)
		run_once(&all[i], input); /* warms the caches */
	for (size_t run = 0; run < runs; run++)
		for (size_t i = 0; i < count; i++)
			all[i].times[run] = run_once(&all[i], input);
	for (size_t i = 0; i < count; i++) {
		qsort(all[i].times, runs, sizeof(double), by_value);
		printf("%.2f %.1f\n", all[i].times[runs / 2], (double)all[i].peak_kib / 1024);
		free(all[i].times);
	}
	return 0;
}
