#include "scan/tree_context.h"

#include "image/path.h"

/* --- what the Dockerfile takes ---------------------------------------------------------- */

static bool is_from_context(const struct instruction *in)
{
	if (in->kind == INSTRUCTION_COPY || in->kind == INSTRUCTION_ADD)
		return !instruction_flag(in, "from");
	return false;
}

/* RUN --mount=type=bind without from= */
static bool mounts_context(const struct instruction *in)
{
	if (in->kind != INSTRUCTION_RUN)
		return false;
	VEC_EACH(const struct instruction_flag, flag, &in->flags)
		if (span_eq_str(flag->name, "mount") &&
			span_find(flag->value, "from=") == flag->value.len &&
			(span_find(flag->value, "type=bind") < flag->value.len ||
				span_find(flag->value, "type=") == flag->value.len))
			return true;
	return false;
}

static const struct instruction *inner_of(const struct instruction *in)
{
	return in->inner ? in->inner : in;
}

static bool takes_from_context(const struct dockerfile *file)
{
	VEC_EACH(const struct instruction, in, &file->instructions)
		if (is_from_context(inner_of(in)) || mounts_context(inner_of(in)))
			return true;
	return false;
}

static bool names_builds(enum file_kind kind)
{
	return kind == KIND_COMPOSE || kind == KIND_BAKE ||
		(kind >= KIND_GITHUB_ACTIONS && kind < KIND_COUNT);
}

static bool has_argument(const struct dockerfile *file)
{
	VEC_EACH(const struct instruction, in, &file->instructions)
		if (in->kind == INSTRUCTION_ARG)
			return true;
	return false;
}

bool is_judged_by_tree(enum file_kind kind)
{
	return kind == KIND_DOCKERFILE || names_builds(kind);
}

bool decides_context(enum file_kind kind)
{
	return kind == KIND_IGNORE_FILE || names_builds(kind);
}

/* --- which directory it is -------------------------------------------------------------- */

static bool exists(const struct tree_context *tc, struct span root, struct span path)
{
	struct span full = path_join(tc->arena, root, path_clean_relative(tc->arena, path));

	return tc->view->exists(tc->view->payload, full);
}

static bool is_plain(struct span source)
{
	return source.len && !path_has_pattern(source) && span_chr(source, '$') == source.len &&
		span_find(source, "<<") == source.len &&
		span_find(source, "://") == source.len && !span_eq_str(source, ".") &&
		!span_eq_str(source, "./");
}

/* A source that is not below the directory, but below the top: then the top is the context. */
static bool needs_the_top(
	const struct tree_context *tc, const struct dockerfile *file, struct span dir)
{
	enum {
		MOST_QUESTIONS = 50
	};
	size_t asked = 0;

	VEC_EACH(const struct instruction, in, &file->instructions) {
		if (!is_from_context(in))
			continue;
		for (size_t i = 0; i + 1 < in->words.len; i++) {
			struct span source = in->words.at[i].text;

			if (!is_plain(source) || asked++ >= MOST_QUESTIONS)
				continue;
			if (exists(tc, dir, source))
				return false;
			if (exists(tc, span_of("", 0), source))
				return true;
		}
	}
	return false;
}

/* --- who builds it ------------------------------------------------------------------------ */

/* What is looked for: builds of a Dockerfile, in the files of CI systems, compose and bake. */
struct search {
	struct tree_context *tc;
	struct span dockerfile;
	struct span root; /* of the first build that says one; ptr NULL: none does */
	bool by_compose;  /* it is compose or bake that says so: they come first */
};

static void take_build(struct search *s, const struct named_build *build,
	const struct tree_file *file, struct span context)
{
	bool by_compose = build->paths.is_in_context;

	if (context.ptr && (!s->root.ptr || (by_compose && !s->by_compose))) {
		s->root = context;
		s->by_compose = by_compose;
	}
	VEC_EACH(const struct span, name, &build->secret_arguments.items)
		*vec_add(&s->tc->context.passed, s->tc->arena) =
			(struct passed_argument){*name, file->path, build->has_provenance};
}

static void look_into(struct search *s, const struct tree_file *file)
{
	struct tree_context *tc = s->tc;
	const struct file_facts *facts = file_facts(tc->facts, tc->view, file);
	struct span context;

	if (facts->unread)
		tc->unread = arena_printf(
			tc->arena, "a file that may name its build context: %s", facts->unread);
	if (!facts->builds_key)
		return;
	VEC_EACH(const struct named_build, build, &facts->builds.items)
		if (named_build_reads(build, file->path, s->dockerfile, tc->arena, &context))
			take_build(s, build, file, context);
}

/* Files that stand in dir itself; at the top of the tree also below ".github" and the like. */
static bool stands_in(struct span path, struct span dir)
{
	return span_eq(path_parent(path), dir) || (dir.len == 0 && span_starts(path, "."));
}

/* Look at the files below (direct_only: in) a directory. */
static void look_below(struct search *s, struct span dir, bool direct_only)
{
	struct tree_context *tc = s->tc;
	const struct tree_file *files;
	size_t count;
	struct error err;

	if (tc->view->list(tc->view->payload, dir, &files, &count, &err) != STATUS_OK) {
		tc->unread =
			arena_printf(tc->arena, "where files may name its build: %s", err.text);
		return;
	}
	for (size_t i = 0; i < count; i++)
		if (!files[i].is_link && (!direct_only || stands_in(files[i].path, dir)) &&
			names_builds(facts_kind(tc->facts, files[i].path)))
			look_into(s, &files[i]);
}

/* Is there anything in the directory that may name builds of Dockerfiles below it? */
static bool may_name_builds(const struct tree_context *tc, struct span dir)
{
	static const char *const names[] = {"docker-compose.yml", "docker-compose.yaml",
		"compose.yaml", "compose.yml", "docker-bake.hcl", "docker-bake.json",
		"Makefile", "skaffold.yaml", "cloudbuild.yaml", "cloudbuild.yml",
		"Jenkinsfile"};
	static const char *const at_top[] = {".github/workflows", ".gitlab-ci.yml", ".circleci",
		".gitea/workflows", ".forgejo/workflows", ".drone.yml", ".woodpecker.yml",
		".woodpecker", "azure-pipelines.yml", ".azure-pipelines",
		"bitbucket-pipelines.yml", ".travis.yml", ".buildkite", "buildspec.yml",
		".gitlab", ".tekton", ".cirrus.yml"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (exists(tc, dir, span_str(names[i])))
			return true;
	for (size_t i = 0; dir.len == 0 && i < sizeof(at_top) / sizeof(*at_top); i++)
		if (exists(tc, dir, span_str(at_top[i])))
			return true;
	return false;
}

/* Files beside and below the Dockerfile, and those in the directories above it. */
static void search_builds(struct search *s)
{
	struct span dir = path_parent(s->dockerfile);

	look_below(s, dir, false);
	while (dir.len) {
		dir = path_parent(dir);
		if (may_name_builds(s->tc, dir))
			look_below(s, dir, true);
	}
}

static struct span choose_root(struct tree_context *tc, const struct policy *policy,
	const struct dockerfile *file, struct span path)
{
	struct search search = {.tc = tc, .dockerfile = path};
	struct span dir = path_parent(path);

	search_builds(&search);
	if (search.root.ptr)
		return search.root;
	VEC_EACH(const struct context_rule, rule, &policy->contexts)
		if (span_eq(rule->dockerfile, path))
			return path_clean_relative(tc->arena, rule->directory);
	return dir.len && needs_the_top(tc, file, dir) ? span_of("", 0) : dir;
}

/* --- the ignore file -------------------------------------------------------------------- */

/* False if it is not there. */
static bool read_ignore_file(struct tree_context *tc, struct span path)
{
	const struct tree_file *file;
	struct error err;
	struct span bytes;
	enum status st;

	if (!tc->view->exists(tc->view->payload, path))
		return false;
	st = tree_view_find(tc->view, path, &file, &err);
	if (st == STATUS_NOT_FOUND) /* a directory, or the policy inspects no ignore files */
		return false;
	if (st != STATUS_OK ||
		tc->view->read(tc->view->payload, file, &bytes, &err) != STATUS_OK) {
		tc->unread = "its ignore file can't be read";
		return true;
	}
	ignore_file_read(arena_copy(tc->arena, bytes), tc->arena, &tc->ignore);
	tc->ignore_path = path;
	return true;
}

static void choose_ignore_file(struct tree_context *tc, struct span dockerfile)
{
	char *own = arena_alloc(tc->arena, dockerfile.len + sizeof(".dockerignore"));
	size_t len = dockerfile.len;

	if (len)
		memcpy(own, dockerfile.ptr, len);
	memcpy(own + len, ".dockerignore", strlen(".dockerignore"));
	if (!read_ignore_file(tc, span_of(own, len + strlen(".dockerignore"))))
		read_ignore_file(tc, path_join(tc->arena, tc->root, span_str(".dockerignore")));
}

/* --- its files -------------------------------------------------------------------------- */

static bool context_exists(void *payload, struct span path)
{
	const struct tree_context *tc = payload;

	return exists(tc, tc->root, path);
}

static bool context_is_ignored(void *payload, struct span path)
{
	const struct tree_context *tc = payload;

	return tc->ignore_path.len && ignore_file_excludes(&tc->ignore, path);
}

const struct file_facts *tree_context_facts(
	const struct tree_context *tc, const struct context_file *file)
{
	return file_facts(tc->facts, tc->view, file->owner);
}

static void load_file(void *payload, struct context_file *file)
{
	struct tree_context *tc = payload;
	const struct file_facts *facts = tree_context_facts(tc, file);

	if (facts->unread)
		tc->unread = arena_printf(
			tc->arena, "a file of its build context: %s", facts->unread);
	file->is_silent = facts->has_off && facts->secrets.len == 0;
	file->has_secrets = file->has_secrets || facts->secrets.len > 0 || file->is_silent;
	VEC_EACH(const struct span, name, &facts->references)
		*vec_add(&file->references, tc->arena) = *name;
}

static void list_files(struct tree_context *tc, struct span dockerfile)
{
	const struct tree_file *files;
	size_t count;
	struct error err;

	if (tc->view->list(tc->view->payload, tc->root, &files, &count, &err) != STATUS_OK) {
		tc->unread = arena_printf(tc->arena, "its build context: %s", err.text);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		struct context_file *file;
		struct span below;

		if (files[i].is_link || !path_is_below(files[i].path, tc->root, &below))
			continue;
		file = vec_add(&tc->context.files, tc->arena);
		file->path = below;
		file->is_ignored = context_is_ignored(tc, below);
		/* what it holds itself goes along: the engine knows best what that is */
		file->has_secrets = span_eq(files[i].path, dockerfile);
		file->owner = &files[i];
	}
}

static void start(struct tree_context *tc, const struct tree_view *view,
	const struct policy *policy, struct facts_cache *facts, struct arena *arena)
{
	*tc = (struct tree_context){.view = view, .facts = facts, .arena = arena};
	tc->context = (struct build_context){.classifier = policy->classifier,
		.exists = context_exists,
		.is_ignored = context_is_ignored,
		.load = load_file,
		.payload = tc};
}

static void open_root(struct tree_context *tc, struct span path)
{
	tc->context.is_known = true;
	choose_ignore_file(tc, path);
	list_files(tc, path);
}

void tree_context_open(struct tree_context *tc, const struct tree_view *view, struct span path,
	const struct dockerfile *file, const struct policy *policy, struct facts_cache *facts,
	struct arena *arena)
{
	start(tc, view, policy, facts, arena);
	if (!view || (!takes_from_context(file) && !has_argument(file)))
		return;
	tc->root = choose_root(tc, policy, file, path);
	if (takes_from_context(file))
		open_root(tc, path);
}

void tree_context_open_at(struct tree_context *tc, const struct tree_view *view,
	struct span path, struct span root, const struct dockerfile *file,
	const struct policy *policy, struct facts_cache *facts, struct arena *arena)
{
	start(tc, view, policy, facts, arena);
	if (!root.ptr || !takes_from_context(file))
		return;
	tc->root = root;
	open_root(tc, path);
}
