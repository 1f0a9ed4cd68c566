package io.domainsmith.document;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A document in pieces, so that a test can say which piece an edit may change. Each piece is whole lines; the names are those
 * of {@link #all()}'s edits: head, name, feature, open, disk1, disk2, disk3, video, close, tail.
 */
record Sample(String label, String indent, String eol, char quote, Map<String, String> pieces) {

    private static final String BASE = """
            head|<?xml version='1.0' encoding='UTF-8'?>
            head|<domain type='kvm'>
            name|  <name>alpha</name>
            feature-open|  <features>
            feature|    <acpi/>
            feature-close|  </features>
            open|  <devices>
            disk1|    <disk type='file' device='disk'>
            disk1|      <driver name='qemu' type='raw' cache='none'/>
            disk1|      <target dev='vda' bus='virtio'/>
            disk1|    </disk>
            disk2|    <disk type='file' device='cdrom'>
            disk2|      <driver name='qemu' type='raw' cache='none'/>
            disk2|      <target dev='vdb' bus='sata'/>
            disk2|    </disk>
            disk3|    <disk type='file' device='disk'>
            disk3|      <driver name='qemu' type='raw' cache='none'/>
            disk3|      <target dev='vdc' bus='virtio'/>
            disk3|    </disk>
            video|    <video>
            video|      <model type='vga'/>
            video|    </video>
            close|  </devices>
            tail|</domain>
            """;

    /** The documents that libvirt's own tests have nothing like. */
    static List<Sample> all() {
        List<Sample> samples = new ArrayList<>();
        samples.add(sample("as libvirt prints", BASE));
        samples.add(sample("byte order mark", BASE.replaceFirst("head\\|", "head|\uFEFF")));
        samples.add(sample("CRLF", BASE.replace("\n", "\r\n")));
        samples.add(sample("double quotes", BASE.replace('\'', '"')));
        samples.add(sample("tabs", BASE.replace("  ", "\t")));
        samples.add(sample("four spaces", BASE.replace("  ", "    ")));
        samples.add(sample("no final line end", BASE.substring(0, BASE.length() - 1)));
        samples.add(sample("comments around the root and between devices", BASE
                .replace("head|<domain", "head|<!-- before -->\nhead|<domain")
                .replace("disk1|    <disk", "open|    <!-- the system disk -->\ndisk1|    <disk")
                .replace("video|    <video>", "disk3|    <!-- and the\ndisk3|     screen -->\nvideo|    <video>")
                + "tail|<!-- after -->\n"));
        samples.add(sample("remarks behind elements", BASE
                .replace("<driver name='qemu' type='raw' cache='none'/>", "<driver name='qemu' type='raw' cache='none'/> <!-- fast -->")
                .replace("open|  <devices>", "open|  <devices> <!-- below --> ")
                .replace("<acpi/>", "<acpi/>  ")));
        samples.add(sample("instructions and CDATA", BASE
                .replace("\nopen|", "\nname|  <title><![CDATA[a <b> & c]]></title>\nopen|")
                .replace("head|<domain", "head|<?tool some=thing?>\nhead|<domain")
                .replace("disk2|    <disk", "disk1|    <?keep this?>\ndisk2|    <disk")));
        samples.add(sample("entities", BASE.replace("\nopen|",
                "\nname|  <description>one &lt; two &amp; three&#xA;four</description>\nopen|")
                .replace("disk1|      <target", "disk1|      <serial>a&#10;b</serial>\ndisk1|      <source file='/a&#10;b&quot;c>d&amp;'/>\ndisk1|      <target")));
        samples.add(sample("odd spacing in tags", BASE
                .replace("<domain type='kvm'>", "<domain  type = 'kvm' >")
                .replace("</domain>", "</domain\t>")
                .replace("cache='none'/>", "cache =\n        'none' />".replace("\n        ", " "))
                .replace("<video>", "<video >")));
        samples.add(sample("foreign metadata", BASE.replace("feature-open|",
                "name|  <metadata>\nname|    <app xmlns=\"urn:example:app\" a='1'><disk>x</disk></app>\n"
                        + "name|    <o:os xmlns:o='urn:example:os'><o:id a=\"it's\"/></o:os>\nname|  </metadata>\nfeature-open|")));
        return samples;
    }

    private static Sample sample(String label, String text) {
        Map<String, String> pieces = new LinkedHashMap<>();
        String eol = text.contains("\r\n") ? "\r\n" : "\n";
        String[] lines = text.split("(?<=\n)");
        for (String line : lines) {
            int bar = line.indexOf('|');
            pieces.merge(line.substring(0, bar), line.substring(bar + 1), String::concat);
        }
        String indent = text.contains("\t") && !label.startsWith("odd") ? "\t" : label.equals("four spaces") ? "    " : "  ";
        return new Sample(label, indent, eol, text.contains("type=\"kvm\"") ? '"' : '\'', pieces);
    }

    String xml() {
        return String.join("", pieces.values());
    }

    String piece(String name) {
        return pieces.get(name);
    }

    /** The document with one piece replaced. */
    String with(String name, String replacement) {
        Map<String, String> changed = new LinkedHashMap<>(pieces);
        changed.put(name, replacement);
        return String.join("", changed.values());
    }

    /** New lines in the manner of the sample: each line's indentation is in steps of two spaces, quotes are single. */
    String lines(String block) {
        StringBuilder out = new StringBuilder();
        for (String line : block.split("\n")) {
            String content = line.stripLeading();
            out.append(indent.repeat((line.length() - content.length()) / 2)).append(content.replace('\'', quote)).append(eol);
        }
        return out.toString();
    }

    @Override
    public String toString() {
        return label;
    }
}
