/* Pods of Kubernetes agents: YAML in a string of Groovy. */
#include "ci/jenkins_internal.h"
#include "model/yaml.h"

enum {
	PODS_MAX = 20 /* of one file: each has a parser of its own */
};

struct pod {
	struct jenkins_walk *w;
	struct ci_scope *scope;
	struct ci_text yaml; /* the string */
};

/* A scalar, with its place in the file. */
static struct ci_text text_of(const struct pod *pod, const struct yaml_node *node)
{
	struct derived_maker m;
	struct derived_text derived;
	struct span place = ci_place(&pod->yaml, node->raw, pod->w->arena);

	derive_begin(&m, pod->w->arena);
	derive_as(&m, node->text, place);
	derived = derive_end(&m, place);
	return ci_derived_text(&derived, pod->w->arena);
}

static bool is_scalar(const struct yaml_node *node)
{
	return node && node->type == YAML_SCALAR && node->text.ptr;
}

static void add_property(const struct pod *pod, enum ci_role role, const struct yaml_node *key,
	const struct yaml_node *value)
{
	if (is_scalar(value))
		ci_add_property(pod->scope, role, text_of(pod, key), text_of(pod, value),
			pod->w->arena);
}

/* {name: A, value: b}, {name: A, valueFrom: {secretKeyRef: …}} */
static void add_variable(const struct pod *pod, const struct yaml_node *mapping)
{
	const struct yaml_node *name = yaml_get(mapping, "name");
	const struct yaml_node *value = yaml_get(mapping, "value");
	const struct yaml_node *from = yaml_get(mapping, "valueFrom");
	struct ci_text text = {.raw = pod->yaml.raw};

	if (!is_scalar(name) || (!is_scalar(value) && !from))
		return;
	if (!from)
		text = text_of(pod, value);
	jenkins_add_variable(pod->w, pod->scope, text_of(pod, name), text,
		yaml_get(from, "secretKeyRef") != NULL);
}

static bool is_risk(struct span key, enum ci_role *role)
{
	static const struct {
		const char *key;
		enum ci_role role;
	} risks[] = {
		{"privileged", CI_PRIVILEGED},
		{"hostPID", CI_HOST_PID},
		{"hostIPC", CI_HOST_IPC},
		{"hostNetwork", CI_HOST_NETWORK},
	};

	for (size_t i = 0; i < sizeof(risks) / sizeof(*risks); i++) {
		*role = risks[i].role;
		if (span_eq_str(key, risks[i].key))
			return true;
	}
	return false;
}

static void add_capabilities(
	const struct pod *pod, const struct yaml_node *key, const struct yaml_node *list)
{
	if (list && list->type == YAML_SEQUENCE)
		for (const struct yaml_node *item = list->first; item; item = item->next)
			add_property(pod, CI_CAPABILITY, key, item);
}

/* The depth of a tree is limited. */
static void read_node(const struct pod *pod, const struct yaml_node *node)
{
	if (node->type == YAML_SEQUENCE)
		for (const struct yaml_node *item = node->first; item; item = item->next)
			read_node(pod, item);
	if (node->type != YAML_MAPPING)
		return;
	add_variable(pod, node);
	for (const struct yaml_node *key = node->first; key && key->next;
		key = key->next->next) {
		enum ci_role role;

		if (is_risk(key->text, &role))
			add_property(pod, role, key, key->next);
		else if (span_eq_str(key->text, "capabilities"))
			add_capabilities(pod, key, yaml_get(key->next, "add"));
		else if (span_eq_str(key->text, "image"))
			add_property(pod, CI_IMAGE, key, key->next);
		else if (span_eq_str(key->text, "hostPath"))
			add_property(pod, CI_VOLUME, key, yaml_get(key->next, "path"));
		else
			read_node(pod, key->next);
	}
}

void jenkins_pod(struct jenkins_walk *w, struct ci_scope *scope, size_t string)
{
	struct pod pod = {.w = w, .scope = scope};
	struct yaml_tree *tree;

	if (!ci_is_kind(&w->code, string, CODE_STRING))
		return;
	if (w->pod_count++ >= PODS_MAX) {
		w->out->is_incomplete = true;
		return;
	}
	pod.yaml = jenkins_text(w, string);
	tree = ARENA_NEW(w->arena, struct yaml_tree);
	yaml_read(pod.yaml.text, w->arena, tree);
	w->out->is_incomplete |= tree->is_cut;
	VEC_EACH(struct yaml_node *const, root, &tree->documents)
		read_node(&pod, *root);
}
