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

bool is_credential_file_name(const struct classifier *classifier, struct span path)
{
	static const char *const names[] = {".env", ".git-credentials", ".my.cnf", ".pgpass",
		".terraformrc", ".vault-token", "id_dsa", "id_ecdsa", "id_ed25519", "id_rsa",
		"master.key"};
	struct span base = path_base(path);

	if (is_credential_directory(path) || span_ends(path, ".aws/credentials"))
		return true;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_eq_str(base, names[i]))
			return true;
	return classifier && !is_sample_path(path) &&
		is_credential_kind(classify(classifier, path));
}

bool is_credential_directory(struct span path)
{
	struct span base = path_base(path);

	return span_eq_str(base, ".ssh") || span_eq_str(base, ".aws") ||
		span_eq_str(base, ".gnupg");
}

bool is_public_file_name(struct span path)
{
	struct span base = path_base(path);

	return span_eq_str(base, "authorized_keys") || span_eq_str(base, "known_hosts") ||
		span_ends(base, ".pub");
}
