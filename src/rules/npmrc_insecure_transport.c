/*
 * Settings by which packages or credentials travel unprotected: certificate checks switched
 * off, plain-http registries, hosts that are trusted blindly.
 */
#include "base/escape.h"
#include "rules/subject.h"
#include "text/urlref.h"

/* How a setting goes wrong. */
enum fault {
	FALSE_IS_BAD, /* "false" switches a protection off */
	TRUE_IS_BAD,  /* "true" does */
	PLAIN_HTTP,   /* a URL that begins with http:// */
	ANY_HOST,     /* each value is a host that is trusted blindly */
};

struct transport_setting {
	const char *name;  /* NULL: any name inside the scope */
	const char *scope; /* start of the scope */
	enum fault fault;
};

static const struct transport_setting npm_settings[] = {
	{"strict-ssl", "", FALSE_IS_BAD}, {"registry", "", PLAIN_HTTP},
	{NULL, "", PLAIN_HTTP}, /* @scope:registry; checked by its name below */
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

static bool concerns(
	const struct transport_setting *t, const struct setting *s, enum file_kind kind)
{
	if (!span_starts_nocase(s->scope, t->scope))
		return false;
	if (t->name)
		return span_eq_nocase(s->name, t->name);
	if (kind == KIND_NPMRC || kind == KIND_YARNRC)
		return span_ends(s->name, ":registry");
	return true;
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

static void raise_fault(struct subject *subject, const struct setting *s, enum fault fault)
{
	struct arena *arena = subject->arena;
	struct span where = s->value_raw.len ? s->value_raw : s->key_raw;
	struct hit *hit = raise_hit(subject, RULE_npmrc_insecure_transport, where);
	const char *name = escaped_text(arena, s->name);

	hit->confidence = CONFIDENCE_CERTAIN;
	hit->value = settings_join(arena, settings_join(arena, s->scope, s->name), s->value);
	switch (fault) {
	case FALSE_IS_BAD:
	case TRUE_IS_BAD:
		hit->message = arena_printf(arena, "%s switches certificate checks off", name);
		hit->fix = "remove the line; for a private authority give its certificate "
			   "(cafile)";
		break;
	case PLAIN_HTTP:
		hit->message = arena_printf(arena,
			"%s uses plain http: anybody on the way can read and change what is "
			"sent",
			name);
		hit->fix = "use https://";
		break;
	case ANY_HOST:
		hit->message =
			arena_printf(arena, "%s trusts a host without checking it", name);
		hit->fix = "remove it; for a private authority give its certificate";
		break;
	}
}

static void check_setting(struct subject *subject, const struct setting *s)
{
	struct setting_list list = settings_for(subject->kind);

	for (size_t i = 0; i < list.count; i++) {
		const struct transport_setting *t = &list.items[i];
		bool bad = false;

		if (!concerns(t, s, subject->kind))
			continue;
		switch (t->fault) {
		case FALSE_IS_BAD:
			bad = span_eq_nocase(s->value, "false");
			break;
		case TRUE_IS_BAD:
			bad = span_eq_nocase(s->value, "true");
			break;
		case PLAIN_HTTP:
			bad = is_plain_http(s->value);
			break;
		case ANY_HOST:
			bad = !is_harmless_host(s->value);
			break;
		}
		if (bad) {
			raise_fault(subject, s, t->fault);
			return;
		}
	}
}

void rule_npmrc_insecure_transport(struct subject *subject)
{
	VEC_EACH(const struct setting, s, &subject->settings->items)
		if (!s->commented)
			check_setting(subject, s);
}
