/*
 * Literal or reference? The one judge that every rule asks about a value.
 *
 * A value such as ${NPM_TOKEN} says where a secret comes from; that is good practice and
 * never a finding. But literals hide inside references too: the default of ${TOKEN:-abc…},
 * the fallback of ${{ secrets.X || 'abc…' }}. So the judge splits a value into references and
 * the rest, looks into the references, and judges the literal that is left.
 *
 * Reference forms of all systems are known at once: npm ${X} and ${X?}, shell $X, ${X…} and
 * $(…), backquotes, %X% of cmd, $env:X of PowerShell, $(X) of Azure and make, ${{ … }} of
 * GitHub, $[[ … ]] of GitLab, {{ … }}, << … >> and ((x)) of other templates, @X@, and the
 * addresses of secret stores (op://, vault:, ref+, arn:aws:secretsmanager:).
 */
#ifndef LAYERGATE_TOKENS_JUDGE_H
#define LAYERGATE_TOKENS_JUDGE_H

#include "base/span.h"

enum value_nature {
	VALUE_EMPTY,
	VALUE_REFERENCE,   /* points to a secret that is elsewhere */
	VALUE_PLACEHOLDER, /* stands for a secret: dummy, example, template */
	VALUE_LITERAL,     /* is the secret itself */
};

enum judge_syntax {
	/*
	 * The file's reader expands $NAME anywhere (shell, compose, CI). In files where it does
	 * not (.npmrc, .netrc, .pypirc, …) "$" may be part of a real password, so a bare $NAME
	 * is a reference only when it is the whole value.
	 */
	JUDGE_BARE_DOLLAR = 1 << 0,
};

struct judgement {
	enum value_nature nature;
	struct span
		literal; /* the part that is literal, inside value; with VALUE_LITERAL only */
};

/* syntax: a set of enum judge_syntax. Linear in the length of the value. */
struct judgement judge_value(struct span value, unsigned syntax);

#endif
