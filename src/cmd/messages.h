/* What commands say on stderr. */
#ifndef LAYERGATE_CMD_MESSAGES_H
#define LAYERGATE_CMD_MESSAGES_H

/* "layergate: error: TEXT" and a line end; text must be printable. */
__attribute__((format(printf, 1, 2))) void say_error(const char *format, ...);
__attribute__((format(printf, 1, 2))) void say_warning(const char *format, ...);
__attribute__((format(printf, 1, 2))) void say(const char *format, ...);

#endif
