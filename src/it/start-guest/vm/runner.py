#!/usr/bin/python3
"""In the VM: for each document of /x/in define, start, look, destroy. Prints lines for people and keeps /x/out/report.json."""
import glob, json, os, re, shutil, socket, sys, time, traceback
sys.path.insert(0, '/x')
import xml.etree.ElementTree as ET
import libvirt, libvirt_qemu
import guests, look

options = dict(line.strip().split('=', 1) for line in open('/x/opt'))
libvirt.registerErrorHandler(lambda c, e: None, None)
T0 = time.time()

NOISE = re.compile(r'MESA-LOADER|failed to load driver|kmsro: driver|Could not enable error recovery|Cannot reset device|terminating on signal|'
                   r'TCG doesn.t support requested feature|vkCreateInstance failed|VFIO dma-buf not supported in kernel')


def say(s): print(s, flush=True)


def clean(message):
    """a message in one line, without time stamps and without what every guest says here"""
    lines = [re.sub(r'\d{4}-\d\d-\d\dT\S+Z ', '', l.strip()) for l in message.split('\n') if l.strip()]
    lines = [re.match(r'.*?monitor.*?: ', l).group(0).strip() if NOISE.search(l) and re.match(r'internal error.*?monitor.*?: ', l) else l for l in lines]
    return ' | '.join(l for l in lines if not NOISE.search(l))


def one(conn, n, report):
    name = open('/x/in/%d.name' % n).read().strip()
    report['document'] = name
    notes = []
    xml = guests.substitute(open('/x/in/%d.xml' % n, encoding='utf-8-sig', newline='').read(), notes, conn.getLibVersion())
    say('== %s' % name)
    try: root = ET.fromstring(xml.encode())
    except ET.ParseError as e:
        report.update(verdict='refused-define', message='not well-formed: %s' % e)
        say('    REFUSED by the harness: not well-formed: %s' % e); return
    out = '/x/out/%d-%s' % (n, re.sub(r'\.xml$', '', name)); os.makedirs(out, exist_ok=True)
    open(out + '/document.xml', 'w').write(xml)
    for u in guests.mdevs_of(root):
        e = guests.mdev_create(options['device'], u)
        if e: notes.append('mdev %s cannot be made: %s' % (u, e))
    guests.provide(conn, root, notes)
    report['notes'] = notes
    if notes: say('    note: ' + '; '.join(notes))
    t = time.time()
    try: dom = conn.defineXMLFlags(xml, libvirt.VIR_DOMAIN_DEFINE_VALIDATE)
    except libvirt.libvirtError as e:
        report.update(verdict='refused-define', message=clean(str(e)))
        say('    REFUSED by libvirt at define: %s' % report['message']); return
    log = '/var/log/libvirt/qemu/%s.log' % dom.name()
    try:
        try: dom.create()
        except libvirt.libvirtError as e:
            qemu = re.search(r'monitor|unable to execute QEMU command|process exited', str(e))
            report.update(verdict='refused-qemu-start' if qemu else 'refused-libvirt-start', message=clean(str(e)))
            say('    REFUSED by %s at start (%.0fs): %s' % ('QEMU' if qemu else 'libvirt', time.time() - t, report['message'])); return
        report['verdict'] = 'started'
        say('    STARTED in %.0fs' % (time.time() - t))
        try: look.look(conn, dom, root, out, options, report, say)
        except libvirt.libvirtError as e:
            time.sleep(1)
            if dom.isActive(): raise
            report.update(verdict='gone', gone='after %.0f s' % (time.time() - t))
            say('    the guest is GONE after %.0fs: %s' % (time.time() - t, clean(str(e))))
    finally:
        if os.path.exists(log):
            shutil.copy(log, out + '/qemu.log')
            said = {}
            for l in open(log, errors='replace'):
                if 'qemu-system-x86_64: ' in l and not NOISE.search(l): l = clean(l)[:600]; said[l] = said.get(l, 0) + 1
            for l, times in said.items(): say('    QEMU: %s%s' % (l, ' (%d times)' % times if times > 1 else ''))
            if said: report['said'] = list(said)
            if report.get('verdict') == 'gone' and not report.get('message'): report['message'] = ' | '.join(said)
            os.unlink(log)
        try: dom.destroy()
        except libvirt.libvirtError: pass
        dom.undefineFlags(libvirt.VIR_DOMAIN_UNDEFINE_NVRAM)


def main():
    conn, err = None, None
    for _ in range(60):
        try: conn = libvirt.open('qemu:///system'); break
        except libvirt.libvirtError as e: err = e; time.sleep(1)
    if conn is None: say('HARNESS: no libvirtd: %s' % err); sys.exit(1)
    version = lambda v: '%d.%d.%d' % (v // 1000000, v // 1000 % 1000, v % 1000)
    facts = {'suite': options['suite'], 'libvirt': version(conn.getLibVersion()), 'qemu': version(conn.getVersion()), 'device': options['device']}
    say('runner: libvirt %s, QEMU %s, device %s; ready at %s s' % (facts['libvirt'], facts['qemu'], options['device'], open('/proc/uptime').read().split()[0]))
    reports = []
    for n in range(1, len(glob.glob('/x/in/*.xml')) + 1):
        report = {'document': None, **facts, 'verdict': 'harness', 'message': '', 'pictures': []}
        reports.append(report)
        try: one(conn, n, report)
        except Exception as e:
            report['message'] = '%s: %s' % (type(e).__name__, e)
            say('    HARNESS: ' + report['message']); traceback.print_exc(file=open('/x/out/traceback', 'a'))
        for m in guests.mdev_remove_all(): say('    note: ' + m)
        with open('/x/out/report.json', 'w') as f: json.dump(reports, f, indent=1)
    say('runner: done in %.0fs' % (time.time() - T0))


main()
