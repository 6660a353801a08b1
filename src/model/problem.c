#include "model/problem.h"

void problem_add(
	struct problem_list *list, struct arena *arena, size_t offset, const char *what)
{
	if (list->items.len < PROBLEMS_MAX)
		*vec_add(&list->items, arena) = (struct problem){offset, what};
}
