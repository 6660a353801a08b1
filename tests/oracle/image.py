#!/usr/bin/env python3
"""Compares layergate's image model with images that buildah built. Run it by image.sh.

Random cases are built twice with other secrets; a place counts if each build has its own there.
"""
import argparse, collections, json, os, queue, random, shutil, sys, tempfile, threading, time

import image_build, image_cases, image_compare, image_generate

Result = collections.namedtuple("Result", "case skipped built said report differences")


def fill_in(text, values):
    for name, value in values.items():
        text = text.replace("@" + name + "@", value)
    return text


def canaries(case, turn):
    rng = random.Random(case.name + str(turn))
    return {secret: image_build.npm_token(rng) for secret in case.secrets()}


def lay_out(case, folder, values):
    """Writes the build context."""
    for path, text in dict(case.files, Dockerfile=case.dockerfile()).items():
        path = os.path.join(folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as out:
            out.write(fill_in(text, values))


def build(case, builder, folder, turn):
    values = canaries(case, turn)
    context, secret = folder + "/" + str(turn), folder + "/secret" + str(turn)
    lay_out(case, context, values)
    with open(secret, "w") as out:
        out.write(values["mount"] + "\n")
    image = builder.build(context, {"NPM_TOKEN": values["arg"]}, {"npm": secret})
    return {name: image_build.places(image, value) for name, value in values.items()}


def ask(case, folder, options):
    context = folder + "/0"
    if not os.path.exists(context):
        lay_out(case, context, canaries(case, 0))
    return image_compare.run_layergate(options.layergate, context)


def examine(case, builder, options, turns=(0, 1)):
    """Builds the case, once for each turn, and asks layergate."""
    reason = image_compare.undecidable(case.instructions)
    wanted, built, found = case.expected, None, []
    if wanted:
        turns = turns[:1]  # what is to be there is known
    if reason and not wanted:
        return Result(case, "not for buildah: " + reason, None, None, None, [])
    with tempfile.TemporaryDirectory(dir=options.scratch) as folder:
        if not reason:
            try:
                images = [build(case, builder, folder, turn) for turn in turns]
            except image_build.BuildFailed as failure:
                found = ["does not build"] if wanted else []
                return Result(case, "does not build", None, None, str(failure), found)
            built = {secret: set.intersection(*(image[secret] for image in images))
                     for secret in images[0]}
            if wanted:
                found = image_compare.builder_differences(wanted, built)
        if options.builds_only:
            return Result(case, None, wanted or built, {}, None, found)
        report = ask(case, folder, options)
    said = image_compare.said_places(report, case)
    if not wanted:
        if image_compare.covered(case.instructions, built, said):
            return Result(case, "not for buildah: mount over a file", built, said, None, [])
        built["arg"] |= image_compare.history_places(case.instructions)
    wanted = wanted or built
    return Result(case, None, wanted, said, report,
                  found + image_compare.differences(wanted, said))


# --- making a case smaller ----------------------------------------------------------------

def smaller(case):
    """Cases with one part less."""
    for at, line in enumerate(case.instructions):
        rest = case.instructions[:at] + case.instructions[at + 1:]
        yield image_generate.Case(case.name, rest, case.files)
        for shorter in image_generate.shorter_runs(line):
            yield image_generate.Case(case.name, rest[:at] + [shorter] + rest[at:], case.files)
    for path in case.files:
        rest = {p: text for p, text in case.files.items() if p != path}
        yield image_generate.Case(case.name, case.instructions, rest)


def shrink(result, builder, options):
    until = time.monotonic() + options.shrink
    found = True
    while found and time.monotonic() < until:
        found = False
        for candidate in smaller(result.case):
            if time.monotonic() >= until:
                break
            tried = examine(candidate, builder, options, turns=(0,))
            if tried.differences:
                result, found = tried, True
                break
    return result


# --- reporting ----------------------------------------------------------------------------

def describe(result):
    text = ["--- " + result.case.name]
    text += ["    " + line for line in result.case.dockerfile().rstrip("\n").split("\n")]
    for path, content in sorted(result.case.files.items()):
        if "@" in content or "ignore" in path:
            text.append("  %s: %r" % (path, content))
    for title, places in (("in the image", result.built), ("said", result.said)):
        for secret, found in sorted((places or {}).items()):
            if found:
                text.append("  %s, %s: %s" % (title, secret, ", ".join(
                    " ".join(place) for place in sorted(found))))
    text += ["  DIFFERENT " + line for line in result.differences]
    return "\n".join(text)


def keep(result, folder):
    """Leaves the context, the report and what was wrong with it."""
    folder = os.path.join(folder, result.case.name.replace(" ", "-").replace("/", "-"))
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    lay_out(result.case, folder + "/context", canaries(result.case, 0))
    with open(folder + "/what", "w") as out:
        out.write(describe(result) + "\n")
        if result.report:
            json.dump(result.report, out, indent=1)


def work(todo, results, builder, options):
    while True:
        try:
            case = todo.get_nowait()
        except queue.Empty:
            return
        try:
            result = examine(case, builder, options)
            if result.differences and options.shrink and result.built and not case.expected:
                result = shrink(result, builder, options)
        except Exception as failure:  # a case that breaks the comparison is a failure, too
            result = Result(case, None, {}, {}, None, ["the comparison failed: %r" % failure])
        results.put(result)


def read_options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scratch", required=True)
    parser.add_argument("--rootfs", required=True)
    parser.add_argument("--driver", default="vfs")
    parser.add_argument("--layergate", default="build/layergate")
    parser.add_argument("--random", type=int, default=0, help="how many random cases")
    parser.add_argument("--seed", type=int, default=1, help="the number of the first")
    parser.add_argument("--cases", nargs="*", help="cases by hand: those whose name has a word")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--keep", help="a folder for the cases that differ")
    parser.add_argument("--shrink", type=int, default=0, help="seconds for each that differs")
    parser.add_argument("--builds-only", action="store_true", help="don't ask layergate")
    parser.add_argument("--verbose", action="store_true", help="describe all cases")
    options = parser.parse_args()
    options.layergate = os.path.abspath(options.layergate)
    return options


def main():
    options = read_options()
    cases = [image_generate.random_case(options.seed + n) for n in range(options.random)]
    if options.cases is not None:
        cases = image_cases.find(options.cases) + cases
    todo, results = queue.Queue(), queue.Queue()
    for case in cases:
        todo.put(case)
    for job in range(options.jobs):
        builder = image_build.Builder(os.path.join(options.scratch, "store%d" % job),
                                      options.rootfs, options.driver)
        threading.Thread(target=work, args=(todo, results, builder, options), daemon=True).start()

    counts, different = collections.Counter(), 0
    for _ in cases:
        result = results.get()
        counts[result.skipped or "compared"] += 1
        if result.differences:
            different += 1
        if result.differences or options.verbose:
            print(describe(result), flush=True)
            if result.skipped == "does not build":
                print("  " + result.report[-400:])
        if result.differences and options.keep:
            keep(result, options.keep)
    print(", ".join("%d %s" % (n, what) for what, n in counts.most_common()) +
          "; %d different" % different)
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
