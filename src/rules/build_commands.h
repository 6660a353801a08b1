/* The commands that a file runs, in RUNs or in scripts: see text/commands.h. */
#ifndef LAYERGATE_RULES_BUILD_COMMANDS_H
#define LAYERGATE_RULES_BUILD_COMMANDS_H

#include "rules/subject.h"
#include "text/commands.h"

/* Made when first asked for. Empty without an image model or a pipeline. */
const struct command_list *build_commands(struct subject *subject);

/* The RUN of a command, or NULL: it is not of a Dockerfile. */
const struct image_run *command_run(const struct subject *subject, const struct command *c);

/* The commands of a list in one of them, such as that of a substitution. */
void commands_inside(struct subject *subject, const struct command *around,
	const struct shell_list *list, struct command_list *out);

/*
 * The bytes of the file that a part of an instruction's line (or of its here-document) stands
 * for; empty if it is no part of it.
 */
struct span place_in_file(
	const struct subject *subject, const struct instruction *in, struct span part);

/* Its whole line, or the place of what wraps it (ONBUILD). */
struct span instruction_place(const struct subject *subject, const struct instruction *in);

/* Is only the image of another stage, or nothing at all, made of this stage? */
bool is_build_stage(const struct subject *subject, size_t stage);

/* Does a RUN of such a stage run the command? */
bool is_in_build_stage(const struct subject *subject, const struct command *c);

#endif
