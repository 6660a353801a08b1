#!/bin/sh
# Random histories: what is scanned, found and located is what a count of our own says.
. "$(dirname "$0")/lib.sh"

# shellcheck disable=SC2046 # one word for each token
random_history() {
	python3 "$top/tests/support/random_history.py" "$1" "$layergate" "$2" "$3" \
		$(for i in 1 2 3 4 5; do token npm-token "$i"; done)
}

# the numbers of the repositories
for first in 1 6; do
	check "histories from $first on" random_history scan "$first" 5
done
for first in 1 6; do
	check "pushes from $first on" random_history push "$first" 5
done
finish
