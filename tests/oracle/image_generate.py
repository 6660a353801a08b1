"""Makes up small Dockerfiles, with a build context, out of what layergate understands.

A case holds three kinds of secrets, written as names that are filled in for each build:
@arg@ is passed as the build argument NPM_TOKEN, @mount@ is in the build secret "npm", and
@file0@, @file1@ are literals in files of the context. The generator knows roughly which files
are there, so that most cases build; what is true of the image it leaves to the builder.
"""
import copy, os, random, re

NAMES = [".npmrc", ".npmrc", "npmrc", "token.txt", ".env", "notes"]
IGNORED = [".npmrc", "**/.npmrc", "*", "!src", "!package.json", "src", "src/*", ".n*", "!.npmrc",
           "/.npmrc", "./conf/", "conf", "**/*.txt", "# .npmrc", "*/.npmrc", "!src/.npmrc", ".*",
           "Dockerfile", "!**/.npmrc", "src/.npmrc", "not-there", ".npmrc/", "?npmrc", "[.]npmrc"]
AUTH = "//npm.example.com/:_authToken"


class Case:
    def __init__(self, name, instructions, files):
        self.name, self.instructions, self.files = name, instructions, files
        self.expected = None  # places by secret, of a case by hand

    def dockerfile(self):
        return "\n".join(self.instructions) + "\n"

    def secrets(self):
        """The names of the secrets that are in it."""
        literals = re.findall("@((?:file|literal)[0-9]*)@", repr(sorted(self.files.values())) +
                              self.dockerfile())
        return ["arg", "mount"] + sorted(set(literals))


class Stage:
    """What the generator knows of a stage so far: a guess."""

    def __init__(self, name):
        self.name = name
        self.files = {}  # path: is surely there
        self.directories = {"/root", "/tmp", "/etc", "/home"}
        self.cwd = "/"
        self.home = "/root"
        self.user = "root"
        self.tokens = []  # variables that have the secret
        self.mount = None  # the secret's path in this RUN
        self.here = "/"  # the working directory of the shell
        self.closed = []  # directories that are mounted over

    def add_directory(self, path):
        while path != "/":
            self.directories.add(path)
            path = os.path.dirname(path)

    def is_open(self, path):
        return path != self.mount and not any(path.startswith(c) for c in self.closed)

    def sure(self):
        return sorted(p for p, sure in self.files.items() if sure and self.is_open(p)
                      and self.may_use(p))

    def may_use(self, path):
        return self.user == "root" or path.startswith((self.home + "/", "/tmp/"))


class Generator:
    def __init__(self, number):
        self.rng = random.Random(number)
        self.pick = self.rng.choice
        self.stages = []
        self.lines = []

    def chance(self, percent):
        return self.rng.random() * 100 < percent

    # --- words of a command ---------------------------------------------------------------

    def show(self, path):
        """One of the ways to write a path."""
        stage, forms = self.stage, [path, path]
        if path.startswith(stage.home + "/"):
            rest = path[len(stage.home):]
            forms += ["~" + rest, "$HOME" + rest, '"$HOME' + rest + '"', "${HOME}" + rest]
        relative = os.path.relpath(path, stage.here)
        if relative.count("..") < 2:
            forms += [relative, relative] if relative.startswith(".") else [relative,
                                                                            "./" + relative]
        forms.append('"' + path + '"')
        return self.pick(forms)

    def new_path(self):
        stage = self.stage
        if stage.user == "root":
            directories = sorted(stage.directories - {"/home", "/"})
        else:
            directories = [stage.home, "/tmp"]
        paths = [os.path.join(d, self.pick(NAMES)) for d in directories]
        return self.pick([path for path in paths if stage.is_open(path)])

    def secret(self):
        """An expression that has a secret in it, or would have one."""
        stage = self.stage
        if stage.mount and self.chance(60):
            value = "$(cat " + stage.mount + ")"
            return self.pick(['"' + value + '"', '"x ' + value + '"'])
        name = self.pick(stage.tokens) if stage.tokens else "NPM_TOKEN"
        value = self.pick(["$" + name, "${" + name + "}"])
        return self.pick([value, '"' + value + '"', AUTH + "=" + value,
                          '"' + AUTH + "=" + value + '"', "${" + name + ":-none}"])

    # --- commands -------------------------------------------------------------------------

    def write(self):
        path = self.new_path()
        to, secret = self.show(path), self.secret()
        self.stage.files[path] = True
        return self.pick([
            "echo " + secret + " > " + to,
            "echo " + secret + " >" + to,
            "> " + to + " echo " + secret,
            "echo " + secret + " >> " + to,
            "printf '%s\\n' " + secret + " > " + to,
            'printf "%s" ' + secret + " >> " + to,
            "echo " + secret + " | tee " + to,
            "echo " + secret + " | tee " + to + " >/dev/null",
            "echo " + secret + " | tee -a " + to,
            "V=" + secret + "; echo \"$V\" > " + to,
            "export V=" + secret + " && echo $V >> " + to,
            "f=" + path + " && echo " + secret + " > \"$f\"",
            "{ echo registry=x; echo " + secret + "; } > " + to,
            "( echo " + secret + " ) > " + to,
            "if true; then echo " + secret + " > " + to + "; fi",
            "for i in 1 2; do echo " + secret + " >> " + to + "; done",
            "echo " + secret + " | cat > " + to,
        ])

    def write_in_own_shell(self):
        path = self.new_path()
        name = self.pick(self.stage.tokens) if self.stage.tokens else "NPM_TOKEN"
        self.stage.files[path] = True
        if name == "V":
            name = "NPM_TOKEN"
        return self.pick(["sh -c 'echo $%s > %s'", "sh -ec 'echo \"$%s\" >> %s'",
                          "/bin/sh -c 'echo ${%s} > %s'"]) % (name, path)

    def write_mount(self):
        if not self.stage.mount:
            return self.write()
        path, source = self.new_path(), self.stage.mount
        to = self.show(path)
        self.stage.files[path] = True
        return self.pick(["cp " + source + " " + to, "cp -p " + source + " " + to,
                          "cat " + source + " > " + to, "cat " + source + " >> " + to,
                          "cat < " + source + " > " + to,
                          "tee " + to + " < " + source + " >/dev/null",
                          "echo \"token=$(cat " + source + ")\" > " + to])

    def write_harmless(self):
        path = self.new_path()
        to = self.show(path)
        self.stage.files[path] = True
        return self.pick(["echo hello > ", "echo '$NPM_TOKEN' > ", "printf 'x=\\${NPM_TOKEN}' > ",
                          "echo registry=https://npm.example.com/ >> ", "touch "]) + to

    def npm(self):
        path = self.stage.home + "/.npmrc"
        if not self.stage.is_open(path):
            return "npm install"
        name = self.pick(self.stage.tokens) if self.stage.tokens else "NPM_TOKEN"
        self.stage.files[path] = True
        return self.pick([
            "npm config set " + AUTH + " $" + name,
            "npm config set " + AUTH + "=${" + name + "}",
            'npm config set "' + AUTH + '" "$' + name + '"',
            "npm set " + AUTH + " ${" + name + "}",
            "npm config set registry https://npm.example.com/",
        ])

    def copy(self):
        source = self.pick(self.stage.sure())
        target = self.new_path()
        if target == source:
            return "true"
        a, b = self.show(source), self.show(target)
        folder = os.path.dirname(target)
        into = os.path.join(folder, os.path.basename(source))
        form = self.rng.randrange(9)
        if form < 5:
            self.stage.files[target] = True
            return ["cp " + a + " " + b, "cp -f " + a + " " + b, "cat " + a + " > " + b,
                    "cat " + a + " >> " + b, "cp -a " + a + " " + b][form]
        if into == source:
            return "true"
        if form == 5 and target not in self.stage.files:
            self.stage.files[target] = True
            return "ln " + a + " " + b
        if form == 6:
            self.stage.files.pop(source)
            self.stage.files[target] = True
            return "mv " + a + " " + b
        self.stage.files[into] = True
        if form == 7:
            self.stage.files.pop(source)
            return "mv " + a + " " + self.show(folder) + "/"
        return "cp " + a + " " + self.show(folder) + "/"

    def copy_tree(self):
        source = os.path.dirname(self.pick(self.stage.sure()))
        target = self.pick(["/backup", "/srv/copy", self.stage.home + "/copy"])
        if source in self.stage.closed or source in ("/etc", "/") or target.startswith(source) or \
                not self.stage.may_use(target):
            return "true"
        files = [p for p in self.stage.files if p.startswith(source + "/")]
        existed = target in self.stage.directories
        base = os.path.join(target, os.path.basename(source)) if existed else target
        move = self.chance(20) and source not in ("/root", "/tmp", self.stage.cwd) and \
            source != self.stage.here and not self.stage.here.startswith(source + "/") and \
            not self.stage.cwd.startswith(source + "/") and not self.stage.closed
        for path in files:
            self.stage.files[base + path[len(source):]] = self.stage.files[path]
            if move:
                self.stage.files.pop(path)
        for directory in [d for d in self.stage.directories if (d + "/").startswith(source + "/")]:
            self.stage.directories.add(base + directory[len(source):])
            if move:
                self.stage.directories.discard(directory)
        made = os.path.dirname(target)
        self.stage.add_directory(made)
        self.stage.add_directory(target)
        verb = "mv " if move else self.pick(["cp -r ", "cp -a ", "cp -R "])
        return "mkdir -p " + made + " && " + verb + self.show(source) + " " + target

    def empty(self, path):
        to = self.show(path)
        return self.pick([": > " + to, "> " + to, "truncate -s 0 " + to, "echo clean > " + to,
                          "cp /dev/null " + to, "cat /dev/null > " + to, "echo x | tee " + to,
                          "printf '' >" + to])

    def remove(self):
        path = self.pick(self.stage.sure())
        to, folder, name = self.show(path), os.path.dirname(path), os.path.basename(path)
        form = self.rng.randrange(12)
        if form == 0:
            return self.empty(path)
        if form == 1:
            return "npm config delete " + AUTH
        has_directories = any(d.startswith(folder + "/") for d in self.stage.directories)
        if form == 2 and folder != "/etc" and not has_directories:
            # leaves names with a leading dot
            self.stage.files = {p: sure and os.path.dirname(p) != folder
                                for p, sure in self.stage.files.items()}
            return "rm -f " + folder + "/*"
        if form == 3 and not folder.startswith(("/etc", "/root", "/tmp", "/home", "/usr")) and \
                self.stage.here != folder and not self.stage.here.startswith(folder + "/") and \
                not self.stage.cwd.startswith(folder) and not self.stage.closed:
            self.forget(folder)
            return "rm -rf " + self.show(folder)
        if form == 4:
            pattern = self.pick([name[:3] + "*", name[:-1] + "?", name[:-2] + "*", "." + "n*"])
            self.stage.files = {p: sure and os.path.dirname(p) != folder
                                for p, sure in self.stage.files.items()}
            return "rm -f " + folder + "/" + pattern
        if form == 5:
            self.forget_names(folder, name)
            return "find " + self.show(folder) + " -name " + self.pick([name, "'" + name + "'"]) + \
                self.pick([" -type f", ""]) + " -exec rm -f {} " + self.pick(["+", "\\;"])
        self.stage.files.pop(path)
        return self.pick([
            "rm " + to, "rm " + to, "rm -f " + to, "rm -rf " + to, "rm -f not-there " + to,
            "rm -- " + to, "unlink " + to, "shred -u " + to, "/bin/rm -f " + to,
            "if [ -f " + to + " ]; then rm " + to + "; fi", "test -f " + to + " && rm " + to,
            "for f in " + to + " /not-there; do rm -f $f; done", "rm " + to + " || true",
            "F=" + path + "; rm \"$F\"", "[ -e " + to + " ] && rm -f " + to,
            "sh -c 'rm -f " + path + "'", "rm -f '" + path + "'",
        ])

    def forget(self, folder):
        inside = folder + "/"
        self.stage.files = {p: s for p, s in self.stage.files.items() if not p.startswith(inside)}
        self.stage.directories = {d for d in self.stage.directories
                                  if not (d + "/").startswith(inside)}

    def forget_names(self, folder, name):
        self.stage.files = {p: s for p, s in self.stage.files.items()
                            if not (p.startswith(folder + "/") and os.path.basename(p) == name)}

    def make_directory(self):
        path = self.pick(["/app", "/app/conf", "/srv", "/opt/pkg", "/data"])
        if self.stage.user != "root":
            path = self.stage.home + "/conf"
        self.stage.add_directory(path)
        return "mkdir -p " + self.show(path)

    def change_directory(self):
        paths = sorted(d for d in self.stage.directories
                       if self.stage.user == "root" or d in ("/tmp", self.stage.home))
        path = self.pick(paths)
        text = "cd " + self.show(path)
        self.stage.here = path
        return text

    def in_subshell(self):
        here = self.stage.here
        text = "( " + self.change_directory() + " && " + self.command() + " )"
        self.stage.here = here
        return text

    def command(self):
        has_files = bool(self.stage.sure())
        kinds = [(self.write, 24), (self.write_in_own_shell, 3), (self.write_mount, 6),
                 (self.write_harmless, 8), (self.npm, 6), (self.make_directory, 7),
                 (self.change_directory, 8), (self.in_subshell, 3)]
        if has_files:
            kinds += [(self.copy, 14), (self.copy_tree, 5), (self.remove, 32)]
        made = self.rng.choices([k for k, _ in kinds], [w for _, w in kinds])[0]()
        if self.chance(4):
            made = self.pick(["npm install", "true", "echo done"]) + " && " + made
        elif self.chance(3):
            made = self.pick(["true", "npm ci"]) + " ; " + made
        elif self.chance(2):
            made = "{ " + made + "; }"
        elif self.chance(2):
            made = "false || " + made
        return made

    def mounts(self):
        stage, flags = self.stage, []
        stage.mount, stage.closed = None, []
        if self.chance(22) and stage.user == "root":
            # not where something is: buildah removes it together with the mount
            target = self.pick([t for t in (None, None, "/run/secrets/token", "/root/.npmrc",
                                            "/mnt/token") if t not in stage.files])
            stage.mount = target or "/run/secrets/npm"
            key = self.pick(["target", "dst", "destination"])
            flags.append("--mount=type=secret,id=npm" + ("," + key + "=" + target if target else "")
                         + self.pick(["", ",required=true"]))
        if self.chance(6) and stage.user == "root":
            kind = self.pick(["cache", "tmpfs"])
            flags.append("--mount=type=" + kind + ",target=/lost")
            stage.directories.add("/lost")
        if self.chance(4) and not self.ignored:
            flags.append("--mount=type=bind,source=.,target=/ctx")
            stage.closed.append("/ctx")
            stage.files["/ctx/package.json"] = False
            self.bound = True
        return " ".join(flags) + " " if flags else ""

    def run(self):
        stage = self.stage
        stage.here, self.bound = stage.cwd, False
        stage.add_directory(stage.cwd)
        tokens = list(stage.tokens)
        flags = self.mounts()
        commands = [self.command() for _ in range(self.pick([1, 1, 2, 2, 3, 4]))]
        if self.bound and ".npmrc" in self.context and self.chance(80):
            path = self.new_path()
            stage.files[path] = True
            commands.append("cp /ctx/.npmrc " + path)
        if stage.sure() and self.chance(3):
            path = self.pick(stage.sure())
            stage.files.pop(path)
            commands.insert(0, "trap 'rm -f " + path + "' EXIT")
        text = commands[0]
        for command in commands[1:]:
            text += self.rng.choices([" && ", " && \\\n    ", "; ", " ; \\\n    "],
                                     [5, 3, 2, 1])[0] + command
        if self.chance(3):
            text += " || true"
        if self.chance(3):
            text = "set -e; " + text
        stage.tokens, stage.mount, stage.closed = tokens, None, []
        # mounts were seen by this RUN alone
        stage.files = {p: s for p, s in stage.files.items()
                       if not p.startswith(("/ctx/", "/lost/"))}
        stage.directories.discard("/lost")
        self.lines.append("RUN " + flags + text)

    # --- instructions ---------------------------------------------------------------------

    def argument(self):
        self.lines.append(self.pick(["ARG NPM_TOKEN", "ARG NPM_TOKEN", "ARG A=1 NPM_TOKEN",
                                     "arg NPM_TOKEN", 'ARG NPM_TOKEN=""']))
        self.stage.tokens.append("NPM_TOKEN")

    def environment(self):
        name = self.pick(["K", "NPM_TOKEN", "AUTH"])
        value = self.pick(["$NPM_TOKEN", "${NPM_TOKEN}", '"x-$NPM_TOKEN"', "${NPM_TOKEN:-none}"])
        form = self.rng.randrange(8)
        if form == 0:
            self.lines.append("ENV " + name + "=")
            self.stage.tokens = [t for t in self.stage.tokens if t != name]
        elif form == 1:
            self.lines.append("ENV A=" + value + " B=$A")
        elif form == 2:
            self.lines.append("LABEL token=" + value)
        elif form == 3:
            self.lines.append("ENV A " + value.strip('"'))
        elif form == 4:
            self.lines.append("ENV MODE=production LEVEL='$NPM_TOKEN' ESC=\\$NPM_TOKEN")
        else:
            self.lines.append("ENV " + name + "=" + value)
            if self.stage.tokens:
                self.stage.tokens.append(name)

    def working_directory(self):
        path = self.pick(["/app", "/app/", "sub", "/srv", "$DIR", "${DIR:-/srv}", "conf"])
        if "DIR" in path:
            self.lines.append(self.pick(["ARG DIR=/app", "ENV DIR=/app"]))
            real = "/app"
        else:
            real = os.path.normpath(os.path.join(self.stage.cwd, path))
        self.stage.cwd = real  # buildah makes it when something runs there
        self.lines.append("WORKDIR " + path)

    def user(self):
        if self.stage.user == "root":
            if "/home/app" not in self.stage.directories:
                self.lines.append("RUN adduser -D app")
                self.stage.add_directory("/home/app")
            self.lines.append("USER app")
            self.stage.user, self.stage.home = "app", "/home/app"
        else:
            self.lines.append(self.pick(["USER root", "USER 0"]))
            self.stage.user, self.stage.home = "root", "/root"

    def copy_context(self):
        stage = self.stage
        literals = [p for p in self.context if p.endswith(".npmrc")]
        to = self.pick([".", "./", "/app/", "/app", "/srv/x/", "/"])
        real = os.path.normpath(os.path.join(stage.cwd, to))
        form = self.rng.randrange(6)
        verb = self.pick(["COPY ", "COPY ", "COPY ", "ADD "])
        if form < 2 or self.ignored:
            source = self.pick([".", ".", "./", "src"]) if not self.ignored else "."
            self.lines.append(verb + source + " " + to)
            for path in self.context if source != "src" else []:
                stage.files.setdefault(os.path.join(real, path), not self.ignored)
        elif form == 2 and literals:
            source = self.pick(literals)
            target = self.pick([to.rstrip("/") + "/", "/root/.npmrc", "/app/npmrc"])
            real = os.path.normpath(os.path.join(stage.cwd, target))
            if target.endswith("/"):
                real = os.path.join(real, os.path.basename(source))
            stage.files[real] = True
            self.lines.append(verb + self.pick(["", "./", "/"]) + source + " " + target)
        elif form == 3:
            target = to.rstrip("/") + "/"
            self.lines.append(verb + self.pick(["package.json .npmrc* ", "*.json .n* ", "* ",
                                                "src/* ", "package*.json ", "src/.n* package.json "
                                                ]) + target)
            real = os.path.normpath(os.path.join(stage.cwd, target))
        elif form == 4:
            self.lines.append(verb + '["src", "' + to + '"]')
        else:
            self.lines.append(verb + "src conf " + to.rstrip("/") + "/")
        stage.add_directory(real if not os.path.basename(real).endswith("npmrc")
                            else os.path.dirname(real))

    def copy_stage(self):
        source = self.pick(self.stages)
        name = self.pick([source.name, source.name, str(self.stages.index(source))])
        sure = sorted(p for p, s in source.files.items() if s)
        head = "COPY --from=" + name + " "
        if sure and self.chance(50):
            path = self.pick(sure)
            target = self.pick(["/app/", "/srv/npmrc", "./", path])
            self.lines.append(head + path + " " + target)
        else:
            directories = sorted(d for d in source.directories if d not in ("/etc", "/home"))
            path = self.pick(directories)
            target = self.pick([path, "/app", "/srv/from", "./"])
            glob = "/*" if any(os.path.dirname(p) == path for p in sure) and self.chance(30) else \
                self.pick(["", "", "/", "/."])
            self.lines.append(head + path + glob + " " + target.rstrip("/") + "/")
            target = target.rstrip("/") + "/"
        real = os.path.normpath(os.path.join(self.stage.cwd, target))
        if target.endswith("/"):
            self.stage.add_directory(real)
        else:
            self.stage.add_directory(os.path.dirname(real))
            self.stage.files[real] = True

    def other(self):
        self.lines.append(self.pick([
            'CMD ["node", "index.js"]', "CMD echo $NPM_TOKEN", 'ENTRYPOINT ["sh"]', "EXPOSE 80",
            "# a comment", "ARG OTHER=1", 'RUN ["npm", "ci"]', "STOPSIGNAL SIGTERM", "",
            'RUN ["sh", "-c", "npm install"]', "LABEL a=b"]))

    def stage_body(self, is_last):
        if self.chance(80):
            self.argument()
        for _ in range(self.rng.randrange(2, 7 if is_last else 5)):
            self.stage.mount, self.stage.closed = None, []
            kinds = [(self.run, 44), (self.copy_context, 14), (self.working_directory, 8),
                     (self.environment, 8), (self.argument, 3), (self.user, 2), (self.other, 4)]
            if self.stages:
                kinds.append((self.copy_stage, 25))
            self.rng.choices([k for k, _ in kinds], [w for _, w in kinds])[0]()
        if is_last and self.stages and self.chance(50):
            self.copy_stage()

    def make_context(self):
        self.context = {"package.json": "{}\n", "src/index.js": "1\n", "conf/a.txt": "x\n"}
        self.ignored = False
        count = 0
        for path in (".npmrc", "src/.npmrc", "conf/.npmrc"):
            if self.chance(35) and count < 2:
                self.context[path] = AUTH + "=@file" + str(count) + "@\n"
                count += 1
            elif self.chance(10):
                self.context[path] = AUTH + "=${NPM_TOKEN}\n"
        for name in (".dockerignore", "Dockerfile.dockerignore"):
            if self.chance(20):
                self.ignored = True
                lines = self.rng.choices(IGNORED, k=self.rng.randrange(1, 4))
                self.context[name] = "".join(line + "\n" for line in lines)

    def make(self, name):
        self.make_context()
        if self.chance(12):
            self.lines.append("ARG NPM_TOKEN")
        count = self.pick([1, 1, 1, 2, 2, 3])
        for number in range(count):
            parent = self.pick(self.stages) if self.stages and self.chance(30) else None
            self.stage = Stage("s" + str(number))
            if parent:
                self.stage = copy.deepcopy(parent)
                self.stage.name, self.stage.tokens = "s" + str(number), []
            origin = parent.name if parent else "alpine:3.20"
            self.lines.append("FROM " + origin + self.pick([" AS ", " as "]) + self.stage.name)
            if parent:
                self.argument()
            self.stage_body(number == count - 1)
            self.stages.append(self.stage)
        return Case(name, self.lines, self.context)


def random_case(number):
    return Generator(number).make("seed " + str(number))


def shorter_runs(line):
    """A RUN with one of its commands less."""
    if not line.upper().startswith("RUN "):
        return
    head, body = re.match(r"(RUN(?: --\S+)* )(.*)", line, re.DOTALL | re.IGNORECASE).groups()
    parts = re.split(r"( && (?:\\\n *)?|;(?: \\\n *)? ?| \|\| )", body)
    for at in range(0, len(parts), 2):
        rest = parts[:at] + parts[at + 2:] if at + 2 < len(parts) else parts[:max(at - 1, 0)]
        if rest:
            yield head + "".join(rest)
