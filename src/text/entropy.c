#include "text/entropy.h"

#include <math.h>

double entropy_bits(struct span text)
{
	size_t count[256] = {0};
	double bits = 0;

	for (size_t i = 0; i < text.len; i++)
		count[(unsigned char)text.ptr[i]]++;
	for (size_t i = 0; i < 256; i++) {
		if (count[i]) {
			double share = (double)count[i] / (double)text.len;

			bits -= share * log2(share);
		}
	}
	return bits;
}

int character_classes(struct span text)
{
	bool lower = false;
	bool upper = false;
	bool digit = false;
	bool other = false;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		if (is_lower(c))
			lower = true;
		else if (is_upper(c))
			upper = true;
		else if (is_digit(c))
			digit = true;
		else
			other = true;
	}
	return lower + upper + digit + other;
}
