/* A point in time on the monotonic clock, immune to clock changes. */
#ifndef LAYERGATE_BASE_DEADLINE_H
#define LAYERGATE_BASE_DEADLINE_H

#include <stdbool.h>
#include <stdint.h>

struct deadline {
	int64_t at_ms; /* 0: never */
};

/* Milliseconds on that clock, from some start. */
int64_t clock_ms(void);

/* A deadline the given number of milliseconds from now; 0 means never. */
struct deadline deadline_in(int64_t ms);

bool deadline_passed(struct deadline d);

/* Milliseconds left for poll(2): at least 0, or -1 for never. */
int deadline_left(struct deadline d);

#endif
