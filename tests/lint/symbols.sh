#!/bin/sh
# The same walls seen by the linker: which symbols the objects of a room refer to. And what
# nobody may use: unsafe string functions, a shell, the network.
set -u
status=0

# complain PATTERN OWNER: only objects of OWNER (none: nobody) may refer to such symbols
complain() {
	for object in "$B"/obj/*/*.o "$B"/obj/*.o; do
		room=$(basename "$(dirname "$object")")
		[ "$room" != "$2" ] || continue
		found=$(nm -u "$object" | sed -n "s/^ *U \($1\).*/\1/p" | sort -u | tr '\n' ' ')
		[ -z "$found" ] || {
			echo "$object refers to $found"
			status=1
		}
	done
}

[ -f "$B/obj/main.o" ] || {
	echo "build first: $B/obj is empty"
	exit 1
}
complain 'git_[a-z_0-9]*' git
complain 'pcre2_[a-z_0-9]*' text
complain 'nettle_[a-z_0-9]*' text
complain 'crc32[a-z_0-9]*' text
complain 'yaml_\(parser\|event\|token\|document\|emitter\)[a-z_]*' model
complain 'XML_[A-Za-z]*' model
complain 'ini_parse[a-z_]*' policy
complain 'json_\(object\|array\|integer\|dump\|load\|delete\|true\|false\|null\)[a-z_]*' report
complain '\(strcpy\|strcat\|sprintf\|vsprintf\|gets\|strtok\|atoi\|atol\|system\|popen\|rand\)$' none
complain '__\(strcpy\|strcat\|sprintf\|vsprintf\)_chk$' none
complain '\(socket\|connect\|bind\|getaddrinfo\|gethostbyname\|send\|sendto\|recv\)$' none
complain 'malloc$' base
exit $status
