"""A VNC client: what a viewer of a VNC display sees of each console."""
import socket, struct, time
from pictures import Picture

RAW, DESKTOP_SIZE = 0, -223
CTRL, ALT = 0xffe3, 0xffe9


class Vnc:
    def __init__(self, sock):
        self.sock = sock
        self.sock.settimeout(60)
        self.read(12); self.sock.sendall(b'RFB 003.008\n')
        n = self.read(1)[0]
        if not n: raise EOFError('refused: ' + self.string())
        offered = self.read(n)
        if 1 not in offered: raise EOFError('it wants a password')
        self.sock.sendall(b'\1')
        if self.read(4) != b'\0\0\0\0': raise EOFError('refused: ' + self.string())
        self.sock.sendall(b'\1')
        self.w, self.h = struct.unpack('>HH', self.read(4)); self.read(16); self.name = self.string()
        self.sock.sendall(struct.pack('>BxxxBBBBHHHBBBxxx', 0, 32, 24, 0, 1, 255, 255, 255, 16, 8, 0))
        self.sock.sendall(struct.pack('>BxHii', 2, 2, RAW, DESKTOP_SIZE))
        self.fb = bytearray(self.w * self.h * 4)

    def read(self, n):
        b = b''
        while len(b) < n:
            r = self.sock.recv(n - len(b))
            if not r: raise EOFError('the connection was closed')
            b += r
        return b

    def string(self): return self.read(struct.unpack('>I', self.read(4))[0]).decode('utf-8', 'replace')

    def request(self, incremental): self.sock.sendall(struct.pack('>BBHHHH', 3, incremental, 0, 0, self.w, self.h))

    def update(self, seconds):
        """Reads what comes within the time; ends a second after the last update."""
        end = time.time() + seconds
        self.request(0)
        while time.time() < end:
            self.sock.settimeout(max(0.1, end - time.time()))
            try: kind = self.read(1)[0]
            except (TimeoutError, socket.timeout): break
            self.sock.settimeout(60)
            if kind == 0:
                self.read(1)
                for _ in range(struct.unpack('>H', self.read(2))[0]):
                    x, y, w, h, encoding = struct.unpack('>HHHHi', self.read(12))
                    if encoding == DESKTOP_SIZE:
                        self.w, self.h = w, h; self.fb = bytearray(w * h * 4); self.request(0); continue
                    if encoding != RAW: raise EOFError('encoding %d was not asked for' % encoding)
                    d = self.read(w * h * 4)
                    for r in range(h): self.fb[((y + r) * self.w + x) * 4:((y + r) * self.w + x + w) * 4] = d[r * w * 4:(r + 1) * w * 4]
                self.request(1); end = min(end, time.time() + 1)
            elif kind == 1: self.read(3); self.read(6 * struct.unpack('>H', self.read(2))[0])
            elif kind == 3: self.read(3); self.string()

    def key(self, *keys):
        for k in keys: self.sock.sendall(struct.pack('>BBHI', 4, 1, 0, k))
        for k in reversed(keys): self.sock.sendall(struct.pack('>BBHI', 4, 0, 0, k))

    def picture(self): return Picture.of_32bit(self.w, self.h, self.w * 4, self.fb)


def pictures(connect, count):
    """yields (console, Picture) for the consoles 1 to count; Ctrl-Alt-N goes to console N"""
    vnc = Vnc(connect())
    for i in range(1, count + 1):
        if i > 1: vnc.key(CTRL, ALT, ord('0') + i); time.sleep(2)
        vnc.update(5)
        yield i, vnc.picture()
