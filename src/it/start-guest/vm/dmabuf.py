"""Reads the memory behind a dma-buf."""
import fcntl, glob, mmap, os, struct

PRIME_FD_TO_HANDLE, MAP_DUMB, GEM_CLOSE = 0xc00c642e, 0xc01064b3, 0x40086409


def read(fd, size):
    """the first bytes of the buffer: mapped directly, or else by way of the render node, as Mesa does it"""
    whole = size + -size % mmap.PAGESIZE
    try:
        with mmap.mmap(fd, whole, mmap.MAP_SHARED, mmap.PROT_READ) as m: return m[:size]
    except OSError as e: refused = e
    nodes = glob.glob('/dev/dri/renderD*')
    if not nodes: raise refused
    node = os.open(nodes[0], os.O_RDWR)
    try:
        handle = struct.unpack('IIi', fcntl.ioctl(node, PRIME_FD_TO_HANDLE, struct.pack('IIi', 0, 0, fd)))[0]
        offset = struct.unpack('IIQ', fcntl.ioctl(node, MAP_DUMB, struct.pack('IIQ', handle, 0, 0)))[2]
        with mmap.mmap(node, whole, mmap.MAP_SHARED, mmap.PROT_READ, offset=offset) as m: data = m[:size]
        fcntl.ioctl(node, GEM_CLOSE, struct.pack('II', handle, 0))
        return data
    finally: os.close(node)
