#include "policy/keys.h"

#include "base/escape.h"
#include "policy/values.h"
#include "report/fingerprint.h"
#include "text/glob.h"
#include "text/prefilter.h"

typedef enum status key_reader(struct policy *policy, const struct policy_entry *entry,
	struct arena *arena, struct error *err);

static struct span text_of(const struct policy_entry *entry)
{
	return entry->parts.at[0];
}

/* All lines of the value in one, with the separator between them. */
static struct span joined(const struct policy_entry *entry, char separator, struct arena *arena)
{
	struct buf buf;
	struct span copy;
	bool first = true;

	buf_init(&buf, (size_t)1 << 20);
	VEC_EACH(const struct span, part, &entry->parts) {
		if (!first && separator)
			buf_add_char(&buf, separator);
		buf_add(&buf, *part);
		first = false;
	}
	copy = arena_copy(arena, buf_span(&buf));
	buf_release(&buf);
	return copy;
}

static enum status bad_value(const struct policy_entry *entry, const char *expected,
	struct arena *arena, struct error *err)
{
	error_set(err, "%s = %s: expected %s", escaped_text(arena, entry->key),
		escaped_text(arena, text_of(entry)), expected);
	return STATUS_POLICY;
}

static enum status unknown_key(
	const struct policy_entry *entry, struct arena *arena, struct error *err)
{
	error_set(err, "unknown key '%s' in section [%s]", escaped_text(arena, entry->key),
		escaped_text(arena, entry->section));
	return STATUS_POLICY;
}

static enum status one_line(
	const struct policy_entry *entry, struct arena *arena, struct error *err)
{
	if (entry->parts.len == 1)
		return STATUS_OK;
	error_set(err, "'%s' takes one line", escaped_text(arena, entry->key));
	return STATUS_POLICY;
}

static enum status read_severity(const struct policy_entry *entry, enum severity *out,
	struct arena *arena, struct error *err)
{
	if (severity_parse(text_of(entry), out))
		return STATUS_OK;
	return bad_value(entry, "off, note, low, medium, high or critical", arena, err);
}

static enum status read_policy(struct policy *policy, const struct policy_entry *entry,
	struct arena *arena, struct error *err)
{
	struct span value = text_of(entry);
	enum status st = one_line(entry, arena, err);

	if (st != STATUS_OK)
		return st;
	if (span_eq_str(entry->key, "block"))
		return read_severity(entry, &policy->block, arena, err);
	if (span_eq_str(entry->key, "show"))
		return read_severity(entry, &policy->show, arena, err);
	if (span_eq_str(entry->key, "existing")) {
		if (span_eq_str(value, "warn"))
			policy->existing = EXISTING_WARN;
		else if (span_eq_str(value, "block"))
			policy->existing = EXISTING_BLOCK;
		else if (span_eq_str(value, "hide"))
			policy->existing = EXISTING_HIDE;
		else
			return bad_value(entry, "warn, block or hide", arena, err);
		return STATUS_OK;
	}
	if (span_eq_str(entry->key, "on_error")) {
		policy->on_error_warn = span_eq_str(value, "warn");
		if (!policy->on_error_warn && !span_eq_str(value, "block"))
			return bad_value(entry, "block or warn", arena, err);
		return STATUS_OK;
	}
	if (span_eq_str(entry->key, "fingerprint_key")) {
		if (value.len < 8) {
			error_set(err, "fingerprint_key: expected at least 8 bytes");
			return STATUS_POLICY;
		}
		policy->fingerprint_key = arena_copy(arena, value);
		return STATUS_OK;
	}
	return unknown_key(entry, arena, err);
}

static enum status read_files(struct policy *policy, const struct policy_entry *entry,
	struct arena *arena, struct error *err)
{
	enum file_kind kind = kind_by_name(entry->key);
	struct span rest = joined(entry, ',', arena);
	struct span item;
	bool replace = !span_starts(rest, "+");

	if (kind == KIND_NONE) {
		error_set(err, "unknown kind of file '%s'", escaped_text(arena, entry->key));
		return STATUS_POLICY;
	}
	if (span_eq_str(rest, "none")) {
		/* a pattern that no path has: parts are never empty */
		classifier_add(policy->classifier, kind, span_str("//"), true, arena);
		return STATUS_OK;
	}
	while (value_item(&rest, &item)) {
		const char *complaint;

		if (span_starts(item, "+"))
			item = span_trim(span_from(item, 1));
		complaint = glob_complaint(item);
		if (complaint) {
			error_set(
				err, "pattern '%s': %s", escaped_text(arena, item), complaint);
			return STATUS_POLICY;
		}
		classifier_add(policy->classifier, kind, item, replace, arena);
	}
	return STATUS_OK;
}

static enum status find_rule(
	struct span slug, const struct rule **rule, struct arena *arena, struct error *err)
{
	*rule = rule_find(slug);
	if (*rule)
		return STATUS_OK;
	error_set(err, "unknown rule '%s': not supported by this version",
		escaped_text(arena, slug));
	return STATUS_POLICY;
}

static enum status read_rules(struct policy *policy, const struct policy_entry *entry,
	struct arena *arena, struct error *err)
{
	const struct rule *rule;
	enum status st = find_rule(entry->key, &rule, arena, err);

	if (st == STATUS_OK)
		st = one_line(entry, arena, err);
	if (st == STATUS_OK)
		st = read_severity(entry, &policy->severities[rule->id], arena, err);
	return st;
}

static enum status read_limits(struct policy *policy, const struct policy_entry *entry,
	struct arena *arena, struct error *err)
{
	struct limits *limits = &policy->limits;
	struct span value = text_of(entry);
	enum status st = one_line(entry, arena, err);

	if (st != STATUS_OK)
		return st;
	if (span_eq_str(entry->key, "blob"))
		return value_size(value, &limits->blob)
			? STATUS_OK
			: bad_value(entry, "a size such as 1M", arena, err);
	if (span_eq_str(entry->key, "total"))
		return value_size(value, &limits->total)
			? STATUS_OK
			: bad_value(entry, "a size such as 256M", arena, err);
	if (span_eq_str(entry->key, "depth"))
		return value_count(value, &limits->depth)
			? STATUS_OK
			: bad_value(entry, "a number", arena, err);
	if (span_eq_str(entry->key, "time"))
		return value_time(value, &limits->time_ms)
			? STATUS_OK
			: bad_value(entry, "a time such as 60s or 500ms", arena, err);
	return unknown_key(entry, arena, err);
}

static enum status read_server(struct policy *policy, const struct policy_entry *entry,
	struct arena *arena, struct error *err)
{
	static const char *const later[] = {
		"bypass", "bypass_users", "audit_log", "audit_required"};
	struct span value = text_of(entry);
	enum status st = one_line(entry, arena, err);

	if (st != STATUS_OK)
		return st;
	for (size_t i = 0; i < sizeof(later) / sizeof(*later); i++)
		if (span_eq_str(entry->key, later[i])) {
			error_set(err, "'%s' is not supported by this version", later[i]);
			return STATUS_POLICY;
		}
	if (!span_eq_str(entry->key, "inline_allow"))
		return unknown_key(entry, arena, err);
	policy->server_inline_allow = span_eq_str(value, "on");
	if (!policy->server_inline_allow && !span_eq_str(value, "off"))
		return bad_value(entry, "on or off", arena, err);
	return STATUS_OK;
}

static enum status read_allow_rules(struct allow_entry *allow, const struct policy_entry *entry,
	struct arena *arena, struct error *err)
{
	struct span rest = joined(entry, ',', arena);
	struct span item;

	while (value_item(&rest, &item)) {
		const struct rule *rule;
		enum status st = find_rule(item, &rule, arena, err);

		if (st != STATUS_OK)
			return st;
		allow->rules[rule->id] = true;
	}
	allow->any_rule = false;
	return STATUS_OK;
}

static enum status read_allow_paths(struct allow_entry *allow, const struct policy_entry *entry,
	struct arena *arena, struct error *err)
{
	struct span rest = joined(entry, ',', arena);
	struct span item;

	while (value_item(&rest, &item)) {
		const char *complaint = glob_complaint(item);

		if (complaint) {
			error_set(
				err, "pattern '%s': %s", escaped_text(arena, item), complaint);
			return STATUS_POLICY;
		}
		*vec_add(&allow->paths, arena) = item;
	}
	return STATUS_OK;
}

static enum status read_allow_fingerprints(struct allow_entry *allow,
	const struct policy_entry *entry, struct arena *arena, struct error *err)
{
	struct span rest = joined(entry, ',', arena);
	struct span item;

	while (value_item(&rest, &item)) {
		if (!fingerprint_is_valid(item)) {
			error_set(err,
				"'%s' is no fingerprint: expected lg1: and 32 hexadecimal "
				"digits",
				escaped_text(arena, item));
			return STATUS_POLICY;
		}
		*vec_add(&allow->fingerprints, arena) = item;
	}
	return STATUS_OK;
}

static enum status read_allow(struct policy *policy, const struct policy_entry *entry,
	struct arena *arena, struct error *err)
{
	struct allow_entry *allow = &policy->allows.entries.at[policy->allows.entries.len - 1];

	if (span_eq_str(entry->key, "rule"))
		return read_allow_rules(allow, entry, arena, err);
	if (span_eq_str(entry->key, "path"))
		return read_allow_paths(allow, entry, arena, err);
	if (span_eq_str(entry->key, "fingerprint"))
		return read_allow_fingerprints(allow, entry, arena, err);
	if (span_eq_str(entry->key, "reason")) {
		allow->reason = joined(entry, ' ', arena);
		return STATUS_OK;
	}
	if (span_eq_str(entry->key, "expires")) {
		if (!value_date(text_of(entry), &allow->last_day))
			return bad_value(entry, "a day such as 2027-01-31", arena, err);
		allow->has_expiry = true;
		allow->expired = today() > allow->last_day;
		return STATUS_OK;
	}
	return unknown_key(entry, arena, err);
}

/* What is wrong with a pattern of images, or NULL. Names are compared in full. */
static const char *registry_complaint(struct span pattern)
{
	struct span host = span_sub(pattern, 0, span_chr(pattern, '/'));

	for (size_t i = 0; i < pattern.len; i++)
		if (is_space(pattern.ptr[i]))
			return "a comma is missing";
	if (span_find(pattern, "://") < pattern.len)
		return "leave the scheme out";
	if (span_chr(pattern, '*') == pattern.len && host.len == pattern.len)
		return "a registry and a path are expected, such as registry.example.com/*";
	if (span_chr(host, '.') == host.len && span_chr(host, ':') == host.len &&
		span_chr(host, '*') == host.len && !span_eq_str(host, "localhost"))
		return "begin with the registry: docker.io/library/NAME, docker.io/USER/NAME";
	return NULL;
}

static enum status read_registries(struct policy *policy, const struct policy_entry *entry,
	struct arena *arena, struct error *err)
{
	struct span rest = joined(entry, ',', arena);
	struct span item;

	while (value_item(&rest, &item)) {
		const char *complaint = registry_complaint(item);

		if (complaint) {
			error_set(
				err, "pattern '%s': %s", escaped_text(arena, item), complaint);
			return STATUS_POLICY;
		}
		*vec_add(&policy->registries.items, arena) = item;
	}
	return STATUS_OK;
}

/* [rule NAME]: what only that rule needs. */
static enum status read_rule(struct policy *policy, const struct policy_entry *entry,
	struct arena *arena, struct error *err)
{
	if (span_eq_str(entry->key, "registries"))
		return read_registries(policy, entry, arena, err);
	return unknown_key(entry, arena, err);
}

static enum status begin_rule(struct span name, struct arena *arena, struct error *err)
{
	const struct rule *rule;
	enum status st = find_rule(name, &rule, arena, err);

	if (st != STATUS_OK || rule->id == RULE_image_untrusted_registry)
		return st;
	error_set(err, "[rule %s]: the rule has no keys of its own", rule->slug);
	return STATUS_POLICY;
}

static const char *as_string(struct span s)
{
	return s.ptr; /* arena copies end with NUL */
}

/* Take one word off *rest; blanks and commas separate words. */
static bool next_word(struct span *rest, struct span *word)
{
	size_t len = 0;

	while (rest->len && (is_space(rest->ptr[0]) || rest->ptr[0] == ','))
		*rest = span_from(*rest, 1);
	while (len < rest->len && !is_space(rest->ptr[len]) && rest->ptr[len] != ',')
		len++;
	*word = span_sub(*rest, 0, len);
	*rest = span_from(*rest, len);
	return len > 0;
}

static enum status read_keywords(struct token_kind *kind, const struct policy_entry *entry,
	struct arena *arena, struct error *err)
{
	struct span rest = joined(entry, ' ', arena);
	const char *keywords = "";
	struct span word;

	while (next_word(&rest, &word)) {
		if (word.len < PREFILTER_MIN_LITERAL) {
			error_set(err, "keyword '%s' is shorter than %d bytes",
				escaped_text(arena, word), PREFILTER_MIN_LITERAL);
			return STATUS_POLICY;
		}
		keywords = arena_printf(
			arena, "%s%s%.*s", keywords, *keywords ? " " : "", SPAN_ARG(word));
	}
	kind->keywords = keywords;
	return STATUS_OK;
}

static enum status read_token(struct policy *policy, const struct policy_entry *entry,
	struct arena *arena, struct error *err)
{
	struct token_kind *kind = &policy->tokens.at[policy->tokens.len - 1];

	if (span_eq_str(entry->key, "pattern"))
		kind->pattern = as_string(joined(entry, '\0', arena));
	else if (span_eq_str(entry->key, "keywords"))
		return read_keywords(kind, entry, arena, err);
	else if (span_eq_str(entry->key, "title"))
		kind->title = escaped_text(arena, joined(entry, ' ', arena));
	else if (span_eq_str(entry->key, "example"))
		kind->example = as_string(joined(entry, '\n', arena));
	else if (span_eq_str(entry->key, "counter-example"))
		kind->counter_example = as_string(joined(entry, '\n', arena));
	else
		return unknown_key(entry, arena, err);
	return STATUS_OK;
}

/* deploy/Dockerfile = . */
static enum status read_context(struct policy *policy, const struct policy_entry *entry,
	struct arena *arena, struct error *err)
{
	struct span directory = span_trim(joined(entry, ',', arena));
	struct context_rule *rule;

	if (directory.len == 0 || span_starts(directory, "/")) {
		error_set(err, "%s: expected a directory, seen from the top of the tree",
			escaped_text(arena, entry->key));
		return STATUS_POLICY;
	}
	rule = vec_add(&policy->contexts, arena);
	rule->dockerfile = arena_copy(arena, entry->key);
	rule->directory = arena_copy(arena, directory);
	return STATUS_OK;
}

/* Sections with a name behind the word have one entry of their own each. */
static const struct {
	const char *word;
	bool named;
	key_reader *read; /* NULL: the feature does not exist yet */
} sections[] = {
	{"policy", false, read_policy},
	{"files", false, read_files},
	{"rules", false, read_rules},
	{"limits", false, read_limits},
	{"allow", true, read_allow},
	{"token", true, read_token},
	{"context", false, read_context},
	{"server", false, read_server},
	{"rule", true, read_rule},
};

/* "allow legacy" is the word "allow" and the name "legacy". */
static struct span word_of(struct span section, struct span *name)
{
	size_t blank = span_chr(section, ' ');

	*name = span_trim(span_from(section, blank));
	return span_sub(section, 0, blank);
}

static int section_index(struct span section, struct span *name)
{
	struct span word = word_of(section, name);

	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++)
		if (span_eq_str(word, sections[i].word))
			return (int)i;
	return -1;
}

static enum status begin_allow(struct policy *policy, struct span name, unsigned line,
	struct arena *arena, struct error *err)
{
	struct allow_entry *allow;

	VEC_EACH(const struct allow_entry, a, &policy->allows.entries) {
		if (span_eq(a->name, name)) {
			error_set(err, "[allow %s] is there twice", escaped_text(arena, name));
			return STATUS_POLICY;
		}
	}
	allow = vec_add(&policy->allows.entries, arena);
	allow->name = arena_copy(arena, name);
	allow->line = line;
	allow->any_rule = true;
	return STATUS_OK;
}

static bool is_slug(struct span name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!is_lower(name.ptr[i]) && !is_digit(name.ptr[i]) && name.ptr[i] != '-')
			return false;
	return name.len > 0;
}

static enum status begin_token(struct policy *policy, struct span name, unsigned line,
	struct arena *arena, struct error *err)
{
	struct token_kind *kind;
	bool taken = token_kind_find(name) != NULL;

	VEC_EACH(const struct token_kind, t, &policy->tokens)
		taken |= span_eq_str(name, t->slug);
	if (taken || !is_slug(name)) {
		error_set(err, "[token %s]: %s", escaped_text(arena, name),
			taken ? "a token of that name exists already"
			      : "names are made of a-z, 0-9 and '-'");
		return STATUS_POLICY;
	}
	(void)line;
	kind = vec_add(&policy->tokens, arena);
	kind->slug = as_string(arena_copy(arena, name));
	kind->title = kind->slug;
	kind->lead = TOKEN_IN_LINE;
	kind->flags = TOKEN_AS_WRITTEN | TOKEN_NOCASE;
	return STATUS_OK;
}

enum status policy_begin_section(struct policy *policy, struct span section, unsigned line,
	struct arena *arena, struct error *err)
{
	struct span name;
	int i = section_index(section, &name);

	if (i < 0 || sections[i].named != (name.len > 0)) {
		error_set(err, "unknown section [%s]", escaped_text(arena, section));
		return STATUS_POLICY;
	}
	if (!sections[i].read) {
		error_set(err, "section [%s] is not supported by this version",
			escaped_text(arena, section));
		return STATUS_POLICY;
	}
	if (sections[i].read == read_allow)
		return begin_allow(policy, name, line, arena, err);
	if (sections[i].read == read_rule)
		return begin_rule(name, arena, err);
	if (sections[i].read == read_token)
		return begin_token(policy, name, line, arena, err);
	return STATUS_OK;
}

enum status policy_apply(struct policy *policy, const struct policy_entry *entry,
	struct arena *arena, struct error *err)
{
	struct span name;
	int i = section_index(entry->section, &name);

	if (i < 0 || !sections[i].read) {
		error_set(err, "'%s' stands outside of a section",
			escaped_text(arena, entry->key));
		return STATUS_POLICY;
	}
	if (text_of(entry).len == 0) {
		error_set(err, "'%s' has no value", escaped_text(arena, entry->key));
		return STATUS_POLICY;
	}
	return sections[i].read(policy, entry, arena, err);
}

enum status policy_finish(struct policy *policy, unsigned *line, struct error *err)
{
	*line = 0;
	VEC_EACH(const struct allow_entry, a, &policy->allows.entries) {
		*line = a->line;
		if (a->reason.len == 0) {
			error_set(err, "an allow entry needs a reason");
			return STATUS_POLICY;
		}
		if (a->any_rule && a->paths.len == 0 && a->fingerprints.len == 0) {
			error_set(err, "an allow entry needs a rule, a path or a fingerprint");
			return STATUS_POLICY;
		}
	}
	VEC_EACH(const struct token_kind, t, &policy->tokens) {
		*line = 0;
		if (!t->pattern || !t->keywords || !*t->keywords) {
			error_set(err, "[token %s] needs a pattern and keywords", t->slug);
			return STATUS_POLICY;
		}
	}
	return STATUS_OK;
}
