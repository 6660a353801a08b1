#!/bin/sh
# Eight pushes at once into four servers: each gets the verdict on what is in it.
. "$(dirname "$0")/lib.sh"

for i in 1 2 3 4; do
	make_server "$scratch/server$i.git"
done
for i in 1 2 3 4 5 6 7 8; do
	cd "$scratch" || exit 1
	make_client "client$i" "$scratch/server$(((i + 1) / 2)).git"
	for j in 1 2 3 4 5; do
		echo "$i $j" | commit_file "README$j"
	done
	# the odd ones hold a token, on the way or at the end
	if [ $((i % 2)) -eq 1 ]; then
		npmrc .npmrc npm-token "$i"
	else
		good_npmrc .npmrc
	fi
	git add .npmrc
	git commit -q -m .npmrc
	if [ $((i % 4)) -eq 1 ]; then
		git rm -q .npmrc
		git commit -q -m removed
	fi
done

cd "$scratch" || exit 1
pids=
for i in 1 2 3 4 5 6 7 8; do
	git -C "client$i" push -q origin "main:refs/heads/b$i" >"said$i" 2>&1 &
	pids="$pids $!"
done
i=0
for pid in $pids; do
	i=$((i + 1))
	wait "$pid"
	echo $? >"code$i"
done

# verdict N CODE TEXT
verdict() {
	cat "said$1"
	grep -qx "$2" "code$1" && grep -qF -e "$3" "said$1"
}

# nothing_of N: no object that only this client has is on its server
nothing_of() {
	server=$scratch/server$((($1 + 1) / 2)).git
	git -C "client$1" rev-list --objects main | cut -d ' ' -f 1 | sort >names
	git -C "$server" rev-list --objects --all | cut -d ' ' -f 1 | sort >reachable
	objects_of_server | cut -d ' ' -f 1 >there
	comm -23 there reachable >left
	cat left
	! [ -s left ] && [ -n "$(comm -23 names there)" ]
}

for i in 1 3 5 7; do
	check "push $i is rejected" verdict $i 1 '.npmrc:1:31 in commit'
	check "and is not there" not git -C "server$(((i + 1) / 2)).git" rev-parse -q --verify "refs/heads/b$i"
	check "nothing of it is left" nothing_of $i
done
for i in 2 4 6 8; do
	check "push $i is accepted" verdict $i 0 'layergate: 6 commits and 1 file scanned'
	check "and is there" git -C "server$((i / 2)).git" rev-parse -q --verify "refs/heads/b$i"
done
check 'no quarantine is left' sh -c "! ls -d '$scratch'/server?.git/objects/*incoming* 2>/dev/null"
finish
