/* The values of a policy file: sizes, times, dates, lists. */
#ifndef LAYERGATE_POLICY_VALUES_H
#define LAYERGATE_POLICY_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

/* "4096", "512K", "1M", "2G": bytes, in steps of 1024. At least 1. */
bool value_size(struct span text, size_t *bytes);

/* "500ms", "60s", "2m": milliseconds. At least 1. */
bool value_time(struct span text, int64_t *ms);

/* A plain positive number. */
bool value_count(struct span text, size_t *count);

/* A day of the calendar, "2027-01-31", as days since 1970-01-01. */
bool value_date(struct span text, int64_t *day);

/* Today in UTC, in the same unit. */
int64_t today(void);

/*
 * Take one item of a comma-separated list off *rest; blanks around it go, empty items are
 * passed over. False at the end.
 */
bool value_item(struct span *rest, struct span *item);

#endif
