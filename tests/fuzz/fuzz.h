/* What all fuzz targets share. */
#ifndef LAYERGATE_TESTS_FUZZ_H
#define LAYERGATE_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/span.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Unlike assert it stays in every build. */
#define MUST(condition)           \
	do {                      \
		if (!(condition)) \
			abort();  \
	} while (0)

static inline struct span span_of_data(const uint8_t *data, size_t size)
{
	return span_of((const char *)data, size);
}

#endif
