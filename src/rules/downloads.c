#include "rules/downloads.h"

#include "image/path.h"
#include "text/urlref.h"

struct downloader {
	const char *name;
	const char *with_value; /* letters of options that have a value */
	const char *output;     /* names of the options that name the file */
	const char *output_long;
	const char *insecure; /* long options that switch checks off */
	char insecure_letter;
	bool prints; /* without such an option it writes to its output */
};

static const struct downloader downloaders[] = {
	{"curl", "AbCcDdEeFhHKmoPQrtTuUwxXyYz", "o", "--output", "--insecure", 'k', true},
	{"wget", "aABdDeiIlmOoPQRStTUwX", "O", "--output-document", "--no-check-certificate",
		'\0', false},
	{"fetch", "BijNoSTw", "o", "--output", "--no-verify-peer", '\0', false},
	{"aria2c", "dijkloPsTx", "o", "--out", "--check-certificate=false", '\0', false},
};

static const struct downloader *find_downloader(struct span name)
{
	for (size_t i = 0; i < sizeof(downloaders) / sizeof(*downloaders); i++)
		if (span_eq_str(name, downloaders[i].name))
			return &downloaders[i];
	return NULL;
}

struct parse {
	const struct downloader *program;
	const struct command *c;
	struct arena *arena;
	struct download *out;
	struct span directory; /* wget -P, curl --output-dir */
	bool remote_name;
	bool has_output;
};

static bool is_standard_output(struct span file)
{
	return span_eq_str(file, "-") || span_eq_str(file, "/dev/stdout") ||
		span_eq_str(file, "/dev/fd/1");
}

static void set_output(struct parse *p, struct span file)
{
	p->has_output = true;
	if (is_standard_output(file))
		p->out->to_output = true;
	else
		*vec_add(&p->out->files, p->arena) = file;
}

static void set_option(struct parse *p, char letter, struct span value)
{
	if (letter == p->program->output[0])
		set_output(p, value);
	else if (letter == 'P' && span_eq_str(command_name(p->c), "wget"))
		p->directory = value;
}

/* "-fsSLo": options without a value, then maybe one with. Returns the words that it took. */
static size_t parse_letters(struct parse *p, size_t i)
{
	const struct command_word *word = &p->c->words.at[i];

	/* wget has options of two letters that begin with n: -nv, -nc, -nH, -np */
	if (span_starts(word->text, "-n") && !p->program->prints)
		return 1;
	for (size_t at = 1; at < word->text.len; at++) {
		char letter = word->text.ptr[at];
		struct span value = span_from(word->text, at + 1);

		if (letter == p->program->insecure_letter && letter)
			p->out->insecure = word;
		if (letter == 'O' && p->program->prints)
			p->remote_name = true;
		if (!strchr(p->program->with_value, letter))
			continue;
		if (value.len) {
			set_option(p, letter, value);
			return 1;
		}
		set_option(p, letter, command_text(p->c, i + 1));
		return 2;
	}
	return 1;
}

/* Is it that long option; its value is in the same word or in the next one. */
static bool is_long(struct span word, const char *name, struct span *value)
{
	size_t equals = span_chr(word, '=');

	*value = span_from(word, equals + 1);
	return span_eq_str(span_sub(word, 0, equals), name);
}

static size_t parse_long(struct parse *p, size_t i)
{
	static const char *const with_value[] = {"--header", "--user", "--data", "--cacert",
		"--cert", "--key", "--retry", "--max-time", "--connect-timeout", "--proto",
		"--request", "--user-agent", "--retry-delay", "--retry-max-time", "--referer",
		"--cookie", "--form", "--proxy", "--write-out", "--resolve"};
	const struct command_word *word = &p->c->words.at[i];
	bool is_whole = span_chr(word->text, '=') == word->text.len;
	struct span value;

	if (span_eq_str(word->text, p->program->insecure) ||
		span_eq_str(word->text, "--proxy-insecure"))
		p->out->insecure = word;
	if (span_eq_str(word->text, "--remote-name") ||
		span_eq_str(word->text, "--remote-name-all"))
		p->remote_name = true;
	if (is_long(word->text, p->program->output_long, &value)) {
		set_output(p, is_whole ? command_text(p->c, i + 1) : value);
		return 1U + is_whole;
	}
	if (is_long(word->text, "--output-dir", &value) ||
		is_long(word->text, "--directory-prefix", &value)) {
		p->directory = is_whole ? command_text(p->c, i + 1) : value;
		return 1U + is_whole;
	}
	for (size_t n = 0; p->program->prints && n < sizeof(with_value) / sizeof(*with_value);
		n++)
		if (span_eq_str(word->text, with_value[n]))
			return 2;
	return 1;
}

/* "install.sh" of "https://example.com/install.sh?v=1" */
static struct span remote_name(struct span url)
{
	url = span_sub(url, 0, span_chr(url, '?'));
	url = span_sub(url, 0, span_chr(url, '#'));
	return path_base(url);
}

static void name_files(struct parse *p)
{
	VEC_EACH(const struct span, url, &p->out->urls) {
		struct span name = remote_name(*url);

		if (name.len == 0)
			continue;
		*vec_add(&p->out->files, p->arena) =
			p->directory.len ? path_join(p->arena, p->directory, name) : name;
	}
}

/* ">" and ">>" take what would go to the standard output. */
static void redirect(struct parse *p)
{
	if (!p->out->to_output || !p->c->has_output_file)
		return;
	p->out->to_output = false;
	if (!p->c->shell)
		return;
	VEC_EACH(const struct shell_redirect, r, &p->c->shell->redirects) {
		struct span file = shell_word_text(p->arena, &r->target);

		if (r->fd != 1 || (r->kind != SHELL_WRITE && r->kind != SHELL_APPEND))
			continue;
		if (is_standard_output(file))
			p->out->to_output = true;
		else
			*vec_add(&p->out->files, p->arena) = file;
	}
}

bool download_parse(const struct command *c, struct arena *arena, struct download *out)
{
	struct parse p = {.program = find_downloader(command_name(c)),
		.c = c,
		.arena = arena,
		.out = out};

	*out = (struct download){0};
	if (!p.program)
		return false;
	for (size_t i = 1; i < c->words.len;) {
		struct span word = c->words.at[i].text;

		if (span_starts(word, "--")) {
			i += parse_long(&p, i);
		} else if (span_starts(word, "-") && word.len > 1) {
			i += parse_letters(&p, i);
		} else {
			*vec_add(&out->urls, arena) = word;
			i++;
		}
	}
	if (p.remote_name || (!p.program->prints && !p.has_output))
		name_files(&p);
	else if (!p.has_output)
		out->to_output = true;
	redirect(&p);
	return true;
}

static struct span host_of(struct span text)
{
	struct urlref url;

	if (!urlref_parse(text, &url))
		urlref_parse_authority(text, &url);
	return url.host;
}

struct span download_host(const struct download *d)
{
	VEC_EACH(const struct span, url, &d->urls) {
		struct span host = host_of(*url);

		if (host.len && span_chr(host, '$') == host.len &&
			span_chr(host, '.') < host.len)
			return host;
	}
	return span_of("", 0);
}

bool is_this_machine(struct span host)
{
	return span_eq_nocase(host, "localhost") || span_ends_nocase(host, ".localhost") ||
		span_starts(host, "127.") || span_eq_str(host, "::1") ||
		span_eq_str(host, "0.0.0.0");
}

bool download_is_local(const struct download *d)
{
	VEC_EACH(const struct span, url, &d->urls)
		if (!is_this_machine(host_of(*url)) && !span_starts(*url, "file:"))
			return false;
	return d->urls.len > 0;
}

bool is_verification(const struct command *c)
{
	static const char *const always[] = {"sha1sum", "sha224sum", "sha256sum", "sha384sum",
		"sha512sum", "shasum", "sha1", "sha256", "sha512", "md5sum", "b2sum", "b3sum",
		"cksum", "gpgv", "minisign", "signify", "rhash", "slsa-verifier"};
	struct span name = command_name(c);

	for (size_t i = 0; i < sizeof(always) / sizeof(*always); i++)
		if (span_eq_str(name, always[i]))
			return true;
	if (span_starts(name, "gpg"))
		return command_has(c, "--verify") != NULL;
	if (span_eq_str(name, "openssl"))
		return span_eq_str(command_text(c, 1), "dgst") ||
			span_starts(command_text(c, 1), "sha");
	if (span_eq_str(name, "cosign"))
		return span_starts(command_text(c, 1), "verify");
	if (span_eq_str(name, "rpm"))
		return command_has(c, "-K") || command_has(c, "--checksig");
	return false;
}
