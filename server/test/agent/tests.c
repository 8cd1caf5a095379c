/* PROGRAM NAME runs one test; PROGRAM alone lists them. */
#include "harness.h"

int main(int argc, char **argv) {
	for (const struct test *test = tests; test->name; test++) {
		if (argc < 2)
			printf("%s\n", test->name);
		else if (!strcmp(test->name, argv[1])) {
			snprintf(at_work, sizeof at_work, "%s", argv[1]);
			begin(60);
			test->run();
			settle();
			return 0;
		}
	}
	return argc < 2 ? 0 : 2;
}
