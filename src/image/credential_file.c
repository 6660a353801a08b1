#include "image/credential_file.h"

#include "image/path.h"

static bool is_credential_kind(enum file_kind kind)
{
	switch (kind) {
	case KIND_NPMRC:
	case KIND_YARNRC:
	case KIND_YARNRC_YML:
	case KIND_BUNFIG:
	case KIND_PYPIRC:
	case KIND_PIP_CONF:
	case KIND_NETRC:
	case KIND_DOCKER_CONFIG:
	case KIND_NUGET:
	case KIND_SECRET_FILE:
		return true;
	default:
		return false;
	}
}

static bool has_base(struct span path, const char *const *names, size_t count)
{
	struct span base = path_base(path);

	for (size_t i = 0; i < count; i++)
		if (span_eq_str(base, names[i]))
			return true;
	return false;
}

#define HAS_BASE(path, names) has_base(path, names, sizeof(names) / sizeof(*(names)))

bool is_credential_file_name(const struct classifier *classifier, struct span path)
{
	static const char *const names[] = {
		".env", ".my.cnf", ".pgpass", ".terraformrc", "master.key"};

	return is_credential_directory(path) || is_whole_secret(path) ||
		HAS_BASE(path, names) ||
		(classifier && !is_sample_path(path) &&
			is_credential_kind(classify(classifier, path)));
}

bool is_whole_secret(struct span path)
{
	static const char *const names[] = {".git-credentials", ".vault-token", "id_dsa",
		"id_ecdsa", "id_ed25519", "id_rsa"};

	return HAS_BASE(path, names);
}

bool is_credential_directory(struct span path)
{
	static const char *const names[] = {".aws", ".gnupg", ".ssh"};

	return HAS_BASE(path, names);
}

bool is_public_file_name(struct span path)
{
	static const char *const names[] = {"authorized_keys", "known_hosts"};

	return HAS_BASE(path, names) || span_ends(path, ".pub");
}
