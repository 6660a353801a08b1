#include "image/commands.h"

#include "image/path.h"

struct known_command {
	const char *name;
	command_function *follow;
};

static const struct known_command known[] = {
	{".", command_source},
	{"adduser", command_adduser},
	{"awk", command_filter},
	{"base64", command_filter},
	{"bash", command_shell},
	{"basename", command_basename},
	{"ash", command_shell},
	{"builtin", command_wrapper},
	{"cat", command_cat},
	{"cd", command_cd},
	{"chroot", command_wrapper},
	{"command", command_wrapper},
	{"cp", command_cp},
	{"curl", command_curl},
	{"cut", command_filter},
	{"dash", command_shell},
	{"dd", command_dd},
	{"declare", command_export},
	{"dirname", command_dirname},
	{"doas", command_wrapper},
	{"echo", command_echo},
	{"env", command_wrapper},
	{"envsubst", command_envsubst},
	{"eval", command_eval},
	{"exec", command_wrapper},
	{"exit", command_exit},
	{"export", command_export},
	{"find", command_find},
	{"git", command_git},
	{"gosu", command_wrapper},
	{"grep", command_filter},
	{"head", command_filter},
	{"install", command_install},
	{"jq", command_filter},
	{"ksh", command_shell},
	{"ln", command_ln},
	{"local", command_export},
	{"mkdir", command_mkdir},
	{"mktemp", command_mktemp},
	{"mv", command_mv},
	{"nice", command_wrapper},
	{"nohup", command_wrapper},
	{"npm", command_npm},
	{"openssl", command_filter},
	{"pip", command_pip},
	{"pip3", command_pip},
	{"pnpm", command_pnpm},
	{"printf", command_printf},
	{"pushd", command_cd},
	{"pwd", command_pwd},
	{"read", command_read},
	{"readonly", command_export},
	{"rev", command_filter},
	{"rm", command_rm},
	{"rmdir", command_rm},
	{"rsync", command_cp},
	{"sed", command_sed},
	{"set", command_set},
	{"setpriv", command_wrapper},
	{"sh", command_shell},
	{"shred", command_shred},
	{"sort", command_filter},
	{"source", command_source},
	{"stdbuf", command_wrapper},
	{"su", command_su},
	{"su-exec", command_wrapper},
	{"sudo", command_wrapper},
	{"tail", command_filter},
	{"tar", command_tar},
	{"tee", command_tee},
	{"time", command_wrapper},
	{"timeout", command_wrapper},
	{"tr", command_filter},
	{"trap", command_trap},
	{"truncate", command_truncate},
	{"typeset", command_export},
	{"uniq", command_filter},
	{"unlink", command_unlink},
	{"unset", command_unset},
	{"useradd", command_adduser},
	{"wget", command_curl},
	{"xargs", command_xargs},
	{"yarn", command_yarn},
	{"zsh", command_shell},
};

struct span command_word(const struct command *c, size_t index)
{
	return index < c->argv.len ? c->argv.at[index].text : span_of("", 0);
}

bool command_follow(struct command *c)
{
	struct span name = path_base(command_word(c, 0));

	prove_arguments(c);
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++) {
		if (name.len && name.ptr[0] == known[i].name[0] &&
			span_eq_str(name, known[i].name)) {
			known[i].follow(c);
			return true;
		}
	}
	return command_log_in(c, name);
}

void command_follow_from(struct command *c, size_t first)
{
	struct command inner = *c;

	if (first >= c->argv.len || shell_is_too_deep(c->run))
		return;
	inner.argv.at = c->argv.at + first;
	inner.argv.len = c->argv.len - first;
	inner.argv.cap = inner.argv.len;
	inner.run->depth++;
	command_follow(&inner);
	inner.run->depth--;
}

/* --- options ---------------------------------------------------------------------------- */

static bool is_option(struct span word)
{
	return word.len > 1 && word.ptr[0] == '-';
}

size_t command_operand(const struct command *c, size_t from, const char *with_value)
{
	while (from < c->argv.len) {
		struct span word = command_word(c, from);

		if (span_eq_str(word, "--"))
			return from + 1;
		if (!is_option(word))
			return from;
		/* "-o file": its value is no operand */
		if (word.ptr[1] != '-' && strchr(with_value, word.ptr[word.len - 1]))
			from++;
		from++;
	}
	return from;
}

bool command_has_option(const struct command *c, const char *letters, const char *name)
{
	for (size_t i = 1; i < c->argv.len; i++) {
		struct span word = command_word(c, i);

		if (!is_option(word))
			continue;
		if (word.ptr[1] == '-') {
			if (span_eq_str(word, "--"))
				return false;
			if (name && span_eq_str(span_from(word, 2), name))
				return true;
			continue;
		}
		for (size_t k = 1; k < word.len; k++)
			if (strchr(letters, word.ptr[k]))
				return true;
	}
	return false;
}

/* "-abc" with that letter at its end, and another before it */
static bool ends_letters(struct span word, char letter)
{
	if (word.len < 3 || word.ptr[0] != '-' || word.ptr[word.len - 1] != letter)
		return false;
	for (size_t i = 1; i < word.len; i++)
		if (!is_alpha(word.ptr[i]))
			return false;
	return word.ptr[1] != letter; /* -pstep is "-p step" */
}

bool command_option(struct command *c, const char *name, struct value *value)
{
	size_t len = strlen(name);

	for (size_t i = 1; i < c->argv.len; i++) {
		const struct value *word = &c->argv.at[i];

		/* -fsSu USER: the last of several letters takes the next word */
		if (len == 2 && name[1] != '-' && i + 1 < c->argv.len &&
			ends_letters(word->text, name[1])) {
			*value = c->argv.at[i + 1];
			return true;
		}
		if (!span_starts(word->text, name))
			continue;
		if (word->text.len == len && i + 1 < c->argv.len) {
			*value = c->argv.at[i + 1];
			return true;
		}
		/* -pVALUE */
		if (word->text.len > len && name[1] != '-' && len == 2) {
			*value = value_sub(word, len, word->text.len, c->run->b->arena);
			return true;
		}
		if (word->text.len > len && word->text.ptr[len] == '=') {
			*value = value_sub(word, len + 1, word->text.len, c->run->b->arena);
			return true;
		}
	}
	return false;
}

void command_prove(struct command *c, const struct value *value)
{
	VEC_EACH(const struct piece, piece, &value->pieces)
		if (piece->source != NO_SOURCE)
			secret_prove(c->run->b, piece->source);
}
