#include "base/deadline.h"

#include <limits.h>
#include <time.h>

int64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

struct deadline deadline_in(int64_t ms)
{
	return (struct deadline){ms > 0 ? clock_ms() + ms : 0};
}

bool deadline_passed(struct deadline d)
{
	return d.at_ms != 0 && clock_ms() >= d.at_ms;
}

int deadline_left(struct deadline d)
{
	int64_t left;

	if (d.at_ms == 0)
		return -1;
	left = d.at_ms - clock_ms();
	if (left < 0)
		return 0;
	return left > INT_MAX ? INT_MAX : (int)left;
}
