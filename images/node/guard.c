/*
 * lab-guard: the one process of an installation's guard container. Its only right is to set up its own network namespace.
 *
 * In there is the far end of every lab's link: it is switched on, and nothing answers or forwards.
 * It tells how much is free on the engine's disk, where its own root lies: a line "MIB INODES" at first, and again
 * whenever that has changed by STEP_MIB or STEP_INODES. Whoever reads the first line knows that the namespace is closed.
 */
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

enum { STEP_MIB = 32, STEP_INODES = 20000, PAUSE_MS = 250 };

static const char *const settings[][2] = {
	{ "/proc/sys/net/ipv6/conf/all/disable_ipv6", "1" },
	{ "/proc/sys/net/ipv6/conf/default/disable_ipv6", "1" },
	{ "/proc/sys/net/ipv4/ip_forward", "0" },
	{ "/proc/sys/net/ipv4/conf/default/arp_ignore", "8" },
	{ "/proc/sys/net/ipv4/conf/default/rp_filter", "1" },
};

/* A kernel without IPv6 has no setting that switches it off. */
static void set(const char *path, const char *value)
{
	int file = open(path, O_WRONLY | O_CLOEXEC);
	if (file < 0 && errno == ENOENT)
		return;
	if (file < 0 || write(file, value, strlen(value)) < 0) {
		perror(path);
		exit(1);
	}
	close(file);
}

static int far(long long one, long long other, long long step)
{
	return llabs(one - other) >= step;
}

/* A link can be switched on only from within its namespace. One that has gone meanwhile needs nothing. */
static void switch_on_links(int any_socket)
{
	struct if_nameindex *links = if_nameindex();
	for (struct if_nameindex *link = links; link && link->if_index; link++) {
		struct ifreq request = { 0 };
		snprintf(request.ifr_name, sizeof request.ifr_name, "%s", link->if_name);
		if (ioctl(any_socket, SIOCGIFFLAGS, &request) || request.ifr_flags & IFF_UP)
			continue;
		request.ifr_flags |= IFF_UP | IFF_NOARP;
		if (ioctl(any_socket, SIOCSIFFLAGS, &request) && errno != ENODEV)
			perror(link->if_name);
	}
	if (links)
		if_freenameindex(links);
}

int main(void)
{
	int any_socket = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	long long told_mib = -STEP_MIB, told_inodes = -STEP_INODES;
	struct timespec pause = { 0, PAUSE_MS * 1000000L };
	for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
		set(settings[i][0], settings[i][1]);
	for (;;) {
		struct statvfs disk;
		switch_on_links(any_socket);
		if (statvfs("/", &disk)) {
			perror("/");
			return 1;
		}
		long long mib = (long long)(disk.f_bavail * (disk.f_frsize / 1024.0) / 1024), inodes = disk.f_favail;
		if (far(mib, told_mib, STEP_MIB) || far(inodes, told_inodes, STEP_INODES)) {
			printf("%lld %lld\n", mib, inodes);
			fflush(stdout);
			told_mib = mib;
			told_inodes = inodes;
		}
		nanosleep(&pause, NULL);
	}
}
