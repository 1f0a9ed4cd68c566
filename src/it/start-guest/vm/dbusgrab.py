"""A client of QEMU's D-Bus display: a listener of each console, which maps the memory that QEMU hands it.

QEMU speaks D-Bus over a socket of its own (p2p) or over a bus. The codec knows what this needs and no more."""
import array, os, socket, struct, threading, time
import dmabuf
from pictures import Picture

CALL, REPLY, ERROR, SIGNAL = 1, 2, 3, 4
ALIGN = {'y': 1, 'g': 1, 'v': 1, 'n': 2, 'q': 2, 'b': 4, 'i': 4, 'u': 4, 'h': 4, 's': 4, 'o': 4, 'a': 4, 'x': 8, 't': 8, 'd': 8, '(': 8, '{': 8}
FIXED = {'y': 'B', 'b': 'I', 'n': 'h', 'q': 'H', 'i': 'i', 'u': 'I', 'h': 'I', 'x': 'q', 't': 'Q', 'd': 'd'}
LISTENER = 'org.qemu.Display1.Listener'
INTERFACES = [LISTENER + '.Unix.Map', LISTENER + '.Unix.ScanoutDMABUF2']  # what this listener can do beside the first version


def split(signature):
    """the complete types of a signature"""
    out, i = [], 0
    while i < len(signature):
        j = i
        while signature[j] == 'a': j += 1
        if signature[j] in '({':
            depth = 0
            while True:
                depth += {'(': 1, '{': 1, ')': -1, '}': -1}.get(signature[j], 0)
                if not depth: break
                j += 1
        out.append(signature[i:j + 1]); i = j + 1
    return out


class Writer:
    def __init__(self): self.b = bytearray()

    def pad(self, n): self.b += bytes(-len(self.b) % n)

    def put(self, t, v):
        self.pad(ALIGN[t[0]])
        if t in FIXED: self.b += struct.pack('<' + FIXED[t], v)
        elif t in 'so': v = v.encode(); self.b += struct.pack('<I', len(v)) + v + b'\0'
        elif t == 'g': self.b += bytes([len(v)]) + v.encode() + b'\0'
        elif t == 'v': self.put('g', v[0]); self.put(*v)
        elif t[0] == 'a':
            at = len(self.b); self.b += bytes(4); self.pad(ALIGN[t[1]]); start = len(self.b)
            for e in (v.items() if t[1] == '{' else v): self.put(t[1:], e)
            self.b[at:at + 4] = struct.pack('<I', len(self.b) - start)
        else:
            for part, e in zip(split(t[1:-1]), v): self.put(part, e)


class Reader:
    def __init__(self, b): self.b, self.i = b, 0

    def get(self, t):
        self.i += -self.i % ALIGN[t[0]]
        if t in FIXED:
            n = struct.calcsize(FIXED[t]); self.i += n
            return struct.unpack('<' + FIXED[t], self.b[self.i - n:self.i])[0]
        if t in ('s', 'o'):
            n = self.get('u'); self.i += n + 1
            return bytes(self.b[self.i - n - 1:self.i - 1]).decode()
        if t == 'g':
            n = self.get('y'); self.i += n + 1
            return bytes(self.b[self.i - n - 1:self.i - 1]).decode()
        if t == 'v': return self.get(self.get('g'))
        if t == 'ay':
            n = self.get('u'); self.i += n
            return self.b[self.i - n:self.i]
        if t[0] == 'a':
            n = self.get('u'); self.i += -self.i % ALIGN[t[1]]; end = self.i + n; out = []
            while self.i < end: out.append(self.get(t[1:]))
            return dict(out) if t[1] == '{' else out
        return tuple(self.get(part) for part in split(t[1:-1]))


class Connection:
    """one end of a D-Bus connection, the other being the one that authenticates"""

    def __init__(self, sock):
        self.sock, self.serial, self.buffer, self.fds = sock, 0, b'', []
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)  # the first byte carries our credentials
        sock.settimeout(20)
        sock.sendall(b'\0AUTH EXTERNAL ' + str(os.getuid()).encode().hex().encode() + b'\r\n')
        self.expect(b'OK'); sock.sendall(b'NEGOTIATE_UNIX_FD\r\n'); self.expect(b'AGREE_UNIX_FD'); sock.sendall(b'BEGIN\r\n')
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 0)

    def expect(self, word):
        line = b''
        while not line.endswith(b'\r\n'):
            c = self.sock.recv(1)
            if not c: raise EOFError('closed while authenticating')
            line += c
        if not line.startswith(word): raise EOFError('authentication: ' + line.decode('ascii', 'replace').strip())

    def fill(self, n):
        while len(self.buffer) < n:
            data, anc, _, _ = self.sock.recvmsg(1 << 20, socket.CMSG_SPACE(64 * 4), socket.MSG_CMSG_CLOEXEC)
            for level, kind, d in anc:
                if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
                    a = array.array('i'); a.frombytes(d[:len(d) // 4 * 4]); self.fds += a
            if not data: raise EOFError('the connection was closed')
            self.buffer += data

    def receive(self):
        """(type, fields by number, body, file descriptors)"""
        self.fill(16)
        if self.buffer[0:1] != b'l': raise EOFError('big endian')
        body, _, fields = struct.unpack('<III', self.buffer[4:16])
        head = 16 + fields + -fields % 8
        self.fill(head + body)
        m, self.buffer = memoryview(self.buffer)[:head + body], self.buffer[head + body:]
        r = Reader(m); r.i = 12; f = dict(r.get('a(yv)'))
        f['serial'] = struct.unpack('<I', m[8:12])[0]
        r = Reader(m[head:]); args = [r.get(t) for t in split(f.get(8, ''))]
        n = f.get(9, 0); fds, self.fds = self.fds[:n], self.fds[n:]
        return m[1], f, args, fds

    def send(self, kind, fields, signature='', args=(), fds=()):
        self.serial += 1
        b = Writer()
        for t, a in zip(split(signature), args): b.put(t, a)
        if signature: fields[8] = ('g', signature)
        if fds: fields[9] = ('u', len(fds))
        w = Writer()
        for t, v in zip('yyyyuu', (ord('l'), kind, 0, 1, len(b.b), self.serial)): w.put(t, v)
        w.put('a(yv)', sorted(fields.items())); w.pad(8)
        anc = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array('i', fds))] if fds else []
        data = bytes(w.b + b.b)
        n = self.sock.sendmsg([data], anc); self.sock.sendall(data[n:])
        return self.serial

    def call(self, destination, path, interface, member, signature='', args=(), fds=()):
        f = {1: ('o', path), 2: ('s', interface), 3: ('s', member)}
        if destination: f[6] = ('s', destination)
        serial = self.send(CALL, f, signature, args, fds)
        while True:
            kind, f, a, _ = self.receive()
            if f.get(5) == serial:
                if kind == ERROR: raise EOFError('%s: %s' % (f.get(4), a[0] if a else ''))
                return a

    def reply(self, f, signature='', args=()):
        if f.get('flags'): return
        out = {5: ('u', f['serial'])}
        if 7 in f: out[6] = ('s', f[7])
        self.send(REPLY, out, signature, args)


class Listener(threading.Thread):
    """org.qemu.Display1.Listener of one console; keeps the last thing it was told to show"""

    def __init__(self, sock):
        super().__init__(daemon=True)
        self.sock, self.scanout, self.how, self.error, self.calls = sock, None, None, None, []
        self.ready, self.lock = threading.Event(), threading.Lock()

    def run(self):
        try:
            c = Connection(self.sock); c.sock.settimeout(None)
            while True:
                kind, f, args, fds = c.receive()
                if kind != CALL: continue
                getattr(self, 'on_' + f.get(3, ''), self.on_other)(c, f, args, fds)
        except Exception as e: self.error = e
        self.ready.set()

    def show(self, how, scanout):
        with self.lock:
            self.forget()
            self.how, self.scanout = how, scanout
        self.ready.set()

    def forget(self):
        """closes the buffer: an open one outlives its mediated device, which the sample drivers do not survive"""
        if self.scanout and isinstance(self.scanout[3], int): os.close(self.scanout[3])
        self.scanout = None

    def close(self):
        self.sock.shutdown(socket.SHUT_RDWR); self.join(10); self.sock.close()
        with self.lock: self.forget()

    def told(self, f):
        if len(self.calls) < 200: self.calls.append(f[3])

    def on_GetAll(self, c, f, args, fds): c.reply(f, 'a{sv}', ({'Interfaces': ('as', INTERFACES)},))

    def on_Get(self, c, f, args, fds): c.reply(f, 'v', (('as', INTERFACES),))

    def on_Scanout(self, c, f, args, fds):
        w, h, stride, fmt, data = args
        self.told(f); self.show('Scanout', (w, h, stride, bytearray(data), 0, False)); c.reply(f)

    def on_Update(self, c, f, args, fds):
        x, y, w, h, stride, fmt, data = args
        self.told(f)
        if self.how == 'Scanout':
            to, width = self.scanout[3], self.scanout[2]
            for r in range(h): to[(y + r) * width + x * 4:(y + r) * width + (x + w) * 4] = data[r * stride:r * stride + w * 4]
        c.reply(f)

    def on_ScanoutDMABUF(self, c, f, args, fds):
        _, w, h, stride, fourcc, modifier, y0_top = args
        self.told(f); self.show('ScanoutDMABUF', (w, h, stride, fds[0], 0, y0_top)); c.reply(f)

    def on_ScanoutDMABUF2(self, c, f, args, fds):
        _, x, y, w, h, offset, stride, planes, fourcc, bw, bh, modifier, y0_top = args
        self.told(f); self.show('ScanoutDMABUF2', (w, h, stride[0], fds[0], offset[0], y0_top)); c.reply(f)

    def on_ScanoutMap(self, c, f, args, fds):
        _, offset, w, h, stride, fmt = args
        self.told(f); self.show('ScanoutMap', (w, h, stride, fds[0], offset, False)); c.reply(f)

    def on_other(self, c, f, args, fds):
        self.told(f)
        for fd in fds: os.close(fd)
        c.reply(f)

    def picture(self):
        with self.lock:
            w, h, stride, data, offset, y0_top = self.scanout
            data = dmabuf.read(data, offset + stride * h) if isinstance(data, int) else bytes(data)
        return Picture.of_32bit(w, h, stride, data, offset)


def pictures(connect, bus, good, seconds=15):
    """yields (console, Picture, how it came) of each graphic console; good(console, Picture) tells when to stop waiting"""
    c = Connection(connect()); to = None
    if bus:
        c.call('org.freedesktop.DBus', '/org/freedesktop/DBus', 'org.freedesktop.DBus', 'Hello'); to = 'org.qemu'
    get = lambda path, interface, name: c.call(to, path, 'org.freedesktop.DBus.Properties', 'Get', 'ss', (interface, name))[0]
    i = 0
    for n in get('/org/qemu/Display1/VM', 'org.qemu.Display1.VM', 'ConsoleIDs'):
        path = '/org/qemu/Display1/Console_%d' % n
        if get(path, 'org.qemu.Display1.Console', 'Type') != 'Graphic': continue
        i += 1
        ours, theirs = socket.socketpair(socket.AF_UNIX)
        listener = Listener(ours); listener.start()
        c.call(to, path, 'org.qemu.Display1.Console', 'RegisterListener', 'h', (0,), (theirs.fileno(),)); theirs.close()
        listener.ready.wait(seconds)
        end, picture, refused = time.time() + seconds, None, None
        while time.time() < end and not listener.error:
            try: picture, refused = listener.picture() if listener.scanout else None, None
            except OSError as e: refused = 'cannot be mapped: %s' % e
            if picture and good(i, picture): break
            time.sleep(1)
        told = '%s; told: %s' % (listener.how or 'nothing was shown within %d s' % seconds, ' '.join(dict.fromkeys(listener.calls)))
        error = listener.error
        listener.close()
        yield i, picture, '; '.join(str(s) for s in (told, refused, error) if s)
