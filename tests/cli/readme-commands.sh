#!/bin/sh
# The commands and the output that the README shows.
. "$(dirname "$0")/lib.sh"

# the lines of all blocks of a language, comments cut off
blocks() {
	awk -v fence="^\`\`\`$1\$" '$0 ~ fence { inside = 1; next } /^```/ { inside = 0 } inside' "$top/README.md"
}

mkdir src "$HOME/src" bin
(cd "$top" && tar -cf - --exclude=./build --exclude=./.git .) | tar -xf - -C src
git init -q "$HOME/src/shop"
git init -q --bare "$HOME/src/shop.git"
PATH=$HOME/.local/bin:$PATH
mkdir shop && good_npmrc shop/.npmrc && git init -q shop && cd shop || exit 1
git add .npmrc && git commit -q -m first
blocks sh | sed 's/ *#.*//' >../commands
check 'there are commands in it' test "$(wc -l <../commands)" -ge 10
check 'the first two set it up' test "$(head -n 2 ../commands | tr '\n' ' ')" = './install.sh --demo ./install.sh --check '
while read -r command; do
	case $command in
	'./install.sh --check') check "$command" sh -c 'cd ../src && ./install.sh --check --dry-run' ;;
	./install.sh*) check "$command" sh -c "cd ../src && $command" ;;
	layergate*) check "$command" sh -c "$command" ;;
	*) check "the README shows a command that is not ours: $command" false ;;
	esac
done <../commands
check 'the hook is in the repository' test -x "$HOME/src/shop/.git/hooks/pre-commit"
check 'and in the server' test -x "$HOME/src/shop.git/hooks/pre-receive"
check 'and in all others' test -n "$(git config --global core.hooksPath)"

# the report, word for word
git init -q ../report && cd ../report || exit 1
printf '//npm.example.com/:_authToken=%s\n' "$(token npm-token)" >.npmrc
git add .npmrc
"$layergate" pre-commit >../actual 2>&1
git init -q ../image && cd ../image || exit 1
printf '%s\n' 'FROM node:20.1-alpine' 'ARG NPM_TOKEN' 'WORKDIR /app' '' 'COPY package.json .' \
	'RUN echo "//npm.example.com/:_authToken=$NPM_TOKEN" > .npmrc' 'RUN npm ci' 'RUN rm -f .npmrc' \
	'USER node' >Dockerfile
# the first block of lines, without why and how to allow it
"$layergate" check Dockerfile | sed -n '1,/^    fix:/p' >>../actual
blocks text >../shown
check 'the reports are what the README shows' diff ../shown ../actual

# the allow examples
cd ../shop || exit 1
{
	blocks ini | grep 'layergate: allow'
	printf '//npm.example.com/:_authToken=%s\n' "$(token npm-token | cut -c5-28)"
} >.npmrc
check 'the comment allows it' code 0 "$layergate" check .npmrc
sed -i 1d .npmrc
check 'without it the file is stopped' code 1 "$layergate" check .npmrc
mkdir mirror && mv .npmrc mirror/.npmrc
blocks ini | sed -n '/^\[/,$p' >.layergate.ini
check 'the policy allows it' code 0 "$layergate" check mirror/.npmrc
finish
