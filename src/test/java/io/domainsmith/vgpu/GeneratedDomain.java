package io.domainsmith.vgpu;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A whole domain that follows from a seed, in pieces of which each is an element with all its lines, a comment or what is around. */
final class GeneratedDomain {

    /**
     * A piece.
     *
     * @param kind the element's name, or the empty string
     */
    record Piece(String kind, String text) {
    }

    private final Random random;
    private final List<Piece> pieces = new ArrayList<>();
    private final boolean q35;
    private final boolean addresses;
    private final String eol;
    private final char quote;
    private final String indent;
    private int slot = 2;
    private int target;

    GeneratedDomain(long seed) {
        random = new Random(seed);
        q35 = random.nextInt(3) > 0;
        addresses = random.nextBoolean();
        eol = random.nextInt(4) == 0 ? "\r\n" : "\n";
        quote = random.nextInt(3) == 0 ? '"' : '\'';
        indent = List.of("  ", "    ", "\t", "").get(random.nextInt(4));
        head(seed);
        devices();
        piece("", 0, "</domain>");
        if (sometimes()) {
            piece("", 0, "<!-- the end -->");
        }
    }

    List<Piece> pieces() {
        return pieces;
    }

    String xml() {
        StringBuilder xml = new StringBuilder();
        pieces.forEach(piece -> xml.append(piece.text()));
        return xml.toString();
    }

    private boolean sometimes() {
        return random.nextInt(3) == 0;
    }

    private void piece(String kind, int depth, String... lines) {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            String content = line.stripLeading();
            text.append(indent.repeat(depth + (line.length() - content.length()) / 2)).append(content.replace('\'', quote)).append(eol);
        }
        pieces.add(new Piece(kind, text.toString()));
    }

    private void head(long seed) {
        if (sometimes()) {
            piece("", 0, "<?xml version='1.0' encoding='UTF-8'?>");
        }
        if (sometimes()) {
            piece("", 0, "<!-- kept by hand -->", "<?inventory a=\"b\"?>");
        }
        piece("", 0, sometimes() ? "<domain  type = 'kvm' xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0' >" : "<domain type='kvm'>");
        piece("name", 1, "<name>generated-" + seed + "</name>");
        if (sometimes()) {
            piece("title", 1, "<title><![CDATA[a <b> & c]]></title>");
        }
        if (sometimes()) {
            piece("metadata", 1, "<metadata>", "  <app:a xmlns:app='urn:example:a' b = 'c'><d>e&#10;f</d></app:a>", "</metadata>");
        }
        piece("memory", 1, "<memory unit='GiB'>" + (1 + random.nextInt(16)) + "</memory>");
        piece("vcpu", 1, "<vcpu>" + (1 + random.nextInt(8)) + "</vcpu>");
        piece("os", 1, "<os>", "  <type arch='x86_64' machine='" + (q35 ? "q35" : "pc") + "'>hvm</type>", "  <boot dev='hd'/>", "</os>");
        if (random.nextBoolean()) {
            piece("features", 1, "<features>", "  <acpi/>", "</features>");
        }
    }

    private void devices() {
        piece("", 1, "<devices>");
        piece("emulator", 2, "<emulator>/usr/bin/qemu-system-x86_64</emulator>");
        for (int i = random.nextInt(4); i > 0; i--) {
            disk();
        }
        controller("type='usb' index='0' model='qemu-xhci'");
        piece("controller", 2, "<controller type='pci' index='0' model='" + (q35 ? "pcie-root" : "pci-root") + "'/>");
        for (int i = q35 ? 4 + random.nextInt(8) : 0, index = 1; i > 0; i--, index++) {
            controller("type='pci' index='" + index + "' model='pcie-root-port'");
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            piece("interface", 2, "<interface type='network'>", "  <mac address='52:54:00:00:0" + random.nextInt(10) + ":0" + i + "'/>",
                    "  <source network='default'/>", "  <model type='" + List.of("virtio", "e1000e", "rtl8139").get(random.nextInt(3)) + "'/>",
                    "</interface>");
        }
        if (random.nextBoolean()) {
            piece("serial", 2, "<serial type='pty'/>");
        }
        if (random.nextBoolean()) {
            piece("input", 2, "<input type='tablet' bus='usb'/>");
        }
        for (String graphics : List.of("<graphics type='spice' autoport='yes'/>", "<graphics type='vnc' port='-1' autoport='yes'/>")) {
            if (random.nextBoolean()) {
                piece("graphics", 2, graphics);
            }
        }
        if (sometimes()) {
            piece("sound", 2, "<sound model='ich6'/>");
        }
        if (sometimes()) {
            piece("", 2, "<!-- what the guest shows -->");
        }
        for (int i = random.nextInt(8) == 0 ? 0 : sometimes() ? 2 : 1; i > 0; i--) {
            String model = List.of("qxl", "vga", "virtio", "cirrus", "bochs").get(random.nextInt(5));
            piece("video", 2, "<video>", "  <model type='" + (pieces.get(pieces.size() - 1).kind().equals("video") ? "qxl" : model) + "'/>",
                    "</video>");
        }
        piece("memballoon", 2, random.nextBoolean() ? "<memballoon model='virtio'/>" : "<memballoon model='none'/>");
        if (sometimes()) {
            piece("rng", 2, "<rng model='virtio'>", "  <backend model='random'>/dev/urandom</backend>", "</rng>");
        }
        piece("", 1, "</devices>");
    }

    private void disk() {
        String dev = "sd" + (char) ('a' + target++);
        piece("disk", 2, "<disk type='file' device='disk'>", "  <driver name='qemu' type='qcow2'/>",
                "  <source file='/var/lib/" + dev + "&amp;.qcow2'/>", "  <target dev='" + dev + "' bus='sata'/>", "</disk>");
    }

    /** With a place of its own, or with none. */
    private void controller(String attributes) {
        if (addresses) {
            piece("controller", 2, "<controller " + attributes + ">", "  <address type='pci' domain='0x0000' bus='0x00' slot='0x"
                    + Integer.toHexString(0x100 + ++slot).substring(1) + "' function='0x0'/>", "</controller>");
        } else {
            piece("controller", 2, "<controller " + attributes + "/>");
        }
    }
}
