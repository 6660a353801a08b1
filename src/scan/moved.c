#include "scan/moved.h"

struct key {
	char match_key[sizeof(((struct fingerprint *)NULL)->text)];
	enum file_kind kind;
};

struct value {
	uint32_t count;         /* files that had it, and have not been taken */
	uint32_t file;          /* that was counted last */
	enum severity severity; /* of the worst */
};

void moved_init(struct moved *m)
{
	*m = (struct moved){.file = 0};
	key_map_init(&m->keys, sizeof(struct key), sizeof(struct value));
}

void moved_release(struct moved *m)
{
	key_map_release(&m->keys);
}

static struct key key_of(enum file_kind kind, const struct fingerprint *match_key)
{
	struct key key;

	/* as a whole, since gaps between the members would be part of it */
	memset(&key, 0, sizeof(key));
	memcpy(key.match_key, match_key->text, sizeof(key.match_key));
	key.kind = kind;
	return key;
}

void moved_next_file(struct moved *m)
{
	m->file++;
}

void moved_add(struct moved *m, enum file_kind kind, const struct fingerprint *match_key,
	enum severity severity)
{
	struct key key = key_of(kind, match_key);
	struct value value;
	bool added;
	void *slot = key_map_add(&m->keys, &key, &added);

	memcpy(&value, slot, sizeof(value));
	if (added || value.severity < severity)
		value.severity = severity;
	if (added || value.file != m->file)
		value.count++;
	value.file = m->file;
	memcpy(slot, &value, sizeof(value));
}

bool moved_take(struct moved *m, enum file_kind kind, const struct fingerprint *match_key,
	enum severity severity)
{
	struct key key = key_of(kind, match_key);
	void *slot = key_map_find(&m->keys, &key);
	struct value value;

	if (!slot)
		return false;
	memcpy(&value, slot, sizeof(value));
	if (value.count == 0 || value.severity < severity)
		return false;
	value.count--;
	memcpy(slot, &value, sizeof(value));
	return true;
}
