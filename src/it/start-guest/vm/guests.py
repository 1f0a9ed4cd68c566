"""What a document needs that the VM has not: its mediated devices, disk images, bridges and networks; and what is changed in it."""
import glob, os, re, shutil, subprocess
import libvirt

PARENT = {'mgvt': ('V5_4', 'V5_8'), 'mbochs': ('medium', 'small'), 'mdpy': ('vga', 'xga'), 'mtty': ('2', '1')}

CHANGES = (
    (r"(<domain\b[^>]*?\btype\s*=\s*)(['\"])kvm\2", r'\1\2qemu\2', 'type kvm -> qemu'),
    (r"(<cpu\s[^>]*?mode\s*=\s*)(['\"])(?:host-passthrough|host-model)\2", r'\1\2maximum\2', 'cpu host-* -> maximum'),
    (r"(<cpu\s[^>]*?check\s*=\s*)(['\"])(?:full|partial)\2", r'\1\2none\2', 'cpu check -> none'),
    (r"<emulator>[^<]*</emulator>", '<emulator>/usr/bin/qemu-system-x86_64</emulator>', "the emulator's path"),
    (r"(<hostdev\b[^>]*type=['\"]usb['\"][^>]*>\s*(?:<!--.*?-->\s*)*<source)>", r"\1 startupPolicy='optional'>", 'USB hostdev optional'),
    (r"\s*<seclabel\b[^>]*?(?:/>|>.*?</seclabel>)", '', 'seclabels left out'),
    (r"\s*<hyperv\b.*?</hyperv>|\s*<timer name=['\"]hypervclock['\"][^>]*/>", '', 'hyperv (needs KVM) left out'))


def substitute(xml, notes, libvirt_version):
    """the document as this libvirt, without KVM, can take it"""
    for pattern, to, why in CHANGES:
        if 'maximum' in why and libvirt_version < 7001000:  # knows no maximum
            pattern, to, why = r"<cpu\s[^>]*?mode\s*=\s*(['\"])(?:host-passthrough|host-model)\1[^>]*?/>", '', 'cpu host-* left out'
        m = re.sub(pattern, to, xml, flags=re.S)
        if m != xml: notes.append(why); xml = m
    return xml


def mdev_create(device, uuid):
    """None, or why there is none"""
    if os.path.exists('/sys/bus/mdev/devices/' + uuid): return None
    for t in PARENT[device]:
        try:
            with open('/sys/class/mdev_bus/%s/mdev_supported_types/%s-%s/create' % (device, device, t), 'w') as f: f.write(uuid)
            return None
        except OSError as e: err = e
    return str(err)


def mdevs_of(root):
    for h in root.findall("./devices/hostdev[@type='mdev']"):
        u = re.sub(r'[^0-9a-f]', '', h.find('source/address').get('uuid').lower())
        yield '-'.join((u[:8], u[8:12], u[12:16], u[16:20], u[20:]))


def mdev_remove_all():
    """the messages of those that cannot be removed"""
    bad = []
    for u in glob.glob('/sys/bus/mdev/devices/*/remove'):
        try: open(u, 'w').write('1')
        except OSError as e: bad.append('%s: %s' % (u, e))
    return bad


def run(command): return subprocess.run(command, shell=True, capture_output=True, text=True)


def provide(conn, root, notes):
    """disk images (each a copy of the probe's boot disk), bridges, networks"""
    made = []
    for disk in root.findall('./devices/disk'):
        src, drv = disk.find('source'), disk.find('driver')
        fmt = drv.get('type', 'raw') if drv is not None else 'raw'
        p = (src.get('file') or src.get('dev')) if src is not None else None
        for b in disk.findall('.//backingStore/source'):
            if b.get('file') and not os.path.exists(b.get('file')):
                os.makedirs(os.path.dirname(b.get('file')), exist_ok=True)
                f = disk.find('.//backingStore/format')
                run("qemu-img convert -O %s /x/probe.img '%s'" % (f.get('type') if f is not None else 'raw', b.get('file')))
        if not p or os.path.exists(p): continue
        os.makedirs(os.path.dirname(p), exist_ok=True)
        img = '/img/%d' % len(os.listdir('/img'))  # a file system with O_DIRECT
        if disk.get('device') in ('cdrom', 'floppy'):
            with open(img, 'wb') as f: f.truncate(1 << 20)
        elif src.get('dev') or fmt == 'raw': shutil.copy('/x/probe.img', img)
        else: subprocess.run(['qemu-img', 'convert', '-O', fmt, '/x/probe.img', img])
        os.symlink(run('losetup -f --show ' + img).stdout.strip() if src.get('dev') else img, p)
        made.append(p)
    for s in root.findall('./devices/interface/source'):
        b, n = s.get('bridge'), s.get('network')
        if b and not n and not os.path.exists('/sys/class/net/' + b):
            run('ip link add %s type bridge; ip link set %s up' % (b, b)); made.append('bridge ' + b)
        if n:
            try: conn.networkLookupByName(n)
            except libvirt.libvirtError:
                run('ip link add brx0 type bridge; ip link set brx0 up')
                try:
                    conn.networkDefineXML("<network><name>%s</name><forward mode='bridge'/><bridge name='brx0'/></network>" % n).create()
                    made.append('network ' + n)
                except libvirt.libvirtError as e: made.append('no network %s (%s)' % (n, e))
    if made: notes.append('provided ' + ', '.join(made))
