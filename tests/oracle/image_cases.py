"""Cases by hand, each with what real builders were found to do with it.

The places are what BuildKit 0.24 leaves. Where buildah can decide, its image has to agree with
them too; the rest (image_compare.undecidable) are recorded facts that layergate is held to.
"*" stands for any detail.
"""
from image_generate import AUTH, Case

ROWS = []
NPMRC = {".npmrc": AUTH + "=@file0@\n"}
H = "history NPM_TOKEN"


def parse(text):
    return {tuple(place.split(" ", 1)) for place in text.split(", ") if place}


def row(name, dockerfile, files=None, **places):
    case = Case(name, dockerfile.strip("\n").split("\n"), dict(files or {"package.json": "{}\n"}))
    case.expected = {secret: parse(places.get(secret, "")) for secret in case.secrets()}
    ROWS.append(case)


def one(name, lines, files=None, **places):
    """A row of one stage that declares the argument."""
    row(name, "FROM alpine:3.20\nARG NPM_TOKEN\n" + lines, files, **places)


def find(words):
    """The rows whose name has one of the words; all without words."""
    return [case for case in ROWS if not words or any(word in case.name for word in words)]


# --- the three insecure ways, and the good ones ---------------------------------------------

one("written and left", """
WORKDIR /private-app
COPY . .
RUN echo "//npm.example.com/:_authToken=$NPM_TOKEN" > .npmrc
RUN npm install""", arg="final-file /private-app/.npmrc, " + H)
one("removed in a later layer", """
WORKDIR /private-app
COPY . .
RUN echo "//npm.example.com/:_authToken=$NPM_TOKEN" > .npmrc
RUN npm install
RUN rm -f .npmrc""", arg="earlier-layer /private-app/.npmrc, " + H)
one("removed in the same layer", """
WORKDIR /private-app
RUN echo "//npm.example.com/:_authToken=$NPM_TOKEN" > .npmrc && npm install && rm -f .npmrc
""", arg=H)
row("built in another stage", """
FROM alpine:3.20 AS build
ARG NPM_TOKEN
WORKDIR /private-app
COPY . .
RUN echo "//npm.example.com/:_authToken=$NPM_TOKEN" > .npmrc && npm install && rm -f .npmrc
FROM alpine:3.20
COPY --from=build /private-app /app
CMD ["node", "index.js"]""")
row("stage with the file, carried over", """
FROM alpine:3.20 AS build
ARG NPM_TOKEN
WORKDIR /private-app
RUN echo "//npm.example.com/:_authToken=$NPM_TOKEN" > .npmrc && npm install
FROM alpine:3.20
COPY --from=build /private-app /app""", arg="final-file /app/.npmrc")
row("secret mount, only read", """
FROM alpine:3.20
RUN --mount=type=secret,id=npm,target=/root/.npmrc npm install
RUN --mount=type=secret,id=npm NPM_TOKEN=$(cat /run/secrets/npm) npm install""")
row("secret mount, copied", """
FROM alpine:3.20
RUN --mount=type=secret,id=npm cp /run/secrets/npm /root/.npmrc""",
    mount="final-file /root/.npmrc")
row("secret mount, written and removed later", """
FROM alpine:3.20
RUN --mount=type=secret,id=npm echo "x=$(cat /run/secrets/npm)" > /root/.npmrc
RUN rm /root/.npmrc""", mount="earlier-layer /root/.npmrc")
row("secret mount without an id", """
FROM alpine:3.20
RUN --mount=type=secret,target=/root/npm cp /root/npm /root/copy""",
    mount="final-file /root/copy")
row("secret mount as a variable", """
FROM alpine:3.20
RUN --mount=type=secret,id=npm,env=NPM_TOKEN echo $NPM_TOKEN > /a""", mount="final-file /a")

# --- arguments ------------------------------------------------------------------------------

one("argument in the last line", "", arg=H)
one("argument without a RUN", "COPY . /app/", arg=H)
one("argument that no RUN uses", "RUN npm install", arg=H)
one("ENV of the same name", "ENV NPM_TOKEN=none\nRUN echo $NPM_TOKEN > /a", arg=H)
one("argument made of another", "ARG AUTH=e-${NPM_TOKEN}\nENV K=$AUTH", arg="config K, " + H)
row("argument before it is declared", """
FROM alpine:3.20
RUN echo $NPM_TOKEN > /a
ARG NPM_TOKEN
RUN echo $NPM_TOKEN > /b""", arg="final-file /b, " + H)
row("argument of the stage below", """
FROM alpine:3.20 AS a
ARG NPM_TOKEN
FROM a
RUN echo $NPM_TOKEN > /b""", arg="final-file /b, " + H)
row("history of the stage below", """
FROM alpine:3.20 AS a
ARG NPM_TOKEN
RUN npm install
FROM a
RUN true""", arg=H)
row("global argument, not declared again", """
ARG NPM_TOKEN
FROM alpine:3.20
RUN echo $NPM_TOKEN > /a""")
row("global argument, declared again", """
ARG NPM_TOKEN
FROM alpine:3.20
ARG NPM_TOKEN
RUN echo $NPM_TOKEN > /a""", arg="final-file /a, " + H)
row("stage that is not needed", """
FROM alpine:3.20 AS a
ARG NPM_TOKEN
RUN echo $NPM_TOKEN > /a
FROM alpine:3.20
RUN npm install""")
row("FROM with a variable that names a stage", """
ARG BASE=build
FROM alpine:3.20 AS build
ARG NPM_TOKEN
RUN echo $NPM_TOKEN > /a
FROM ${BASE}
RUN true""", arg="final-file /a, " + H)

# --- configuration --------------------------------------------------------------------------

one("ENV", "ENV K=$NPM_TOKEN", arg="config K, " + H)
one("ENV in the old form", "ENV K x-$NPM_TOKEN", arg="config K, " + H)
one("ENV, emptied later", "ENV K=$NPM_TOKEN\nENV K=", arg=H)
one("ENV of two in one line", "ENV A=$NPM_TOKEN B=$A", arg="config A, " + H)
one("ENV in single quotes", "ENV A='$NPM_TOKEN' B=\\$NPM_TOKEN", arg=H)
one("ENV and unset", "ENV K=$NPM_TOKEN\nRUN unset K", arg="config K, " + H)
one("ENV of the same name with the value", "ENV NPM_TOKEN=$NPM_TOKEN",
    arg="config NPM_TOKEN, " + H)
one("LABEL", "LABEL token=$NPM_TOKEN", arg="config token, " + H)
one("COPY to a place with the value", "COPY package.json /d-$NPM_TOKEN/", arg=H)
one("CMD with the variable", "CMD echo $NPM_TOKEN", arg=H)
row("ENV of a stage below", """
FROM alpine:3.20 AS a
ARG NPM_TOKEN
ENV K=$NPM_TOKEN
FROM a
RUN echo $K > /b""", arg="final-file /b, config K, " + H)
row("ENV of a stage that is copied from", """
FROM alpine:3.20 AS a
ARG NPM_TOKEN
ENV K=$NPM_TOKEN
RUN echo clean > /a
FROM alpine:3.20
COPY --from=a /a /a""")
row("literal in CMD", "FROM alpine:3.20\nCMD [\"run\", \"--token=@literal@\"]",
    literal="config *, history *")
row("literal in ENTRYPOINT", "FROM alpine:3.20\nENTRYPOINT run --token=@literal@",
    literal="config *, history *")
row("literal in HEALTHCHECK", "FROM alpine:3.20\nHEALTHCHECK CMD check --token=@literal@",
    literal="config *, history *")
row("literal in ENV", "FROM alpine:3.20\nENV NPM_TOKEN=@literal@",
    literal="config NPM_TOKEN, history *")
row("literal in RUN", "FROM alpine:3.20\nRUN echo @literal@ > /a && rm /a", literal="history *")
row("literal in RUN, written", "FROM alpine:3.20\nRUN echo _authToken=@literal@ > /a",
    literal="final-file /a, history *")
row("literal in a stage that copies the Dockerfile", """
FROM alpine:3.20 AS build
ENV NPM_TOKEN=@literal@
WORKDIR /app
COPY . .
FROM alpine:3.20
COPY --from=build /app /app""", literal="final-file /app/Dockerfile")

# --- layers ---------------------------------------------------------------------------------

WRITE = "RUN mkdir -p /d && echo $NPM_TOKEN > /d/a\n"
one("directory removed later", WRITE + "RUN rm -rf /d", arg="earlier-layer /d/a, " + H)
one("directory removed and made again", WRITE + "RUN rm -rf /d && mkdir /d",
    arg="earlier-layer /d/a, " + H)
one("directory replaced by a file", WRITE + "RUN rm -rf /d && touch /d",
    arg="earlier-layer /d/a, " + H)
one("file moved later", WRITE + "RUN mv /d/a /b", arg="earlier-layer /d/a, final-file /b, " + H)
one("directory moved later", WRITE + "RUN mv /d /e",
    arg="earlier-layer /d/a, final-file /e/a, " + H)
one("tree copied, then removed", WRITE + "RUN cp -r /d /e && rm -r /d",
    arg="earlier-layer /d/a, final-file /e/a, " + H)
one("overwritten later", WRITE + "RUN echo clean > /d/a", arg="earlier-layer /d/a, " + H)
one("appended to later", WRITE + "RUN echo more >> /d/a", arg="final-file /d/a, " + H)
one("emptied later", WRITE + "RUN : > /d/a", arg="earlier-layer /d/a, " + H)
one("cut off later", WRITE + "RUN truncate -s 0 /d/a", arg="earlier-layer /d/a, " + H)
one("removed and written again", WRITE + "RUN rm /d/a\nRUN echo $NPM_TOKEN > /d/a",
    arg="final-file /d/a, " + H)
one("overwritten by a copy", WRITE + "COPY package.json /d/a", arg="earlier-layer /d/a, " + H)
one("hard link", "RUN echo $NPM_TOKEN > /a && ln /a /b && rm /a", arg="final-file /b, " + H)
one("hard link, removed later", "RUN echo $NPM_TOKEN > /a && ln /a /b\nRUN rm /a",
    arg="final-file /b, earlier-layer /a, " + H)
one("VOLUME, then written below it", "RUN mkdir /v\nVOLUME /v\nRUN echo $NPM_TOKEN > /v/a",
    arg="final-file /v/a, " + H)
one("VOLUME, then copied below it", "VOLUME /v\nCOPY . /v/", NPMRC,
    file0="final-file /v/.npmrc", arg=H)
one("VOLUME, then removed below it",
    "RUN mkdir /v && echo $NPM_TOKEN > /v/a\nVOLUME /v\nRUN rm /v/a",
    arg="earlier-layer /v/a, " + H)
one("not in any layer", "RUN echo $NPM_TOKEN > /dev/shm/a; echo $NPM_TOKEN >> /etc/hosts; "
    "echo $NPM_TOKEN >> /etc/resolv.conf", arg=H)
one("/run and /tmp", "RUN echo $NPM_TOKEN > /run/a; echo $NPM_TOKEN > /tmp/a",
    arg="final-file /run/a, final-file /tmp/a, " + H)
one("cache mount", "RUN --mount=type=cache,target=/lost echo $NPM_TOKEN > /lost/a", arg=H)
one("tmpfs mount", "RUN --mount=type=tmpfs,target=/lost echo $NPM_TOKEN > /lost/a", arg=H)
one("bind mount, written", "RUN --mount=type=bind,source=.,target=/ctx,rw "
    "echo $NPM_TOKEN > /ctx/a", arg=H)
one("bind mount, copied from", "RUN --mount=type=bind,source=.,target=/ctx cp /ctx/.npmrc /a",
    NPMRC, file0="final-file /a", arg=H)
row("bind mount of a stage", """
FROM alpine:3.20 AS a
ARG NPM_TOKEN
RUN mkdir /app && echo $NPM_TOKEN > /app/.npmrc
FROM alpine:3.20
RUN --mount=type=bind,from=a,source=/app,target=/mnt/a cp /mnt/a/.npmrc /b""",
    arg="final-file /b")
row("ONBUILD of a stage of the same file", """
FROM alpine:3.20 AS a
ONBUILD ARG NPM_TOKEN
ONBUILD RUN echo $NPM_TOKEN > /a
FROM a
RUN true""", arg="final-file /a, " + H)
row("ONBUILD of the last stage", """
FROM alpine:3.20
ONBUILD ARG NPM_TOKEN
ONBUILD RUN echo $NPM_TOKEN > /a""")

# --- the build context ----------------------------------------------------------------------

NESTED = {".npmrc": AUTH + "=@file0@\n", "src/.npmrc": AUTH + "=@file1@\n", "src/index.js": "1\n"}


def ignoring(text, name=".dockerignore"):
    return dict(NESTED, **{name: text})


def context(name, lines, files, **places):
    row(name, "FROM alpine:3.20\nWORKDIR /app\n" + lines, files, **places)


context("copied whole", "COPY . .", NESTED, file0="final-file /app/.npmrc",
        file1="final-file /app/src/.npmrc")
context("copied whole, removed later", "COPY . .\nRUN rm .npmrc", NESTED,
        file0="earlier-layer /app/.npmrc", file1="final-file /app/src/.npmrc")
context("copied by name", "COPY .npmrc /root/", NESTED, file0="final-file /root/.npmrc")
context("copied to another name", "COPY ./.npmrc /root/npmrc", NESTED,
        file0="final-file /root/npmrc")
context("copied by a glob with a dot", "COPY .n* ./x/", NESTED, file0="final-file /app/x/.npmrc")
context("content of a directory", "COPY src ./", NESTED, file1="final-file /app/.npmrc")
context("array form", 'COPY ["src", "/y z/"]', NESTED, file1="final-file /y z/.npmrc")
context("ADD of a directory", "ADD src /s", NESTED, file1="final-file /s/.npmrc")
context("reference, not a literal", "COPY . .", {".npmrc": AUTH + "=${NPM_TOKEN}\n"})
context("ignored at the top only", "COPY . .", ignoring(".npmrc\n"),
        file1="final-file /app/src/.npmrc")
context("ignored everywhere", "COPY . .", ignoring("**/.npmrc\n"))
context("ignored but for a directory", "COPY . .", ignoring("*\n!src\n"),
        file1="final-file /app/src/.npmrc")
context("ignored directory, one file kept", "COPY . .", ignoring(".npmrc\nsrc\n!src/.npmrc\n"),
        file1="final-file /app/src/.npmrc")
context("comment in the ignore file", "COPY . .", ignoring("# .npmrc\n/src/\n"),
        file0="final-file /app/.npmrc")
context("ignore file of the Dockerfile", "COPY . .",
        dict(ignoring("*\n"), **{"Dockerfile.dockerignore": "src\n"}),
        file0="final-file /app/.npmrc")
context("COPY --exclude", "COPY --exclude=.npmrc . .", NESTED, file1="final-file /app/src/.npmrc")
context("COPY --parents", "COPY --parents src/.npmrc ./", NESTED,
        file1="final-file /app/src/.npmrc")

# --- copies from stages ---------------------------------------------------------------------


def two(name, lines, **places):
    row(name, "FROM alpine:3.20 AS build\nARG NPM_TOKEN\nRUN mkdir -p /app/x && "
        "echo $NPM_TOKEN > /app/.npmrc && echo $NPM_TOKEN > /app/x/b\nFROM alpine:3.20\n" + lines,
        **places)


two("COPY --from a glob", "COPY --from=build /app/* /y/",
    arg="final-file /y/.npmrc, final-file /y/b")
two("COPY --from by number", "COPY --from=0 /app/.npmrc /y", arg="final-file /y")
two("COPY --from of the parent", "COPY --from=build /app/x/ /y/", arg="final-file /y/b")
two("COPY --from in upper case", "COPY --from=BUILD /app/.npmrc /y", arg="final-file /y")
two("COPY --from, removed later", "COPY --from=build /app /y\nRUN rm -r /y/x",
    arg="final-file /y/.npmrc, earlier-layer /y/x/b")

# --- the shell ------------------------------------------------------------------------------

T = "RUN echo $NPM_TOKEN > /a"
one("shell: after a failure", "RUN false; echo $NPM_TOKEN > /a", arg="final-file /a, " + H)
one("shell: removed after ;", T + "; npm install; rm /a", arg=H)
one("shell: removed on failure only", T + " && true || rm /a", arg="final-file /a, " + H)
one("shell: subshell goes elsewhere", "RUN mkdir /d; (cd /d; true); echo $NPM_TOKEN > a",
    arg="final-file /a, " + H)
one("shell: cd holds in its RUN only",
    "RUN mkdir /d; cd /d; echo $NPM_TOKEN > a\nRUN echo $NPM_TOKEN > b",
    arg="final-file /d/a, final-file /b, " + H)
one("shell: * does not match a dot", "RUN mkdir /d; echo $NPM_TOKEN | tee /d/.a /d/b; rm -f /d/*",
    arg="final-file /d/.a, " + H)
one("shell: find -exec rm", "RUN mkdir /d; echo $NPM_TOKEN > /d/.npmrc; "
    "find /d -name .npmrc -exec rm -f {} +", arg=H)
one("shell: trap", "RUN trap 'rm -f /a' EXIT; echo $NPM_TOKEN > /a; npm install", arg=H)
one("shell: single quotes", "RUN echo '$NPM_TOKEN' > /a", arg=H)
one("shell: own shell", "RUN sh -c 'echo $NPM_TOKEN > /a'", arg="final-file /a, " + H)
one("shell: variable of its own", "RUN V=\"x$NPM_TOKEN\"; F=/a; echo \"$V\" >> \"$F\"",
    arg="final-file /a, " + H)
one("shell: exec form", 'RUN ["sh", "-c", "echo $NPM_TOKEN > /a"]\nRUN ["cp", "/a", "/b"]\n'
    'RUN ["rm", "/a"]\nRUN ["echo", "$NPM_TOKEN", ">", "/c"]',
    arg="earlier-layer /a, final-file /b, " + H)
one("shell: home of the user", "RUN adduser -D app\nUSER app\nRUN echo $NPM_TOKEN > ~/a; "
    "echo $NPM_TOKEN > $HOME/b\nUSER root\nRUN echo $NPM_TOKEN > ~/c",
    arg="final-file /home/app/a, final-file /home/app/b, final-file /root/c, " + H)
one("shell: symbolic link", "RUN mkdir /d && ln -s /d /l && echo $NPM_TOKEN > /l/a && "
    "ln -s /d/a /m && cp /m /n", arg="final-file /d/a, final-file /n, " + H)
one("npm config set", "RUN npm config set " + AUTH + " $NPM_TOKEN",
    arg="final-file /root/.npmrc, " + H)
one("npm config set and delete", "RUN npm config set " + AUTH + "=$NPM_TOKEN && npm install && "
    "npm config delete " + AUTH, arg=H)
one("npm config delete in a later layer", "RUN npm config set " + AUTH + "=$NPM_TOKEN\n"
    "RUN npm config delete " + AUTH, arg="earlier-layer /root/.npmrc, " + H)
one("npm with a file of its own", "ENV NPM_CONFIG_USERCONFIG=/etc/npmrc\n"
    "RUN npm config set " + AUTH + " $NPM_TOKEN", arg="final-file /etc/npmrc, " + H)
one("here-document for a command", "RUN cat <<EOF > /a\ntoken=$NPM_TOKEN\nEOF",
    arg="final-file /a, " + H)
one("here-document as the script", "RUN <<EOF\necho $NPM_TOKEN > /a\nrm /a\nEOF", arg=H)
one("here-document copied", "COPY <<EOF /a\ntoken=$NPM_TOKEN\nEOF", arg="final-file /a, " + H)
one("here-document copied, quoted", "COPY <<'EOF' /a\ntoken=$NPM_TOKEN\nEOF", arg=H)
