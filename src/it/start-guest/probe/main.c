typedef unsigned char u8; typedef unsigned short u16; typedef unsigned int u32;
static char *out; static volatile u16 *vga = (u16 *)0xb8000; static int col, row = 8; static int text;
void run(void); 
__attribute__((section(".start"))) void main(void) { run(); }
static inline void outl(u16 p, u32 v) { asm volatile("outl %0,%1"::"a"(v),"Nd"(p)); }
static inline u32 inl(u16 p) { u32 v; asm volatile("inl %1,%0":"=a"(v):"Nd"(p)); return v; }
static inline void outb(u16 p, u8 v) { asm volatile("outb %0,%1"::"a"(v),"Nd"(p)); }
static inline u8 inb(u16 p) { u8 v; asm volatile("inb %1,%0":"=a"(v):"Nd"(p)); return v; }
static void put(char c) {
  *out++ = c; *out = 0;
  if (c == '\n') { col = 0; row++; } else if (text && row < 25 && col < 80) vga[row * 80 + col++] = 0x0f00 | (u8)c;
}
static void str(const char *s) { while (*s) put(*s++); }
static void hex(u32 v, int n) { while (n--) put("0123456789abcdef"[(v >> (n * 4)) & 15]); }
static u32 cfg(u32 b, u32 d, u32 f, u32 r) { outl(0xcf8, 0x80000000u | b << 16 | d << 11 | f << 8 | (r & 0xfc)); return inl(0xcfc); }
static void cfgw(u32 b, u32 d, u32 f, u32 r, u32 v) { outl(0xcf8, 0x80000000u | b << 16 | d << 11 | f << 8 | (r & 0xfc)); outl(0xcfc, v); }

static void pattern(u32 *fb, u32 w, u32 h, u32 stride) {
  static const u32 bars[8] = {0xffffff, 0xffff00, 0x00ffff, 0x00ff00, 0xff00ff, 0xff0000, 0x0000ff, 0x202020};
  for (u32 y = 0; y < h; y++) for (u32 x = 0; x < w; x++) {
    u32 c = bars[x * 8 / w];
    if (y > h * 3 / 4) { u32 g = x * 255 / w; c = g << 16 | g << 8 | g; }
    if (x < 4 || y < 4 || x >= w - 4 || y >= h - 4) c = 0xff8000;
    fb[y * (stride / 4) + x] = c;
  }
}
static void vgpu(u32 b, u32 d, u32 f, u32 id) {
  u32 b0 = cfg(b, d, f, 0x10) & ~15u, b2 = cfg(b, d, f, 0x18) & ~15u;
  u32 asls = cfg(b, d, f, 0xfc);
  if ((id & 0xffff) == 0x8086) {
    str("opregion asls="); hex(asls, 8);
    if (asls && asls < 0xfffff000u) { str(" signature="); for (int i = 0; i < 16; i++) { u8 c = ((volatile u8 *)asls)[i]; put(c >= 32 && c < 127 ? c : '.'); } }
    put('\n');
  }
  cfgw(b, d, f, 4, cfg(b, d, f, 4) | 2);
  if (id == 0x000f1b36) { /* mdpy: always on, the format is in the vendor capability */
    u32 fmt = cfg(b, d, f, 0x44), w = cfg(b, d, f, 0x48), h = cfg(b, d, f, 0x4c);
    str("vgpu mdpy fourcc="); hex(fmt, 8); str(" "); hex(w, 4); put('x'); hex(h, 4); put('\n');
    pattern((u32 *)b0, w, h, w * 4);
    return;
  }
  volatile u16 *vbe = (volatile u16 *)(b2 + 0x500);
  str("vgpu vbe-id="); hex(vbe[0], 4); str(" bar0="); hex(b0, 8); put('\n');
  if (!b0 || !b2 || vbe[0] != 0xb0c5) return;
  vbe[4] = 0; vbe[1] = 1024; vbe[2] = 768; vbe[3] = 32; vbe[6] = 1024; vbe[7] = 768; vbe[8] = 0; vbe[9] = 0; vbe[4] = 0x41;
  pattern((u32 *)b0, 1024, 768, 4096);
  str("vgpu mode 1024x768 set, pattern drawn\n");
}
void run(void) {
  out = (char *)0x20000; col = 0;
  u32 vec = *(volatile u32 *)0x40;
  u8 *rom = (u8 *)0xc0000;
  text = (vec >> 16) == 0xc000;
  str("PROBE "); 
  str("int10="); hex(vec >> 16, 4); put(':'); hex(vec & 0xffff, 4);
  str(" rom@c0000="); 
  if (rom[0] == 0x55 && rom[1] == 0xaa) {
    u16 p = *(u16 *)(rom + 0x18);
    if (rom[p] == 'P' && rom[p + 1] == 'C' && rom[p + 2] == 'I' && rom[p + 3] == 'R') { hex(*(u16 *)(rom + p + 4), 4); put(':'); hex(*(u16 *)(rom + p + 6), 4); }
    else str("no-pcir");
  } else str("none");
  put('\n');
  for (u32 b = 0; b < 256; b++) for (u32 d = 0; d < 32; d++) for (u32 f = 0; f < 8; f++) {
    u32 id = cfg(b, d, f, 0);
    if ((id & 0xffff) == 0xffff) { if (!f) break; continue; }
    u32 cl = cfg(b, d, f, 8) >> 16, cmd = cfg(b, d, f, 4) & 0xffff, ht = cfg(b, d, f, 12) >> 16 & 0xff;
    str("pci "); hex(b, 2); put(':'); hex(d, 2); put('.'); hex(f, 1); put(' '); hex(id & 0xffff, 4); put(':'); hex(id >> 16, 4);
    str(" class="); hex(cl, 4); str(" cmd="); hex(cmd, 4);
    if ((ht & 0x7f) == 1) { str(" bridge="); hex(cfg(b, d, f, 0x18) >> 8 & 0xff, 2); str(" vga="); put((cfg(b, d, f, 0x3c) >> 19 & 1) ? '1' : '0'); }
    put('\n');
    if (!f && !(ht & 0x80)) break;
  }
  for (u32 b = 0; b < 256; b++) for (u32 d = 0; d < 32; d++) for (u32 f = 0; f < 8; f++) {
    u32 id = cfg(b, d, f, 0);
    if ((id & 0xffff) == 0xffff) { if (!f) break; continue; }
    u32 cl = cfg(b, d, f, 8) >> 16;
    if ((cl >> 8) == 3 && ((id & 0xffff) == 0x8086 || id == 0x000f1b36 || (id == 0x11111234 && cl == 0x0380))) vgpu(b, d, f, id);
    if (!f && !((cfg(b, d, f, 12) >> 16) & 0x80)) break;
  }
  str("DONE\n");
}
