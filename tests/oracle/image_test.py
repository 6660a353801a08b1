"""Tests of the comparison itself, with reports by hand. Run by image.sh."""
import io, tarfile, unittest

import image_build, image_compare, image_generate


def layer(*members):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in members:
            info = tarfile.TarInfo(name)
            if content is None:
                info.type = tarfile.DIRTYPE
            elif content.startswith("->"):
                info.type, info.linkname = tarfile.LNKTYPE, content[2:]
            else:
                info.size = len(content)
            archive.addfile(info, io.BytesIO((content or "").encode()))
    return tarfile.open(fileobj=io.BytesIO(out.getvalue()))


class Layers(unittest.TestCase):
    def check(self, layers, *expected):
        places = image_build.file_places([layer(*members) for members in layers], b"SECRET")
        self.assertEqual(places, {tuple(place.split(" ")) for place in expected})

    def test_files(self):
        self.check([[("a/b", "x SECRET"), ("c", "-")]], "final-file /a/b")

    def test_hidden_files(self):
        self.check([[("a/b", "SECRET")], [("a/.wh.b", "")]], "earlier-layer /a/b")
        self.check([[("a/b", "SECRET")], [(".wh.a", "")]], "earlier-layer /a/b")
        self.check([[("a/b", "SECRET")], [("a/.wh..wh..opq", ""), ("a/c", "SECRET")]],
                   "earlier-layer /a/b", "final-file /a/c")
        self.check([[("ab", "SECRET")], [(".wh.a", "")]], "final-file /ab")

    def test_replaced_files(self):
        self.check([[("a/b", "SECRET")], [("a/b", "x")]], "earlier-layer /a/b")
        self.check([[("a/b", "SECRET")], [("a", "x")]], "earlier-layer /a/b")
        self.check([[("a/b", "SECRET")], [("a", None)]], "final-file /a/b")
        self.check([[("a", "SECRET")], [(".wh.a", "")], [("a", "SECRET")]], "final-file /a")

    def test_hard_links(self):
        self.check([[("a", "SECRET"), ("b", "->a")], [(".wh.a", "")]],
                   "earlier-layer /a", "final-file /b")


class Reports(unittest.TestCase):
    case = image_generate.Case("x", [
        "FROM alpine:3.20", "ARG NPM_TOKEN", "RUN --mount=type=secret,id=npm \\\n    x",
        "COPY . /"], {".npmrc": "_authToken=@file0@"})

    def said(self, *findings):
        return image_compare.said_places({"findings": [
            {"severity": severity, "line": line, "trace": [{"role": "source", "text": text}],
             "places": [{"place": p.split()[0], "detail": "".join(p.split()[1:]), "path": path}
                        for p in places]}
            for severity, path, line, text, places in findings]}, self.case)

    def test_secrets_are_told_apart(self):
        said = self.said(
            ("high", "Dockerfile", 2, "ARG NPM_TOKEN", ["history NPM_TOKEN", "final-file /a"]),
            ("high", "Dockerfile", 4, "RUN --mount=type=secret,id=npm x", ["final-file /b"]),
            ("critical", ".npmrc", 1, "...", ["committed", "final-file /.npmrc"]))
        self.assertEqual(said, {
            "arg": {("history", "NPM_TOKEN"), ("final-file", "/a")},
            "mount": {("final-file", "/b")}, "file0": {("final-file", "/.npmrc")}})

    def test_notes_and_other_rules(self):
        said = self.said(("note", "Dockerfile", 2, "ARG NPM_TOKEN", ["final-file /a"]),
                         ("medium", "Dockerfile", 1, "FROM", []))
        self.assertEqual(said, {"arg": set(), "mount": set(), "file0": set()})

    def test_differences(self):
        def check(built, said, *expected):
            found = image_compare.differences({"arg": {("final-file", p) for p in built}},
                                              {"arg": {("final-file", p) for p in said}})
            self.assertEqual(found, ["arg: %s final-file %s" % pair for pair in expected])
        check(["/a"], ["/a"])
        check(["/a", "/b"], ["/b", "/c"], ("not said:", "/a"), ("not in the image:", "/c"))
        check(["*"], ["/a"])
        check(["*"], [], ("not said:", "*"))


class Rules(unittest.TestCase):
    def test_history(self):
        def check(is_there, *lines):
            self.assertEqual(bool(image_compare.history_places(lines)), is_there, lines)
        check(True, "FROM x", "ARG NPM_TOKEN")
        check(True, "FROM x as a", "arg A=1 NPM_TOKEN", "FROM a")
        check(True, "FROM x as a", "ARG NPM_TOKEN", "FROM a as b", "FROM y", "FROM b")
        check(False, "ARG NPM_TOKEN", "FROM x")
        check(False, "FROM x as a", "ARG NPM_TOKEN", "FROM x", "COPY --from=a /a /b")

    def test_undecidable(self):
        def check(is_undecidable, *lines):
            self.assertEqual(bool(image_compare.undecidable(lines)), is_undecidable, lines)
        check(True, "FROM x AS a", "ARG NPM_TOKEN", "FROM a", "RUN echo $NPM_TOKEN > b")
        check(False, "FROM x AS a", "ARG NPM_TOKEN", "FROM a", "ARG NPM_TOKEN", "RUN $NPM_TOKEN")
        check(True, "FROM x AS a", "FROM x", "COPY --from=A a b")
        check(False, "FROM x AS Build", "FROM x", "COPY --from=Build a b")
        check(False, "FROM x", "COPY --from=Y a b")


if __name__ == "__main__":
    unittest.main()
