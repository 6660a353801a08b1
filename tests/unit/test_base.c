/* Memory, spans, hash tables, printable text. */
#include <unistd.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/deadline.h"
#include "base/escape.h"
#include "base/io.h"
#include "base/key_map.h"
#include "base/status.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "support/unit.h"

static void test_span_parts(void **state)
{
	struct span s = span_str("hello");
	struct span rest = span_str("a,b,");
	struct span part;

	(void)state;
	assert_span(span_sub(s, 1, 3), "el");
	assert_span(span_sub(s, 3, 99), "lo");
	assert_span(span_sub(s, 99, 3), "");
	assert_int_equal(span_find(s, "lo"), 3);
	assert_int_equal(span_find(s, "x"), 5);
	assert_int_equal(span_find_nocase(s, "LL"), 2);
	assert_int_equal(span_find_nocase(s, "Lx"), 5);
	assert_int_equal(span_find_nocase(s, ""), 0);
	assert_int_equal(span_chr(s, 'l'), 2);
	assert_span(span_trim(span_str(" \t a b\r\n")), "a b");
	assert_true(span_split(&rest, ',', &part));
	assert_span(part, "a");
	assert_true(span_split(&rest, ',', &part));
	assert_true(span_split(&rest, ',', &part));
	assert_span(part, "");
	assert_false(span_split(&rest, ',', &part));
}

/* In longer texts another way is taken than in short ones. */
static void test_span_find_nocase(void **state)
{
	struct span s = span_str("-------- nothing of xX KINDS, and then it ends: MiXed-case "
				 "words, mIxEd-CaSe ones, and aaaaaaaaaaaaaaaab");

	(void)state;
	assert_int_equal(span_find_nocase(s, "Mixed-Case"), span_find(s, "MiXed-case"));
	assert_int_equal(span_find_nocase(span_from(s, 60), "mixed-case"),
		span_find(s, "mIxEd-CaSe") - 60);
	assert_int_equal(span_find_nocase(s, "aaaaab"), s.len - 6);
	assert_int_equal(span_find_nocase(s, "--------"), 0);
	assert_int_equal(span_find_nocase(s, "xx k"), span_find(s, "xX K"));
	assert_int_equal(span_find_nocase(s, "mixed_case"), s.len);
	assert_int_equal(span_find_nocase(s, "bb"), s.len);
}

static void test_span_compares(void **state)
{
	(void)state;
	assert_true(span_eq_nocase(span_str("NuGet.Config"), "nuget.config"));
	assert_false(span_eq_nocase(span_str("nuget"), "nuget.config"));
	assert_true(span_starts_nocase(span_str("BEARER x"), "bearer "));
	assert_true(span_ends_nocase(span_str("a.TEST"), ".test"));
	assert_false(span_ends(span_str("a"), "aa"));
	assert_true(span_cmp(span_str("a"), span_str("ab")) < 0);
	assert_true(span_cmp(span_str("b"), span_str("ab")) > 0);
	assert_true(span_eq(span_of(NULL, 0), span_str("")));
	/* bytes above 127 sort as unsigned */
	assert_true(span_cmp(span_str("\xff"), span_str("a")) > 0);
}

static void test_span_lines(void **state)
{
	struct span rest = span_str("a\r\n\nlast");
	struct span line;

	(void)state;
	assert_true(span_next_line(&rest, &line));
	assert_span(line, "a");
	assert_true(span_next_line(&rest, &line));
	assert_span(line, "");
	assert_true(span_next_line(&rest, &line));
	assert_span(line, "last");
	assert_false(span_next_line(&rest, &line));
	rest = span_str("a\rb\r\n\r\rc\n");
	for (const char *const *l = (const char *const[]){"a", "b", "", "", "c", NULL}; *l;
		l++) {
		assert_true(span_next_any_line(&rest, &line));
		assert_span(line, *l);
	}
	assert_false(span_next_any_line(&rest, &line));
}

static void test_arena_is_zeroed_and_wiped(void **state)
{
	struct arena arena = {0};
	char *secret = arena_alloc(&arena, 64);

	(void)state;
	for (int i = 0; i < 64; i++)
		assert_int_equal(secret[i], 0);
	memset(secret, 's', 64);
	arena_reset(&arena);
	/* the same memory comes back, without the secret */
	secret = arena_alloc(&arena, 64);
	for (int i = 0; i < 64; i++)
		assert_int_equal(secret[i], 0);
	for (size_t size = 1; size < (1u << 22); size *= 3)
		memset(arena_alloc(&arena, size), 1, size);
	assert_string_equal(arena_printf(&arena, "%d-%s", 7, "x"), "7-x");
	arena_release(&arena);
}

static void test_vec_grows(void **state)
{
	struct arena arena = {0};
	VEC(int) numbers = {0};
	int sum = 0;

	(void)state;
	for (int i = 0; i < 1000; i++)
		*vec_add(&numbers, &arena) = i;
	VEC_EACH(const int, n, &numbers)
		sum += *n;
	assert_int_equal(numbers.len, 1000);
	assert_int_equal(sum, 999 * 1000 / 2);
	/* where elements were taken away, a new one is zeroed as well */
	numbers.len = 1;
	assert_int_equal(*vec_add(&numbers, &arena), 0);
	arena_release(&arena);
}

static void test_buf_has_a_ceiling(void **state)
{
	struct buf buf;

	(void)state;
	buf_init(&buf, 10);
	buf_add_str(&buf, "12345");
	buf_printf(&buf, "%s", "67890");
	assert_false(buf.overflow);
	assert_span(buf_span(&buf), "1234567890");
	buf_add_char(&buf, 'x');
	assert_true(buf.overflow);
	assert_int_equal(buf.len, 10);
	buf_reset(&buf);
	assert_false(buf.overflow);
	buf_release(&buf);
	assert_null(buf.ptr);
}

static void test_utf8_is_strict(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		uint32_t code;
	} cases[] = {
		{"a", 1, 'a'},
		{"\xc3\xa9", 2, 0xe9},
		{"\xe2\x82\xac", 3, 0x20ac},
		{"\xf0\x9f\x98\x80", 4, 0x1f600},
		{"\xc0\xaf", 0, 0},         /* overlong */
		{"\xe0\x80\xaf", 0, 0},     /* overlong */
		{"\xed\xa0\x80", 0, 0},     /* surrogate */
		{"\xf4\x90\x80\x80", 0, 0}, /* above U+10FFFF */
		{"\xe2\x82", 0, 0},         /* cut */
		{"\x80", 0, 0},             /* continuation alone */
		{"\xff", 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		uint32_t code = 0;
		char out[4];

		assert_int_equal(utf8_decode(span_str(cases[i].bytes), 0, &code), cases[i].len);
		if (!cases[i].len)
			continue;
		assert_int_equal(code, cases[i].code);
		assert_int_equal(utf8_encode(code, out), cases[i].len);
		assert_memory_equal(out, cases[i].bytes, cases[i].len);
	}
}

static void test_nothing_drives_the_terminal(void **state)
{
	static const struct {
		const char *foreign;
		size_t len;
		const char *text;
		const char *path;
	} cases[] = {
		{"plain", 5, "plain", "plain"},
		{"\033[31mred", 8, "\\x1b[31mred", "\\x1b[31mred"},
		{"a\nb\rc\td", 7, "a\\x0ab\\x0dc d", "a\\x0ab\\x0dc\\x09d"},
		{"nul\0x", 5, "nul\\x00x", "nul\\x00x"},
		{"back\\slash", 10, "back\\slash", "back\\\\slash"},
		{"\xff\xfe", 2, "\\xff\\xfe", "\\xff\\xfe"},
		{"\xe2\x80\xaetxt", 6, "\\u202etxt", "\\u202etxt"}, /* right-to-left */
		{"\xc2\x9b", 2, "\\u009b", "\\u009b"},              /* C1: CSI */
		{"caf\xc3\xa9", 5, "caf\xc3\xa9", "caf\xc3\xa9"},
		{"\xf3\xa0\x80\xa1", 4, "\\U000e0021", "\\U000e0021"}, /* tag */
		{"\x7f", 1, "\\x7f", "\\x7f"},
	};
	struct arena arena = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct span foreign = span_of(cases[i].foreign, cases[i].len);

		assert_string_equal(escaped_text(&arena, foreign), cases[i].text);
		assert_string_equal(escaped_path(&arena, foreign), cases[i].path);
	}
	assert_span(escaped_for_json(&arena, span_str("a\\b\xff\x1b")), "a\\\\b\\xff\x1b");
	arena_release(&arena);
}

static void test_errors_are_printable(void **state)
{
	struct error err;

	(void)state;
	error_set(&err, "bad\033[2J %s", "x\ny");
	assert_string_equal(err.text, "bad?[2J x?y");
	error_prefix(&err, "%s:%d", "f", 3);
	assert_string_equal(err.text, "f:3: bad?[2J x?y");
	error_append(&err, "; %s", "more\r");
	assert_string_equal(err.text, "f:3: bad?[2J x?y; more?");
	error_set(NULL, "nobody listens");
}

static void test_read_all_knows_exactly_from_too_much(void **state)
{
	int ends[2];
	struct buf buf;

	(void)state;
	for (int extra = 0; extra < 2; extra++) {
		assert_int_equal(pipe(ends), 0);
		assert_int_equal(
			io_write_all(ends[1], span_str(extra ? "123456" : "12345")), STATUS_OK);
		close(ends[1]);
		buf_init(&buf, 5);
		assert_int_equal(io_read_all(ends[0], &buf), extra ? STATUS_LIMIT : STATUS_OK);
		assert_span(buf_span(&buf), "12345");
		buf_release(&buf);
		close(ends[0]);
	}
	buf_init(&buf, 5);
	assert_int_equal(io_read_all(-1, &buf), STATUS_IO);
	buf_release(&buf);
}

static void test_deadlines(void **state)
{
	(void)state;
	assert_false(deadline_passed(deadline_in(0)));
	assert_int_equal(deadline_left(deadline_in(0)), -1);
	assert_false(deadline_passed(deadline_in(1000000)));
	assert_true(deadline_left(deadline_in(1000000)) > 1000);
	assert_true(deadline_passed((struct deadline){1}));
	assert_int_equal(deadline_left((struct deadline){1}), 0);
}

/* The key of a number: it is at both ends, so that keys differ there only. */
static void make_key(unsigned char *key, size_t size, uint32_t number)
{
	memset(key, 0xAA, size);
	memcpy(key, &number, sizeof(number));
	memcpy(key + size - sizeof(number), &number, sizeof(number));
}

static void check_key_map(size_t key_size, size_t value_size)
{
	enum {
		KEYS = 20000
	};
	struct key_map map;
	unsigned char key[40];
	unsigned char zeros[sizeof(uint64_t)] = {0};

	key_map_init(&map, key_size, value_size);
	make_key(key, key_size, 0);
	assert_null(key_map_find(&map, key));
	for (uint32_t i = 0; i < KEYS; i++) {
		uint64_t number = i;
		bool added = false;
		void *value;

		make_key(key, key_size, i);
		value = key_map_add(&map, key, &added);
		assert_true(added);
		assert_memory_equal(value, zeros, value_size);
		memcpy(value, &number, value_size);
	}
	assert_int_equal(map.count, KEYS);
	assert_true(map.count < map.capacity);
	for (uint32_t i = 0; i < 2 * KEYS; i++) {
		uint64_t number = i;
		bool added = true;
		void *value;

		make_key(key, key_size, i);
		value = key_map_find(&map, key);
		assert_int_equal(value != NULL, i < KEYS);
		if (!value)
			continue;
		assert_memory_equal(value, &number, value_size);
		assert_ptr_equal(value, key_map_add(&map, key, &added));
		assert_false(added);
	}
	assert_int_equal(map.count, KEYS);
	key_map_release(&map);
	assert_null(key_map_find(&map, key));
	key_map_release(&map);
}

static void test_key_map(void **state)
{
	static const size_t key_sizes[] = {4, 8, 20, 28, 32, 40};

	(void)state;
	for (size_t i = 0; i < sizeof(key_sizes) / sizeof(*key_sizes); i++)
		for (size_t value_size = 0; value_size <= 8; value_size += 4)
			check_key_map(key_sizes[i], value_size);
}

/* Keys that differ in one bit only, wherever it is. */
static void test_key_map_looks_at_every_bit(void **state)
{
	struct key_map map;
	unsigned char key[28] = {0};
	bool added;

	(void)state;
	key_map_init(&map, sizeof(key), 0);
	key_map_add(&map, key, &added);
	for (size_t bit = 0; bit < 8 * sizeof(key); bit++) {
		key[bit / 8] ^= (unsigned char)(1 << bit % 8);
		assert_null(key_map_find(&map, key));
		key_map_add(&map, key, &added);
		assert_true(added);
		key[bit / 8] ^= (unsigned char)(1 << bit % 8);
	}
	assert_int_equal(map.count, 8 * sizeof(key) + 1);
	key_map_release(&map);
}

static void test_key_hash(void **state)
{
	/* exactly as large as it says, so that a read beyond the end is noticed */
	unsigned char *bytes = malloc(40);
	uint64_t hashes[41];

	(void)state;
	memset(bytes, 'x', 40);
	for (size_t size = 0; size <= 40; size++) {
		hashes[size] = key_hash(7, bytes + 40 - size, size);
		assert_int_equal(hashes[size], key_hash(7, bytes, size));
		assert_int_not_equal(hashes[size], key_hash(8, bytes, size));
		for (size_t i = 0; i < size; i++)
			assert_int_not_equal(hashes[size], hashes[i]);
		for (size_t i = 0; i < size; i++) {
			bytes[i] = 'y';
			assert_int_not_equal(hashes[size], key_hash(7, bytes, size));
			bytes[i] = 'x';
		}
	}
	free(bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_span_parts),
		cmocka_unit_test(test_span_find_nocase),
		cmocka_unit_test(test_span_compares),
		cmocka_unit_test(test_span_lines),
		cmocka_unit_test(test_arena_is_zeroed_and_wiped),
		cmocka_unit_test(test_vec_grows),
		cmocka_unit_test(test_buf_has_a_ceiling),
		cmocka_unit_test(test_utf8_is_strict),
		cmocka_unit_test(test_nothing_drives_the_terminal),
		cmocka_unit_test(test_errors_are_printable),
		cmocka_unit_test(test_read_all_knows_exactly_from_too_much),
		cmocka_unit_test(test_deadlines),
		cmocka_unit_test(test_key_map),
		cmocka_unit_test(test_key_map_looks_at_every_bit),
		cmocka_unit_test(test_key_hash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
