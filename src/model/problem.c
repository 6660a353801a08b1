#include "model/problem.h"

void problem_add(
	struct problem_list *list, struct arena *arena, size_t offset, const char *what)
{
	if (list->items.len < PROBLEMS_MAX)
		*vec_add(&list->items, arena) = (struct problem){offset, what};
}

void problem_limit(
	struct problem_list *list, struct arena *arena, size_t offset, const char *what)
{
	problem_add(list, arena, offset, what);
	if (!list->limit)
		list->limit = what;
}

void problem_append(
	struct problem_list *list, struct arena *arena, const struct problem_list *more)
{
	VEC_EACH(const struct problem, problem, &more->items)
		problem_add(list, arena, problem->offset, problem->what);
	if (!list->limit)
		list->limit = more->limit;
}
