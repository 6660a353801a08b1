#!/bin/sh
# clang-format 14, as Debian 12 has it; other versions format differently.
git_or_find() {
	find src tests -name '*.[ch]'
}
# shellcheck disable=SC2046 # a list of names without blanks
clang-format --dry-run -Werror $(git_or_find)
