/*
 * The one document type of all credential files.
 *
 * .npmrc, .yarnrc, .yarnrc.yml, bunfig.toml, .pypirc, pip.conf, requirements.txt, .netrc,
 * NuGet.Config and the docker configuration are all, to a rule, lists of settings:
 *
 *	file           line                                  scope            name        value
 *	.npmrc         //npm.example.com/:_authToken=x       //npm.example.com/  _authToken  x
 *	.npmrc         strict-ssl=false                                       strict-ssl  false
 *	.yarnrc.yml    npmScopes: {acme: {npmAuthToken: x}}  npmScopes.acme   npmAuthToken  x
 *	.netrc         machine a login b password x          a                password    x
 *	.pypirc        [acme] password = x                   acme             password    x
 *	config.json    {"auths": {"a": {"auth": "x"}}}       auths.a          auth        x
 */
#ifndef LAYERGATE_MODEL_SETTINGS_H
#define LAYERGATE_MODEL_SETTINGS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/span.h"
#include "base/vec.h"
#include "model/classify.h"
#include "model/problem.h"

struct setting {
	struct span scope;     /* decoded; section, table, host or path of keys */
	struct span name;      /* decoded */
	struct span value;     /* decoded: quotes, escapes and comments are gone */
	struct span key_raw;   /* where the key stands; always inside the file's text */
	struct span value_raw; /* where the value stands, without quotes; inside the text */
	bool commented;        /* the whole line is a comment */
};

enum {
	SETTINGS_MAX = 100000, /* in one file */
	NESTING_MAX = 100,     /* of YAML, JSON, TOML and XML */
	/*
	 * Bytes of a scope, and of a name; what is beyond is cut. Many settings share one
	 * scope, and each may be joined, shown or hashed: without a limit a long table name
	 * would be copied for each line of its table.
	 */
	SCOPE_MAX = 256,
};

struct settings {
	struct span text;
	VEC(struct setting) items; /* in the order of the file */
	struct problem_list problems;
	bool truncated; /* SETTINGS_MAX was reached; readers stop there */
};

/*
 * Read the settings of a file. For READER_RAW there are none. Never fails; what could not be
 * read is in problems. Spans point into text or the arena.
 */
void settings_read(
	enum file_reader reader, struct span text, struct arena *arena, struct settings *out);

/* For readers: add one, unless there are too many already (then that is a problem). */
void settings_add(struct settings *s, struct arena *arena, const struct setting *setting);
void settings_problem(struct settings *s, struct arena *arena, size_t offset, const char *what);

/*
 * scope + "." + name, or the one of them that is not empty, cut to SCOPE_MAX; in the arena if
 * it is not a part of one of them.
 */
struct span settings_join(struct arena *arena, struct span scope, struct span name);

/*
 * Set scope and name from an npm key: "//host/path/:_authToken" is scope "//host/path/" and
 * name "_authToken", and so are keys that miss the form ("https://host/:_authToken",
 * "@acme:_authToken", ":_authToken"). Any other key is a name, and the scope stays as it is.
 */
void setting_split_key(struct setting *setting, struct span key);

/* The readers; "text" has no byte order mark any more but is part of out->text. */
typedef void settings_reader(struct span text, struct arena *arena, struct settings *out);
settings_reader npmrc_read, yarnrc_read, yaml_settings_read, toml_read, python_ini_read,
	requirements_read, netrc_read, nuget_read;

/*
 * The value of a JSON string without its quotes, with its escapes decoded into the arena.
 * False if it is not one.
 */
bool json_string_decode(struct span inner, struct arena *arena, struct span *out);

#endif
