/*
 * Loaded into User-Mode Linux: the node's disk is full while /run/uml/full exists, which only the node's container can see.
 * The guest's root is the container's file system (hostfs), on a disk that it shares with the engine and must never fill.
 * So the host's own answer to a full disk is given here, and hostfs carries it to the guest: a file cannot grow, a folder
 * cannot be made, nothing is free; what exists can be read, overwritten in place and removed. A second disk is not concerned:
 * its file has its size from the beginning.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <unistd.h>

static int full(void) {
	return !access("/run/uml/full", F_OK);
}

static long no_space(void) {
	errno = ENOSPC;
	return -1;
}

/* In place of the C library's, and like them. The file may end before what is written begins: that grows it, too. */
ssize_t pwrite64(int fd, const void *from, size_t count, off64_t at) {
	struct stat64 file;
	if (full() && !fstat64(fd, &file) && S_ISREG(file.st_mode) && (off64_t)count > file.st_size - at)
		return no_space();
	return syscall(SYS_pwrite64, fd, from, count, at);
}

int mkdir(const char *path, mode_t mode) {
	return full() ? no_space() : syscall(SYS_mkdir, path, mode);
}

int statfs64(const char *path, struct statfs64 *into) {
	int failed = syscall(SYS_statfs, path, into);
	if (!failed && full())
		into->f_bfree = into->f_bavail = 0;
	return failed;
}
