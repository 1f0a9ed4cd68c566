# boot sector: loads the rest by int 13h extensions (or CHS), goes to 32 bit, calls main
.code16
.globl _start
_start:
  cli
  xor %ax,%ax; mov %ax,%ds; mov %ax,%es; mov %ax,%ss; mov $0x7c00,%sp
  ljmp $0,$1f
1: sti
  mov %dl,drive
  mov $0x41,%ah; mov $0x55aa,%bx; int $0x13; jc chs
  mov $dap,%si; mov $0x42,%ah; mov drive,%dl; int $0x13; jnc ok
chs:
  mov $0x0200+NSECT,%ax; mov $0x0002,%cx; xor %dh,%dh; mov drive,%dl; mov $0x8000,%bx; int $0x13; jc bad
ok:
  # text mode screen, if there is a VGA BIOS (int 10h is a bare iret without)
  mov $0x0e41,%ax
  cli
  in $0x92,%al; or $2,%al; out %al,$0x92
  lgdt gdtr
  mov %cr0,%eax; or $1,%al; mov %eax,%cr0
  ljmp $8,$pm
bad: hlt; jmp bad
drive: .byte 0
.balign 4
dap: .byte 16,0; .word NSECT; .word 0x8000,0; .quad 1
gdt: .quad 0; .quad 0x00cf9a000000ffff; .quad 0x00cf92000000ffff
gdtr: .word 23; .long gdt
.code32
pm: mov $16,%ax; mov %ax,%ds; mov %ax,%es; mov %ax,%ss; mov $0x70000,%esp
  mov $0x8000,%eax; call *%eax
1: hlt; jmp 1b
.org 510
.word 0xaa55
