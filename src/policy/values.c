#include "policy/values.h"

#include <time.h>

enum {
	MOST_DIGITS = 12
};

/* The digits at the front of text; the rest is the unit. */
static bool number(struct span text, uint64_t *value, struct span *unit)
{
	size_t at = 0;

	*value = 0;
	while (at < text.len && is_digit(text.ptr[at])) {
		if (at == MOST_DIGITS)
			return false;
		*value = *value * 10 + (uint64_t)(text.ptr[at++] - '0');
	}
	*unit = span_from(text, at);
	return at > 0;
}

bool value_count(struct span text, size_t *count)
{
	struct span unit;
	uint64_t value;

	if (!number(text, &value, &unit) || unit.len || value == 0)
		return false;
	*count = (size_t)value;
	return true;
}

bool value_size(struct span text, size_t *bytes)
{
	static const char units[] = "KMG";
	struct span unit;
	uint64_t value;

	if (!number(text, &value, &unit) || value == 0 || unit.len > 1)
		return false;
	if (unit.len == 1) {
		const char *at = strchr(units, unit.ptr[0]);

		if (!at || !*at)
			return false;
		value <<= 10 * (at - units + 1);
	}
	*bytes = (size_t)value;
	return true;
}

bool value_time(struct span text, int64_t *ms)
{
	struct span unit;
	uint64_t value;

	if (!number(text, &value, &unit) || value == 0)
		return false;
	if (span_eq_str(unit, "ms"))
		*ms = (int64_t)value;
	else if (span_eq_str(unit, "s"))
		*ms = (int64_t)value * 1000;
	else if (span_eq_str(unit, "m"))
		*ms = (int64_t)value * 60000;
	else
		return false;
	return true;
}

static bool is_leap(int64_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int64_t days_before_year(int64_t year)
{
	int64_t y = year - 1;

	return y * 365 + y / 4 - y / 100 + y / 400;
}

bool value_date(struct span text, int64_t *day)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	struct span year_text = span_sub(text, 0, 4);
	struct span month_text = span_sub(text, 5, 7);
	struct span day_text = span_sub(text, 8, 10);
	size_t y;
	size_t m;
	size_t d;
	int64_t days;

	if (text.len != 10 || text.ptr[4] != '-' || text.ptr[7] != '-' ||
		!value_count(year_text, &y) || !value_count(month_text, &m) ||
		!value_count(day_text, &d) || y < 1970 || m > 12)
		return false;
	if (d > (size_t)lengths[m - 1] + (m == 2 && is_leap((int64_t)y)))
		return false;
	days = days_before_year((int64_t)y) - days_before_year(1970);
	for (size_t i = 0; i + 1 < m; i++)
		days += lengths[i] + (i == 1 && is_leap((int64_t)y));
	*day = days + (int64_t)d - 1;
	return true;
}

int64_t today(void)
{
	return (int64_t)time(NULL) / 86400;
}

bool value_item(struct span *rest, struct span *item)
{
	while (span_split(rest, ',', item)) {
		*item = span_trim(*item);
		if (item->len)
			return true;
	}
	return false;
}
