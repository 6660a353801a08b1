/*
 * Settings by which packages or credentials travel unprotected: certificate checks switched
 * off, plain-http registries, hosts that are trusted blindly.
 */
#include "base/buf.h"
#include "base/escape.h"
#include "rules/subject.h"
#include "text/urlref.h"

/* How a setting goes wrong. */
enum fault {
	FALSE_IS_BAD, /* "false" switches a protection off */
	PLAIN_HTTP,   /* a URL that begins with http:// */
	ANY_HOST,     /* each value is a host that is trusted blindly */
};

struct transport_setting {
	const char *name;  /* the end of the name; NULL: any name inside the scope */
	const char *scope; /* start of the scope */
	enum fault fault;
};

static const struct transport_setting npm_settings[] = {
	{"strict-ssl", "", FALSE_IS_BAD},
	{"registry", "", PLAIN_HTTP}, /* also @scope:registry */
	/* where programs are downloaded from when a package is installed */
	{"disturl", "", PLAIN_HTTP},
	{"cdnurl", "", PLAIN_HTTP},
	{"_mirror", "", PLAIN_HTTP},
	{"-mirror", "", PLAIN_HTTP},
	{"binary_host", "", PLAIN_HTTP},
	{"binary_site", "", PLAIN_HTTP},
};

static const struct transport_setting yarn_settings[] = {
	{"enableStrictSsl", "", FALSE_IS_BAD},
	{"npmRegistryServer", "", PLAIN_HTTP},
	{"npmPublishRegistry", "", PLAIN_HTTP},
	{"unsafeHttpWhitelist", "", ANY_HOST},
};

static const struct transport_setting pnpm_settings[] = {
	{"strictSsl", "", FALSE_IS_BAD},
	{"strict-ssl", "", FALSE_IS_BAD},
	{"registry", "", PLAIN_HTTP},
	{NULL, "registries", PLAIN_HTTP},
};

static const struct transport_setting bun_settings[] = {
	{"registry", "install", PLAIN_HTTP},
	{"url", "install", PLAIN_HTTP},
	{NULL, "install.scopes", PLAIN_HTTP},
};

static const struct transport_setting python_settings[] = {
	{"trusted-host", "", ANY_HOST},
	{"index-url", "", PLAIN_HTTP},
	{"extra-index-url", "", PLAIN_HTTP},
	{"repository", "", PLAIN_HTTP},
};

static const struct transport_setting nuget_settings[] = {
	{NULL, "packageSources", PLAIN_HTTP},
};

struct setting_list {
	const struct transport_setting *items;
	size_t count;
};

#define LIST(array) ((struct setting_list){array, sizeof(array) / sizeof(*(array))})

static struct setting_list settings_for(enum file_kind kind)
{
	if (kind == KIND_NPMRC || kind == KIND_YARNRC)
		return LIST(npm_settings);
	if (kind == KIND_YARNRC_YML)
		return LIST(yarn_settings);
	if (kind == KIND_PNPM)
		return LIST(pnpm_settings);
	if (kind == KIND_BUNFIG)
		return LIST(bun_settings);
	if (kind == KIND_PYPIRC || kind == KIND_PIP_CONF || kind == KIND_REQUIREMENTS)
		return LIST(python_settings);
	if (kind == KIND_NUGET)
		return LIST(nuget_settings);
	return (struct setting_list){NULL, 0};
}

static bool concerns(const struct transport_setting *t, const struct setting *s)
{
	if (!span_starts_nocase(s->scope, t->scope))
		return false;
	return !t->name || span_ends_nocase(s->name, t->name);
}

static bool is_plain_http(struct span value)
{
	struct urlref url;

	return urlref_parse(value, &url) && span_eq_nocase(url.scheme, "http") &&
		url.host.len > 0 && url.host.ptr[0] != '$' && !is_local_host(url.host);
}

/* Names for hosts on this machine or in a test network, and references. */
static bool is_harmless_host(struct span value)
{
	struct urlref url;

	if (urlref_parse(value, &url))
		value = url.host;
	value = span_sub(value, 0, span_chr(value, ':'));
	return value.len == 0 || value.ptr[0] == '$' || is_local_host(value);
}

static bool is_bad(const struct setting *s, enum fault fault)
{
	switch (fault) {
	case FALSE_IS_BAD:
		return span_eq_nocase(s->value, "false");
	case PLAIN_HTTP:
		return is_plain_http(s->value);
	case ANY_HOST:
		return !is_harmless_host(s->value);
	}
	return false;
}

static struct hit *raise_fault(struct subject *subject, const struct setting *s)
{
	struct span where = s->value_raw.len ? s->value_raw : s->key_raw;
	struct hit *hit = raise_hit(subject, RULE_npmrc_insecure_transport, where);

	hit->confidence = CONFIDENCE_CERTAIN;
	hit->value = settings_join(
		subject->arena, settings_join(subject->arena, s->scope, s->name), s->value);
	return hit;
}

/* A list of hosts is one finding; returns the index behind the list. */
static size_t raise_hosts(struct subject *subject, size_t index)
{
	const struct settings *settings = subject->settings;
	const struct setting *first = &settings->items.at[index];
	struct arena *arena = subject->arena;
	struct hit *hit = raise_fault(subject, first);
	struct buf shown;
	size_t count = 1;

	buf_init(&shown, 200);
	escape_text(&shown, first->value);
	while (++index < settings->items.len) {
		const struct setting *s = &settings->items.at[index];

		if (!span_eq(s->name, first->name) || !span_eq(s->scope, first->scope))
			break;
		if (!is_bad(s, ANY_HOST))
			continue;
		count++;
		buf_add_str(&shown, ", ");
		escape_text(&shown, s->value);
	}
	hit->value = settings_join(arena, first->name, arena_copy(arena, buf_span(&shown)));
	hit->message = arena_printf(arena, "%s: %s%s %s trusted without a check",
		escaped_text(arena, first->name), shown.ptr ? shown.ptr : "",
		shown.overflow ? " …" : "", count > 1 ? "are" : "is");
	hit->fix = "remove it; for a private authority give its certificate";
	buf_release(&shown);
	return index;
}

static void raise_setting(struct subject *subject, const struct setting *s, enum fault fault)
{
	struct hit *hit = raise_fault(subject, s);
	const char *name = escaped_text(subject->arena, s->name);

	if (fault == FALSE_IS_BAD) {
		hit->message = arena_printf(
			subject->arena, "%s switches certificate checks off", name);
		hit->fix = "remove the line; for a private authority give its certificate "
			   "(cafile)";
	} else {
		hit->message = arena_printf(subject->arena,
			"%s uses plain http: anybody on the way can read and change what is "
			"sent",
			name);
		hit->fix = "use https://";
	}
}

/* Returns the index to go on with. */
static size_t check_setting(struct subject *subject, size_t index)
{
	const struct setting *s = &subject->settings->items.at[index];
	struct setting_list list = settings_for(subject->kind);

	for (size_t i = 0; i < list.count; i++) {
		const struct transport_setting *t = &list.items[i];

		if (s->commented || !concerns(t, s) || !is_bad(s, t->fault))
			continue;
		if (t->fault == ANY_HOST)
			return raise_hosts(subject, index);
		raise_setting(subject, s, t->fault);
		break;
	}
	return index + 1;
}

void rule_npmrc_insecure_transport(struct subject *subject)
{
	for (size_t i = 0; i < subject->settings->items.len;)
		i = check_setting(subject, i);
}
