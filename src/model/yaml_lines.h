/*
 * A reader of YAML for files that libyaml refuses: with tabs, with bytes that are not UTF-8,
 * with templates for the whole file or for a value, or with a slip of the pen.
 *
 * It goes line by line and takes indentation and "key:", "- ", "|" for what they seem to be.
 * On a valid file its tree is libyaml's, but for what is rare in files that people write: keys
 * that are collections, quoted scalars and collections in flow style that go on in a line that
 * is not indented, and "{{x}}", which is a mapping of a mapping to YAML and text here.
 * Where a file is not valid it is a guess: what fits nowhere is an item, or a key without a
 * value, of the collection that is open there; nothing gets lost.
 *
 * Lines that are templates as a whole ("{{ if x }}", "{% end %}") are read as comments, and so
 * are the marks of a merge conflict.
 */
#ifndef LAYERGATE_MODEL_YAML_LINES_H
#define LAYERGATE_MODEL_YAML_LINES_H

#include "model/yaml.h"

/* Any bytes; takes linear time, never fails. tree->problem is set if a limit was reached. */
void yaml_read_lines(struct span text, struct arena *arena, struct yaml_tree *tree);

/*
 * libyaml's tree; if there is a problem, this reader's tree of the whole text, with libyaml's
 * problem.
 */
void yaml_read_any(struct span text, struct arena *arena, struct yaml_tree *tree);

#endif
