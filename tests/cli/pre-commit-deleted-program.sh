#!/bin/sh
# The hook stops the commit when the program is gone.
. "$(dirname "$0")/lib.sh"

make_repo r
sed -i.bak "s|program='.*|program='/nonexistent/layergate'|" .git/hooks/pre-commit && rm .git/hooks/*.bak
echo a >a && git add a
check 'the commit is stopped' not git commit -q -m x
check 'with a sentence that says how to go on' says 'the program is gone' git commit -q -m x
PATH=$(dirname "$layergate"):$PATH
check 'one on PATH takes its place' silent commit_ok x
mkdir .git/hooks/layergate-chained
printf '#!/bin/sh\necho chained ran\nexit 3\n' >.git/hooks/layergate-chained/pre-commit
chmod +x .git/hooks/layergate-chained/pre-commit
echo b >a && git add a
check 'a chained hook runs' says 'chained ran' git commit -q -m y
check 'and can stop the commit' not git commit -q -m y
finish
