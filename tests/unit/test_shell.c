/* The shell reader: each form of the grammar with its tree, and what is broken. */
#include "text/shell.h"

#include "base/buf.h"
#include "support/unit.h"

/*
 * The tree as a line:
 *
 *	list      items with ; & && || between them
 *	command   NAME=word (word)(word) 2>word, or kind{…}
 *	word      text, "quoted", ${NAME:-word}, $(list), <(list), ((
 */
static void dump_list(struct buf *out, const struct shell_list *list);

static void dump_part(struct buf *out, const struct shell_part *p)
{
	if (p->quoted)
		buf_add_char(out, '"');
	switch (p->kind) {
	case SHELL_TEXT:
		buf_add(out, p->text);
		break;
	case SHELL_PARAMETER:
		buf_add_str(out, "${");
		buf_add(out, p->text);
		buf_add(out, p->op);
		if (p->word)
			VEC_EACH(const struct shell_part, inner, &p->word->parts)
				dump_part(out, inner);
		buf_add_char(out, '}');
		break;
	case SHELL_COMMAND:
		buf_add_str(out, "$(");
		dump_list(out, p->list);
		buf_add_char(out, ')');
		break;
	case SHELL_PROCESS:
		buf_add_str(out, p->is_output ? ">(" : "<(");
		dump_list(out, p->list);
		buf_add_char(out, ')');
		break;
	case SHELL_ARITHMETIC:
		buf_add_str(out, "((");
		break;
	}
	if (p->quoted)
		buf_add_char(out, '"');
}

static void dump_word(struct buf *out, const struct shell_word *word)
{
	if (word->is_quoted && word->parts.len == 0)
		buf_add_str(out, "''");
	VEC_EACH(const struct shell_part, p, &word->parts)
		dump_part(out, p);
}

static void dump_redirect(struct buf *out, const struct shell_redirect *redirect)
{
	static const char *const signs[] = {
		[SHELL_READ] = "<",
		[SHELL_WRITE] = ">",
		[SHELL_APPEND] = ">>",
		[SHELL_READWRITE] = "<>",
		[SHELL_HEREDOC] = "<<",
		[SHELL_HERESTRING] = "<<<",
		[SHELL_DUPLICATE] = "&",
	};

	buf_printf(out, " %d%s", redirect->fd, signs[redirect->kind]);
	dump_word(out, &redirect->target);
}

static void dump_branch(struct buf *out, const struct shell_branch *branch)
{
	buf_add_char(out, '[');
	if (branch->condition) {
		dump_list(out, branch->condition);
		buf_add_str(out, " ? ");
	}
	VEC_EACH(const struct shell_word, pattern, &branch->patterns) {
		dump_word(out, pattern);
		buf_add_str(out, "| ");
	}
	dump_list(out, branch->body);
	buf_add_char(out, ']');
}

static void dump_command(struct buf *out, const struct shell_command *command)
{
	static const char *const kinds[] = {
		[SHELL_SIMPLE] = "",
		[SHELL_SUBSHELL] = "sub",
		[SHELL_GROUP] = "group",
		[SHELL_IF] = "if",
		[SHELL_FOR] = "for ",
		[SHELL_WHILE] = "while",
		[SHELL_CASE] = "case",
		[SHELL_FUNCTION] = "function ",
		[SHELL_TEST] = "test",
	};

	buf_add_str(out, kinds[command->kind]);
	buf_add(out, command->name);
	VEC_EACH(const struct shell_assignment, a, &command->assignments) {
		buf_printf(out, "%.*s%s", SPAN_ARG(a->name), a->appends ? "+=" : "=");
		dump_word(out, &a->value);
		buf_add_char(out, ' ');
	}
	VEC_EACH(const struct shell_word, word, &command->words) {
		buf_add_char(out, '(');
		dump_word(out, word);
		buf_add_char(out, ')');
	}
	VEC_EACH(const struct shell_branch, branch, &command->branches)
		dump_branch(out, branch);
	if (command->body) {
		buf_add_char(out, '{');
		dump_list(out, command->body);
		buf_add_char(out, '}');
	}
	VEC_EACH(const struct shell_redirect, redirect, &command->redirects)
		dump_redirect(out, redirect);
}

static void dump_list(struct buf *out, const struct shell_list *list)
{
	static const char *const links[] = {
		[SHELL_NEXT] = "; ", [SHELL_AND] = " && ", [SHELL_OR] = " || "};
	bool is_first = true;

	VEC_EACH(const struct shell_item, item, &list->items) {
		bool goes_on = false;

		if (!is_first || item->link != SHELL_NEXT)
			buf_add_str(out, links[item->link]);
		is_first = false;
		if (item->pipeline.negated)
			buf_add_str(out, "! ");
		VEC_EACH(const struct shell_command, command, &item->pipeline.commands) {
			if (goes_on)
				buf_add_str(out, " | ");
			goes_on = true;
			dump_command(out, command);
		}
		if (item->background)
			buf_add_str(out, " &");
	}
}

static const char *finish(struct buf *out, struct arena *arena)
{
	const char *copy = arena_copy(arena, buf_span(out)).ptr;

	buf_release(out);
	return copy ? copy : "";
}

static const char *dump(struct span text, struct arena *arena)
{
	struct shell_script script;
	struct buf out;

	shell_read(text, NULL, 0, arena, &script);
	buf_init(&out, 1 << 20);
	dump_list(&out, &script.list);
	if (script.complaint)
		buf_printf(&out, " ! %td %s", script.complaint_at.ptr - text.ptr,
			script.complaint);
	return finish(&out, arena);
}

struct example {
	const char *text;
	const char *dump;
};

static void check_examples(const struct example *examples, size_t count)
{
	struct arena arena = {0};

	for (size_t i = 0; i < count; i++) {
		assert_string_equal(dump(span_str(examples[i].text), &arena), examples[i].dump);
		arena_reset(&arena);
	}
	arena_release(&arena);
}

#define CHECK(examples) check_examples((examples), sizeof(examples) / sizeof(*(examples)))

static void test_simple(void **state)
{
	static const struct example examples[] = {
		{"", ""},
		{"  # only\n", ""},
		{"npm ci", "(npm)(ci)"},
		{"npm  ci --omit=dev\t;", "(npm)(ci)(--omit=dev)"},
		{"A=b npm ci", "A=b (npm)(ci)"},
		{"A=b B=c", "A=b B=c "},
		{"A+=b x", "A+=b (x)"},
		{"A= x", "A= (x)"},
		{"A[1]=b A[$i]+=c x", "A=b A+=c (x)"},
		{"a[bc] =", "(a[bc])(=)"},
		{"A=(a 'b c'\n# it's\n d) x", "A=a \"b c\" d (x)"},
		{"export A=b", "(export)(A=b)"},
		{"export A=$x\"y\"", "(export)(A=${x}\"y\")"},
		{"declare -a A=(a b)", "(declare)(-a)(A=a b)"},
		{"x A=b", "(x)(A=b)"},
		{"a-b=c", "(a-b=c)"},
		{"a#b $# #c", "(a#b)(${#})"},
		{"a\n#b\nc", "(a); (c)"},
		{"if=x", "if=x "},
		{"echo if then", "(echo)(if)(then)"},
		{"\\if x", "(\"i\"f)(x)"},
		{"'if' x", "(\"if\")(x)"},
		{"a\\\nb \\\n c", "(ab)(c)"},
		{"a\r\nb\r\n", "(a); (b)"},
		{"a \\\r\n b", "(a)(b)"},
		{"a {} }", "(a)({})(})"},
		{"a\tb", "(a)(b)"},
		{"e\\\ncho $\\\nA$A\\\nB i\\\nf", "(echo)(${A}${AB})(if)"},
	};

	(void)state;
	CHECK(examples);
}

static void test_lists(void **state)
{
	static const struct example examples[] = {
		{"a;b\nc", "(a); (b); (c)"},
		{"a && b || c", "(a) && (b) || (c)"},
		{"a &&\n\n# x\nb", "(a) && (b)"},
		{"a & b", "(a) &; (b)"},
		{"a&", "(a) &"},
		{"a | b | c", "(a) | (b) | (c)"},
		{"a |& b", "(a) | (b)"},
		{"a |\nb", "(a) | (b)"},
		{"! a | b", "! (a) | (b)"},
		{"! ! a", "(a)"},
		{"time a", "(a)"},
		{"time -p a | b", "(a) | (b)"},
		{"time -v a", "(time)(-v)(a)"},
		{"time", "(time)"},
		{"! time a", "! (a)"},
		{"{ a; b; }", "group{(a); (b)}"},
		{"(a;b)>c", "sub{(a); (b)} 1>c"},
		{"( (a) )", "sub{sub{(a)}}"},
		{"((a) )", "sub{sub{(a)}}"},
		{"{ { a; } }", "group{group{(a)}}"},
		{"a&&b;c||d&", "(a) && (b); (c) || (d) &"},
	};

	(void)state;
	CHECK(examples);
}

static void test_compound(void **state)
{
	static const struct example examples[] = {
		{"if a; then b; fi", "if[(a) ? (b)]"},
		{"if a; then b; elif c; then d; else e; fi >x 2>&1",
			"if[(a) ? (b)][(c) ? (d)][(e)] 1>x 2&1"},
		{"if a\nthen\nb\nelse\nc\nfi | d", "if[(a) ? (b)][(c)] | (d)"},
		{"for x in a \"b c\" $d; do e; done", "for x(a)(\"b c\")(${d}){(e)}"},
		{"for x\ndo a; done", "for x{(a)}"},
		{"for x; do a; done", "for x{(a)}"},
		{"for x in; do a; done", "for x{(a)}"},
		{"for ((i=0; i<3; i++)); do a; done", "for {(a)}"},
		{"for x in a\n{ b; }", "for x(a){(b)}"},
		{"select x in a; do b; done", "for x(a){(b)}"},
		{"while a; do b; done <c", "while[(a) ? (b)] 0<c"},
		{"until a; do b; done", "while[(a) ? (b)]"},
		{"case $x in a|'b') c ;; (d) e;& *) f;; esac",
			"case(${x})[a| \"b\"| (c)][d| (e)][*| (f)]"},
		{"case x in esac", "case(x)"},
		{"case x in\na) b\nesac", "case(x)[a| (b)]"},
		{"case x in a) ;; esac", "case(x)[a| ]"},
		{"case x in esac) a;; esac", "case(x); (a) ! 14 nothing before it needs this"},
		{"case x in a) b;;& if) c;; esac", "case(x)[a| (b)][if| (c)]"},
		{"case $(a) in @(b|c)*) d;; esac", "case($((a)))[@(b|c)*| (d)]"},
		{"f() { a; }", "function f{group{(a)}}"},
		{"f ( )\n{ a; } >x", "function f{group{(a)} 1>x}"},
		{"f() (a)", "function f{sub{(a)}}"},
		{"function f { a; }", "function f{group{(a)}}"},
		{"function f() if a; then b; fi", "function f{if[(a) ? (b)]}"},
		{"a-b() { c; }", "function a-b{group{(c)}}"},
		{"[[ -n $x && ( a == b* || ! c ) ]]",
			"test(-n)(${x})(&&)(()(a)(==)(b*)(||)(!)(c)())"},
		{"[[ $x =~ ^(a|b c)+$ ]] && d", "test(${x})(=~)(^(a|b c)+$) && (d)"},
		{"[[ a < b\n]]", "test(a)(<)(b)"},
		{"(( a > 1 )) || b", "test || (b)"},
		{"((a))", "test"},
		{"if ((a)); then b; fi", "if[test ? (b)]"},
		{"f() { if a; then return; fi; }; f",
			"function f{group{if[(a) ? (return)]}}; (f)"},
	};

	(void)state;
	CHECK(examples);
}

static void test_redirections(void **state)
{
	static const struct example examples[] = {
		{">a", " 1>a"},
		{"a >b 2>c", "(a) 1>b 2>c"},
		{"a 2>>b <c <>d", "(a) 2>>b 0<c 0<>d"},
		{"a >|b", "(a) 1>b"},
		{"a 2>&1 >&2 <&-", "(a) 2&1 1&2 0&-"},
		{"a &>b", "(a) -1>b"},
		{"a &>>b", "(a) -1>>b"},
		{"a >&b", "(a) -1>b"},
		{"a >&$b", "(a) 1&${b}"},
		{"a 3>&1-", "(a) 3&1-"},
		{"a {fd}>b", "(a) 10>b"},
		{"a 2 >b", "(a)(2) 1>b"},
		{"a b2>c", "(a)(b2) 1>c"},
		{"<a b", "(b) 0<a"},
		{"a <<<b", "(a) 0<<<b"},
		{"a <<<\"$b c\"", "(a) 0<<<\"${b}\"\" c\""},
		{"a > $(b) c", "(a)(c) 1>$((b))"},
		{"2>a b", "(b) 2>a"},
		{"a 99999999999999>b", "(a) 2147483647>b"},
		{"a < <(b) > >(c)", "(a) 0<<((b)) 1>>((c))"},
	};

	(void)state;
	CHECK(examples);
}

static void test_words(void **state)
{
	static const struct example examples[] = {
		{"a'b c'd", "(a\"b c\"d)"},
		{"''", "('')"},
		{"\"\"", "('')"},
		{"a\"$b c\"", "(a\"${b}\"\" c\")"},
		{"\"a\\\"\\$\\x\\\\\"", "(\"a\"$\\x\\\")"},
		{"'a\\'b", "(\"a\\\"b)"},
		{"a\\ b\\$c", "(a\" \"b\"$\"c)"},
		{"$'a\\tb\\x41\\101\\u00e9\\'\\q'", "(\"a\tbAA\303\251'\\q\")"},
		{"$\"a $b\"", "(\"a \"\"${b}\")"},
		{"\"$'a'\"", "(\"$'a'\")"},
		{"\"a\\\nb\"", "(\"ab\")"},
		{"$a$b", "(${a}${b})"},
		{"$1$10${10}", "(${1}${1}0${10})"},
		{"$@ $* $# $? $- $$ $! $_", "(${@})(${*})(${#})(${?})(${-})(${$})(${!})(${_})"},
		{"${a}", "(${a})"},
		{"${a:-b $c}", "(${a:-b ${c}})"},
		{"${a-'b }'}", "(${a-\"b }\"})"},
		{"\"${a:-'b'}\"", "(\"${a:-\"'b'\"}\")"},
		{"\"${a:-\"b c\"}\"", "(\"${a:-\"b c\"}\")"},
		{"\"${a#'*'}\"", "(\"${a#\"*\"}\")"},
		{"${a##*/}", "(${a##*/})"},
		{"${a%%.*}", "(${a%%.*})"},
		{"${a/b/c}", "(${a/b/c})"},
		{"${a//\\//-}", "(${a//\"/\"/-})"},
		{"${a:1:2}", "(${a:1:2})"},
		{"${a^^}", "(${a^^})"},
		{"${a@Q}", "(${a@Q})"},
		{"${#a}", "(${alength})"},
		{"${#}", "(${#})"},
		{"${#-}", "(${-length})"},
		{"${!a}", "(${a!})"},
		{"${!a[@]}", "(${a!})"},
		{"${a[@]}", "(${a})"},
		{"${a[$(b)]:-c}", "(${a:-c})"},
		{"${a[0]}", "(${a})"},
		{"${a:-${b:-${c}}}", "(${a:-${b:-${c}}})"},
		{"${a:?no $b}", "(${a:?no ${b}})"},
		{"${a+\"$b\"}", "(${a+\"${b}\"})"},
		{"a$", "(a$)"},
		{"a$ $. \"$\"", "(a$)($.)(\"$\")"},
		{"$(a)", "($((a)))"},
		{"$(a; b | c)", "($((a); (b) | (c)))"},
		{"\"$(a \"$b\" \")\")\"", "(\"$((a)(\"${b}\")(\")\"))\")"},
		{"$(case a in a) b;; esac)", "($(case(a)[a| (b)]))"},
		{"$(a # )\n)", "($((a)))"},
		{"$((1 + (2)))", "((()"},
		{"$( (a) )", "($(sub{(a)}))"},
		{"$((a) | (b))", "($(sub{(a)} | sub{(b)}))"},
		{"$((a\n))", "((()"},
		{"`a b`", "($((a)(b)))"},
		{"\"`a \\\"b\\\"`\"", "(\"$((a)(\"b\"))\")"},
		{"`a \\`b \\$c\\``", "($((a)($((b)(${c})))))"},
		{"`a '\\\\'`", "($((a)(\"\\\")))"},
		{"a`b`c$(d)e", "(a$((b))c$((d))e)"},
		{"<(a) >(b)", "(<((a)))(>((b)))"},
		{"a@(b|c d)e", "(a@(b|c d)e)"},
		{"@(a|\n  b)", "(@(a|\n  b))"},
		{"{a,b}", "({a,b})"},
		{"~/x*", "(~/x*)"},
		{"[a-z]*", "([a-z]*)"},
	};

	(void)state;
	CHECK(examples);
}

static void test_heredocs(void **state)
{
	static const struct example examples[] = {
		{"cat <<EOF\na $b\nEOF\nc", "(cat) 0<<\"a \"\"${b}\"\"\n\"; (c)"},
		{"cat <<'EOF'\na $b\nEOF\n", "(cat) 0<<\"a $b\n\""},
		{"cat <<\\EOF\n\\$a\nEOF\n", "(cat) 0<<\"\\$a\n\""},
		{"cat <<\"E F\"\na\nE F\n", "(cat) 0<<\"a\n\""},
		{"cat <<-EOF\n\ta\n\t\t$b\tc\n\tEOF\nd",
			"(cat) 0<<\"a\n\"\"${b}\"\"\tc\n\"; (d)"},
		{"cat <<-'EOF'\n\ta\n\tEOF\n", "(cat) 0<<\"a\n\""},
		{"cat <<A <<B >c\na\nA\nb\nB\nd", "(cat) 0<<\"a\n\" 0<<\"b\n\" 1>c; (d)"},
		{"a <<A && b <<B | c\nA\nB\nd", "(a) 0<< && (b) 0<< | (c); (d)"},
		{"cat <<EOF\na\\\nb \\$c \\\\ \\\" \"$d\"\nEOF\n",
			"(cat) 0<<\"ab $c \\ \\\" \"\"\"${d}\"\"\"\n\""},
		{"cat <<EOF\na\\\nEOF\nEOF\nb", "(cat) 0<<\"aEOF\n\"; (b)"},
		{"cat <<EOF\nEOF", "(cat) 0<<"},
		{"cat <<EOF\na", "(cat) 0<<\"a\""},
		{"cat <<EOF\r\na\r\nEOF\r\nb\r\n", "(cat) 0<<\"a\r\n\"; (b)"},
		{"$(cat <<EOF\na\nEOF\n) b", "($((cat) 0<<\"a\n\"))(b)"},
		{"$(cat <<EOF)\na\nEOF\nb", "($((cat) 0<<\"a\n\")); (b)"},
		{"$(cat <<EOF\na\nEOF)\nb", "($((cat) 0<<\"a\n\")); (b)"},
		{"{ cat; } <<EOF\na\nEOF\n", "group{(cat)} 0<<\"a\n\""},
		{"while read x; do a; done <<EOF\nb\nEOF\n",
			"while[(read)(x) ? (a)] 0<<\"b\n\""},
		{"if cat <<EOF; then b; fi\na\nEOF\nc", "if[(cat) 0<<\"a\n\" ? (b)]; (c)"},
		{"f() { a; } <<EOF\nb\nEOF\n", "function f{group{(a)} 0<<\"b\n\"}"},
		{"cat <<EOF\n$(cat <<X\na\nX\n)\nEOF\nb",
			"(cat) 0<<\"$((cat) 0<<\"a\n\")\"\"\n\"; (b)"},
		{"cat 3<<EOF\na\nEOF\n", "(cat) 3<<\"a\n\""},
		{"`cat <<EOF\na\nEOF\n`", "($((cat) 0<<\"a\n\"))"},
		{"cat <<EOF # c\na\nEOF\n", "(cat) 0<<\"a\n\""},
	};

	(void)state;
	CHECK(examples);
}

static void test_broken(void **state)
{
	static const struct example examples[] = {
		{"a 'b", "(a)(\"b\") ! 2 a single quote is not closed"},
		{"a \"b $c", "(a)(\"b \"\"${c}\") ! 2 a double quote is not closed"},
		{"a $(b", "(a)($((b))) ! 3 a substitution is not closed"},
		{"a `b", "(a)($((b))) ! 2 a backquote is not closed"},
		{"a ${b", "(a)(${b}) ! 3 a brace is not closed"},
		{"a ${}", "(a)(${}) ! 3 no parameter stands behind ${"},
		{"a ${ b; }", "(a)(${ b; }) ! 3 no parameter stands behind ${"},
		{"a ${{ b }} c", "(a)(${{ b }})(c) ! 3 no parameter stands behind ${"},
		{")a", "(a) ! 0 nothing before it needs this"},
		{"a ) b", "(a); (b) ! 2 nothing before it needs this"},
		{"fi; a", "(a) ! 0 nothing before it needs this"},
		{"a;; b", "(a); (b) ! 1 nothing before it needs this"},
		{"; a", "(a) ! 0 no command can begin like this"},
		{"&& a", "(a) ! 0 no command can begin like this"},
		{"a && ", "(a) ! 5 no command stands behind && or ||"},
		{"a && ; b", "(a); (b) ! 5 no command can begin like this"},
		{"a | ", "(a) ! 4 no command stands behind a pipe"},
		{"a | | b", "(a); (b) ! 4 no command stands behind a pipe"},
		{"if a; then b", "if[(a) ? (b)] ! 12 an 'if' has no 'fi'"},
		{"if a; fi; b", "if[(a) ? ]; (b) ! 6 an 'if' has no 'then'"},
		{"while a; do b; fi", "while[(a) ? (b)] ! 15 nothing before it needs this"},
		{"for x in a; b", "for x(a){(b)} ! 12 a loop has no 'do'"},
		{"for; do a; done", "for {(a)} ! 3 a loop has no variable"},
		{"case a in b) c", "case(a)[b| (c)] ! 14 a 'case' has no 'esac'"},
		{"case a b) c;; esac", "case(a)[b| (c)] ! 7 a 'case' has no 'in'"},
		{"case a in b c) d;; esac",
			"case(a)[b| (c); (d)] ! 10 a pattern of 'case' has no bracket"},
		{"(a", "sub{(a)} ! 2 a bracket is not closed"},
		{"{ a", "group{(a)} ! 3 a brace is not closed"},
		{"{ a )", "group{(a)} ! 4 nothing before it needs this"},
		{"( a }", "sub{(a)(})} ! 5 a bracket is not closed"},
		{"( if a )", "sub{if[(a) ? ]} ! 7 an 'if' has no 'then'"},
		{"if ( a; fi", "if[sub{(a)} ? ] ! 8 nothing before it needs this"},
		{"[[ a", "test(a) ! 4 a '[[' is not closed"},
		{"[[ a; b", "test(a); (b) ! 4 a '[[' is not closed"},
		{"f(", "(f); sub{} ! 1 no operator stands between two commands"},
		{"f() ;", "function f{} ! 4 a function has no body"},
		{"a (b) c", "(a); sub{(b)}; (c) ! 2 no operator stands between two commands"},
		{"a >", "(a) 1> ! 2 a redirection leads nowhere"},
		{"a > | b", "(a) 1> | (b) ! 2 a redirection leads nowhere"},
		{"a <<\nb", "(a) 0<<\"b\" ! 2 a redirection leads nowhere"},
		{"<", " 0< ! 0 a redirection leads nowhere"},
		{"A=(a", "A=a  ! 2 an array is not closed"},
		{"A=(a;b)", "A=a ; (b) ! 2 an array is not closed"},
		{"((a", "sub{sub{(a)}} ! 3 a bracket is not closed"},
		{"$((a", "($(sub{(a)})) ! 4 a bracket is not closed"},
		{"if a; then b; fi c",
			"if[(a) ? (b)]; (c) ! 17 no operator stands between two commands"},
		{"a@(b", "(a@(b) ! 0 a bracket is not closed"},
		{"done done", " ! 0 nothing before it needs this"},
		{"!", " ! 1 no command can begin like this"},
		{"a \\", "(a)(\"\\\")"},
	};

	(void)state;
	CHECK(examples);
}

/* What was written, for the findings' positions. */
static void test_raw(void **state)
{
	static const char text[] = " A='b c' d \"e\\\"$f\"  2>g ; { h; } >i && (j) # k";
	struct arena arena = {0};
	struct shell_script script;
	const struct shell_command *first;
	const struct shell_word *word;

	(void)state;
	shell_read(span_str(text), NULL, 0, &arena, &script);
	assert_null(script.complaint);
	assert_int_equal(script.list.items.len, 3);
	first = script.list.items.at[0].pipeline.commands.at;
	assert_span(first->raw, "A='b c' d \"e\\\"$f\"  2>g");
	assert_ptr_equal(first->raw.ptr, text + 1);
	assert_span(first->assignments.at->name, "A");
	assert_span(first->assignments.at->value.raw, "'b c'");
	assert_span(first->assignments.at->value.parts.at->raw, "b c");
	assert_ptr_equal(first->assignments.at->value.parts.at->text.ptr, text + 4);
	word = &first->words.at[1];
	assert_span(word->raw, "\"e\\\"$f\"");
	assert_span(word->parts.at[0].raw, "e\\\"");
	assert_span(word->parts.at[0].text, "e\"");
	assert_span(word->parts.at[1].raw, "$f");
	assert_span(first->redirects.at->target.raw, "g");
	assert_span(script.list.items.at[1].pipeline.commands.at->raw, "{ h; } >i");
	assert_span(script.list.items.at[2].pipeline.commands.at->raw, "(j)");
	arena_release(&arena);
}

/* Bodies that stand elsewhere are taken in the order of their operators. */
static void test_given_bodies(void **state)
{
	static const struct shell_body bodies[] = {
		{SPAN_LIT("a $b\n"), true, false},
		{SPAN_LIT("\t$c\n"), false, true},
	};
	struct arena arena = {0};
	struct shell_script script;
	struct buf out;

	(void)state;
	shell_read(span_str("x <<A && $(y <<-'B')\nz\nA\n"), bodies, 2, &arena, &script);
	buf_init(&out, 1000);
	dump_list(&out, &script.list);
	assert_string_equal(finish(&out, &arena),
		"(x) 0<<\"a \"\"${b}\"\"\n\" && ($((y) 0<<\"$c\n\")); (z); (A)");
	assert_null(script.complaint);
	shell_read(span_str("x <<A <<B <<C"), bodies, 2, &arena, &script);
	assert_string_equal(script.complaint, "a here-document has no body");
	arena_release(&arena);
}

static void test_text(void **state)
{
	struct arena arena = {0};
	struct shell_word word;
	struct buf out;

	(void)state;
	shell_read_text(
		span_str("a 'b' \"$c\" \\$d `e` ${f:-\"g\"} $(h \"i\") $ (#"), &arena, &word);
	buf_init(&out, 1000);
	dump_word(&out, &word);
	assert_string_equal(finish(&out, &arena),
		"\"a 'b' \"\"\"${c}\"\"\" $d \"\"$((e))\"\" \"\"${f:-\"g\"}\"\" \""
		"\"$((h)(\"i\"))\"\" $ (#\"");
	shell_read_text((struct span){0}, &arena, &word);
	assert_int_equal(word.parts.len, 0);
	arena_release(&arena);
}

/* count times what opens, then a middle, then count times what closes. */
static struct span nested(struct arena *arena, const char *open, const char *middle,
	const char *close, size_t count)
{
	struct buf out;
	struct span copy;

	buf_init(&out, 1 << 24);
	for (size_t i = 0; i < count; i++)
		buf_add_str(&out, open);
	buf_add_str(&out, middle);
	for (size_t i = 0; i < count; i++)
		buf_add_str(&out, close);
	copy = arena_copy(arena, buf_span(&out));
	buf_release(&out);
	return copy;
}

static void test_depth(void **state)
{
	static const char *const brackets[][2] = {
		{"$(", ")"}, {"( ", ")"}, {"${a:-", "}"}, {"<(", ")"}, {"\"$(", ")\""}};
	static const char *const others[][2] = {{"if a; then ", "; fi"}, {"{ ", "; }"},
		{"f() ", ""}, {"while a; do ", "; done"}, {"case a in a) ", ";; esac"}};
	struct arena arena = {0};
	struct shell_script script;

	(void)state;
	for (size_t i = 0; i < sizeof(brackets) / sizeof(*brackets); i++) {
		struct span text =
			nested(&arena, brackets[i][0], "a", brackets[i][1], SHELL_DEPTH_MAX);

		shell_read(text, NULL, 0, &arena, &script);
		assert_null(script.complaint);
		text = nested(&arena, brackets[i][0], "a", brackets[i][1], 100);
		text = span_str(arena_printf(&arena, "%s\nnext", text.ptr));
		shell_read(text, NULL, 0, &arena, &script);
		assert_string_equal(script.complaint, "commands are nested too deeply");
		/* the rest is still read */
		assert_int_equal(script.list.items.len, 2);
	}
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		struct span text = nested(&arena, others[i][0], "a", others[i][1], 100);

		shell_read(text, NULL, 0, &arena, &script);
		assert_string_equal(script.complaint, "commands are nested too deeply");
	}
	/* a body is as deep as its command, though it is read behind the brackets */
	shell_read(span_str(arena_printf(&arena, "%s\n$(c)\nb\n",
			   nested(&arena, "( ", "a <<b", ")", SHELL_DEPTH_MAX).ptr)),
		NULL, 0, &arena, &script);
	assert_string_equal(script.complaint, "commands are nested too deeply");
	arena_release(&arena);
}

/* Each of these took a time that grew with the square of its length in some shell. */
static void test_hostile(void **state)
{
	static const char *const texts[] = {"$(", "`", "((", "$((", "if (( a; fi; ", "\"${a:-",
		"cat <<E\n", "<<E\nE\n", "a[ ", "a=(", "@(", "[[ ", "\\\n", "&\\\n", "!", ";",
		")", "f() ", "cat <<E $(\n", "'", "$'", "${a["};
	struct arena arena = {0};
	struct shell_script script;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		shell_read(nested(&arena, texts[i], "", "", 100000), NULL, 0, &arena, &script);
		arena_reset(&arena);
	}
	shell_read(nested(&arena, "a;", "", "", 100000), NULL, 0, &arena, &script);
	assert_string_equal(script.complaint, "the script has too many commands and words");
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_simple),
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_compound),
		cmocka_unit_test(test_redirections),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_heredocs),
		cmocka_unit_test(test_broken),
		cmocka_unit_test(test_raw),
		cmocka_unit_test(test_given_bodies),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
