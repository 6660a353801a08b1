#include "policy/allow.h"

#include "text/glob.h"

static bool fits_path(const struct allow_entry *entry, struct span path)
{
	if (entry->paths.len == 0)
		return true;
	VEC_EACH(const struct span, pattern, &entry->paths)
		if (glob_match(*pattern, path))
			return true;
	return false;
}

static bool fits_fingerprint(const struct allow_entry *entry, const char *fingerprint)
{
	if (entry->fingerprints.len == 0)
		return true;
	VEC_EACH(const struct span, f, &entry->fingerprints)
		if (span_eq_str(*f, fingerprint))
			return true;
	return false;
}

bool allow_covers(
	struct allow_list *list, enum rule_id rule, struct span path, const char *fingerprint)
{
	bool covered = false;

	VEC_EACH(struct allow_entry, entry, &list->entries) {
		if (!(entry->any_rule || entry->rules[rule]) || !fits_path(entry, path) ||
			!fits_fingerprint(entry, fingerprint))
			continue;
		if (entry->expired) {
			entry->would_cover++;
			continue;
		}
		entry->used++;
		covered = true;
	}
	return covered;
}
