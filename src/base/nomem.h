/*
 * Out of memory ends the program, with the exit code that makes a hook reject.
 *
 * There is no other answer that is both simple and safe: a scanner that goes on without
 * what it could not allocate might call a file clean that it never looked at.
 */
#ifndef LAYERGATE_BASE_NOMEM_H
#define LAYERGATE_BASE_NOMEM_H

#include <stddef.h>

/* Says so on stderr and leaves with code 2; runs no exit handlers. */
_Noreturn void nomem(void);

/* malloc and realloc that don't return NULL. A size of 0 is taken as 1. */
void *xmalloc(size_t size);
void *xrealloc(void *old, size_t size);

/* a * b, or nomem() when that does not fit: no allocation of that size can succeed. */
size_t checked_mul(size_t a, size_t b);
size_t checked_add(size_t a, size_t b);

#endif
