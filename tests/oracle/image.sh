#!/bin/sh
# Compares layergate's image model with images that buildah builds: the cases by hand in
# image_cases.py and random ones, each with its number.
#	tests/oracle/image.sh [--random N] [--seed S] [--cases [WORD...]] [--keep DIR]
#		[--shrink SECONDS] [--builds-only] [--verbose]
# Needs buildah, busybox (a static one) and python3, and to be root; no network, no registry.
# LAYERGATE is the program; image.py --help lists all options. Exit status: 1 where the two
# differ, 77 where buildah can't work.
set -u
top=$(cd "$(dirname "$0")/../.." && pwd -P)
layergate=${LAYERGATE:-${B:-$top/build}/layergate}

no() {
	echo "image.sh: $*" >&2
	exit 77
}

for tool in buildah busybox python3; do
	command -v "$tool" >/dev/null || no "$tool is missing (./install.sh --deps-oracle)"
done
[ "$(id -u)" = 0 ] || no 'only root may build images with buildah'

scratch=$(mktemp -d "${TMPDIR:-/var/tmp}/layergate-image.XXXXXX") || exit 1

clean_up() {
	cd /
	# what a build that was stopped left mounted, the innermost first
	awk -v top="$scratch/" 'index($2, top) == 1 { print $2 }' /proc/mounts | sort -r |
		while read -r mounted; do
			umount -l "$mounted"
		done
	rm -rf "$scratch"
}
trap clean_up EXIT
trap 'exit 1' HUP INT TERM

# script NAME: from stdin, into the base image
script() {
	cat >"$scratch/base/usr/local/bin/$1"
	chmod 755 "$scratch/base/usr/local/bin/$1"
}

# A base image of busybox, and of stand-ins for what else is run in the cases.
make_base() {
	mkdir -p "$scratch/base" && cd "$scratch/base" || exit 1
	mkdir -p bin etc root tmp home usr/local/bin
	chmod 1777 tmp
	cp "$(command -v busybox)" bin/busybox
	for applet in $(busybox --list); do
		[ "$applet" = busybox ] || ln -s busybox "bin/$applet"
	done
	echo 'root:x:0:0:root:/root:/bin/sh' >etc/passwd
	echo 'root:x:0:' >etc/group
	script adduser <<'EOF'
#!/bin/sh
# adduser -D [-h HOME] NAME
home=
while getopts DSh: option; do
	[ "$option" != h ] || home=$OPTARG
done
shift $((OPTIND - 1))
home=${home:-/home/$1}
echo "$1:x:1000:1000:$1:$home:/bin/sh" >>/etc/passwd
echo "$1:x:1000:" >>/etc/group
mkdir -p "$home"
chown 1000:1000 "$home"
EOF
	script npm <<'EOF'
#!/bin/sh
# npm config set KEY VALUE | KEY=VALUE, npm config delete KEY; the rest does nothing
file=${NPM_CONFIG_USERCONFIG:-$HOME/.npmrc}
case $1 in
config | c) shift ;;
set) ;;
*) exit 0 ;;
esac
action=$1
shift
case $# in
1) key=${1%%=*} value=${1#*=} ;;
*) key=$1 value=$2 ;;
esac
{
	if [ -f "$file" ]; then
		while read -r line; do
			[ "${line%%=*}" = "$key" ] || echo "$line"
		done <"$file"
	fi
	[ "$action" != set ] || echo "$key=$value"
} >"$file.new"
cat "$file.new" >"$file"
rm "$file.new"
EOF
	tar -cf "$scratch/rootfs.tar" . || exit 1
	cd "$top" || exit 1
}

# try DRIVER: can an image be built with it?
try() {
	mkdir -p "$scratch/try/$1"
	printf 'FROM scratch\nADD rootfs.tar /\nRUN echo works\n' >"$scratch/try/Dockerfile"
	ln -f "$scratch/rootfs.tar" "$scratch/try/rootfs.tar"
	printf '*\n!rootfs.tar\n' >"$scratch/try/.dockerignore"
	TMPDIR="$scratch/try/$1" buildah --storage-driver "$1" --root "$scratch/try/$1/root" \
		--runroot "$scratch/try/$1/run" bud --isolation chroot --layers --format docker \
		"$scratch/try" >"$scratch/try/log" 2>&1 </dev/null
}

make_base
if try overlay; then
	driver=overlay
elif try vfs; then
	driver=vfs
else
	tail -5 "$scratch/try/log" >&2
	no 'buildah cannot build here'
fi
export PYTHONDONTWRITEBYTECODE=1
python3 "$top/tests/oracle/image_test.py" 2>"$scratch/log" || {
	cat "$scratch/log" >&2
	exit 1
}
python3 "$top/tests/oracle/image.py" --scratch "$scratch" \
	--rootfs "$scratch/rootfs.tar" --driver "$driver" --layergate "$layergate" "$@"
