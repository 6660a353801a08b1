#include "report/places.h"

#include "base/escape.h"

bool has_image_places(const struct finding *f)
{
	VEC_EACH(const struct finding_place, place, &f->places)
		if (place->place != PLACE_COMMITTED)
			return true;
	return false;
}

void add_image_places(struct buf *out, const struct finding *f)
{
	enum {
		MOST = 8
	};
	size_t count = 0;

	VEC_EACH(const struct finding_place, place, &f->places) {
		if (place->place == PLACE_COMMITTED || ++count > MOST)
			continue;
		buf_printf(out, "%s%s %s (", count > 1 ? ", " : "", place_name(place->place),
			place->detail);
		if (span_eq(place->path, f->path)) {
			buf_printf(out, "line %zu)", place->line);
		} else {
			escape_path(out, place->path);
			buf_printf(out, ":%zu)", place->line);
		}
	}
	if (count > MOST)
		buf_printf(out, " and %zu more", count - MOST);
}
