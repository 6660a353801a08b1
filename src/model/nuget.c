/*
 * NuGet.Config, by expat: <add key="…" value="…"/> inside named sections.
 *
 *	<packageSourceCredentials><acme><add key="ClearTextPassword" value="x"/></acme>
 *	  scope packageSourceCredentials.acme, name ClearTextPassword
 *	<apikeys><add key="https://…" value="x"/>
 *	  scope apikeys, name https://…
 *
 * A document type declaration, which no NuGet.Config has, ends the reading: entities are
 * where XML bombs live. Behind an error the rest is searched for <add …> tags as text.
 */
#include <expat.h>

#include "base/nomem.h"
#include "model/settings.h"

struct nuget {
	XML_Parser parser;
	struct arena *arena;
	struct settings *out;
	struct span text;
	struct span scopes[NESTING_MAX]; /* of the open elements; [0] is <configuration> */
	size_t depth;
	const char *problem;
};

/* Find name="value" in the text of a tag; the raw value goes to *raw. */
static bool attribute_raw(struct span tag, const char *name, struct span *raw)
{
	size_t len = strlen(name);

	for (size_t at = 0; at + len < tag.len; at++) {
		size_t p = at + len;
		char quote;

		/* step over quoted values, so that their text is not taken for a name */
		if (tag.ptr[at] == '"' || tag.ptr[at] == '\'') {
			at += 1 + span_chr(span_from(tag, at + 1), tag.ptr[at]);
			continue;
		}
		if (!is_space(tag.ptr[at > 0 ? at - 1 : 0]) ||
			!span_starts(span_from(tag, at), name))
			continue;
		while (p < tag.len && is_space(tag.ptr[p]))
			p++;
		if (p == tag.len || tag.ptr[p++] != '=')
			continue;
		while (p < tag.len && is_space(tag.ptr[p]))
			p++;
		if (p == tag.len || (tag.ptr[p] != '"' && tag.ptr[p] != '\''))
			continue;
		quote = tag.ptr[p++];
		*raw = span_sub(tag, p, p + span_chr(span_from(tag, p), quote));
		return true;
	}
	return false;
}

static const char *attribute(const XML_Char **attributes, const char *name)
{
	for (size_t i = 0; attributes[i]; i += 2)
		if (span_eq_nocase(span_str(attributes[i]), name))
			return attributes[i + 1];
	return NULL;
}

static void add_setting(struct nuget *n, const XML_Char **attributes, struct span scope)
{
	const char *key = attribute(attributes, "key");
	const char *value = attribute(attributes, "value");
	XML_Index at = XML_GetCurrentByteIndex(n->parser);
	int len = XML_GetCurrentByteCount(n->parser);
	struct setting setting = {.scope = scope};
	struct span tag;

	if (!key || !value || at < 0 || len <= 0)
		return;
	tag = span_sub(n->text, (size_t)at, (size_t)at + (size_t)len);
	setting.name = arena_copy(n->arena, span_str(key));
	setting.value = arena_copy(n->arena, span_str(value));
	if (!attribute_raw(tag, "key", &setting.key_raw))
		setting.key_raw = tag;
	if (!attribute_raw(tag, "value", &setting.value_raw))
		setting.value_raw = tag;
	settings_add(n->out, n->arena, &setting);
}

static void on_start(void *data, const XML_Char *name, const XML_Char **attributes)
{
	struct nuget *n = data;
	struct span scope = n->depth > 0 ? n->scopes[n->depth - 1] : span_of("", 0);

	if (n->depth >= NESTING_MAX) {
		n->problem = "nested too deeply";
		XML_StopParser(n->parser, XML_FALSE);
		return;
	}
	if (span_eq_nocase(span_str(name), "add"))
		add_setting(n, attributes, scope);
	/* the outermost element, <configuration>, is no part of a scope */
	n->scopes[n->depth] = n->depth == 0
		? span_of("", 0)
		: settings_join(n->arena, scope, arena_copy(n->arena, span_str(name)));
	n->depth++;
}

static void on_end(void *data, const XML_Char *name)
{
	struct nuget *n = data;

	(void)name;
	n->depth--;
}

static void on_doctype(void *data, const XML_Char *name, const XML_Char *system_id,
	const XML_Char *public_id, int has_internal_subset)
{
	struct nuget *n = data;

	(void)name;
	(void)system_id;
	(void)public_id;
	(void)has_internal_subset;
	n->problem = "a document type declaration, which is not read";
	XML_StopParser(n->parser, XML_FALSE);
}

enum {
	LONGEST_TAG = 2048 /* keeps a text of nothing but open tags and quotes cheap */
};

static bool starts_add(struct span s)
{
	return span_starts_nocase(s, "<add") && s.len > 4 && is_space(s.ptr[4]);
}

/* The text of the tag at the front of s. What stands in quotes doesn't end it. */
static struct span tag_text(struct span s)
{
	char quote = '\0';
	size_t end = 1;

	s = span_sub(s, 0, LONGEST_TAG);
	for (; end < s.len; end++) {
		char c = s.ptr[end];

		if (quote)
			quote = c == quote ? '\0' : quote;
		else if (c == '"' || c == '\'')
			quote = c;
		else if (c == '<' || c == '>')
			break;
	}
	return span_sub(s, 1, end);
}

/* The start of the <add …> in which expat gave up, else the place itself. */
static size_t tag_before(struct span text, size_t at)
{
	for (size_t back = 0; back <= at && back < LONGEST_TAG; back++) {
		struct span tag = span_from(text, at - back);

		if (starts_add(tag))
			return tag_text(tag).len >= back ? at - back : at;
	}
	return at;
}

/* <add key="…" value="…" anywhere in the rest, without knowing the section. */
static void search_tags(struct nuget *n, struct span rest)
{
	size_t at;

	while ((at = span_chr(rest, '<')) < rest.len && !n->out->truncated) {
		struct setting setting = {.scope = span_of("", 0)};
		struct span tag;

		rest = span_from(rest, at);
		tag = starts_add(rest) ? tag_text(rest) : span_of("", 0);
		rest = span_from(rest, 1);
		if (!attribute_raw(tag, "key", &setting.key_raw) ||
			!attribute_raw(tag, "value", &setting.value_raw))
			continue;
		setting.name = setting.key_raw;
		setting.value = setting.value_raw;
		settings_add(n->out, n->arena, &setting);
	}
}

void nuget_read(struct span text, struct arena *arena, struct settings *out)
{
	struct nuget n = {.arena = arena, .out = out, .text = text};
	enum {
		CHUNK = 1 << 20
	};
	enum XML_Status status = XML_STATUS_OK;
	size_t done = 0;

	/* the text is UTF-8 whatever its declaration says: UTF-16 was converted before */
	n.parser = XML_ParserCreate("UTF-8");
	if (!n.parser)
		nomem();
	XML_SetUserData(n.parser, &n);
	XML_SetElementHandler(n.parser, on_start, on_end);
	XML_SetStartDoctypeDeclHandler(n.parser, on_doctype);
	while (status == XML_STATUS_OK && done < text.len) {
		size_t len = text.len - done < CHUNK ? text.len - done : CHUNK;

		status = XML_Parse(n.parser, text.ptr + done, (int)len, done + len == text.len);
		done += len;
	}
	if (status != XML_STATUS_OK) {
		XML_Index where = XML_GetCurrentByteIndex(n.parser);
		size_t at = where > 0 ? (size_t)where : 0;

		if (XML_GetErrorCode(n.parser) == XML_ERROR_NO_MEMORY)
			nomem();
		settings_problem(out, arena, out->text.len - text.len + at,
			n.problem ? n.problem : XML_ErrorString(XML_GetErrorCode(n.parser)));
		search_tags(&n, span_from(text, tag_before(text, at)));
	}
	XML_ParserFree(n.parser);
}
