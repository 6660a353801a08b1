#!/bin/sh
# seeds.sh OUT TOKEN-TOOL: make seed folders for all fuzz targets from the golden folders.
set -eu
finished=$1
out=$1.part # a run that failed leaves nothing that looks finished
token=$2
rm -rf "$out" "$finished"
mkdir -p "$out"

# add TARGET NAME: the file on stdin becomes a seed
add() {
	mkdir -p "$out/$1"
	cat >"$out/$1/$2"
}

n=0
find tests/rules -mindepth 3 -type f | sort | while read -r file; do
	n=$((n + 1))
	relative=${file#tests/rules/*/*/}
	case $relative in
	expected) continue ;;
	policy.ini)
		"$token" fill <"$file" | add policy "$n"
		continue
		;;
	esac
	"$token" fill <"$file" >"$out/filled"
	# huge ones slow the fuzzer down; the golden test runs them anyway
	[ "$(wc -c <"$out/filled")" -le 20000 ] || continue
	{
		printf '%s\n' "$relative"
		cat "$out/filled"
	} | add engine "$n"
	case $relative in
	*.yarnrc.yml | *.json | *pnpm*.yaml | *config.yaml | *.dockercfg) add yaml "$n" <"$out/filled" ;;
	*.yarnrc) add yarnrc "$n" <"$out/filled" ;;
	*.toml) add toml "$n" <"$out/filled" ;;
	*pypirc | *pip.conf) add python_ini "$n" <"$out/filled" ;;
	*requirements*) add requirements "$n" <"$out/filled" ;;
	*netrc) add netrc "$n" <"$out/filled" ;;
	*[nN]u[gG]et*) add nuget "$n" <"$out/filled" ;;
	*Dockerfile*) add dockerfile "$n" <"$out/filled" ;;
	*npmrc* | *.ini) add npmrc "$n" <"$out/filled" ;;
	esac
	head -n 3 "$out/filled" | add text "$n"
done
rm -f "$out/filled"
for policy in config/*.ini; do
	add policy "$(basename "$policy")" <"$policy"
done
name=0123456789abcdef0123456789abcdef01234567
printf ':100644 100755 %s %s M\0a/.npmrc\0:000000 120000 %s %s A\0x\0' $name $name $name $name | add git 1
printf 'git\0-c\0a=b\0commit\0-m\0x\0--amend\0' | add git 2
mv "$out" "$finished"
