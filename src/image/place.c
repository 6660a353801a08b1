#include "image/place.h"

const char *place_name(enum place place)
{
	static const char *const names[] = {
		[PLACE_COMMITTED] = "committed",
		[PLACE_FINAL_FILE] = "final-file",
		[PLACE_CONFIG] = "config",
		[PLACE_EARLIER_LAYER] = "earlier-layer",
		[PLACE_HISTORY] = "history",
		[PLACE_PROVENANCE] = "provenance",
		[PLACE_DOWNSTREAM] = "downstream",
		[PLACE_BUILD_STAGE] = "build-stage",
		[PLACE_BUILD_CACHE] = "build-cache",
		[PLACE_BUILD_CONTEXT] = "build-context",
		[PLACE_JOB_LOG] = "job-log",
		[PLACE_PROCESS_ARGUMENTS] = "process-arguments",
	};

	return names[place];
}

const char *role_name(enum trace_role role)
{
	static const char *const names[] = {
		[ROLE_SOURCE] = "source",
		[ROLE_MADE] = "made",
		[ROLE_CARRIED] = "carried",
		[ROLE_REMOVED] = "removed",
		[ROLE_RECORDED] = "recorded",
	};

	return names[role];
}
