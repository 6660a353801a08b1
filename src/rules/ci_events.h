/*
 * Which events start a workflow, and whose doing its jobs and steps let through then.
 *
 * Conditions are read as what they are: "a || b" lets through what either does. Only what is
 * known to be a question about people or repositories counts; everything else may be true.
 */
#ifndef LAYERGATE_RULES_CI_EVENTS_H
#define LAYERGATE_RULES_CI_EVENTS_H

#include "rules/subject.h"

enum ci_event {
#define EVENT(id, name, privileged) CI_ON_##id,
#include "rules/ci_events.def"
#undef EVENT
	CI_EVENT_COUNT,
};

/* "pull_request_target" */
const char *ci_event_name(enum ci_event event);
bool ci_event_is_privileged(enum ci_event event);

/* Whose doing gets through, from the least to all. */
enum ci_admission {
	CI_ADMITS_NOBODY, /* only those who may write to the repository, or no such event */
	CI_ADMITS_MAYBE,  /* outsiders, if the workflow that this one follows runs for them */
	CI_ADMITS_ACTOR,  /* outsiders, when one who may write starts it: by a comment, say */
	CI_ADMITS_LABEL,  /* outsiders, once one who may write has agreed to it */
	CI_ADMITS_ALL,
};

struct ci_job_admission {
	const struct ci_scope *job; /* of an action: the pipeline */
	enum ci_admission by_event[CI_EVENT_COUNT];
};

struct ci_admissions {
	VEC(struct ci_job_admission) jobs;
};

/*
 * What the jobs of a workflow let through: by the events that start it, by their conditions and
 * those of the jobs that have to run before, by checks in their scripts, and by environments
 * that somebody may have to agree to. Made when first asked for.
 */
const struct ci_admissions *ci_admissions(struct subject *subject);

/* The same of a job's step, or the job itself. */
enum ci_admission ci_admit_step(
	const struct ci_job_admission *job, const struct ci_scope *step, enum ci_event event);

/* What a condition lets through; "" all. */
enum ci_admission ci_condition_admits(struct span condition, enum ci_event event);

#endif
