/* Redirections. */
#include <limits.h>

#include "text/shell_internal.h"

enum {
	FD_OF_NAME = 10, /* {name}>file: the first one that bash gives away */
	FD_NONE = -2,
};

struct sign {
	const char *text;
	enum shell_redirect_kind kind;
	int fd; /* if none is written */
};

/* The longer ones first. */
static const struct sign signs[] = {
	{"&>>", SHELL_APPEND, -1},
	{"&>", SHELL_WRITE, -1},
	{"<<<", SHELL_HERESTRING, 0},
	{"<<-", SHELL_HEREDOC, 0},
	{"<<", SHELL_HEREDOC, 0},
	{"<>", SHELL_READWRITE, 0},
	{"<&", SHELL_DUPLICATE, 0},
	{"<", SHELL_READ, 0},
	{">>", SHELL_APPEND, 1},
	{">|", SHELL_WRITE, 1},
	{">&", SHELL_DUPLICATE, 1},
	{">", SHELL_WRITE, 1},
};

/* The number or {name} before an operator; *at moves behind it. */
static int written_fd(const struct shell_reader *r, size_t *at)
{
	size_t name = *at + 1;
	size_t end;
	int fd = 0;

	if (shell_byte(r, *at) == '{') {
		end = shell_name_end(r, name);
		if (end == name || shell_byte(r, end) != '}')
			return FD_NONE;
		*at = end + 1;
		return FD_OF_NAME;
	}
	for (end = *at; is_digit(shell_byte(r, end)); end++) {
		int digit = shell_byte(r, end) - '0';

		fd = fd > (INT_MAX - digit) / 10 ? INT_MAX : fd * 10 + digit;
	}
	if (end == *at)
		return FD_NONE;
	*at = end;
	return fd;
}

/* The operator at the reader's place, which moves behind it; NULL if there is none. */
static const struct sign *take_operator(struct shell_reader *r, int *fd)
{
	size_t start = r->at;
	size_t at = start;
	char c;

	*fd = written_fd(r, &at);
	at = shell_past_joins(r, at);
	c = shell_byte(r, at);
	if (c != '<' && c != '>' && (c != '&' || *fd != FD_NONE))
		return NULL;
	if (c != '&' && shell_byte(r, at + 1) == '(')
		return NULL; /* <(list) is a word */
	r->at = at;
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (shell_take(r, signs[i].text))
			return &signs[i];
	r->at = start;
	return NULL;
}

/* "1", "-", "1-", or a variable that most likely holds such: what ">&" duplicates. */
static bool is_fd(const struct shell_word *word)
{
	struct span s;
	size_t at = 0;

	if (word->parts.len == 1 && word->parts.at->kind == SHELL_PARAMETER)
		return true;
	if (word->parts.len != 1 || word->parts.at->kind != SHELL_TEXT)
		return false;
	s = word->parts.at->text;
	while (at < s.len && is_digit(s.ptr[at]))
		at++;
	return at == s.len || (at + 1 == s.len && s.ptr[at] == '-');
}

bool shell_read_redirect(struct shell_reader *r, struct shell_command *command)
{
	struct shell_redirect redirect = {0};
	size_t start = r->at;
	int fd;
	const struct sign *sign = take_operator(r, &fd);

	if (!sign)
		return false;
	redirect.kind = sign->kind;
	redirect.fd = fd == FD_NONE ? sign->fd : fd;
	shell_skip_blanks(r);
	if (shell_starts_word(r))
		shell_read_word(r, INSIDE_WORD, &redirect.target);
	else
		shell_complain(r, "a redirection leads nowhere", start, r->at);
	if (redirect.kind == SHELL_HEREDOC) {
		shell_add_heredoc(r, &redirect, sign->text[2] == '-');
	} else if (sign->text[0] == '>' && redirect.kind == SHELL_DUPLICATE &&
		!is_fd(&redirect.target)) {
		redirect.kind = SHELL_WRITE;
		redirect.fd = fd == FD_NONE ? -1 : fd;
	}
	*shell_add(r, &command->redirects) = redirect;
	return true;
}

const struct shell_redirect *shell_output_file(const struct shell_command *command)
{
	for (size_t i = command->redirects.len; i-- > 0;) {
		const struct shell_redirect *r = &command->redirects.at[i];

		if ((r->kind == SHELL_WRITE || r->kind == SHELL_APPEND) &&
			(r->fd == 1 || r->fd == -1))
			return r;
	}
	return NULL;
}
