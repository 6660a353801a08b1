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
	*.yml | *.yaml | *akefile | *ustfile | *.mk | *enkinsfile* | *docker-bake* | *.kts | cloudbuild*)
		{
			printf '%s\n' "$relative"
			cat "$out/filled"
		} | add pipeline "$n"
		;;
	esac
	case $relative in
	*.yarnrc.yml | *.json | *pnpm*.yaml | *config.yaml | *.dockercfg) add yaml "$n" <"$out/filled" ;;
	*.yarnrc) add yarnrc "$n" <"$out/filled" ;;
	*.toml) add toml "$n" <"$out/filled" ;;
	*pypirc | *pip.conf) add python_ini "$n" <"$out/filled" ;;
	*requirements*) add requirements "$n" <"$out/filled" ;;
	*netrc) add netrc "$n" <"$out/filled" ;;
	*[nN]u[gG]et*) add nuget "$n" <"$out/filled" ;;
	*Dockerfile*)
		add dockerfile "$n" <"$out/filled"
		add image "$n" <"$out/filled"
		;;
	*npmrc* | *.ini) add npmrc "$n" <"$out/filled" ;;
	esac
	case $relative in
	*.yml | *.yaml) add yaml_tree "$n" <"$out/filled" ;;
	esac
	head -n 3 "$out/filled" | add text "$n"
done
rm -f "$out/filled"
for policy in config/*.ini; do
	add policy "$(basename "$policy")" <"$policy"
done
# the program's own scripts hold most of the grammar, and these the rest
for script in hooks/* tests/cli/lib.sh tests/cli/run.sh install.sh; do
	add shell "$(basename "$script")" <"$script"
done
cat <<-'END' | add shell grammar
	A+=b B=(c 'd e') export F[1]=$'g\x41' && ! h |& i & j() (k) ; function l { m; }
	if a; then b; elif c; then d; else e; fi >f 2>&1 <&- {g}<>h &>>i <<<"j"
	for x in a "b" $c; do d; done; for ((;;)) do e; done; until f; do g; done
	case $a in b|(c) d;; [e]*) f;& *) g;;& esac; [[ $a =~ ^(b|c d)$ ]] || ((e))
	cat <<A <<-'B' $(cat <<C
	${a:-"b $c"} `d \`e\`` ${#f} ${!g} ${h[1]//i/j} $((1+(2)))
	C
	) <(k) >(l)
	$a \$b
	A
	c
	B
END
# program texts: the first byte is the language, see fuzz_code.c
printf 'D%s' "$(cat Makefile)" | add code makefile
cat <<-'END' | add code groovy
	A#!/usr/bin/env groovy
	env.A = "b ${c('d }', "e")} \${f} $g" // h
	/* i */ sh '\'j\u0041' + '''k
	''' + """l "m" ${'$'}n""" =~ /o\/p/ / $/q $$r $/s/$
	t(u: [1, 2.5]) { v -> w ?: x == y }
END
cat <<-'END' | add code hcl
	Btarget "a-b" { # c
	  d-e = ["f\n$${g}", "${h ? "i" : ""}%{if j}k%{endif}"] // l
	  m = <<-EOT
	  n $${o}
	  EOT
	}
END
cat <<-'END' | add code kotlin
	Cobject `a b` : C({ /* d /* e */ */
	  f = """g ${'$'}h ${i("j")}"""; k("l\$m\u0041", 'n')
	})
END
cat <<-'END' | add code make
	D.RECIPEPREFIX = >
	A = b \# \
	 c # d
	export define E =
	@f $(G) \
	endef
	h: export I ?= $(if j,$(shell k),l)
	h i:: $(m:n=o); p $$q $@ $(@D) $r ${s-t}
	ifeq (u,v)
	endif
	>w
	unexport A
END
cat <<-'END' | add code just
	Eset shell := ["bash"]
	export a := 'b' + "c\"\n" / env('d', 'e') + (f)
	@g h='i' *j: (k 'l')
	  -m {{{{ {{ n + '}}' }} \
	    o
	p:
	  #!/bin/sh
	  q {{if r == `s` { 't' } else { "u" } }}
END
cat <<-'END' | add yaml_tree grammar
	%YAML 1.1
	--- # all styles
	&a b: !c 'd''e'
	"f\x67\u0068\U00000069\n\N": "j \
	  k\

	  l"
	m: n o

	  p
	q: |2- # r
	    s
	  t
	u: >+

	  v
	  w
	   x

	y: [z, 1: 2, {3, 4: , "5":6}, *a, !reference [7]]
	? - 8
	  - - 9
	: &b {<<: *b}
	<<: [*b, {c: d}]
	<<: {e: *f}
	'<<': g
	...
	--- h
END
cat <<-'END' | add yaml_tree guess
	{% if a %}
	b: {{ c }}
	  d: "e
	f: g: h
	i: [j, ${{ k }}, {l: {{ m }}}]
	- n
	 - *o.p
	q: |
	    r
	  s
	t: >1
	   u
	v: 'w' x
END
# tabs stand in these, and what is no UTF-8
printf 'a:\n\tb: |\r\n\t\tc\r\td: >\n\t\te\n\t\t f\n\t- g\0\351: "\\d\\ud83d\\ude00"\n' | add yaml_tree tabs
printf 'a: |\n b\302\205 c\342\200\250 d\ne: f\302\205\302\205 g\n' | add yaml_tree line-ends
name=0123456789abcdef0123456789abcdef01234567
printf ':100644 100755 %s %s M\0a/.npmrc\0:000000 120000 %s %s A\0x\0' $name $name $name $name | add git 1
printf 'git\0-c\0a=b\0commit\0-m\0x\0--amend\0' | add git 2
printf '100644 %s 0\ta/.npmrc\000120000 %s 2\tb\000160000 %s 3\tc d\0' $name $name $name | add git stages
# objects, with names of both sizes
twenty=AAAAAAAAAAAAAAAAAAAA
for long in '' "$twenty"; do
	raw=$twenty$(echo "$long" | cut -c1-12)
	hex=$name$(echo "$long" | sed 's/.*/0123456789abcdef01234567/')
	size=${#raw}
	printf '100644 .npmrc\0%s40000 a directory\0%s120000 link\0%s160000 sub/module\0%s100755 \0%s' \
		"$raw" "$raw" "$raw" "$raw" "$raw" | add git "tree-$size"
	printf 'tree %s\nparent %s\nparent %s\nauthor A > B <a@example.com> 1700000000 +0130\ncommitter C <> 99999999999999999999 -9999\n\ntext\n' \
		"$hex" "$hex" "$hex" | add git "commit-$size"
	printf 'tree %s\n' "$hex" | add git "commit-bare-$size"
	printf 'object %s\ntype commit\ntag t\ntagger A <a> 1 +0000\n\ntext\n' "$hex" | add git "tag-$size"
	printf '%s %s refs/heads/x\n%s %s refs/with a blank\n' "$hex" "$(echo "$hex" | tr 1-9a-f 0)" \
		"$(echo "$hex" | tr 1-9a-f 0)" "$hex" | add git "push-$size"
done
printf '%s' '/a:"/b:\"\303\244\\\t":relative/c:"open' | add git alternates
printf '%s' "'safe.directory'='*' 'a.it'\\''s.b'='c' 'd.e'= 'f.g=h'" | add git settings
printf '# comment\n*\n!src/**/*.[ch]\n**/.npmrc\n/a/../b\\*c\0src/x/.npmrc' | add ignore_file 1
printf '\357\273\277 ./d/ \r\n! d/f?[^a-z\\]]\r\nd**\0d/fx-' | add ignore_file 2
printf 'bin\\debug\n^a{1*|b\n!\0bin0ebug' | add ignore_file 3
mv "$out" "$finished"
