#!/bin/sh
# Pushes over file, ssh and http.
. "$(dirname "$0")/lib.sh"

make_server "$scratch/server.git"
server=$scratch/server.git
make_client client "$server"

# pushes_over NAME URL
pushes_over() {
	git remote set-url origin "$2"
	good_npmrc "$1.npmrc"
	git add "$1.npmrc"
	git commit -q -m good
	check "$1: a clean push" push_ok origin main
	npmrc "$1.npmrc"
	git commit -q -a -m bad
	check "$1: a token" push_rejected "$1.npmrc:1:31" origin main
	git reset -q --hard HEAD~1
}

pushes_over file "file://$server"

# git's end of ssh: a program that runs the command, with nothing of our environment
cat >"$scratch/ssh" <<SSH
#!/bin/sh
while [ \$# -gt 1 ]; do shift; done
exec env -i PATH="\$PATH" HOME="$HOME" SSH_CONNECTION='127.0.0.1 1 127.0.0.1 22' sh -c "\$1"
SSH
chmod +x "$scratch/ssh"
GIT_SSH=$scratch/ssh
GIT_SSH_VARIANT=ssh
export GIT_SSH GIT_SSH_VARIANT
pushes_over ssh "ssh://host.example$server"
unset GIT_SSH GIT_SSH_VARIANT

# a real server for ssh, if there is one
sshd=$(command -v sshd || echo /usr/sbin/sshd)
if [ -x "$sshd" ] && command -v ssh >/dev/null && [ "$(id -u)" -eq 0 ]; then
	mkdir -p /run/sshd
	chmod 700 "$scratch"
	ssh-keygen -q -t ed25519 -N '' -f "$scratch/host"
	ssh-keygen -q -t ed25519 -N '' -f "$scratch/user"
	cp "$scratch/user.pub" "$scratch/authorized"
	port=$(python3 -c 'import socket; s=socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
	"$sshd" -D -f /dev/null -p "$port" -h "$scratch/host" -o ListenAddress=127.0.0.1 \
		-o PidFile=none -o StrictModes=no -o UsePAM=no -o PermitRootLogin=yes \
		-o AuthorizedKeysFile="$scratch/authorized" -E "$scratch/sshd.log" &
	daemon=$!
	trap 'kill $daemon 2>/dev/null; cd / && rm -rf "$scratch"' EXIT
	for _ in 1 2 3 4 5 6 7 8 9 10; do
		ssh-keyscan -p "$port" 127.0.0.1 >"$scratch/known" 2>/dev/null
		[ -s "$scratch/known" ] && break
		sleep 1
	done
	GIT_SSH_COMMAND="ssh -F /dev/null -i $scratch/user -o UserKnownHostsFile=$scratch/known -o StrictHostKeyChecking=no"
	export GIT_SSH_COMMAND
	pushes_over sshd "ssh://$(id -un)@127.0.0.1:$port$server"
	unset GIT_SSH_COMMAND
	kill "$daemon"
	wait "$daemon" 2>/dev/null
else
	skip 'no sshd here'
fi

# git's own program for http, behind a server of python's
git -C "$server" config http.receivepack true
cat >"$scratch/httpd.py" <<'PYTHON'
import http.server, os, subprocess, sys

class Handler(http.server.BaseHTTPRequestHandler):
    def run(self):
        path, _, query = self.path.partition("?")
        length = self.headers.get("Content-Length")
        if self.headers.get("Transfer-Encoding") == "chunked":
            body = b""
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
        else:
            body = self.rfile.read(int(length or 0))
        env = {"PATH": os.environ["PATH"], "HOME": os.environ["HOME"],
               "GIT_PROJECT_ROOT": sys.argv[1], "GIT_HTTP_EXPORT_ALL": "1",
               "PATH_INFO": path, "QUERY_STRING": query, "REMOTE_USER": "tester",
               "REMOTE_ADDR": "127.0.0.1", "REQUEST_METHOD": self.command,
               "CONTENT_TYPE": self.headers.get("Content-Type", ""),
               "CONTENT_LENGTH": str(len(body)),
               "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", "")}
        answer = subprocess.run(["git", "http-backend"], input=body, env=env,
                                stdout=subprocess.PIPE).stdout
        head, _, rest = answer.partition(b"\r\n\r\n")
        status = 200
        fields = [line.split(b": ", 1) for line in head.split(b"\r\n")]
        for name, value in fields:
            if name == b"Status":
                status = int(value.split()[0])
        self.send_response(status)
        for name, value in fields:
            if name != b"Status":
                self.send_header(name.decode(), value.decode())
        self.end_headers()
        self.wfile.write(rest)
    do_GET = do_POST = run
    def log_message(self, *args):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
open(sys.argv[2] + ".new", "w").write(str(server.server_port))
os.rename(sys.argv[2] + ".new", sys.argv[2])
server.serve_forever()
PYTHON
python3 "$scratch/httpd.py" "$scratch" "$scratch/port" &
daemon=$!
trap 'kill $daemon 2>/dev/null; cd / && rm -rf "$scratch"' EXIT
for _ in 1 2 3 4 5 6 7 8 9 10; do
	[ -s "$scratch/port" ] && break
	sleep 1
done
pushes_over http "http://127.0.0.1:$(cat "$scratch/port")/server.git"
kill "$daemon"
wait "$daemon" 2>/dev/null
finish
