#include "scan/merged.h"

struct key {
	char fingerprint[sizeof(((struct fingerprint *)NULL)->text)];
	uint64_t path;
};

struct entry {
	uint32_t index;   /* of the finding */
	uint32_t version; /* that was counted last */
};

void merged_init(struct merged *m)
{
	*m = (struct merged){0};
	key_map_init(&m->findings, sizeof(struct key), sizeof(struct entry));
	key_map_init(&m->counted, sizeof(struct key), 0);
}

void merged_release(struct merged *m)
{
	key_map_release(&m->findings);
	key_map_release(&m->counted);
}

uint64_t merged_path(const struct merged *m, struct span path)
{
	return key_hash(m->findings.seed, path.ptr, path.len);
}

void merged_next_version(struct merged *m, bool again)
{
	m->version++;
	m->was_counted = again;
}

static struct key key_of(const struct fingerprint *fingerprint, uint64_t path)
{
	struct key key;

	/* as a whole, since gaps between the members would be part of it */
	memset(&key, 0, sizeof(key));
	if (fingerprint)
		memcpy(key.fingerprint, fingerprint->text, sizeof(key.fingerprint));
	key.path = path;
	return key;
}

/* A finding is counted once a version, also if the version has it in several places. */
static void count_version(struct merged *m, struct finding *f, struct entry *entry, void *slot)
{
	if (entry->version == m->version || m->was_counted)
		return;
	entry->version = m->version;
	memcpy(slot, entry, sizeof(*entry));
	f->history.commits++;
}

/* The worst one comes first; a literal's is the file itself. */
static enum place first_place(const struct finding *f)
{
	return f->places.len ? f->places.at[0].place : PLACE_COMMITTED;
}

bool merged_covers(struct merged *m, struct finding_list *findings,
	const struct hit_identity *id, uint64_t path, enum severity severity, enum place worst)
{
	struct key key = key_of(&id->fingerprint, path);
	void *slot = key_map_find(&m->findings, &key);
	struct entry entry;
	struct finding *f;

	if (!slot)
		return false;
	memcpy(&entry, slot, sizeof(entry));
	f = &findings->items.at[entry.index];
	if (f->existing || f->severity < severity || first_place(f) > worst)
		return false;
	count_version(m, f, &entry, slot);
	return true;
}

static bool is_worse(const struct finding *a, const struct finding *b)
{
	if (a->blocks != b->blocks)
		return a->blocks;
	if (a->existing != b->existing)
		return b->existing;
	if (a->severity != b->severity)
		return a->severity > b->severity;
	return first_place(a) < first_place(b);
}

void merged_take(struct merged *m, struct finding_list *findings, size_t first, uint64_t path)
{
	size_t kept = first;

	for (size_t i = first; i < findings->items.len; i++) {
		struct finding *f = &findings->items.at[i];
		struct key key = key_of(&f->fingerprint, path);
		struct entry entry = {(uint32_t)kept, m->version};
		bool added;
		void *slot = key_map_add(&m->findings, &key, &added);

		if (added) {
			memcpy(slot, &entry, sizeof(entry));
			findings->items.at[kept++] = *f;
		} else {
			struct finding *old;

			memcpy(&entry, slot, sizeof(entry));
			old = &findings->items.at[entry.index];
			count_version(m, old, &entry, slot);
			if (is_worse(f, old)) {
				f->history.commits = old->history.commits;
				*old = *f;
			}
		}
	}
	findings->items.len = kept;
}

bool merged_first_time(struct merged *m, const struct fingerprint *fingerprint, uint64_t path)
{
	struct key key = key_of(fingerprint, path);
	bool added;

	key_map_add(&m->counted, &key, &added);
	return added;
}
