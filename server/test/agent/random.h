/* Random numbers that a seed determines. */
#ifndef RANDOM_H
#define RANDOM_H
#include <stdint.h>

static uint64_t random_state;

/* splitmix64 */
static uint64_t random_word(void) {
	uint64_t z = random_state += 0x9e3779b97f4a7c15;
	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static uint32_t random_below(uint32_t n) {
	return random_word() % n;
}

#define ANY(of) of[random_below(sizeof of / sizeof *of)]
#endif
