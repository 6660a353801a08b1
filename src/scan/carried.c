#include "scan/carried.h"

bool carried_has(const struct carried_file *carried, const struct finding *f)
{
	VEC_EACH(const struct fingerprint, fingerprint, &carried->secrets)
		if (fingerprint_eq(fingerprint, &f->fingerprint))
			return true;
	return false;
}

static bool has_place(const struct finding *f, const struct finding_place *place)
{
	VEC_EACH(const struct finding_place, p, &f->places)
		if (p->place == place->place && strcmp(p->detail, place->detail) == 0)
			return true;
	return false;
}

static void add_places(
	struct finding *f, const struct carried_file *carried, struct arena *arena)
{
	VEC_EACH(const struct carried_place, c, &carried->places) {
		if (f->places.len >= CARRIED_PLACES_MAX || has_place(f, &c->place))
			continue;
		*vec_add(&f->places, arena) = c->place;
		VEC_EACH(const struct trace_step, step, &c->trace)
			*vec_add(&f->trace, arena) = *step;
	}
}

static uint64_t path_key(const struct path_index *index, struct span path)
{
	return key_hash(index->starts.seed, path.ptr, path.len);
}

void path_index_make(struct path_index *index, const struct finding_list *findings)
{
	key_map_init(&index->starts, sizeof(uint64_t), sizeof(size_t));
	for (size_t i = 0; i < findings->items.len; i++) {
		uint64_t key = path_key(index, findings->items.at[i].path);
		bool added;
		void *slot = key_map_add(&index->starts, &key, &added);

		if (added)
			memcpy(slot, &i, sizeof(i));
	}
}

void path_index_release(struct path_index *index)
{
	key_map_release(&index->starts);
}

bool carried_apply(struct carried_file *carried, const struct path_index *index,
	struct finding_list *findings, struct arena *arena)
{
	uint64_t key = path_key(index, carried->path);
	const void *slot = key_map_find(&index->starts, &key);
	bool found = false;

	carried->first = carried->end = 0;
	if (!slot)
		return false;
	memcpy(&carried->first, slot, sizeof(carried->first));
	carried->end = carried->first;
	/* in a history versions of other files may stand between: they are passed over */
	for (size_t i = carried->first; i < findings->items.len; i++) {
		struct finding *f = &findings->items.at[i];

		if (!span_eq(f->path, carried->path)) {
			if (!f->history.commits)
				break;
			continue;
		}
		carried->end = i + 1;
		if (f->rule->family != FAMILY_SECRET || !carried_has(carried, f))
			continue;
		add_places(f, carried, arena);
		found = true;
	}
	return found;
}
