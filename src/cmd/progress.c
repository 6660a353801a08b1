#include "cmd/progress.h"

#include <stdio.h>
#include <unistd.h>

#include "base/deadline.h"

enum {
	FIRST_MS = 1000,
	EVERY_MS = 200,
	CHECK_EVERY = 64,
};

void progress_begin(
	struct progress *p, const struct options *options, const char *what, size_t total)
{
	*p = (struct progress){
		.on = !options->quiet && isatty(STDERR_FILENO),
		.what = what,
		.total = total,
		.started_ms = clock_ms(),
	};
	p->shown_ms = p->started_ms + FIRST_MS - EVERY_MS;
}

void progress_at(struct progress *p, size_t done)
{
	int64_t now;
	int64_t passed;

	if (!p->on || done % CHECK_EVERY != 0)
		return;
	now = clock_ms();
	if (now - p->shown_ms < EVERY_MS)
		return;
	passed = now - p->started_ms;
	fprintf(stderr, "\r%zu", done);
	if (p->total)
		fprintf(stderr, " of %zu %s (%zu %%)", p->total, p->what,
			done * 100 / p->total);
	else
		fprintf(stderr, " %s", p->what);
	fprintf(stderr, ", %lld/s   ", (long long)((int64_t)done * 1000 / passed));
	fflush(stderr);
	p->shown_ms = now;
	p->shown = true;
}

void progress_end(struct progress *p)
{
	if (p->shown)
		fprintf(stderr, "\r%72s\r", "");
	p->shown = false;
}
