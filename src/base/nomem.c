#include "base/nomem.h"

#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

_Noreturn void nomem(void)
{
	static const char text[] = "layergate: error: out of memory; nothing was decided\n";

	if (write(STDERR_FILENO, text, sizeof(text) - 1) < 0)
		_exit(2); /* nobody to tell; the exit code still says it */
	_exit(2);
}

void *xmalloc(size_t size)
{
	void *ptr = malloc(size ? size : 1);

	if (!ptr)
		nomem();
	return ptr;
}

void *xrealloc(void *old, size_t size)
{
	void *ptr = realloc(old, size ? size : 1);

	if (!ptr)
		nomem();
	return ptr;
}

size_t checked_mul(size_t a, size_t b)
{
	if (b != 0 && a > SIZE_MAX / b)
		nomem();
	return a * b;
}

size_t checked_add(size_t a, size_t b)
{
	if (a > SIZE_MAX - b)
		nomem();
	return a + b;
}
