/*
 * pipeline_dump: prints what the room ci makes of files, to be read beside them.
 *
 *	pipeline_dump [-k KIND] [-C DIRECTORY] [-t] FILE...
 *
 * The names of the files are their paths in a repository; -k says what kind they are instead.
 * -t prints one line for each file: kind, scopes, commands, builds, milliseconds.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/io.h"
#include "ci/builds.h"
#include "ci/flow.h"
#include "ci/pipeline.h"
#include "model/encoding.h"

static const char *const role_names[] = {
#define ROLE(id) #id,
#include "ci/roles.def"
#undef ROLE
};

static struct arena arena;

static size_t line_of(const struct ci_pipeline *p, struct span place)
{
	size_t line = 1;

	if (!place.ptr || place.ptr < p->text.ptr || place.ptr > p->text.ptr + p->text.len)
		return 0;
	for (const char *at = p->text.ptr; at < place.ptr; at++)
		line += *at == '\n';
	return line;
}

static const char *shown(struct span text)
{
	enum {
		SHOWN_MAX = 160
	};

	return text.ptr ? escaped_text(&arena, span_sub(text, 0, SHOWN_MAX)) : "-";
}

static const char *verdict_text(struct ci_verdict verdict)
{
	static const char *const words[] = {"", "stored", "named", "SECRET"};

	return verdict.secrecy
		? arena_printf(&arena, "  <%s %s>", words[verdict.secrecy], shown(verdict.name))
		: "";
}

static void print_variables(
	const struct ci_pipeline *p, const char *what, const struct ci_variables *list)
{
	VEC_EACH(const struct ci_variable, v, &list->items)
		printf("    %zu: %s %s = %s%s%s\n", line_of(p, v->name.raw), what,
			shown(v->name.text), shown(v->value.text),
			v->is_secret ? " (given)" : "", verdict_text(v->verdict));
}

static void print_commands(const struct ci_pipeline *p, const struct ci_scope *scope)
{
	for (size_t i = 0; i < scope->command_count; i++) {
		const struct command *c = &p->commands.items.at[scope->first_command + i];
		const struct ci_command *facts = ci_facts(p, c);

		printf("    %zu: $", line_of(p, c->place));
		for (size_t n = 0; n < c->words.len; n++)
			printf(" %s%s", shown(c->words.at[n].text),
				verdict_text(facts->words[n]));
		VEC_EACH(const struct command_variable, v, &c->set)
			printf(" {%s=%s}", shown(v->name), shown(v->value));
		putchar('\n');
	}
}

static void print_scope(const struct ci_pipeline *p, const struct ci_scope *scope)
{
	static const char *const levels[] = {"pipeline", "job", "step"};
	static const char *const shells[] = {"sh", "powershell", "cmd", "other"};
	unsigned depth = 0;

	for (const struct ci_scope *s = scope->parent; s; s = s->parent)
		depth++;
	printf("  %zu: %s(%u) %s\n", line_of(p, scope->place), levels[scope->level], depth,
		shown(scope->name.text));
	VEC_EACH(const struct ci_property, property, &scope->properties)
		printf("    %zu: %s %s = %s\n", line_of(p, property->value.raw),
			role_names[property->role], shown(property->key.text),
			shown(property->value.text));
	print_variables(p, "variable", &scope->variables);
	print_variables(p, "input", &scope->inputs);
	print_variables(p, "argument", &scope->arguments);
	VEC_EACH(struct ci_script *const, s, &scope->scripts)
		printf("    %s script of %s: %zu texts%s\n", shells[(*s)->shell],
			shown(scope->name.text), (*s)->texts.len,
			(*s)->is_words ? " (words)" : "");
	print_commands(p, scope);
}

static void print_builds(const struct ci_pipeline *p)
{
	VEC_EACH(const struct ci_build, b, &p->builds->items) {
		printf("  %zu: build %s context=%s file=%s target=%s push=%d%s\n",
			line_of(p, b->place), b->tool, shown(b->context.text),
			shown(b->dockerfile.text), shown(b->target.text), b->push,
			b->is_fragment ? " (fragment)" : "");
		VEC_EACH(const struct ci_argument, a, &b->arguments)
			printf("    %zu: %s = %s%s\n", line_of(p, a->place), shown(a->name),
				shown(a->value), verdict_text(a->verdict));
		VEC_EACH(const struct ci_mention, m, &b->secret_files)
			printf("    %zu: secret file %s\n", line_of(p, m->place),
				shown(m->text));
	}
}

static void print_pipeline(const struct ci_pipeline *p)
{
	VEC_EACH(struct ci_scope *const, scope, &p->scopes)
		print_scope(p, *scope);
	print_builds(p);
	VEC_EACH(const struct problem, problem, &p->problems.items)
		printf("  %zu: problem: %s\n", line_of(p, span_from(p->text, problem->offset)),
			problem->what);
	printf("  %s%s\n", p->is_guess ? " guess" : "", p->is_incomplete ? " incomplete" : "");
}

static double milliseconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void dump(const char *path, enum file_kind kind, bool only_times)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct ci_pipeline pipeline;
	struct buf bytes;
	struct span text;
	double before;

	buf_init(&bytes, 64 << 20);
	if (fd < 0 || io_read_all(fd, &bytes) != STATUS_OK)
		perror(path);
	close(fd);
	text_from_bytes(buf_span(&bytes), &arena, &text);
	before = milliseconds();
	if (!ci_read(kind, span_str(path), text, &arena, &pipeline)) {
		printf("== %s: no pipeline\n", path);
	} else if (only_times) {
		printf("%s %zu scopes %zu commands %zu builds %zu bytes %.3f ms%s %s\n",
			file_kinds[kind].name, pipeline.scopes.len, pipeline.commands.items.len,
			pipeline.builds->items.len, text.len, milliseconds() - before,
			pipeline.is_guess ? " guess" : "", path);
	} else {
		printf("== %s: %s\n", path, file_kinds[kind].name);
		print_pipeline(&pipeline);
	}
	buf_release(&bytes);
	arena_release(&arena);
	arena = (struct arena){0};
}

int main(int argc, char **argv)
{
	struct arena run = {0};
	struct classifier *classifier = classifier_new(&run);
	enum file_kind forced = KIND_NONE;
	bool only_times = false;
	int option;

	while ((option = getopt(argc, argv, "k:C:t")) != -1) {
		if (option == 'k')
			forced = kind_by_name(span_str(optarg));
		else if (option == 't')
			only_times = true;
		else if (option != 'C' || chdir(optarg))
			return 64;
	}
	for (int i = optind; i < argc; i++)
		dump(argv[i],
			forced == KIND_NONE ? classify(classifier, span_str(argv[i])) : forced,
			only_times);
	arena_release(&run);
	return 0;
}
