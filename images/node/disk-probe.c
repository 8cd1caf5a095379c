/*
 * lab-disk-probe: the one process of an installation's disk probe, a container that has no rights at all.
 *
 * It tells how much is free on the engine's disk, where its own root lies: a line "MIB INODES" at first, and again
 * whenever that has changed by STEP_MIB or STEP_INODES.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/statvfs.h>
#include <time.h>

enum { STEP_MIB = 32, STEP_INODES = 20000, PAUSE_MS = 250, NO_LIMIT = 1000000000 };

static int far(long long one, long long other, long long step) {
	return llabs(one - other) >= step;
}

int main(void) {
	long long told_mib = -STEP_MIB, told_inodes = -STEP_INODES;
	struct timespec pause = { 0, PAUSE_MS * 1000000L };
	for (;;) {
		struct statvfs disk;
		if (statvfs("/", &disk)) {
			perror("/");
			return 1;
		}
		long long mib = (long long)(disk.f_bavail * (disk.f_frsize / 1024.0) / 1024);
		/* btrfs makes inodes as they are needed, and counts none. */
		long long inodes = disk.f_files ? (long long)disk.f_favail : NO_LIMIT;
		if (far(mib, told_mib, STEP_MIB) || far(inodes, told_inodes, STEP_INODES)) {
			printf("%lld %lld\n", mib, inodes);
			fflush(stdout);
			told_mib = mib;
			told_inodes = inodes;
		}
		nanosleep(&pause, NULL);
	}
}
