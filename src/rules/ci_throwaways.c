/* Passwords that live as long as a test does. */
#include "rules/ci_literal.h"

struct throwaways {
	VEC(struct span) values;
};

enum {
	VALUES_MAX = 500 /* each candidate is compared with all of them */
};

/* Programs that a job or a developer starts for itself, by the start of their variables. */
static const char *const variable_starts[] = {"POSTGRES", "PG", "MYSQL", "MARIADB", "MONGO",
	"REDIS", "RABBITMQ", "SA_", "MSSQL", "ORACLE", "ELASTIC", "OPENSEARCH", "KIBANA",
	"MINIO", "CLICKHOUSE", "NEO4J", "COUCHDB", "COUCHBASE", "CASSANDRA", "KEYCLOAK", "KC_",
	"PGADMIN", "GF_SECURITY", "INFLUXDB", "DOCKER_INFLUXDB", "LDAP", "VAULT_DEV", "DB_",
	"DATABASE_", "TEST_", "LOCALSTACK", "ACCEPT_", "SQLSERVER", "MEILI", "SURREAL",
	"ARANGO", "CYPRESS"};

/* The same by parts of the names of their images. */
static const char *const image_parts[] = {"postgres", "postgis", "timescale", "mysql",
	"mariadb", "percona", "mongo", "redis", "valkey", "rabbitmq", "mssql", "sql-edge",
	"oracle", "elasticsearch", "opensearch", "kibana", "minio", "clickhouse", "neo4j",
	"couchdb", "couchbase", "cassandra", "keycloak", "pgadmin", "phpmyadmin", "adminer",
	"influxdb", "openldap", "localstack", "mongo-express", "surrealdb", "arangodb",
	"meilisearch"};

static bool starts_with_one(struct span name, const char *const *starts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (span_starts_nocase(name, starts[i]))
			return true;
	return false;
}

/* A password: their tokens and client secrets are for others than the tests. */
static bool is_password_name(struct span name)
{
	return span_find_nocase(name, "PASS") < name.len ||
		span_find_nocase(name, "PWD") < name.len || span_ends_nocase(name, "_AUTH") ||
		span_starts_nocase(name, "MINIO_");
}

bool is_throwaway_name(struct span name)
{
	return is_password_name(name) &&
		starts_with_one(name, variable_starts,
			sizeof(variable_starts) / sizeof(*variable_starts));
}

bool is_throwaway_scope(const struct ci_scope *scope)
{
	const struct ci_property *image = ci_property(scope, CI_IMAGE);

	if (!image)
		return false;
	for (size_t i = 0; i < sizeof(image_parts) / sizeof(*image_parts); i++)
		if (span_find_nocase(image->value.text, image_parts[i]) < image->value.text.len)
			return true;
	return false;
}

/* Users, databases and hosts: who makes the password equal to one means nothing by it. */
static bool names_something(struct span name)
{
	static const char *const ends[] = {
		"USER", "USERNAME", "LOGIN", "DB", "DATABASE", "NAME", "HOST", "HOSTNAME"};

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (span_ends_nocase(name, ends[i]))
			return true;
	return false;
}

static void add(struct subject *subject, struct throwaways *out, struct span value)
{
	if (value.len && out->values.len < VALUES_MAX)
		*vec_add(&out->values, subject->arena) = value;
}

static void add_variables(struct subject *subject, struct throwaways *out,
	const struct ci_variables *variables, bool is_database)
{
	VEC_EACH(const struct ci_variable, v, &variables->items)
		if ((is_database && is_password_name(v->name.text)) ||
			is_throwaway_name(v->name.text) || names_something(v->name.text))
			add(subject, out, v->value.text);
}

const struct throwaways *find_throwaways(struct subject *subject)
{
	struct throwaways *out = ARENA_NEW(subject->arena, struct throwaways);

	VEC_EACH(struct ci_scope *const, at, &subject->pipeline->scopes) {
		const struct ci_scope *scope = *at;

		add(subject, out, scope->name.text);
		add_variables(subject, out, &scope->variables, is_throwaway_scope(scope));
		add_variables(subject, out, &scope->inputs, false);
	}
	return out;
}

bool is_throwaway(const struct throwaways *throwaways, struct span value)
{
	VEC_EACH(const struct span, known, &throwaways->values)
		if (span_eq(*known, value))
			return true;
	return false;
}
