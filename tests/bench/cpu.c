/*
 * cpu RUNS COMMAND...: run the command several times and print the median of its CPU time (user
 * and system, with its children) in milliseconds, and its largest resident set in MB. Wall time
 * is of no use on a shared machine. The command's output is thrown away.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
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

static double run_once(char **command, long *peak_kib)
{
	struct rusage usage;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		int null = open("/dev/null", O_WRONLY);

		dup2(null, STDOUT_FILENO);
		dup2(null, STDERR_FILENO);
		execvp(command[0], command);
		_exit(127);
	}
	if (pid < 0 || wait4(pid, &status, 0, &usage) < 0 || !WIFEXITED(status) ||
		WEXITSTATUS(status) == 127) {
		fprintf(stderr, "cannot run %s\n", command[0]);
		exit(1);
	}
	if (usage.ru_maxrss > *peak_kib)
		*peak_kib = usage.ru_maxrss;
	return milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime);
}

int main(int argc, char **argv)
{
	size_t runs = argc > 2 ? strtoul(argv[1], NULL, 10) : 0;
	double *times = calloc(runs + 1, sizeof(*times));
	long peak_kib = 0;

	if (runs == 0 || !times) {
		fprintf(stderr, "usage: cpu RUNS COMMAND...\n");
		return 64;
	}
	run_once(argv + 2, &peak_kib); /* warms the caches */
	for (size_t i = 0; i < runs; i++)
		times[i] = run_once(argv + 2, &peak_kib);
	qsort(times, runs, sizeof(*times), by_value);
	printf("%.2f %.1f\n", times[runs / 2], (double)peak_kib / 1024);
	free(times);
	return 0;
}
