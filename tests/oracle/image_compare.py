"""What layergate says of a case, beside what is in the image."""
import json, re, subprocess

FILE_PLACES = ("final-file", "earlier-layer")


def instruction_word(line):
    return (line.split() or [""])[0].upper()


def chains(instructions):
    """The instructions of each stage with those of the stages it is based on before it."""
    stages, names, globals_ = [], {}, []
    for line in instructions:
        if instruction_word(line) == "FROM":
            words = [word for word in line.split()[1:] if not word.startswith("--")]
            parent = names.get(words[0].lower())
            stages.append((parent, [line]))
            if len(words) == 3:
                names[words[2].lower()] = len(stages) - 1
        else:
            (stages[-1][1] if stages else globals_).append(line)
    return stages


def target_chain(instructions):
    stages = chains(instructions)
    chain, at = [], len(stages) - 1
    while at is not None:
        parent, lines = stages[at]
        chain = lines + chain
        at = parent
    return chain


def declared(line):
    """The names that an ARG instruction declares."""
    if instruction_word(line) != "ARG":
        return []
    return [word.partition("=")[0] for word in line.split()[1:]]


def has_default(line):
    return any(word.startswith("NPM_TOKEN=") for word in line.split()[1:])


def history_places(instructions):
    """
    BuildKit 0.14 and later writes the passed value into history at each ARG. Of one with a
    default the name alone says nothing: it is "maybe" there, if nothing shows what it is for.
    """
    first = next((at for at, line in enumerate(instructions)
                  if instruction_word(line) == "FROM"), 0)
    default = any("NPM_TOKEN" in declared(line) and has_default(line)
                  for line in instructions[:first])
    lines = [line for line in target_chain(instructions) if "NPM_TOKEN" in declared(line)]
    if any(not has_default(line) and not default for line in lines):
        return {("history", "NPM_TOKEN")}
    return {("maybe history", "NPM_TOKEN")} if lines else set()


def undecidable(instructions):
    """Why buildah can't say what BuildKit would build; None if it can."""
    stages = chains(instructions)
    names = {lines[0].split()[3] for _, lines in stages if len(lines[0].split()) == 4}
    names |= {name.lower() for name in names}
    for parent, lines in stages:
        own = inherited = is_somebody = False
        at = parent
        while at is not None:
            inherited = inherited or any("NPM_TOKEN" in declared(l) for l in stages[at][1])
            at = stages[at][0]
        for line in lines:
            word = instruction_word(line)
            own = own or "NPM_TOKEN" in declared(line)
            if word == "USER" and line.split()[1] not in ("root", "0"):
                is_somebody = True
            # whether it may remove a file of root the model doesn't ask
            if is_somebody and word == "RUN" and re.search(r"\brm\b|\bmv\b|-exec", line):
                return "rights of a user"
            if word == "VOLUME" or line.upper().startswith("ONBUILD VOLUME"):
                return "VOLUME"
            if re.search(r"<<-?['\"]?[A-Za-z]", line):
                return "here-document"
            if "--mount" in line and re.search(r"[=,]env=", line):
                return "secret in a variable"
            if "type=secret" in line and not re.search(r"[=,]id=", line):
                return "secret mount without an id"
            if word in ("COPY", "ADD") and re.search("--(exclude|parents)", line):
                return "flag of COPY"
            if word == "FROM" and "$" in line:
                return "FROM with a variable"
            used = re.search(r"(?i:^FROM +(?:--\S+ +)*|--from=|,from=)([^\s,]+)", line)
            if used and used.group(1) not in names and used.group(1).lower() in names:
                return "stage name in upper case"
            if inherited and not own and "NPM_TOKEN" in line:
                return "argument of the stage below"
    return None


def covered(instructions, *places_of):
    """Is something below a mount's target? buildah removes it together with the mount."""
    targets = re.findall(r"--mount=\S*?[,=](?:target|dst|destination)=([^\s,]+)",
                         "\n".join(instructions))
    return any((detail + "/").startswith(target + "/") for target in targets
               for places in places_of for found in places.values() for place, detail in found
               if place in FILE_PLACES)


# --- what layergate says --------------------------------------------------------------------

def run_layergate(program, directory):
    done = subprocess.run([program, "check", "--format", "json", "."], cwd=directory,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=60)
    if done.returncode not in (0, 1, 2):
        raise RuntimeError("layergate ended with %d: %s" %
                           (done.returncode, done.stderr.decode(errors="replace")))
    return json.loads(done.stdout)


def owner(finding, case):
    """The secret that a finding is about, or None if it does not show."""
    for place in finding["places"]:
        if place["place"] == "committed":
            if place["path"] == "Dockerfile":
                return "literal"
            found = re.search("@(file[0-9]*)@", case.files.get(place["path"], ""))
            return found.group(1) if found else None
    sources = [step["text"] for step in finding["trace"] if step["role"] == "source"]
    sources.append(physical_line(case, finding["line"]))
    for text in sources:
        if "type=secret" in text:
            return "mount"
        if instruction_word(text) in ("ARG", "ENV") or "NPM_TOKEN" in text:
            return "arg"
    return None


def physical_line(case, number):
    lines = case.dockerfile().split("\n")
    return lines[number - 1] if 0 < number <= len(lines) else ""


def said_places(report, case):
    """The places by secret. Notes are about what may happen, and are left out."""
    said = {secret: set() for secret in case.secrets()}
    for finding in report["findings"]:
        places = {(place["place"], place["detail"]) for place in finding["places"]
                  if place["place"] in FILE_PLACES + ("config", "history")}
        if finding["severity"] == "note" or not places:
            continue
        said.setdefault(owner(finding, case) or "of unknown origin", set()).update(places)
    return said


def unmatched(places, others):
    """Those of places that are not in others; the detail "*" matches any."""
    return sorted((place, detail) for place, detail in places if not any(
        place == other and (detail == known or "*" in (detail, known)) for other, known in others))


def differences(expected, said):
    """Lines that say where the two differ."""
    found = []
    for secret in sorted(set(expected) | set(said)):
        there, is_said = set(expected.get(secret, ())), set(said.get(secret, ()))
        if ("maybe history", "NPM_TOKEN") in there:
            there.remove(("maybe history", "NPM_TOKEN"))
            is_said.discard(("history", "NPM_TOKEN"))
        if ("history", "*") not in there:
            # an ENV or LABEL that takes the value has an entry in history, too
            is_said = {p for p in is_said if p[0] != "history" or p[1] == "NPM_TOKEN"}
        found += ["%s: not said: %s %s" % (secret, *p) for p in unmatched(there, is_said)]
        found += ["%s: not in the image: %s %s" % (secret, *p) for p in unmatched(is_said, there)]
    return found


def builder_differences(expected, built):
    """Where buildah's image is not what the case says, but for history."""
    found = []
    for secret, places in sorted(expected.items()):
        there = {p for p in places if "history" not in p[0]}
        found += ["%s: not built: %s %s" % (secret, *p) for p in unmatched(there, built[secret])]
        found += ["%s: built: %s %s" % (secret, *p) for p in unmatched(built[secret], there)]
    return found
