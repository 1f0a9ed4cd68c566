"""Looks at a guest that started: what its probe says, its PCI devices, and what each client sees of each console."""
import json, os, re, socket, time
import xml.etree.ElementTree as ET
import libvirt, libvirt_qemu
import dbusgrab, pictures, spicegrab, vncgrab
from guests import run


def hmp(dom, line): return libvirt_qemu.qemuMonitorCommand(dom, line, libvirt_qemu.VIR_DOMAIN_QEMU_MONITOR_COMMAND_HMP)


def qmp(dom, command, **arguments): return json.loads(libvirt_qemu.qemuMonitorCommand(dom, json.dumps({'execute': command, 'arguments': arguments}), 0))


def wait_for_probe(dom, out, limit, probing):
    """(alive, the probe's report or None)"""
    t, file = time.time(), out + '/probe.bin'
    while time.time() - t < limit:
        time.sleep(1)
        if not dom.isActive(): return False, None
        if probing:
            qmp(dom, 'pmemsave', val=0x20000, size=8192, filename=file)
            text = open(file, 'rb').read().split(b'\0')[0].decode('ascii', 'replace'); os.unlink(file)
            if text.startswith('PROBE') and text.endswith('DONE\n'): return True, text
    return True, None


def consoles_of(live):
    """(alias, whether it is a mediated device) in the order of QEMU's consoles"""
    for v in live.findall('./devices/video'):
        if v.find('model').get('type') != 'none' and v.find('alias') is not None: yield v.find('alias').get('name'), False
    text = ET.tostring(live).decode()
    for h in live.findall("./devices/hostdev[@type='mdev']"):
        alias = h.find('alias').get('name')
        asked = re.search(r"alias=\"%s\"(?:(?!device>).)*name=\"display\"|device\.%s\.display=on" % (re.escape(alias), re.escape(alias)), text, re.S)
        if h.get('display') == 'on' or asked: yield alias, True


class Looker:
    def __init__(self, dom, live, out, report, say, probe):
        self.dom, self.live, self.out, self.report, self.say, self.probe = dom, live, out, report, say, probe
        self.consoles = list(consoles_of(live))

    def judge(self, console, picture):
        """what is wrong with the picture; None: it is as expected; '': not known what to expect"""
        alias, mediated = self.consoles[console - 1]
        if mediated: return pictures.compare_bars(picture) if 'pattern drawn' in (self.probe or '') and 'mdpy' not in self.probe else ''
        return pictures.compare_probe_text(picture) if re.match(r'PROBE int10=c000', self.probe or '') else ''

    def good(self, console, picture): return console <= len(self.consoles) and not self.judge(console, picture)

    def seen(self, client, console, picture, how=''):
        """notes what a client saw, for people and for the report"""
        alias = self.consoles[console - 1][0] if console <= len(self.consoles) else '?'
        entry = {'client': client, 'console': console, 'device': alias}
        if picture is None: entry.update(verdict='none', detail=how)
        else:
            file = '%s-console%d.png' % (client, console)
            picture.write_png('%s/%s' % (self.out, file))
            wrong = self.judge(console, picture) if alias != '?' else ''
            entry.update(verdict='as expected' if wrong is None else 'differs' if wrong else 'not compared', size='%dx%d' % (picture.w, picture.h),
                         detail=wrong or picture.describe(), how=how)
        self.report['pictures'].append(entry)
        self.say('    %s, console %d (%s): %s: %s%s' % (client if client in ('screendump', 'virsh-screenshot') else client + ' client', console, alias, entry['verdict'], entry['detail'], ' [%s]' % how if how and picture else ''))

    def with_client(self, client, pictures_of):
        """pictures_of yields (console, picture or None[, how])"""
        last = 0
        try:
            for console, picture, *how in pictures_of():
                last = console; self.seen(client, console, picture, *how)
        except Exception as e: self.seen(client, last + 1, None, '%s: %s' % (type(e).__name__, e))
        time.sleep(1)
        if not self.dom.isActive():
            if self.report['verdict'] == 'started':
                self.report.update(verdict='gone', gone='while the %s client looked' % client)
                self.say('    the guest is GONE while the %s client looked' % client)
            return False
        return True

    def twice(self, look):
        """connects anew if not all is as expected: SPICE may keep the first, blank picture of a console that nothing changes"""
        seen = list(look())
        if not all(picture and self.good(console, picture) for console, picture, *_ in seen): seen = list(look())
        return seen

    def opener(self, index):
        """a function that connects to the graphics device of this index, as a viewer on the host does"""
        def connect():
            return socket.socket(fileno=self.dom.openGraphicsFD(index, libvirt.VIR_DOMAIN_OPEN_GRAPHICS_SKIPAUTH))
        return connect

    def clients(self):
        """for each <graphics>: the client that shows what its viewer sees; False when the guest did not survive it"""
        for index, g in enumerate(self.live.findall('./devices/graphics')):
            kind, port = g.get('type'), int(g.get('port') or -1)
            tcp = (lambda p=port: socket.create_connection(('127.0.0.1', p), 60)) if port > 0 else None
            if kind == 'vnc':
                look = lambda: vncgrab.pictures(tcp or self.opener(index), len(self.consoles))
            elif kind == 'spice':
                look = lambda: self.twice(lambda: spicegrab.pictures(tcp or self.opener(index), self.good))
            elif kind == 'dbus' and g.get('p2p') == 'yes':
                look = lambda: dbusgrab.pictures(self.opener(index), False, self.good)
            elif kind == 'dbus':
                look = lambda: dbusgrab.pictures(lambda: self.bus(g.get('address')), True, self.good)
            else: continue
            if not self.with_client(kind, look): return False
        return True

    @staticmethod
    def bus(address):
        s = socket.socket(socket.AF_UNIX); s.connect(re.search(r'path=([^,;]*)', address).group(1))
        return s

    def screendumps(self, conn, mediated):
        """QEMU's own picture of each console, and libvirt's of the first"""
        for number, (alias, is_mediated) in enumerate(self.consoles, 1):
            if is_mediated and not mediated: continue
            f = '%s/screendump.ppm' % self.out
            try:
                r = qmp(self.dom, 'screendump', device=alias, head=0, filename=f)
                if 'return' in r: self.seen('screendump', number, pictures.Picture.of_ppm(f)); os.unlink(f)
                else: self.seen('screendump', number, None, r['error']['desc'])
            except libvirt.libvirtError as e: self.seen('screendump', number, None, str(e)); return
        if not mediated and (not self.consoles or self.consoles[0][1]): return
        try:
            stream = conn.newStream(); mime = self.dom.screenshot(stream, 0, 0)
            f = self.out + '/virsh-screenshot.' + ('png' if 'png' in mime else 'ppm')
            with open(f, 'wb') as o: stream.recvAll(lambda s, b, o: o.write(b), o)
            stream.finish()
            if f.endswith('ppm'): self.seen('virsh-screenshot', 1, pictures.Picture.of_ppm(f)); os.unlink(f)
            else: self.say('    virsh screenshot: %s, %d bytes' % (os.path.basename(f), os.path.getsize(f)))
        except libvirt.libvirtError as e: self.say('    virsh screenshot: %s' % e)


def tell_probe(probe, verbose, report, say):
    for l in probe.splitlines()[:-1]:
        if not l.startswith('pci') or 'class=03' in l or verbose: say('    guest: ' + l)
    m = re.search(r'int10=(\S+) rom@c0000=(\S+)', probe)
    if m: report.update(int10=m.group(1), vgaBios=m.group(2))
    m = re.search(r'opregion asls=(\w+)(?: signature=(.{16}))?', probe)
    if m: report['opregion'] = {'asls': m.group(1), 'signature': m.group(2) or ''}


def tell_pci(pci, verbose, after, say):
    order = []
    for m in re.finditer(r'Bus +(\d+), device +(\d+), function (\d+):\s+(.*?): PCI device (\w+:\w+)(.*?)(?=\n  Bus|\Z)', pci, re.S):
        i = re.search(r'id "([^"]*)"', m.group(6))
        order.append('%02x:%02x.%s %s %s %s' % (int(m.group(1)), int(m.group(2)), m.group(3), m.group(5), m.group(4), i.group(1) if i else ''))
    say('    PCI (after %.0fs): ' % after + '; '.join(o for o in order if verbose or re.search(r'VGA|isplay|ua-|hostdev|video', o)))


def look(conn, dom, root, out, options, report, say):
    number = lambda k: int(options[k])
    uefi = root.find('./os/loader') is not None or root.find('./os').get('firmware') == 'efi'
    probing = not uefi and any(d.get('device', 'disk') == 'disk' for d in root.findall('./devices/disk'))
    t = time.time()
    alive, probe = wait_for_probe(dom, out, number('wait') if probing else number('uwait') if uefi else 40, probing)
    if not alive:
        report.update(verdict='gone', gone='after %.0f s' % (time.time() - t))
        say('    the guest is GONE after %.0fs' % (time.time() - t)); return
    if probe:
        open(out + '/probe.txt', 'w').write(probe); tell_probe(probe, number('verbose'), report, say)
    elif probing: say('    guest: the probe did not end within %d s' % number('wait'))
    pci = hmp(dom, 'info pci'); open(out + '/info-pci.txt', 'w').write(pci)
    tell_pci(pci, number('verbose'), time.time() - t, say)
    live = ET.fromstring(dom.XMLDesc(libvirt.VIR_DOMAIN_XML_SECURE))
    looker = Looker(dom, live, out, report, say, probe)
    if number('clients'): looker.clients()
    if dom.isActive():
        if options['screendump'] != 'none': looker.screendumps(conn, options['screendump'] == 'all')
    end = time.time() + number('hold')
    while time.time() < end and dom.isActive(): time.sleep(2)
    running = dom.isActive()
    if not running and report['verdict'] == 'started': report.update(verdict='gone', gone='after all clients')
    say('    domdisplay: %s; the guest is %s' % (' '.join(run('virsh -q domdisplay --all ' + dom.name()).stdout.split()) or 'none', 'running' if running else 'GONE (%s)' % dom.state()))
