/*
 * What the files of the shell reader share.
 *
 * One pass from left to right, descending at each bracket. Commands and words are put together
 * in variables and copied into their lists when they are whole, so that no list moves under a
 * pointer.
 */
#ifndef LAYERGATE_TEXT_SHELL_INTERNAL_H
#define LAYERGATE_TEXT_SHELL_INTERNAL_H

#include "text/shell.h"

/* Words that mean something at the start of a command, and the signs that end a list. */
enum shell_token {
	TOKEN_NONE,
	TOKEN_IF,
	TOKEN_THEN,
	TOKEN_ELIF,
	TOKEN_ELSE,
	TOKEN_FI,
	TOKEN_FOR,
	TOKEN_WHILE,
	TOKEN_DO,
	TOKEN_DONE,
	TOKEN_CASE,
	TOKEN_IN,
	TOKEN_ESAC,
	TOKEN_FUNCTION,
	TOKEN_NOT,
	TOKEN_TIME,
	TOKEN_OPEN_BRACE,
	TOKEN_CLOSE_BRACE,
	TOKEN_OPEN_TEST,
	TOKEN_CLOSE_TEST,
	TOKEN_OPEN_PAREN,
	TOKEN_CLOSE_PAREN,
	TOKEN_CASE_END, /* ;; ;& ;;& */
};

/* Tokens as a set. */
#define TOKEN_BIT(token) (1u << (token))

/* A here-document whose body is yet to come. */
struct shell_pending {
	struct shell_redirect *redirect; /* NULL while its command is being read */
	struct span delimiter;
	bool expands;
	bool strips_tabs;
	unsigned depth; /* where it began; its body may be read further out */
};

struct shell_reader {
	struct arena *arena;
	struct shell_script *script; /* for the complaint */
	struct span text;
	size_t at;
	/* the backquotes that text was unescaped from; empty if it's what the caller gave */
	struct span copied_from;
	const struct shell_body *bodies; /* NULL: in the text */
	size_t bodies_left;
	VEC(struct shell_pending) pending;
	size_t pending_from; /* those before it belong to a list around this one */
	unsigned awaited;    /* tokens that end a list around this place */
	unsigned depth;
	size_t nodes;
	bool stopped;   /* there were too many nodes: it is all over */
	bool in_parens; /* in $( ), where ")" may stand behind a here-document's end */
};

/* --- shell_reader.c: moving on ---------------------------------------------------------- */

/* What a nested list or text puts aside. */
struct shell_nested {
	struct span text;
	size_t at;
	struct span copied_from;
	size_t pending_from;
	unsigned awaited;
	bool in_parens;
};

/* Begin a list that nothing outside ends, in the same text or, once that is set, in another. */
struct shell_nested shell_enter(struct shell_reader *r);

/* It is over. Its here-documents without a body take one behind it. */
void shell_leave(struct shell_reader *r, const struct shell_nested *outer);

/* The same for another text: its here-documents end with it. */
void shell_leave_text(struct shell_reader *r, const struct shell_nested *outer);

/* Add an element to a list of the tree. Most lists are short: they start with one. */
#define shell_add(r, vec)                                                                    \
	(shell_count_node(r),                                                                \
		(vec)->cap                                                                   \
			? (void)0                                                            \
			: (void)((vec)->at = arena_array((r)->arena, 1, sizeof(*(vec)->at)), \
				  (vec)->cap = 1),                                           \
		vec_add((vec), (r)->arena))

void shell_count_node(struct shell_reader *r);

/* The first complaint is kept. */
void shell_complain(struct shell_reader *r, const char *what, size_t from, size_t to);

/* One level deeper; false with a complaint if that is too deep. */
bool shell_descend(struct shell_reader *r);
void shell_ascend(struct shell_reader *r);

static inline bool shell_at_end(const struct shell_reader *r)
{
	return r->stopped || r->at >= r->text.len;
}

/* The byte at a place; NUL at the end. */
static inline char shell_byte(const struct shell_reader *r, size_t at)
{
	return at < r->text.len && !r->stopped ? r->text.ptr[at] : '\0';
}

/* The text from a place to where the reader is. */
static inline struct span shell_since(const struct shell_reader *r, size_t from)
{
	return span_sub(r->text, from, r->at);
}

/* The length of a line's end at the place, CR included; 0 if there is none. */
size_t shell_line_end(struct span text, size_t at);

/* The length of a backslash and the line end behind it: both vanish. */
size_t shell_join(struct span text, size_t at);

/* The place behind all joins at a place. */
size_t shell_past_joins(const struct shell_reader *r, size_t at);

/* A text without its joins; itself if it has none. */
struct span shell_without_joins(struct shell_reader *r, struct span text);

/* The place behind an operator if it stands at the reader's; 0 if not. */
size_t shell_looking_at(const struct shell_reader *r, const char *sign);

/* Move behind an operator if it is there. */
bool shell_take(struct shell_reader *r, const char *sign);

/* Does the byte there end an unquoted word? True at the end of the text. */
bool shell_is_delimiter(const struct shell_reader *r, size_t at);

/* The place behind the name that starts at a place; the place itself if there is none. */
size_t shell_name_end(const struct shell_reader *r, size_t at);

/* The place behind "[…]" at a place; 0 if it does not end soon. */
size_t shell_subscript_end(const struct shell_reader *r, size_t at);

/* The place behind the "))" that belongs to "((" at a place; 0 if these are two brackets. */
size_t shell_arithmetic_end(const struct shell_reader *r, size_t at);

/* Move behind the bracket that closes the one at the reader's place, at any depth. */
void shell_skip_nested(struct shell_reader *r, char open, char close);

/* Blanks, joins and a comment. */
void shell_skip_blanks(struct shell_reader *r);

/* The same and ends of lines, with the here-documents behind them. */
void shell_skip_lines(struct shell_reader *r);

/* The token at the reader's place and where it ends. */
enum shell_token shell_peek(const struct shell_reader *r, size_t *end);

/* Move behind a token if it is there, lines before it skipped. */
bool shell_take_token(struct shell_reader *r, enum shell_token token);

/* The same with a complaint if it isn't. */
void shell_expect(struct shell_reader *r, enum shell_token token, const char *complaint);

/* --- shell.c: lists and simple commands ------------------------------------------------- */

/* Commands up to a token of ends, or one that a list around this one waits for. */
void shell_read_list(struct shell_reader *r, struct shell_list *list, unsigned ends);

/* The same, new in the arena. */
struct shell_list *shell_new_list(struct shell_reader *r, unsigned ends);

/* False if there is none. */
bool shell_read_command(struct shell_reader *r, struct shell_command *command);

/* --- shell_compound.c ------------------------------------------------------------------- */

/* A command that starts with this token; false if it is no such token. */
bool shell_read_compound(
	struct shell_reader *r, enum shell_token token, struct shell_command *command);

/* What stands behind "name ()". */
void shell_read_function_body(struct shell_reader *r, struct shell_command *command);

/* --- shell_redirect.c ------------------------------------------------------------------- */

/* False if there is none. */
bool shell_read_redirect(struct shell_reader *r, struct shell_command *command);

/* --- shell_heredoc.c -------------------------------------------------------------------- */

/* A here-document begins; the redirection's target is its delimiter as yet. */
void shell_add_heredoc(
	struct shell_reader *r, struct shell_redirect *redirect, bool strips_tabs);

/* The command is whole: its redirections stay where they are from now on. */
void shell_bind_heredocs(
	struct shell_reader *r, const struct shell_command *command, size_t first);

/* The bodies that begin at the reader's place. */
void shell_read_heredocs(struct shell_reader *r);

/* --- shell_words.c ---------------------------------------------------------------------- */

enum shell_inside {
	INSIDE_WORD,
	INSIDE_REGEX, /* a word behind =~ */
	INSIDE_QUOTES,
	INSIDE_BRACES,        /* ${x:-…} */
	INSIDE_QUOTED_BRACES, /* "${x:-…}" */
	INSIDE_TEXT,          /* a here-document */
};

struct shell_context {
	enum shell_inside inside;
	unsigned parens;  /* open ones of a pattern such as @(a|b) */
	bool strips_tabs; /* INSIDE_TEXT */
};

static inline bool shell_in_quotes(const struct shell_context *in)
{
	return in->inside == INSIDE_QUOTES || in->inside == INSIDE_QUOTED_BRACES ||
		in->inside == INSIDE_TEXT;
}

/* Does a word start at the reader's place? */
bool shell_starts_word(const struct shell_reader *r);

void shell_read_word(struct shell_reader *r, enum shell_inside inside, struct shell_word *word);

/* Parts up to where the context ends. */
void shell_read_parts(
	struct shell_reader *r, struct shell_context *in, struct shell_word *word);

/* The words of "(a b)" as one. */
void shell_read_array(struct shell_reader *r, struct shell_word *word);

/* The body of a here-document, or another text as in quotes. */
void shell_read_quoted_text(
	struct shell_reader *r, struct span text, bool strips_tabs, struct shell_word *word);

struct shell_part *shell_add_part(
	struct shell_reader *r, struct shell_word *word, enum shell_part_kind kind);

/* --- shell_unescape.c ------------------------------------------------------------------- */

/* A part of a quoted text without its escapes; starts_line: tabs at its start go as well. */
struct span shell_unescape(struct shell_reader *r, struct span raw,
	const struct shell_context *in, bool starts_line);

/* A here-document without the tabs at the start of its lines. */
struct span shell_without_tabs(struct shell_reader *r, struct span raw);

/* What stands between $' and '. */
struct span shell_unescape_ansi(struct shell_reader *r, struct span raw);

/* What stands between backquotes. */
struct span shell_unescape_backquotes(struct shell_reader *r, struct span raw, bool quoted);

/* --- shell_expansion.c ------------------------------------------------------------------ */

/* Is the "$" at a place more than a dollar sign? Quotes behind it don't count. */
bool shell_starts_expansion(const struct shell_reader *r, size_t at);

void shell_read_expansion(
	struct shell_reader *r, const struct shell_context *in, struct shell_word *word);
void shell_read_backquotes(
	struct shell_reader *r, const struct shell_context *in, struct shell_word *word);
/* <(list) or >(list) */
void shell_read_process(struct shell_reader *r, struct shell_word *word);

#endif
