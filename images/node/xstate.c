/*
 * Loaded into User-Mode Linux. A kernel as old as 6.1 saves 2696 bytes of a processor's extended state (HOST_FP_SIZE in
 * arch/x86/um/user-offsets.c: all up to AVX-512 and PKRU), but the host takes nothing less than all of it
 * (xstateregs_set in arch/x86/kernel/fpu/regset.c): with AMX 11008 bytes, and every guest panics with
 * "ptrace set fp regs failed". What is missing belongs to features that nothing in a guest has asked for: it stays zero.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <stdarg.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* Static: the guest's kernel has small stacks, and it is one thread. */
static char whole[32768];
static size_t size;

static long set_xstate(pid_t pid, const struct iovec *given) {
	if (!size) {
		struct iovec all = { whole, sizeof whole };
		if (syscall(SYS_ptrace, PTRACE_GETREGSET, pid, NT_X86_XSTATE, &all) < 0)
			return -1;
		size = all.iov_len;
		memset(whole, 0, sizeof whole);
	}
	if (given->iov_len >= size)
		return syscall(SYS_ptrace, PTRACE_SETREGSET, pid, NT_X86_XSTATE, given);
	memcpy(whole, given->iov_base, given->iov_len);
	struct iovec all = { whole, size };
	return syscall(SYS_ptrace, PTRACE_SETREGSET, pid, NT_X86_XSTATE, &all);
}

/* In place of the C library's, and like it: what a PEEK reads is its result. */
long ptrace(enum __ptrace_request request, ...) {
	va_list rest;
	va_start(rest, request);
	pid_t pid = va_arg(rest, pid_t);
	void *addr = va_arg(rest, void *);
	void *data = va_arg(rest, void *);
	va_end(rest);
	if (request == PTRACE_SETREGSET && (long)addr == NT_X86_XSTATE)
		return set_xstate(pid, data);
	if (request != PTRACE_PEEKTEXT && request != PTRACE_PEEKDATA && request != PTRACE_PEEKUSER)
		return syscall(SYS_ptrace, request, pid, addr, data);
	long word;
	if (syscall(SYS_ptrace, request, pid, addr, &word) < 0)
		return -1;
	errno = 0;
	return word;
}
