#include "agent.h"

int main(int argc, char **argv) {
	if (argc >= 3 && !strcmp(argv[1], "serve"))
		serve(listen_at(argv[2], argc > 3 ? argv[3] : NULL));
	if (argc == 4 && !strcmp(argv[1], "connect"))
		join(dial(argv[2], atoi(argv[3])));
	fprintf(stderr, "usage: lab-agent serve ADDRESS [NETNS] | connect ADDRESS SECONDS\n");
	return 2;
}
