#include "scan/carried.h"

static bool is_of(const struct carried_file *carried, const struct finding *f)
{
	if (f->rule->family != FAMILY_SECRET || !span_eq(f->path, carried->path))
		return false;
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
		if (has_place(f, &c->place))
			continue;
		*vec_add(&f->places, arena) = c->place;
		VEC_EACH(const struct trace_step, step, &c->trace)
			*vec_add(&f->trace, arena) = *step;
	}
}

bool carried_apply(
	const struct carried_file *carried, struct finding_list *findings, struct arena *arena)
{
	bool found = false;

	VEC_EACH(struct finding, f, &findings->items) {
		if (!is_of(carried, f))
			continue;
		add_places(f, carried, arena);
		found = true;
	}
	return found;
}
