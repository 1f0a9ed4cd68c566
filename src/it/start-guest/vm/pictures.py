"""Pictures of a console: read, written as PNG, and compared with what is expected to be seen."""
import struct, zlib

BARS = (0xffffff, 0xffff00, 0x00ffff, 0x00ff00, 0xff00ff, 0xff0000, 0x0000ff, 0x202020)  # as in probe/main.c
BARS_SIZE = (1024, 768)
GLYPHS = {  # from the VGA BIOS's font of 8x16
    'P': '0000fc6666667c60606060f000000000', 'R': '0000fc6666667c6c666666e600000000', 'O': '00007cc6c6c6c6c6c6c6c67c00000000',
    'B': '0000fc6666667c66666666fc00000000', 'E': '0000fe6662687868606266fe00000000'}


class Picture:
    """w x h pixels; rgb holds three bytes each, top row first"""

    def __init__(self, w, h, rgb):
        self.w, self.h, self.rgb = w, h, bytes(rgb)

    @classmethod
    def of_32bit(cls, w, h, stride, data, offset=0, upside_down=False, order='bgr'):
        """from four bytes a pixel, such as XRGB8888 in little endian ('bgr')"""
        out = bytearray(w * h * 3)
        for y in range(h):
            row = data[offset + y * stride:offset + y * stride + w * 4]
            at = (h - 1 - y if upside_down else y) * w * 3
            for channel in range(3):
                out[at + channel:at + w * 3:3] = row[order.index('rgb'[channel])::4]
        return cls(w, h, out)

    @classmethod
    def of_ppm(cls, file):
        b = open(file, 'rb').read()
        _, w, h, _ = b.split(None, 4)[:4]
        w, h = int(w), int(h)
        return cls(w, h, b[len(b) - w * h * 3:])

    def row(self, y):
        return self.rgb[y * self.w * 3:(y + 1) * self.w * 3]

    def write_png(self, file):
        chunk = lambda t, d: struct.pack('>I', len(d)) + t + d + struct.pack('>I', zlib.crc32(t + d))
        raw = b''.join(b'\0' + self.row(y) for y in range(self.h))
        with open(file, 'wb') as f:
            f.write(b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', self.w, self.h, 8, 2, 0, 0, 0)) +
                    chunk(b'IDAT', zlib.compress(raw, 1)) + chunk(b'IEND', b''))

    def colours(self):
        return len(set(self.rgb[i:i + 3] for i in range(0, len(self.rgb), 21)))

    def describe(self):
        c = self.colours()
        return '%dx%d, %s' % (self.w, self.h, 'blank' if c == 1 else 'text on one colour' if c <= 3 else '%d colours' % c)


def bars_rows(w, h):
    """the rows of the picture that the probe draws on the vGPU: the border, the bars, the shades of grey"""
    border = (0xff, 0x80, 0x00)
    rgb = lambda c: (c >> 16, c >> 8 & 255, c & 255)
    framed = lambda px: bytes(v for x in range(w) for v in (border if x < 4 or x >= w - 4 else px(x)))
    return (bytes(border) * w, framed(lambda x: rgb(BARS[x * 8 // w])), framed(lambda x: (x * 255 // w,) * 3))


def compare_bars(p):
    """None, or how p differs from the colour bars"""
    w, h = BARS_SIZE
    if (p.w, p.h) != (w, h): return '%s instead of %dx%d' % (p.describe(), w, h)
    edge, bars, greys = bars_rows(w, h)
    which = lambda y: edge if y < 4 or y >= h - 4 else greys if y > h * 3 // 4 else bars
    if sum(differing(p.row(y), which(y)) for y in range(h)) <= w * h // 200: return None
    if p.colours() == 1: return 'blank'
    mid = p.row(h // 2)
    if differing(mid, bars_rows(w, h)[2]) == 0: return 'upside down'
    swapped = bytearray(mid); swapped[0::3], swapped[2::3] = mid[2::3], mid[0::3]
    if differing(bytes(swapped), bars) == 0: return 'red and blue are exchanged'
    bad = [y for y in range(h) if differing(p.row(y), which(y))]
    return '%s, %d of %d rows are not the colour bars' % (p.describe(), len(bad), h)


def differing(row, want):
    """how many pixels of a row are another colour; a step of rounding is none"""
    if row == want: return 0
    if not want: return 1
    return sum(1 for i in range(0, len(want), 3) if any(abs(row[i + c] - want[i + c]) > 8 for c in range(3)))


def compare_probe_text(p):
    """None, or why p is not the text screen with the probe's report (it begins with PROBE, in the ninth line)"""
    c = p.colours()
    if c == 1: return 'blank, %dx%d' % (p.w, p.h)
    lit = lambda x, y: sum(p.rgb[(y * p.w + x) * 3:(y * p.w + x) * 3 + 3]) > 384
    for line in [8] + list(range(25)):
        for cell in (9, 8):
            if cell * 5 > p.w or (line + 1) * 16 > p.h: continue
            if all(lit(i * cell + bit, line * 16 + r) == bool(byte & 0x80 >> bit)
                   for i, g in enumerate('PROBE') for r, byte in enumerate(bytes.fromhex(GLYPHS[g])) for bit in range(8)):
                return None
    return 'the probe\'s text is not in it: %s' % p.describe()
