/*
 * How a function says that it did not do its job, and the one sentence for the user.
 *
 * Few codes on purpose: a caller decides only between "go on", "count it as not scanned" and
 * "stop". A malformed inspected file is none of these: parsers note the place and go on.
 */
#ifndef LAYERGATE_BASE_STATUS_H
#define LAYERGATE_BASE_STATUS_H

enum status {
	STATUS_OK = 0,
	STATUS_LIMIT,     /* a size, time or match limit was reached */
	STATUS_IO,        /* reading or writing failed */
	STATUS_NOT_FOUND, /* there is no such file, object or name */
	STATUS_GIT,       /* git or libgit2 refused */
	STATUS_POLICY,    /* the policy is wrong */
	STATUS_USAGE,     /* the command line is wrong */
};

/* Text for the user: lower case, no full stop, what went wrong first; printable bytes only. */
struct error {
	char text[600];
};

#define MUST_USE __attribute__((warn_unused_result))

/*
 * Fill in the text, once, where the cause is known; err may be NULL. Foreign text must have
 * gone through escape.h; as a second fence every control byte becomes '?'.
 */
__attribute__((format(printf, 2, 3))) void error_set(
	struct error *err, const char *format, ...);

/* Put more text behind the text that is there. */
__attribute__((format(printf, 2, 3))) void error_append(
	struct error *err, const char *format, ...);

/* Put "prefix: " in front of the text that is there. */
__attribute__((format(printf, 2, 3))) void error_prefix(
	struct error *err, const char *format, ...);

#endif
