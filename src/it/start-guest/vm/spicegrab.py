"""A SPICE client: what a viewer sees of each display channel, be it drawn (images, without compression) or handed over as a
dma-buf (local SPICE with OpenGL). It knows what QEMU's own displays send, and no more."""
import array, hashlib, os, socket, struct, threading, time
import dmabuf
from pictures import Picture

MAIN, DISPLAY = 1, 2                                  # channels
COMMON_CAPS = 1 << 0 | 1 << 1 | 1 << 3                # choice of authentication, tickets, short headers
DISPLAY_CAPS = 1 << 0 | 1 << 1 | 1 << 6 | 1 << 7 | 1 << 8 | 1 << 9 | 1 << 15  # sized streams, monitors,
# preferred compression, GL scanout, codecs, MJPEG, GL scanout of several planes
SET_ACK, PING, DISCONNECTING, NOTIFY = 3, 4, 6, 7     # from the server, every channel
ACK_SYNC, ACK, PONG = 1, 2, 3                         # to the server
MAIN_INIT, CHANNELS_LIST, ATTACH_CHANNELS = 103, 104, 104
DISPLAY_INIT, PREFERRED_COMPRESSION, GL_DRAW_DONE = 101, 103, 104
COPY_BITS, STREAM_CREATE, STREAM_DATA, DRAW_FILL, DRAW_COPY, SURFACE_CREATE, GL_SCANOUT, GL_DRAW, GL_SCANOUT2 = 104, 122, 123, 302, 304, 314, 320, 321, 323
BITMAP, FROM_CACHE = 0, 103
CODECS = {1: 'MJPEG', 2: 'VP8', 3: 'H.264', 4: 'VP9', 5: 'H.265', 6: 'AV1'}


def encrypt_empty_ticket(public_key):
    """RSA with OAEP padding of an empty password; the key is DER, 1024 bits"""
    at = public_key.index(b'\x02\x81\x81\0') + 4
    n, e = int.from_bytes(public_key[at:at + 128], 'big'), 65537
    sha = lambda b: hashlib.sha1(b).digest()
    mask = lambda seed, size: b''.join(sha(seed + struct.pack('>I', i)) for i in range(size // 20 + 1))[:size]
    xor = lambda a, b: bytes(x ^ y for x, y in zip(a, b))
    message = b'\0'
    block = sha(b'') + bytes(128 - 42 - len(message)) + b'\1' + message
    seed = os.urandom(20)
    block = xor(block, mask(seed, len(block)))
    padded = b'\0' + xor(seed, mask(block, 20)) + block
    return pow(int.from_bytes(padded, 'big'), e, n).to_bytes(128, 'big')


class Channel:
    def __init__(self, sock, session, kind, number, caps):
        self.sock, self.window, self.got = sock, 0, 0
        sock.settimeout(30)
        body = struct.pack('<IBBIIIII', session, kind, number, 1, 1, 18, COMMON_CAPS, caps)
        sock.sendall(b'REDQ' + struct.pack('<III', 2, 2, len(body)) + body)
        magic, major, minor, size = struct.unpack('<4sIII', self.read(16))
        reply = self.read(size)
        error, = struct.unpack('<I', reply[:4])
        if magic != b'REDQ' or error: raise EOFError('SPICE link: error %d' % error)
        sock.sendall(struct.pack('<I', 1) + encrypt_empty_ticket(reply[4:166]))
        result, = struct.unpack('<I', self.read(4))
        if result: raise EOFError('SPICE link: refused (%d)' % result)

    def read(self, n):
        b = bytearray()
        while len(b) < n:
            r = self.sock.recv(n - len(b))
            if not r: raise EOFError('the connection was closed')
            b += r
        return bytes(b)

    def read_fds(self):
        """the file descriptors that come with a byte of its own behind a message"""
        fds = array.array('i')
        _, anc, _, _ = self.sock.recvmsg(1, socket.CMSG_SPACE(4 * 4), socket.MSG_CMSG_CLOEXEC)
        for level, kind, data in anc:
            if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS: fds.frombytes(data[:len(data) // 4 * 4])
        return list(fds)

    def send(self, kind, body=b''): self.sock.sendall(struct.pack('<HI', kind, len(body)) + body)

    def receive(self):
        """the next message of the channel itself: (type, body)"""
        while True:
            kind, size = struct.unpack('<HI', self.read(6))
            body = self.read(size)
            if self.window and kind != SET_ACK:
                self.got += 1
                if self.got >= self.window: self.got = 0; self.send(ACK)
            if kind == SET_ACK:
                generation, self.window = struct.unpack('<II', body[:8]); self.got = 0
                self.send(ACK_SYNC, struct.pack('<I', generation))
            elif kind == PING: self.send(PONG, body[:12])
            elif kind == DISCONNECTING: raise EOFError('the server disconnects')
            elif kind != NOTIFY: return kind, body


class Display(threading.Thread):
    """a display channel and what it shows"""

    def __init__(self, sock, session, number):
        super().__init__(daemon=True)
        self.surface, self.scanout, self.cache, self.error, self.told, self.lock = None, None, {}, None, {}, threading.Lock()
        self.channel = Channel(sock, session, DISPLAY, number, DISPLAY_CAPS)
        self.channel.send(PREFERRED_COMPRESSION, b'\1')  # none
        self.channel.send(DISPLAY_INIT, struct.pack('<BqBi', 1, 0, 0, 0))

    def run(self):
        try:
            self.channel.sock.settimeout(None)
            while True: self.handle(*self.channel.receive())
        except Exception as e: self.error = e

    def tell(self, what): self.told[what] = self.told.get(what, 0) + 1

    def handle(self, kind, b):
        if kind == SURFACE_CREATE:
            surface, w, h, fmt, flags = struct.unpack('<IIIII', b[:20])
            if flags & 1 or self.surface is None:
                self.forget()
                self.surface, self.id = (w, h, bytearray(w * h * 4)), surface
            self.tell('surface %dx%d' % (w, h))
        elif kind in (GL_SCANOUT, GL_SCANOUT2):
            if kind == GL_SCANOUT: w, h, stride, fourcc, flags = struct.unpack('<IIIII', b[:20]); offset = 0
            else:
                w, h, fourcc, flags, planes, modifier = struct.unpack('<IIIIBQ', b[:25])
                offset, stride = struct.unpack('<II', b[25:33]) if planes else (0, 0)
            fds = self.channel.read_fds() if kind == GL_SCANOUT or planes else []
            self.forget()
            for fd in fds[1:]: os.close(fd)
            if fds: self.scanout = (w, h, stride, fds[0], offset)
            self.tell('GL scanout %dx%d %s' % (w, h, struct.pack('<I', fourcc).decode('ascii', 'replace')))
        elif kind == GL_DRAW: self.tell('GL draw'); self.channel.send(GL_DRAW_DONE)
        elif kind == STREAM_CREATE: self.tell('stream of ' + CODECS.get(b[9], str(b[9])))
        elif kind in (DRAW_COPY, DRAW_FILL, COPY_BITS) and self.surface: self.draw(kind, b)
        elif 300 <= kind < 314: self.tell('drawing %d, which is not shown' % kind)

    def draw(self, kind, b):
        surface, top, left, bottom, right, clip = struct.unpack('<IiiiiB', b[:21])
        at = 21
        if clip == 1: at += 4 + 16 * struct.unpack('<I', b[at:at + 4])[0]
        if surface != self.id: return
        w, h, px = self.surface
        span = lambda y, x0, x1: slice((y * w + x0) * 4, (y * w + x1) * 4)
        if kind == COPY_BITS:
            x, y = struct.unpack('<ii', b[at:at + 8]); self.tell('copy bits')
            rows = [bytes(px[span(y + r, x, x + right - left)]) for r in range(bottom - top)]
            for r, row in enumerate(rows): px[span(top + r, left, right)] = row
        elif kind == DRAW_FILL:
            brush, colour = struct.unpack('<BI', b[at:at + 5]); self.tell('fill')
            if brush == 1:
                for y in range(top, bottom): px[span(y, left, right)] = struct.pack('<I', colour) * (right - left)
        else:
            image, st, sl, sb, sr = struct.unpack('<Iiiii', b[at:at + 20])
            rows = self.image(b, image)
            if rows is None or (sb - st, sr - sl) != (bottom - top, right - left): return
            for r in range(bottom - top): px[span(top + r, left, right)] = rows[st + r][sl * 4:sr * 4]

    def image(self, b, at):
        """its rows, four bytes a pixel"""
        number, kind, flags, w, h = struct.unpack('<QBBII', b[at:at + 18])
        if kind == FROM_CACHE: return self.cache.get(number)
        if kind != BITMAP: self.tell('image of type %d, which is not shown' % kind); return None
        fmt, bflags, w, h, stride = struct.unpack('<BBIII', b[at + 18:at + 32])
        if fmt not in (8, 9): self.tell('bitmap of format %d, which is not shown' % fmt); return None
        data = at + 32 + (8 if bflags & 2 else 4)
        rows = [b[data + y * stride:data + y * stride + w * 4] for y in range(h)]
        if not bflags & 4: rows.reverse()
        if flags & 1: self.cache[number] = rows
        self.tell('bitmap')
        return rows

    def forget(self):
        """closes the buffer: an open one outlives its mediated device, which the sample drivers do not survive"""
        with self.lock:
            if self.scanout: os.close(self.scanout[3])
            self.scanout = None

    def close(self):
        self.channel.sock.shutdown(socket.SHUT_RDWR); self.join(10); self.channel.sock.close(); self.forget()

    def picture(self):
        with self.lock:
            if self.scanout:
                w, h, stride, fd, offset = self.scanout
                return Picture.of_32bit(w, h, stride, dmabuf.read(fd, offset + stride * h), offset)
        return Picture.of_32bit(self.surface[0], self.surface[1], self.surface[0] * 4, self.surface[2]) if self.surface else None

    def how(self): return ', '.join('%s%s' % (k, ' (%d times)' % n if n > 1 else '') for k, n in self.told.items()) or 'nothing was sent'


def pictures(connect, good, seconds=15):
    """yields (console, Picture or None, how it came) of each display channel; connect() is called for every channel"""
    main = Channel(connect(), 0, MAIN, 0, 0)
    session, channels = None, None
    while channels is None:
        kind, body = main.receive()
        if kind == MAIN_INIT: session, = struct.unpack('<I', body[:4]); main.send(ATTACH_CHANNELS)
        elif kind == CHANNELS_LIST: channels = [(body[4 + 2 * i], body[5 + 2 * i]) for i in range(struct.unpack('<I', body[:4])[0])]

    def serve():
        try:
            main.sock.settimeout(None)
            while True: main.receive()
        except (EOFError, OSError): pass
    threading.Thread(target=serve, daemon=True).start()
    displays = []
    for number in sorted(n for kind, n in channels if kind == DISPLAY):
        d = Display(connect(), session, number); d.start(); displays.append(d)
    try:
        for console, d in enumerate(displays, 1):
            end, picture = time.time() + seconds, None
            while time.time() < end:
                try: picture = d.picture()
                except OSError as e: d.tell('cannot be mapped: %s' % e)
                if picture and good(console, picture) or d.error: break
                time.sleep(1)
            yield console, picture, d.how() + ('; %s' % d.error if d.error else '')
    finally:
        for d in displays: d.close()
        main.sock.shutdown(socket.SHUT_RDWR)
