/* Names that say "secret", options that do, and literals that could be passwords. */
#include "tokens/secret_name.h"

#include "support/unit.h"
#include "tokens/placeholder.h"

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

static void check(bool (*judge)(struct span), const char *const *texts, size_t count, bool want)
{
	size_t wrong = 0;

	for (size_t i = 0; i < count; i++) {
		if (judge(span_str(texts[i])) == want)
			continue;
		print_error("'%s' should%s be one\n", texts[i], want ? "" : " not");
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

static void test_names(void **state)
{
	static const char *const secret[] = {"NPM_TOKEN", "TOKEN", "npm_token", "npmToken",
		"NpmToken", "npm-token", "npm.token", "NODE_AUTH_TOKEN", "GITHUB_TOKEN",
		"GH_PAT", "PAT", "GITLAB_PAT", "API_KEY", "apiKey", "APIKEY", "api-key",
		"API_SECRET_KEY", "SECRET_KEY", "SECRET_KEY_BASE", "SECRET", "CLIENT_SECRET",
		"DB_PASSWORD", "PASSWORD", "password", "dbPassword", "POSTGRES_PASSWORD",
		"MYSQL_ROOT_PASSWORD", "DB_PASS", "SMTP_PASS", "MAIL_PASSPHRASE", "PASSPHRASE",
		"DB_PASSWD", "PASSWD", "DB_PWD", "CREDS_PSW", "JENKINS_CREDS", "CREDENTIALS",
		"AWS_CREDENTIALS", "GOOGLE_CREDENTIAL", "AWS_SECRET_ACCESS_KEY",
		"AWS_ACCESS_KEY", "AWS_SESSION_TOKEN", "PRIVATE_KEY", "SSH_PRIVATE_KEY",
		"SSH_KEY", "DEPLOY_KEY", "ENCRYPTION_KEY", "SIGNING_KEY", "JWT_SECRET",
		"SESSION_SECRET", "COOKIE_SECRET", "STRIPE_SECRET_KEY", "SENTRY_AUTH_TOKEN",
		"PYPI_TOKEN", "TWINE_PASSWORD", "CARGO_REGISTRY_TOKEN", "VAULT_TOKEN",
		"SLACK_BOT_TOKEN", "HF_TOKEN", "NEXUS_PASSWORD", "ARTIFACTORY_API_KEY",
		"registry-password", "_authToken", "_auth", "NPM_AUTH", "authtoken",
		"BUNDLE_RUBYGEMS__PKG__GITHUB__COM_TOKEN", "com.example.api-token",
		"TOKEN1_SECRET", "APP_SECRETS", "LARGE_FILES_TOKEN", "FILE_TOKEN",
		"DOWNLOAD_PASSWORD", "SCRIPT_SECRET"};
	static const char *const harmless[] = {"", "_", "A", "NPM", "NODE_ENV", "VERSION",
		"MONKEY", "TURKEY", "KEYBOARD", "KEYCLOAK_VERSION", "KEYSTONE", "DONKEY_KONG",
		"TOKENIZER", "SECRET_FILES", "SECRET_ENVS", "access_token_scopes",
		"secrets-script", "key-pattern", "TOKENIZERS_PARALLELISM", "TOKENS_PER_SECOND",
		"SECRETARY", "AUTHOR", "AUTHORS", "AUTHORITY", "OAUTHLIB", "PATH", "PATCH",
		"PATTERN", "COMPASS", "BYPASS", "PASSENGER", "PASSIVE_PORTS", "PASS_THROUGH",
		"PASSTHROUGH", "NPM_TOKEN_FILE", "DB_PASSWORD_FILE", "POSTGRES_PASSWORD_FILE",
		"TOKEN_PATH", "SSH_KEY_PATH", "KEY_FILE", "KEYFILE", "PUBLIC_KEY",
		"SSH_PUBLIC_KEY", "STRIPE_PUBLIC_KEY", "PUB_KEY", "GPG_KEY", "GPG_KEYS",
		"PGP_KEY", "KMS_KEY_ALIAS", "KMS_KEY_ID", "KEY_ID", "AWS_ACCESS_KEY_ID",
		"KEY_NAME", "SECRET_NAME", "SECRET_ID", "AUTH_MODE", "AUTH_METHOD", "AUTH_TYPE",
		"AUTH_URL", "AUTH_ENABLED", "AUTH_SERVER", "AUTH_PROVIDER", "AUTH_HOST",
		"AUTH_PORT", "TOKEN_URL", "TOKEN_TTL", "TOKEN_EXPIRY", "TOKEN_TYPE",
		"TOKEN_ISSUER", "TOKEN_AUDIENCE", "PASSWORD_MIN_LENGTH", "PASSWORD_POLICY",
		"PASSWORD_HASH", "KEY_LENGTH", "KEY_SIZE", "KEY_PREFIX", "CACHE_KEY",
		"SORT_KEY", "SECRETS_DIR", "SECRET_MANAGER_REGION", "CREDENTIALS_PROVIDER",
		"SSH_AUTH_SOCK", "PWD", "OLDPWD", "secrets-script", "GOPRIVATE", "USERNAME",
		"NPM_USER", "LIBTOKEN_VER", "LICENSE", "HOSTNAME"};

	(void)state;
	assert_true(COUNT(secret) >= 60 && COUNT(harmless) >= 60);
	check(is_secret_name, secret, COUNT(secret), true);
	check(is_secret_name, harmless, COUNT(harmless), false);
}

static void test_long_words(void **state)
{
	static const char *const harmless[] = {"TOKENTOKENTOKENTOKENTOKEN",
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAATOKEN", "PASSWORDPASSWORDPASSWORD"};

	(void)state;
	check(is_secret_name, harmless, COUNT(harmless), false);
	assert_true(is_secret_name(span_str("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA_TOKEN")));
}

static void test_options(void **state)
{
	static const char *const secret[] = {"--password", "--token", "--auth-token",
		"--authToken", "--api-key", "--apikey", "--access-key", "--secret-access-key",
		"--private-key", "--passphrase", "--passwd", "--secret", "--client-secret",
		"--db-password", "--access-token", "--secret-key-secret", "--registry-token"};
	static const char *const harmless[] = {"--key", "--auth", "--keyring", "--user",
		"--password-stdin", "--password-file", "--token-file", "--passwordfile",
		"--auth-type", "--key-id", "--public-key", "--hash", "--creds", "--credential",
		"--tokenize", "--secret-id", "--api-version", "--target", "--no-cache",
		"--token-url", "--access", "--private", "--access-key-id"};

	(void)state;
	check(is_secret_option, secret, COUNT(secret), true);
	check(is_secret_option, harmless, COUNT(harmless), false);
}

static void test_passwords(void **state)
{
	static const char *const passwords[] = {"Tr0ub4dor-9xKq2", "hunter2hunter3",
		"8VP5TvRNOISsJ6wBiopr", "s3cr3t-Pa55w0rd!", "Zx9#kLm2", "qwErTy12349",
		"d41d8cd98f00b204e9800998ecf8427e", "5f4dcc3b5aa765d61d8327deb882cf99",
		"b97b0afcaa1a47f044f244a07fcc7d46acccc4cf", "AbZdQfGh1jRlMnOp",
		"p@ssw0rd-2024-Winter", "kJ8$hG5!pQ2", "a1b2c3d4e5f6a7b8", "9f86d081884c7d65",
		"Summer2024!Beach", "x7Yp-4Qrs-T9uV", "MIIEpAIBAAKCAQEAx7",
		"c2VjcmV0OnNlY3JldA1", "0a1B2c3D4e5F",
		"zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekU",
		"B97B0AFCAA1A47F044F244A07FCC7D46ACCC4CF", "nG7w_k2P.q9",
		"wJalrXUtnFEMI7MDENG"};
	static const char *const others[] = {"", "x", "short1", "1234567", "changeme",
		"change-me", "password", "Password1", "secret", "example", "your-token-here",
		"YOUR_TOKEN", "YOUR_API_KEY", "<token>", "xxxxxxxxxxxxxxxx", "0000000000000000",
		"aaaaaaaaaaaaaaaa", "true", "false", "none", "null", "undefined", "dummy",
		"placeholder", "/run/secrets/token", "./token.txt", "../keys/id_rsa",
		"~/.ssh/id_rsa", "https://auth.example.com/token", "vault://secret/db",
		"config.json", "token.txt", "C:\\keys\\id", "NPM_TOKEN_VALUE", "MY_SECRET_1",
		"correct horse battery", "a sentence with 4 words", "abcdefghij", "1234567890",
		"B97B0AFCAA1A47F044F244A07FCC7D46ACCC4CF8", "0x7FCC7D46ACCC4CF8",
		"7FCC7D46ACCC4CF8", "0xB97B0AFCAA1A47F044F244A07FCC7D46ACCC4CF8", "production",
		"development", "postgres", "aaaa1111"};

	(void)state;
	check(looks_like_password, passwords, COUNT(passwords), true);
	check(looks_like_password, others, COUNT(others), false);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_long_words),
		cmocka_unit_test(test_options),
		cmocka_unit_test(test_passwords),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
