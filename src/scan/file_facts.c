#include "scan/file_facts.h"

#include "text/references.h"
#include "tokens/credential_slots.h"

enum {
	/* one more than the image model follows: it says so then */
	REFERENCES_MAX = 1001,
};

struct facts_key {
	unsigned char content[32];
	uint64_t path; /* where the content has no name */
	uint32_t kind;
	uint32_t reader;
};

void facts_cache_init(
	struct facts_cache *cache, struct token_scanner *scanner, const struct policy *policy)
{
	*cache = (struct facts_cache){.scanner = scanner, .policy = policy};
	key_map_init(
		&cache->known, sizeof(struct facts_key), sizeof(const struct file_facts *));
	key_map_init(&cache->kinds, sizeof(uint64_t), sizeof(enum file_kind));
}

void facts_cache_release(struct facts_cache *cache)
{
	key_map_release(&cache->known);
	key_map_release(&cache->kinds);
	arena_release(&cache->arena);
}

enum file_kind facts_kind(struct facts_cache *cache, struct span path)
{
	uint64_t key = key_hash(cache->kinds.seed, path.ptr, path.len);
	enum file_kind kind;
	bool added;
	void *slot = key_map_add(&cache->kinds, &key, &added);

	if (added) {
		kind = classify(cache->policy->classifier, path);
		memcpy(slot, &kind, sizeof(kind));
	}
	memcpy(&kind, slot, sizeof(kind));
	return kind;
}

bool file_facts_matter(const struct file_facts *facts)
{
	return facts->secrets.len || facts->has_off || facts->references.len ||
		facts->builds_key;
}

/* Does it name a context, or give a secret to a build? */
static bool may_matter(const struct ci_pipeline *pipeline)
{
	bool names_all = pipeline->system == KIND_COMPOSE || pipeline->system == KIND_BAKE;

	VEC_EACH(const struct ci_build, build, &pipeline->builds->items) {
		if (build->is_fragment)
			continue;
		if (names_all || build->dockerfile.text.ptr)
			return true;
		VEC_EACH(const struct ci_argument, a, &build->arguments)
			if (a->verdict.secrecy != CI_NO_SECRET)
				return true;
	}
	return false;
}

bool analysis_matters(const struct analysis *a)
{
	if (a->subject.kind == KIND_IGNORE_FILE)
		return true;
	if (a->subject.pipeline && may_matter(a->subject.pipeline))
		return true;
	/* also of rules that are switched off */
	VEC_EACH(const struct hit, hit, &a->subject.hits)
		if (hit->rule->family == FAMILY_SECRET && !hit->is_named)
			return true;
	VEC_EACH(const struct setting, setting, &a->settings.items)
		if (credential_slot(a->subject.kind, setting) &&
			span_chr(setting->value, '$') < setting->value.len)
			return true;
	return false;
}

static void add_references(
	struct facts_cache *cache, struct file_facts *facts, struct span value)
{
	struct span name;

	while (facts->references.len < REFERENCES_MAX && next_reference(&value, &name))
		*vec_add(&facts->references, &cache->arena) = arena_copy(&cache->arena, name);
}

static void gather(struct facts_cache *cache, struct file_facts *facts,
	const struct analysis *a, struct arena *arena)
{
	const struct hit_identity *ids = analysis_identities(a, cache->policy, arena);

	for (size_t i = 0; i < a->hits.items.len && facts->secrets.len < 256; i++) {
		const struct hit *hit = &a->hits.items.at[i];

		if (hit->rule->family == FAMILY_SECRET && !hit->yields)
			*vec_add(&facts->secrets, &cache->arena) = ids[i].fingerprint;
	}
	VEC_EACH(const struct hit, hit, &a->subject.hits)
		if (hit->rule->family == FAMILY_SECRET && !hit->yields &&
			cache->policy->severities[hit->rule->id] == SEVERITY_OFF)
			facts->has_off = true;
	VEC_EACH(const struct setting, setting, &a->settings.items)
		if (credential_slot(a->subject.kind, setting))
			add_references(cache, facts, setting->value);
	if (a->subject.pipeline) {
		named_builds_read(a->subject.pipeline, &cache->arena, &facts->builds);
		facts->builds_key = named_builds_key(&facts->builds);
		if (facts->builds.is_cut || a->pipeline.is_incomplete)
			facts->unread = "it names more builds than are looked at";
	}
}

static enum status learn(struct facts_cache *cache, const struct tree_view *view,
	const struct tree_file *file, enum file_kind kind, struct file_facts *facts)
{
	struct analysis analysis;
	struct arena arena;
	struct error err = {""};
	struct analysis_input input = {.path = file->path, .kind = kind, .without_image = true};
	enum status st = view->read(view->payload, file, &input.bytes, &err);

	arena_init(&arena);
	if (st == STATUS_OK)
		st = analyse(&analysis, cache->scanner, cache->policy, &input, &arena, &err);
	if (st == STATUS_OK)
		gather(cache, facts, &analysis, &arena);
	else
		facts->unread = arena_copy(&cache->arena, span_str(err.text)).ptr;
	arena_release(&arena);
	return st;
}

static struct facts_key key_of(
	enum file_kind kind, struct span path, const struct content_id *content, uint64_t seed)
{
	struct facts_key key;

	/* as a whole, since gaps between the members would be part of it */
	memset(&key, 0, sizeof(key));
	if (content->is_known)
		memcpy(key.content, content->bytes, sizeof(key.content));
	else
		key.path = key_hash(seed, path.ptr, path.len);
	key.kind = (uint32_t)kind;
	key.reader = (uint32_t)reader_of_file(kind, path);
	return key;
}

void facts_cache_learn(
	struct facts_cache *cache, const struct content_id *content, const struct analysis *a)
{
	static const struct file_facts nothing;
	const struct file_facts *facts = &nothing;
	struct facts_key key =
		key_of(a->subject.kind, a->subject.path, content, cache->known.seed);
	struct arena arena;
	bool added;
	void *slot;

	arena_init(&arena);
	if (analysis_matters(a)) {
		struct file_facts *found = ARENA_NEW(&cache->arena, struct file_facts);

		gather(cache, found, a, &arena);
		facts = found;
	}
	arena_release(&arena);
	slot = key_map_add(&cache->known, &key, &added);
	if (added)
		memcpy(slot, &facts, sizeof(facts));
}

const struct file_facts *file_facts(
	struct facts_cache *cache, const struct tree_view *view, const struct tree_file *file)
{
	enum file_kind kind = facts_kind(cache, file->path);
	struct facts_key key = key_of(kind, file->path, &file->id, cache->known.seed);
	const struct file_facts *known;
	struct file_facts *facts;
	bool added;
	void *slot;

	slot = key_map_add(&cache->known, &key, &added);
	if (!added) {
		memcpy(&known, slot, sizeof(known));
		return known;
	}
	facts = ARENA_NEW(&cache->arena, struct file_facts);
	known = facts;
	memcpy(slot, &known, sizeof(known));
	if (!file->is_link)
		(void)learn(cache, view, file, kind, facts);
	return facts;
}
