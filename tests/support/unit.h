/* What every cmocka program includes, in the order that cmocka 1.1 wants. */
#ifndef LAYERGATE_TESTS_UNIT_H
#define LAYERGATE_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/span.h"

/* The span holds exactly this text. */
#define assert_span(span, text) assert_span_((span), (text), __FILE__, __LINE__)

static inline void assert_span_(struct span s, const char *text, const char *file, int line)
{
	if (!span_eq_str(s, text)) {
		print_error("'%.*s' is not '%s'\n", SPAN_ARG(s), text);
		_fail(file, line);
	}
}

#endif
