"""Builds images with buildah, and reads from them where a secret can be found.

Everything is below one scratch folder; nothing needs a daemon, the network or a registry.
"""
import io, json, os, shutil, subprocess, tarfile, zlib

BASE = "docker.io/library/alpine:3.20"
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def npm_token(rng):
    """A made-up npm token; the last six digits are the checksum of the 30 before them."""
    body = "".join(rng.choice(DIGITS) for _ in range(30))
    rest, check = zlib.crc32(body.encode()), ""
    for _ in range(6):
        rest, check = rest // 62, DIGITS[rest % 62] + check
    return "npm_" + body + check


class BuildFailed(Exception):
    pass


class Builder:
    """A store of images of its own, so that two can work side by side."""

    def __init__(self, folder, rootfs, driver):
        self.folder = folder
        os.makedirs(folder + "/tmp")
        with open(folder + "/registries.conf", "w") as conf:
            conf.write('unqualified-search-registries = ["docker.io"]\n')
        self.environment = dict(os.environ, TMPDIR=folder + "/tmp",
                                CONTAINERS_REGISTRIES_CONF=folder + "/registries.conf")
        self.command = ["buildah", "--storage-driver", driver, "--root", folder + "/root",
                        "--runroot", folder + "/run"]
        self.built = 0
        os.mkdir(folder + "/base")
        os.link(rootfs, folder + "/base/rootfs.tar")
        with open(folder + "/base/Dockerfile", "w") as dockerfile:
            dockerfile.write("FROM scratch\nADD rootfs.tar /\nENV PATH=/usr/local/bin:/bin\n")
        self.run("bud", "--isolation", "chroot", "--format", "docker", "-t", BASE, folder + "/base")

    def run(self, *args, timeout=120):
        done = subprocess.run(self.command + list(args), env=self.environment, timeout=timeout,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, errors="replace")
        if done.returncode != 0:
            raise BuildFailed(done.stdout)
        return done.stdout

    def build(self, context, arguments, secrets):
        """The image of the Dockerfile in context, as (layers, config); see read_archive."""
        archive = self.folder + "/out.tar"
        command = ["bud", "--isolation", "chroot", "--layers", "--no-cache", "--format", "docker",
                   "--pull-never", "-t", "case"]
        for name, value in arguments.items():
            command += ["--build-arg", name + "=" + value]
        for name, path in secrets.items():
            command += ["--secret", "id=" + name + ",src=" + path]
        try:
            self.run(*command, context)
            self.run("push", "-q", "case", "docker-archive:" + archive)
            return read_archive(archive)
        finally:
            if os.path.exists(archive):
                os.remove(archive)
            self.tidy()

    def tidy(self):
        """Containers and images go, but for the base, and what cache mounts have kept."""
        self.built += 1
        commands = [["rmi", "-f", "case"]]
        if self.built % 10 == 0:
            commands += [["rm", "-a"], ["rmi", "--prune", "-f"]]
        for command in commands:
            try:
                self.run(*command)
            except BuildFailed:
                pass
        for left in os.listdir(self.folder + "/tmp"):
            shutil.rmtree(os.path.join(self.folder, "tmp", left), ignore_errors=True)


def read_archive(path):
    """The layers but for the base's, each a tarfile, and the configuration."""
    with tarfile.open(path) as archive:
        manifest = json.load(archive.extractfile("manifest.json"))[0]
        config = json.load(archive.extractfile(manifest["Config"]))
        layers = [tarfile.open(fileobj=io.BytesIO(archive.extractfile(name).read()))
                  for name in manifest["Layers"][1:]]
        return layers, config


def image_path(name):
    """The absolute path of a member: "./x", "x" and "/x" are all "/x"."""
    return os.path.normpath("/" + name)


def members_with(layer, value):
    """(path, is a directory, holds the value) of each member."""
    held = {}
    for member in layer:
        path = image_path(member.name)
        if member.isreg():
            held[path] = value in layer.extractfile(member).read()
        elif member.islnk():
            held[path] = held.get(image_path(member.linkname), False)
        yield path, member.isdir(), held.get(path, False)


def is_below(path, directory):
    return path.startswith(directory.rstrip("/") + "/")


def file_places(layers, value):
    """Where the files of the image and of the layers below have the value."""
    final, ever = set(), set()
    for layer in layers:
        added = set()
        for path, is_directory, holds in members_with(layer, value):
            directory, name = os.path.split(path)
            if name == ".wh..wh..opq":
                final = {p for p in final if not is_below(p, directory)}
            elif name.startswith(".wh."):
                gone = os.path.join(directory, name[len(".wh."):])
                final = {p for p in final if p != gone and not is_below(p, gone)}
            else:
                final.discard(path)
                if not is_directory:
                    final = {p for p in final if not is_below(p, path)}
                if holds:
                    added.add(path)
        final |= added
        ever |= added
    return {("final-file", p) for p in final} | {("earlier-layer", p) for p in ever - final}


def config_places(config, value):
    """The names of variables and labels that have it; other parts by their instruction."""
    found = set()
    settings = config["config"]
    for entry in settings.get("Env") or []:
        name, _, text = entry.partition("=")
        if value in text:
            found.add(name)
    for name, text in (settings.get("Labels") or {}).items():
        if value in text:
            found.add(name)
    for part, instruction in (("Cmd", "CMD"), ("Entrypoint", "ENTRYPOINT"), ("User", "USER"),
                              ("Healthcheck", "HEALTHCHECK"), ("WorkingDir", "WORKDIR"),
                              ("Volumes", "VOLUME"), ("ExposedPorts", "EXPOSE")):
        if value in json.dumps(settings.get(part)):
            found.add(instruction)
    return {("config", name) for name in found}


def places(image, value):
    """All places of a value in an image: a set of (place, detail)."""
    layers, config = image
    return file_places(layers, value.encode()) | config_places(config, value)
