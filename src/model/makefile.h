/*
 * Makefiles and justfiles: their variables, and what their recipes give to a shell.
 *
 * Nothing is expanded: what make or just would put in before the shell reads the text stands
 *there as ${{name}}, whether it is in quotes or not; what is left as $X is the shell's.
 *
 *	make
 *	$$X  $$(command)              $X  $(command)
 *	$(X)  ${X}  $X  $(X:.c=.o)    ${{X}}
 *	$(call X,…)                   ${{X}}
 *	$(if X,yes,no)                yes             no, if there is no "yes"
 *	$(shell …) and its like       ${{make_value}}  not known, and not run
 *	$@  $<                        ${{make_target}}  ${{make_file}}
 *	$(DOCKER)                     docker          after DOCKER = docker, in recipes
 *
 *	just
 *	{{ X }}  {{ env('X') }}       ${{X}}
 *	{{ env('X', 'y') }}           ${{X || 'y'}}
 *	{{ "x" + y / 'z' }}           x${{y}}/z
 *	{{ f(x) }}  {{ `command` }}   ${{just_value}}
 *
 * A reader recovers; it never fails. BSD's and Microsoft's directives are lines that say
 *nothing.
 */
#ifndef LAYERGATE_MODEL_MAKEFILE_H
#define LAYERGATE_MODEL_MAKEFILE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/span.h"
#include "base/vec.h"
#include "model/derived.h"
#include "model/problem.h"

enum makefile_dialect {
	MAKEFILE_MAKE,
	MAKEFILE_JUST,
};

struct makefile_variable {
	struct span name;          /* in the file */
	struct derived_text value; /* its comment is gone, continued lines are one */
	struct span target;        /* it is set for a target only; else empty */
	bool is_default;           /* "?=": the environment comes first */
	bool exported;             /* commands have it in their environment */
	bool is_block;             /* define … endef: read as commands are */
};

/*
 * What is given to a shell at once: a line of a recipe with those that continue it; all lines
 * of the recipe with .ONESHELL, and of one in just that starts with "#!". The prefixes of lines
 * (@ - +) are gone, and make's own indentation.
 */
struct makefile_command {
	struct derived_text text;
	struct span interpreter; /* what stands behind "#!", else empty */
};

struct makefile_recipe {
	struct span target; /* in the file; of several targets all, as they are written */
	VEC(struct makefile_command) commands; /* at least one */
};

enum {
	MAKEFILE_ITEMS_MAX = 100000 /* variables and commands */
};

struct makefile {
	struct span text;
	VEC(struct makefile_variable) variables; /* in the order of the file */
	VEC(struct makefile_recipe) recipes;
	struct span shell; /* the value of SHELL, or of "set shell", as written; else empty */
	struct problem_list problems;
	bool truncated; /* a limit was reached, which is a problem as well */
};

/* justfile, Justfile, .justfile and *.just are just's, all others make's. */
enum makefile_dialect makefile_dialect_of(struct span path);

/* Read a file (UTF-8, no byte order mark). Spans point into it or the arena. */
void makefile_read(enum makefile_dialect dialect, struct span text, struct arena *arena,
	struct makefile *out);

#endif
