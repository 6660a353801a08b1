/* Runs a fuzz target over files and folders without libFuzzer: replay FILE-OR-FOLDER... */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/io.h"
#include "fuzz/fuzz.h"

static size_t count;

static void replay_file(const char *path)
{
	struct buf buf;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	buf_init(&buf, (size_t)1 << 26);
	if (fd < 0 || io_read_all(fd, &buf) != STATUS_OK) {
		perror(path);
		exit(1);
	}
	close(fd);
	LLVMFuzzerTestOneInput((const uint8_t *)(buf.ptr ? buf.ptr : ""), buf.len);
	buf_release(&buf);
	count++;
}

static void replay(const char *path)
{
	struct stat info;
	DIR *dir;
	struct dirent *entry;

	if (stat(path, &info) != 0)
		return; /* no crashers yet */
	if (!S_ISDIR(info.st_mode)) {
		replay_file(path);
		return;
	}
	dir = opendir(path);
	while (dir && (entry = readdir(dir))) {
		struct arena arena = {0};

		if (entry->d_name[0] != '.')
			replay(arena_printf(&arena, "%s/%s", path, entry->d_name));
		arena_release(&arena);
	}
	if (dir)
		closedir(dir);
}

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		replay(argv[i]);
	printf("replayed %zu inputs\n", count);
	return count == 0;
}
