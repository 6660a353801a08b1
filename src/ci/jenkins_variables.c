/* What Jenkinsfiles set: environment, withEnv, withCredentials, parameters, assignments. */
#include "ci/jenkins_internal.h"
#include "tokens/secret_name.h"

void jenkins_add_variable(struct jenkins_walk *w, struct ci_scope *scope, struct ci_text name,
	struct ci_text value, bool is_secret)
{
	*vec_add(&scope->variables.items, w->arena) =
		(struct ci_variable){.name = name, .value = value, .is_secret = is_secret};
}

/* Known to be no secret: not even its name makes it one. */
static void add_harmless(struct jenkins_walk *w, struct ci_scope *scope, struct ci_text name)
{
	jenkins_add_variable(
		w, scope, name, (struct ci_text){.text = {"", 0}, .raw = name.raw}, false);
}

static void add_secret(struct jenkins_walk *w, struct ci_scope *scope, struct ci_text name)
{
	jenkins_add_variable(w, scope, name, (struct ci_text){.raw = name.raw}, true);
}

/* "NAME" and "_PSW": the name of a variable that comes with another one. */
static struct ci_text name_with(struct jenkins_walk *w, struct span name, const char *end)
{
	struct derived_maker m;
	struct derived_text derived;

	derive_begin(&m, w->arena);
	derive_copy(&m, name);
	derive_as(&m, span_str(end), span_from(name, name.len));
	derived = derive_end(&m, name);
	return ci_derived_text(&derived, w->arena);
}

/* --- assignments -------------------------------------------------------------------------- */

/* credentials('id'): all of it, the user of it and the password of it */
static void add_credentials(struct jenkins_walk *w, struct ci_scope *scope, struct span name)
{
	add_secret(w, scope, ci_plain_text(name));
	add_harmless(w, scope, name_with(w, name, "_USR"));
	add_secret(w, scope, name_with(w, name, "_PSW"));
}

/* registryCredential = 'docker-hub': what has this in its name holds the id of one. */
static bool names_credentials(struct span name)
{
	return span_find_nocase(name, "cred") < name.len;
}

/* What such a method gives back is what it was called for. */
static bool keeps_value(struct span method)
{
	static const char *const names[] = {
		"trim", "toString", "strip", "stripIndent", "replace", "replaceAll"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_eq_str(method, names[i]))
			return true;
	return false;
}

/* The result of a call, something new, or null: nobody knows what it is. */
static bool is_unknown(const struct code *code, size_t at)
{
	if (!ci_is_kind(code, at, CODE_NAME))
		return false;
	if (ci_is_name(code, at, "null") || ci_is_name(code, at, "new") ||
		ci_is_kind(code, at + 1, CODE_STRING) || ci_is_sign(code, at + 2, ":"))
		return true;
	while (ci_is_sign(code, at + 1, ".") && ci_is_kind(code, at + 2, CODE_NAME))
		at += 2;
	return ci_is_sign(code, at + 1, "(") && !keeps_value(code->tokens.at[at].raw);
}

/* What is assigned to a name, from a token on. */
static void add_assigned(
	struct jenkins_walk *w, struct ci_scope *scope, size_t name, size_t value)
{
	const struct code *code = &w->code;
	struct span variable = code->tokens.at[name].raw;
	struct ci_text text;

	if (ci_is_name(code, value, "credentials") && ci_is_sign(code, value + 1, "(")) {
		add_credentials(w, scope, variable);
		return;
	}
	text = jenkins_text(w, value);
	if (is_unknown(code, value))
		text.text = span_of(NULL, 0);
	else if (ci_is_kind(code, value, CODE_STRING) && names_credentials(variable))
		text = (struct ci_text){.text = {"", 0}, .raw = text.raw};
	jenkins_add_variable(w, scope, ci_plain_text(variable), text, false);
}

void jenkins_assignment(struct jenkins_walk *w, struct ci_scope *scope, size_t name)
{
	add_assigned(w, scope, name, name + 2);
}

void jenkins_environment(struct jenkins_walk *w, struct ci_scope *scope, size_t block)
{
	const struct code *code = &w->code;
	size_t end = code->tokens.at[block].match;

	for (size_t at = block + 1; at < end && at < code->tokens.len; at++) {
		if (ci_is_kind(code, at, CODE_NAME) && ci_is_sign(code, at + 1, "="))
			add_assigned(w, scope, at, at + 2);
		else if (code->tokens.at[at].match > at)
			at = code->tokens.at[at].match;
	}
}

/* --- withEnv ------------------------------------------------------------------------------ */

void jenkins_with_env(
	struct jenkins_walk *w, struct ci_scope *scope, const struct jenkins_call *call)
{
	for (size_t at = call->first; at < call->end;) {
		struct ci_text text;
		size_t equals;

		if (!ci_is_kind(&w->code, at, CODE_STRING) ||
			!ci_take_expression(CODE_GROOVY, &w->code, &at, w->arena, &text)) {
			at++;
			continue;
		}
		equals = span_chr(text.text, '=');
		if (equals < text.text.len)
			jenkins_add_variable(w, scope,
				ci_part(&text, span_sub(text.text, 0, equals), w->arena),
				ci_part(&text, span_from(text.text, equals + 1), w->arena),
				false);
	}
}

/* --- withCredentials ---------------------------------------------------------------------- */

/* Bindings whose variable is the path of a file that has the secret. */
static bool binds_path(struct span binding)
{
	static const char *const names[] = {"file", "zip", "certificate", "dockerCert",
		"kubeconfigFile", "sshUserPrivateKey"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_eq_str(binding, names[i]))
			return true;
	/* $class: 'FileBinding' */
	return span_find(binding, "File") < binding.len ||
		span_find(binding, "Cert") < binding.len;
}

/* passwordVariable and its like; of others (usernameVariable, keyFileVariable) the value is
 * none
 */
static bool is_secret_key(struct span key, struct span binding)
{
	static const char *const secret[] = {"passwordVariable", "secretKeyVariable",
		"passphraseVariable", "tokenVariable", "clientSecretVariable", "envVar"};

	if (span_eq_str(key, "variable"))
		return !binds_path(binding);
	for (size_t i = 0; i < sizeof(secret) / sizeof(*secret); i++)
		if (span_eq_str(key, secret[i]))
			return true;
	return false;
}

void jenkins_bindings(struct jenkins_walk *w, struct ci_scope *scope, size_t from, size_t to)
{
	const struct code *code = &w->code;
	struct span binding = {"", 0};

	for (size_t at = from; at < to; at++) {
		struct span key = code->tokens.at[at].raw;

		if (!ci_is_kind(code, at, CODE_NAME))
			continue;
		if (ci_is_sign(code, at + 1, "("))
			binding = key;
		if (!ci_is_sign(code, at + 1, ":") || !ci_is_kind(code, at + 2, CODE_STRING))
			continue;
		if (span_eq_str(key, "$class"))
			binding = code->tokens.at[at + 2].text;
		else if (is_secret_key(key, binding))
			add_secret(w, scope, jenkins_text(w, at + 2));
		else if (span_ends(key, "ariable"))
			add_harmless(w, scope, jenkins_text(w, at + 2));
	}
}

/* --- parameters --------------------------------------------------------------------------- */

void jenkins_parameters(struct jenkins_walk *w, struct ci_scope *scope, size_t block)
{
	const struct code *code = &w->code;
	size_t end = code->tokens.at[block].match;

	for (size_t at = block + 1; at < end && at < code->tokens.len;) {
		struct jenkins_call call;
		size_t name;
		size_t value;

		if (!ci_is_kind(code, at, CODE_NAME)) {
			at++;
			continue;
		}
		call = jenkins_call_at(w, at);
		name = jenkins_argument(w, &call, "name");
		value = jenkins_argument(w, &call, "defaultValue");
		if (name < call.end)
			jenkins_add_variable(w, scope, jenkins_text(w, name),
				(struct ci_text){.raw = code->tokens.at[name].raw},
				ci_is_name(code, at, "password"));
		if (name < call.end && value < call.end && ci_is_kind(code, value, CODE_STRING))
			ci_add_property(scope, CI_DEFAULT_VALUE, jenkins_text(w, name),
				jenkins_text(w, value), w->arena);
		at = call.behind > at ? call.behind : at + 1;
	}
}

/* --- named arguments ---------------------------------------------------------------------- */

/* Names of variables, ids of the store of credentials, and keys in stores elsewhere. */
static bool names_something(struct span key)
{
	return names_credentials(key) || span_ends(key, "ariable") ||
		span_eq_str(key, "secretKey") || span_eq_str(key, "vaultKey");
}

void jenkins_named_argument(struct jenkins_walk *w, struct ci_scope *scope, size_t name)
{
	const struct code *code = &w->code;
	struct span key = code->tokens.at[name].raw;

	/* of a pod: hostPathVolume(hostPath: '/a', …), containerTemplate(privileged: true, …)
	 */
	if (span_eq_str(key, "hostPath") || span_eq_str(key, "privileged"))
		ci_add_property(scope, *key.ptr == 'h' ? CI_VOLUME : CI_PRIVILEGED,
			ci_plain_text(key), jenkins_text(w, name + 2), w->arena);
	if (!ci_is_kind(code, name + 2, CODE_STRING))
		return;
	/* podTemplate(yaml: '''…''') */
	if (span_eq_str(key, "yaml"))
		jenkins_pod(w, scope, name + 2);
	/* secrets of a vault that are listed before withVault gets them */
	if (span_eq_str(key, "envVar"))
		add_secret(w, w->out->scopes.at[0], jenkins_text(w, name + 2));
	else if (is_strong_secret_name(key) && !names_something(key))
		*vec_add(&scope->inputs.items, w->arena) = (struct ci_variable){
			.name = ci_plain_text(key), .value = jenkins_text(w, name + 2)};
}
