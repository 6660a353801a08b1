#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void replace_controls(char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c < 0x20 || c == 0x7f)
			*text = '?';
	}
}

void error_set(struct error *err, const char *format, ...)
{
	va_list args;

	if (!err)
		return;
	va_start(args, format);
	if (vsnprintf(err->text, sizeof(err->text), format, args) < 0)
		err->text[0] = '\0';
	va_end(args);
	replace_controls(err->text);
}

void error_append(struct error *err, const char *format, ...)
{
	va_list args;
	size_t len;

	if (!err)
		return;
	len = strlen(err->text);
	va_start(args, format);
	if (vsnprintf(err->text + len, sizeof(err->text) - len, format, args) < 0)
		err->text[len] = '\0';
	va_end(args);
	replace_controls(err->text);
}

void error_prefix(struct error *err, const char *format, ...)
{
	char rest[sizeof(err->text)];
	va_list args;
	int len;

	if (!err)
		return;
	memcpy(rest, err->text, sizeof(rest));
	va_start(args, format);
	len = vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	if (len < 0)
		len = 0;
	if ((size_t)len < sizeof(err->text)) {
		size_t left = sizeof(err->text) - (size_t)len;
		int added = snprintf(err->text + len, left, ": %s", rest);

		if (added < 0)
			err->text[len] = '\0';
	}
	replace_controls(err->text);
}
