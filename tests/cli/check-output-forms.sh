#!/bin/sh
# Forms of the report, colours, output files.
. "$(dirname "$0")/lib.sh"

mkdir t && cd t || exit 1
npmrc .npmrc && printf 'strict-ssl=false\n' >>.npmrc
check 'json is one object' says '{"schema":1,"tool":"layergate"' "$layergate" check --format json
"$layergate" check --format json >../a.json
"$layergate" check --format json >../b.json
check 'equal input gives equal bytes' cmp ../a.json ../b.json
"$layergate" check --format jsonl >../a.jsonl
check 'jsonl has a line for each finding and a summary' test "$(wc -l <../a.jsonl)" -eq 3
check 'the summary is last' sh -c 'tail -n 1 ../a.jsonl | grep -q "^{\"summary\":{\"schema\":1"'
check 'json parses' python3 -c '
import json
d = json.load(open("../a.json"))
f = d["findings"][0]
assert d["verdict"] == "blocked" and d["scanned"]["files"] == 1
assert f["rule"] == "committed-token" and f["token"] == "npm-token" and f["checksum"] == "valid"
assert (f["line"], f["column"], f["end_column"]) == (1, 31, 71)
assert f["places"] == [{"place": "committed", "detail": "", "path": ".npmrc", "line": 1}]
assert f["trace"][0]["role"] == "source" and f["fingerprint"].startswith("lg1:")
lines = [json.loads(l) for l in open("../a.jsonl")]
assert lines[:-1] == d["findings"]
'
check 'no colour into a pipe' not says "$(printf '\033')" "$layergate" check
check 'colour on request' says "$(printf '\033[1;31mcritical')" "$layergate" check --color always
check '--output writes a file' sh -c '"$0" check --output ../out.txt; test $? = 1 && grep -q committed-token ../out.txt' "$layergate"
check 'and nothing else' test -z "$("$layergate" check --output ../out.txt 2>&1)"
check 'an output that can not be written, exit code 1 as something blocks' \
	says 'cannot write the report' code 1 "$layergate" check --output /nonexistent/x
printf '[policy]\nblock = off\n' >.layergate.ini
check 'and else 2' code 2 "$layergate" check --output /nonexistent/x
check 'block = off: nothing blocks' says 'nothing blocks: 2 findings' code 0 "$layergate" check
finish
