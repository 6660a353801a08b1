#include "ci/file_names.h"

#include "tokens/secret_name.h"

bool ci_is_public_file(struct span path)
{
	static const char *const parts[] = {"adoc", "age", "c", "cpp", "cs", "css", "dist",
		"enc", "encrypted", "example", "go", "gpg", "h", "hash", "html", "java", "js",
		"jsx", "kt", "lock", "md", "md5", "mjs", "php", "pub", "py", "rb", "rs", "rst",
		"sample", "sass", "scss", "sha1", "sha256", "sha512", "sig", "svg", "swift",
		"template", "tf", "tmpl", "ts", "tsx", "vue"};
	static const char *const bases[] = {"Chart.yaml", "Cargo.toml", "Gemfile", "Makefile",
		"build.gradle", "composer.json", "go.mod", "go.sum", "package-lock.json",
		"package.json", "pom.xml", "pyproject.toml", "requirements.txt"};
	struct span rest = span_behind_last(path, '/');
	struct span part;

	if (SPAN_IN(rest, bases) || span_starts(rest, "Dockerfile"))
		return true;
	if (!span_split(&rest, '.', &part))
		return false;
	while (span_split(&rest, '.', &part))
		if (SPAN_IN_NOCASE(part, parts))
			return true;
	return false;
}

/* "token" of "~/.config/token.txt" */
static struct span stem_of(struct span path)
{
	path = span_behind_last(path, '/');
	if (span_starts(path, "."))
		path = span_from(path, 1);
	return span_sub(path, 0, span_chr(path, '.'));
}

bool ci_is_secret_file(struct span path)
{
	static const char *const keys[] = {"id_rsa", "id_dsa", "id_ecdsa", "id_ed25519"};
	struct span stem = stem_of(path);

	return !ci_is_public_file(path) && (SPAN_IN(stem, keys) || is_strong_secret_name(stem));
}

static bool is_name_byte(char c)
{
	return is_alnum(c) || c == '_' || c == '-';
}

bool ci_is_secret_filter(struct span filter)
{
	static const char *const about[] = {"length", "keys", "has(", "type", "test("};
	size_t end = span_chr(filter, '|');
	size_t start;

	for (size_t i = 0; i < sizeof(about) / sizeof(*about); i++)
		if (span_find(filter, about[i]) < filter.len)
			return false;
	filter = span_sub(filter, 0, end);
	filter = span_sub(filter, 0, span_find(filter, "//"));
	end = filter.len;
	while (end > 0 && !is_name_byte(filter.ptr[end - 1]))
		end--;
	start = end;
	while (start > 0 && is_name_byte(filter.ptr[start - 1]))
		start--;
	return is_strong_secret_name(span_sub(filter, start, end));
}
