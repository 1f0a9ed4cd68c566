/* Preloaded in the VM: QEMU does not close its file descriptor 0.
 *
 * Seen with Mesa 26.2's software renderer and QEMU 11.1: D-Bus and SPICE clients are handed /dev/null or a socket in place of a
 * buffer, and QEMU's log tells of descriptors closed twice. It looks as if the export of a texture, which this renderer cannot do,
 * is taken for done and leaves descriptor 0, which SPICE then closes, so that the next dma-buf gets that number and is closed as well.
 * With this, SPICE's client gets the dma-buf. Whether it happens with a real driver is not known.
 */
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
