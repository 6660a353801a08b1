#include "model/yaml_place.h"

#include "model/yaml_scalar.h"

/*
 * A run of text and what it stands for. If both are of one length byte stands for byte, else
 * the whole for the whole: an escape, or a line end and the indentation behind it.
 */
struct yaml_run {
	size_t text_at; /* up to the next run's */
	size_t raw_at;
	size_t raw_len;
};

struct yaml_map {
	VEC(struct yaml_run) runs; /* the last one is empty and stands at the end of the text */
};

/* Both sides of a scalar, and how far they were walked through. */
struct walk {
	struct span text;
	struct span raw;
	size_t t;
	size_t r;
	struct yaml_map *map;
	struct arena *arena;
	bool libyaml; /* that is who made the text */
	bool grows;   /* the last run stands byte for byte and may still grow */
};

static void add_run(struct walk *w, size_t text_len, size_t raw_len)
{
	*vec_add(&w->map->runs, w->arena) = (struct yaml_run){w->t, w->r, raw_len};
	w->t += text_len;
	w->r += raw_len;
	w->grows = false;
}

static void skip_raw(struct walk *w, size_t len)
{
	w->r += len;
	w->grows = w->grows && len == 0;
}

static bool text_is(const struct walk *w, struct span expected)
{
	return span_eq(span_sub(w->text, w->t, w->t + expected.len), expected);
}

/* The next len bytes are the same on both sides. */
static bool take_same(struct walk *w, size_t len)
{
	if (len == 0)
		return true;
	if (!text_is(w, span_sub(w->raw, w->r, w->r + len)))
		return false;
	if (w->grows) {
		w->map->runs.at[w->map->runs.len - 1].raw_len += len;
		w->t += len;
		w->r += len;
		return true;
	}
	add_run(w, len, len);
	w->grows = true;
	return true;
}

/* The next raw_len bytes of the file became this text. */
static bool take_decoded(struct walk *w, struct span decoded, size_t raw_len)
{
	if (!text_is(w, decoded))
		return false;
	add_run(w, decoded.len, raw_len);
	return true;
}

static size_t raw_break(const struct walk *w, size_t at)
{
	return yaml_break(w->raw, at, w->libyaml);
}

/* What a line end becomes where it is kept: LS and PS (three bytes) stay, others are LF. */
static struct span kept_break(const struct walk *w, size_t at, size_t len)
{
	return len == 3 ? span_sub(w->raw, at, at + len) : span_of("\n", 1);
}

static bool take_break(struct walk *w)
{
	size_t len = raw_break(w, w->r);

	return take_decoded(w, kept_break(w, w->r, len), len);
}

/* Where the blanks from here on end. */
static size_t blanks_end(struct span s, size_t at)
{
	while (at < s.len && is_blank(s.ptr[at]))
		at++;
	return at;
}

/*
 * Line ends with blanks around them, in a plain or quoted scalar. The first line end becomes a
 * blank, or nothing if others follow or a backslash stands before it; the others are kept.
 */
static bool take_fold(struct walk *w, size_t first, bool escaped)
{
	size_t len = raw_break(w, first);
	size_t end = blanks_end(w->raw, first + len);
	bool single = raw_break(w, end) == 0;

	if (single && !escaped && len != 3)
		return take_decoded(w, span_of(" ", 1), end - w->r);
	skip_raw(w, first - w->r);
	if (len != 3 || escaped)
		skip_raw(w, len);
	else if (!take_break(w))
		return false;
	for (;;) {
		skip_raw(w, blanks_end(w->raw, w->r) - w->r);
		if (raw_break(w, w->r) == 0)
			return true;
		if (!take_break(w))
			return false;
	}
}

static bool take_backslash(struct walk *w)
{
	struct yaml_escape escape;

	if (raw_break(w, w->r + 1))
		return take_fold(w, w->r + 1, true);
	if (yaml_escape_at(w->raw, w->r, &escape))
		return take_decoded(w, span_of(escape.bytes, escape.len), escape.raw_len);
	return take_same(w, 1);
}

/* A plain or quoted scalar. False where the sides don't agree. */
static bool walk_lines(struct walk *w, enum yaml_style style)
{
	while (w->t < w->text.len && w->r < w->raw.len) {
		char c = w->raw.ptr[w->r];
		size_t blanks = blanks_end(w->raw, w->r);
		bool agree;

		if (raw_break(w, blanks))
			agree = take_fold(w, blanks, false);
		else if (blanks > w->r)
			agree = take_same(w, blanks - w->r);
		else if (style == YAML_DOUBLE && c == '\\')
			agree = take_backslash(w);
		else if (style == YAML_SINGLE && c == '\'')
			agree = take_decoded(w, span_of("'", 1), 2);
		else
			agree = take_same(w, 1);
		if (!agree)
			return false;
	}
	return w->t == w->text.len;
}

/* Are there more line ends here than that, with nothing but blanks between them? */
static bool has_more_breaks(const struct walk *w, size_t count)
{
	size_t at = w->r;
	size_t len;

	for (size_t i = 0; (len = raw_break(w, at)); i++) {
		if (i == count)
			return true;
		at = blanks_end(w->raw, at + len);
	}
	return false;
}

static void skip_line(struct walk *w)
{
	skip_raw(w, raw_break(w, w->r));
	skip_raw(w, blanks_end(w->raw, w->r) - w->r);
}

/*
 * The line ends between two lines of a folded block. A single one becomes a blank; of several
 * the first is dropped; but all are kept at the end, and where one of the lines begins with a
 * blank.
 */
static bool take_block_fold(struct walk *w)
{
	size_t kept = 0;
	size_t end = w->t;
	size_t len;

	for (; (len = yaml_break(w->text, end, w->libyaml)); kept++)
		end += len;
	if (kept == 0)
		return take_decoded(w, span_of(" ", 1), raw_break(w, w->r));
	if (end < w->text.len && !is_blank(w->text.ptr[end]) && has_more_breaks(w, kept))
		skip_line(w);
	for (; kept > 1; kept--) {
		if (!take_break(w))
			return false;
		skip_raw(w, blanks_end(w->raw, w->r) - w->r);
	}
	return take_break(w);
}

/* The blanks before a line of a block: indentation, and those that the text has as well. */
static bool take_indentation(struct walk *w)
{
	size_t in_raw = blanks_end(w->raw, w->r) - w->r;
	size_t in_text = blanks_end(w->text, w->t) - w->t;

	if (in_text > in_raw)
		return false;
	skip_raw(w, in_raw - in_text);
	return take_same(w, in_text);
}

static size_t line_end(const struct walk *w, size_t at)
{
	while (at < w->raw.len && !raw_break(w, at))
		at++;
	return at;
}

static bool walk_block(struct walk *w, enum yaml_style style)
{
	skip_raw(w, line_end(w, 0));
	skip_raw(w, raw_break(w, w->r));
	while (w->t < w->text.len && w->r < w->raw.len) {
		if (!take_indentation(w) || !take_same(w, line_end(w, w->r) - w->r))
			return false;
		if (w->t == w->text.len || w->r == w->raw.len)
			break;
		if (!(style == YAML_FOLDED ? take_block_fold(w) : take_break(w)))
			return false;
	}
	return w->t == w->text.len;
}

/* The raw text of a block may end in blanks and line ends that the scalar has as well. */
static struct span with_blank_end(struct span raw, struct span file)
{
	while (raw.ptr + raw.len < file.ptr + file.len && is_space(raw.ptr[raw.len]))
		raw.len++;
	return raw;
}

static void make_map(
	const struct yaml_tree *tree, const struct yaml_node *scalar, struct arena *arena)
{
	struct walk w = {
		.text = scalar->text,
		.raw = scalar->raw,
		.map = scalar->map,
		.arena = arena,
		.libyaml = !tree->is_guess,
	};
	bool agree;

	if (scalar->style == YAML_LITERAL || scalar->style == YAML_FOLDED) {
		w.raw = with_blank_end(w.raw, tree->text);
		agree = walk_block(&w, scalar->style);
	} else {
		agree = walk_lines(&w, scalar->style);
	}
	if (!agree) /* the rest for the rest */
		add_run(&w, w.text.len - w.t, w.raw.len - w.r);
	add_run(&w, 0, 0);
}

/* The run that a byte of the text belongs to. */
static const struct yaml_run *run_of(const struct yaml_map *map, size_t at)
{
	size_t low = 0;
	size_t high = map->runs.len - 1;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (map->runs.at[middle].text_at <= at)
			low = middle;
		else
			high = middle;
	}
	return &map->runs.at[low];
}

static bool is_bytewise(const struct yaml_run *run)
{
	return run[1].text_at - run->text_at == run->raw_len;
}

struct span yaml_place(const struct yaml_tree *tree, const struct yaml_node *scalar,
	struct span part, struct arena *arena)
{
	struct span text = scalar->text;
	const struct yaml_run *first;
	const struct yaml_run *last;
	size_t from;
	size_t to;

	if (part.len == 0 || part.ptr < text.ptr || part.ptr + part.len > text.ptr + text.len)
		return scalar->raw;
	if (!scalar->map)
		return part;
	if (scalar->map->runs.len == 0)
		make_map(tree, scalar, arena);
	from = (size_t)(part.ptr - text.ptr);
	to = from + part.len - 1;
	first = run_of(scalar->map, from);
	last = run_of(scalar->map, to);
	from = first->raw_at + (is_bytewise(first) ? from - first->text_at : 0);
	to = last->raw_at + (is_bytewise(last) ? to - last->text_at + 1 : last->raw_len);
	return from < to ? span_of(scalar->raw.ptr + from, to - from) : scalar->raw;
}

void yaml_set_text(struct yaml_node *scalar, struct span text, struct arena *arena)
{
	bool same = span_eq(scalar->raw, text);

	scalar->text = same ? scalar->raw : text;
	scalar->map = same ? NULL : ARENA_NEW(arena, struct yaml_map);
}
