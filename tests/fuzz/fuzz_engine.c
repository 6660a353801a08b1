/*
 * A whole file: the first line is its path, the rest its bytes. Whatever it is, findings have
 * positions, masks and places, and the report is printable.
 */
#include "fuzz/fuzz.h"
#include "report/report.h"
#include "scan/engine.h"

static void check_finding(const struct finding *f)
{
	MUST(f->start.line >= 1 && f->start.column >= 1);
	MUST(f->end.line > f->start.line ||
		(f->end.line == f->start.line && f->end.column >= f->start.column));
	MUST(f->message[0]);
	MUST(fingerprint_is_valid(span_str(f->fingerprint.text)));
	MUST(f->rule->family != FAMILY_SECRET || (f->places.len > 0 && f->trace.len > 0));
}

static void check_reports(const struct report *report)
{
	struct buf out;

	buf_init(&out, (size_t)1 << 28);
	report_text(report, &out);
	for (size_t i = 0; i < out.len; i++)
		MUST((unsigned char)out.ptr[i] >= 0x20 || out.ptr[i] == '\n');
	buf_reset(&out);
	report_json(report, &out);
	for (size_t i = 0; i < out.len; i++)
		MUST((unsigned char)out.ptr[i] >= 0x20 || out.ptr[i] == '\n');
	MUST(!out.overflow);
	buf_release(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span rest = span_of_data(data, size);
	struct span path = span_of("", 0);
	struct arena arena = {0};
	struct policy policy;
	struct engine *engine;
	struct error err = {""};
	struct scan_request request;
	struct report report = {.context = REPORT_CHECK};

	if (!span_next_line(&rest, &path) || path.len == 0)
		return 0;
	policy_default(&policy, &arena);
	policy.show = SEVERITY_NOTE;
	engine = engine_new(&policy, &arena);
	request = (struct scan_request){
		.path = path,
		.kind = classify(policy.classifier, path),
		.bytes = rest,
	};
	MUST(engine_scan(engine, &request, &err) == STATUS_OK);
	report.findings = engine_findings(engine);
	report.summary = engine_summary(engine);
	report.verdict = verdict_of(report.findings, report.summary);
	MUST(report.summary->files == 1);
	VEC_EACH(const struct finding, f, &report.findings->items)
		check_finding(f);
	check_reports(&report);
	engine_free(engine);
	arena_release(&arena);
	return 0;
}
