/* Preloaded in the VM: QEMU does not close its file descriptor 0.
 *
 * Mesa's software renderer cannot export a texture. Newer releases (seen: 26.2) say nonetheless that they did and leave the
 * descriptor 0 that QEMU had initialised. QEMU 11.1 gives it to SPICE, SPICE closes it, the next dma-buf gets the number 0
 * and is closed as well. No real driver does this. */
extern char *program_invocation_short_name __attribute__((weak));
extern int *__errno_location(void);

int close(int fd)
{
	long r;

	if (fd == 0 && &program_invocation_short_name && program_invocation_short_name) {
		const char *p = program_invocation_short_name, *q = "qemu-system";

		while (*q && *p == *q)
			p++, q++;
		if (!*q)
			return 0;
	}
	__asm__ volatile("syscall" : "=a"(r) : "0"(3L), "D"((long)fd) : "rcx", "r11", "memory");
	if (r < 0) {
		*__errno_location() = -r;
		return -1;
	}
	return 0;
}
