#include "report/report.h"

static const struct {
	const char *name;
	reporter *run;
} reporters[] = {
	{"text", report_text},
	{"json", report_json},
	{"jsonl", report_jsonl},
};

reporter *reporter_find(const char *name)
{
	for (size_t i = 0; i < sizeof(reporters) / sizeof(*reporters); i++)
		if (strcmp(name, reporters[i].name) == 0)
			return reporters[i].run;
	return NULL;
}
