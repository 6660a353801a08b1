#!/bin/sh
# The walls between the rooms: who may include whom, and who may use which library.
set -u
status=0

allowed_rooms() {
	case $1 in
	base) echo base ;;
	text) echo base text ;;
	git) echo base git ;;
	model) echo base text model ;;
	tokens) echo base text model tokens ;;
	image) echo base text model tokens image ;;
	ci) echo base text model tokens ci ;;
	rules) echo base text model tokens image ci rules ;;
	report) echo base text tokens image ci rules report ;;
	policy) echo base text model tokens image ci rules report policy ;;
	scan) echo base text model tokens image ci rules report policy scan ;;
	cmd) echo base text git model tokens image ci rules report policy scan cmd ;;
	esac
}

# the only room that may include a library's header
room_of_library() {
	case $1 in
	pcre2.h | nettle/* | zlib.h) echo text ;;
	git2.h) echo git ;;
	yaml.h | expat.h) echo model ;;
	ini.h) echo policy ;;
	jansson.h) echo report ;;
	esac
}

for room in src/*/; do
	room=$(basename "$room")
	[ -n "$(allowed_rooms "$room")" ] || {
		echo "the room src/$room is not in the table of tests/lint/layers.sh"
		status=1
	}
done

for file in src/*/*.[ch] src/*/*.def; do
	room=${file#src/}
	room=${room%%/*}
	for other in $(sed -n 's/^#include "\([a-z]*\)\/.*/\1/p' "$file"); do
		case " $(allowed_rooms "$room") " in
		*" $other "*) ;;
		*)
			echo "$file includes src/$other, which $room may not"
			status=1
			;;
		esac
	done
	for header in $(sed -n 's/^#include <\(.*\)>.*/\1/p' "$file"); do
		owner=$(room_of_library "$header")
		if [ -n "$owner" ] && [ "$owner" != "$room" ]; then
			echo "$file includes <$header>, which only $owner may"
			status=1
		fi
	done
	if grep -n '^#include "[^/]*"' "$file"; then
		echo "$file: includes name their room"
		status=1
	fi
done
exit $status
