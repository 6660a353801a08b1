/*
 * JSON by jansson, in the form that docs/json.md describes. Objects are made one finding at a
 * time and added to the output, so that memory does not hold a second copy of all findings.
 * Output is pure ASCII: nothing in it can drive a terminal.
 */
#include <jansson.h>
#include <stdlib.h>

#include "base/escape.h"
#include "base/nomem.h"
#include "report/report.h"

static json_t *must(json_t *value)
{
	if (!value)
		nomem();
	return value;
}

static void set(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, must(value)) != 0)
		nomem();
}

static json_t *text_json(const char *text)
{
	return json_stringn(text, strlen(text));
}

static json_t *number_json(uint64_t value)
{
	return json_integer((json_int_t)value);
}

static json_t *text_or_null(const char *text)
{
	return text ? text_json(text) : json_null();
}

static json_t *escaped_json(struct span foreign)
{
	struct arena arena;
	struct span text;
	json_t *value;

	arena_init(&arena);
	text = escaped_for_json(&arena, foreign);
	value = must(json_stringn(text.ptr, text.len));
	arena_release(&arena);
	return value;
}

/* null: a file without a name */
static json_t *path_json(struct span path)
{
	return path.ptr ? escaped_json(path) : json_null();
}

static void append(json_t *array, json_t *value)
{
	if (json_array_append_new(array, must(value)) != 0)
		nomem();
}

static json_t *places_json(const struct finding *f)
{
	json_t *array = must(json_array());

	VEC_EACH(const struct finding_place, p, &f->places) {
		json_t *object = must(json_object());

		set(object, "place", text_json(place_name(p->place)));
		set(object, "detail", text_json(p->detail));
		set(object, "path", path_json(p->path));
		set(object, "line", number_json(p->line));
		append(array, object);
	}
	return array;
}

static json_t *trace_json(const struct finding *f)
{
	json_t *array = must(json_array());

	VEC_EACH(const struct trace_step, t, &f->trace) {
		json_t *object = must(json_object());

		set(object, "role", text_json(role_name(t->role)));
		set(object, "path", path_json(t->path));
		set(object, "line", number_json(t->line));
		set(object, "text", text_json(t->text));
		append(array, object);
	}
	return array;
}

static json_t *refs_json(const struct finding *f)
{
	json_t *array = must(json_array());

	VEC_EACH(const struct span, ref, &f->history.refs)
		append(array, escaped_json(*ref));
	return array;
}

static json_t *finding_json(const struct finding *f)
{
	json_t *object = must(json_object());

	set(object, "rule", text_json(f->rule->slug));
	set(object, "severity", text_json(severity_name(f->severity)));
	set(object, "blocks", json_boolean(f->blocks));
	set(object, "existing", json_boolean(f->existing));
	set(object, "confidence", text_json(confidence_name(f->confidence)));
	set(object, "path", path_json(f->path));
	set(object, "line", number_json(f->start.line));
	set(object, "column", number_json(f->start.column));
	set(object, "end_line", number_json(f->end.line));
	set(object, "end_column", number_json(f->end.column));
	set(object, "message", text_json(f->message));
	set(object, "excerpt", text_json(f->excerpt.text));
	set(object, "fix", text_json(f->fix));
	set(object, "token", f->token ? text_json(f->token->slug) : json_null());
	set(object, "checksum", text_json(checksum_name(f->checksum)));
	set(object, "places", places_json(f));
	set(object, "trace", trace_json(f));
	set(object, "commit", text_or_null(f->history.commit));
	set(object, "author", text_or_null(f->history.author));
	set(object, "date", text_or_null(f->history.date));
	set(object, "blob", text_or_null(f->history.blob));
	set(object, "refs", refs_json(f));
	set(object, "commits", number_json(f->history.commits));
	set(object, "in_head", json_boolean(f->history.in_head));
	set(object, "fingerprint", text_json(f->fingerprint.text));
	return object;
}

static json_t *unread_json(const struct unread *items, size_t count)
{
	json_t *array = must(json_array());

	for (size_t i = 0; i < count; i++) {
		json_t *object = must(json_object());

		set(object, "path", path_json(items[i].path));
		set(object, "reason", text_json(items[i].reason));
		append(array, object);
	}
	return array;
}

/* The head that json and the summary line of jsonl share. */
static json_t *head_json(const struct report *report)
{
	const struct summary *summary = report->summary;
	json_t *object = must(json_object());
	json_t *scanned = must(json_object());

	set(object, "schema", number_json(1));
	set(object, "tool", text_json("layergate"));
	set(object, "version", text_json(LAYERGATE_VERSION));
	set(object, "verdict", text_json(verdict_name(report->verdict)));
	set(scanned, "commits", number_json(summary->commits));
	set(scanned, "files", number_json(summary->files));
	set(scanned, "bytes", number_json(summary->bytes));
	set(scanned, "skipped", unread_json(summary->skipped.at, summary->skipped.len));
	set(scanned, "partial", unread_json(summary->partial.at, summary->partial.len));
	set(object, "scanned", scanned);
	return object;
}

/* Append the object on one line, without the line end, and let go of it. */
static void add_object(struct buf *out, json_t *object)
{
	char *text = json_dumps(object, JSON_COMPACT | JSON_ENSURE_ASCII);

	if (!text)
		nomem();
	buf_add_str(out, text);
	free(text);
	json_decref(object);
}

void report_json(const struct report *report, struct buf *out)
{
	const char *separator = "";

	add_object(out, head_json(report));
	out->len--; /* the brace: the findings follow inside */
	buf_add_str(out, ",\"findings\":[");
	VEC_EACH(const struct finding, f, &report->findings->items) {
		buf_add_str(out, separator);
		buf_add_char(out, '\n');
		add_object(out, finding_json(f));
		separator = ",";
	}
	buf_add_str(out, report->findings->items.len ? "\n]}\n" : "]}\n");
}

void report_jsonl(const struct report *report, struct buf *out)
{
	json_t *last = must(json_object());

	VEC_EACH(const struct finding, f, &report->findings->items) {
		add_object(out, finding_json(f));
		buf_add_char(out, '\n');
	}
	set(last, "summary", head_json(report));
	add_object(out, last);
	buf_add_char(out, '\n');
}
