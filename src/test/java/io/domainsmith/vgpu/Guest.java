package io.domainsmith.vgpu;

/** Small guests for before and after texts: a root, a machine, and the devices of the test. */
final class Guest {

    static final String MDEV = "fff6f017-3417-4ad3-b05e-17ae3e1a4615";
    static final String QXL = video("qxl", "0x01");

    private Guest() {
    }

    static String q35(String... devices) {
        return of("q35", devices);
    }

    static String pc(String... devices) {
        return of("pc", devices);
    }

    static String of(String machine, String... devices) {
        return """
                <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
                  <name>guest</name>
                  <os>
                    <type arch='x86_64' machine='%s'>hvm</type>
                  </os><memory unit='GiB'>4</memory>
                  <devices>
                    <emulator>/usr/bin/kvm</emulator>
                %s  </devices>
                </domain>
                """.formatted(machine, String.join("", devices));
    }

    /** A guest with something behind its devices. */
    static String then(String guest, String more) {
        return guest.replace("</devices>\n", "</devices>\n" + more);
    }

    /** Arguments as libvirt prints them. */
    static String commandline(String... args) {
        StringBuilder text = new StringBuilder("  <qemu:commandline>\n");
        for (String arg : args) {
            text.append("    <qemu:arg value='").append(arg).append("'/>\n");
        }
        return text.append("  </qemu:commandline>\n").toString();
    }

    /** An override of one device. */
    static String override(String alias, String... properties) {
        StringBuilder text = new StringBuilder("  <qemu:override>\n    <qemu:device alias='" + alias + "'>\n      <qemu:frontend>\n");
        for (String property : properties) {
            text.append("        <qemu:property ").append(property).append("/>\n");
        }
        return text.append("      </qemu:frontend>\n    </qemu:device>\n  </qemu:override>\n").toString();
    }

    static final String OPREGION = "name='x-igd-opregion' type='bool' value='true'";

    static String video(String type, String slot) {
        return """
                    <video>
                      <model type='%s'/>
                %s    </video>
                """.formatted(type, slot == null ? "" : address(slot));
    }

    static String address(String slot) {
        return "      <address type='pci' domain='0x0000' bus='0x00' slot='" + slot + "' function='0x0'/>\n";
    }

    /** An mdev as the modern idiom writes it. */
    static String mdev(String slot) {
        return mdev("display='on'", "ua-gvtg", slot);
    }

    static String mdev(String attributes, String alias, String slot) {
        return """
                    <hostdev mode='subsystem' type='mdev' model='vfio-pci'%s>
                      <source>
                        <address uuid='%s'/>
                      </source>
                %s%s    </hostdev>
                """.formatted(attributes.isEmpty() ? "" : " " + attributes, MDEV,
                alias == null ? "" : "      <alias name='" + alias + "'/>\n", slot == null ? "" : address(slot));
    }

    static String usb(String alias) {
        return """
                    <hostdev mode='subsystem' type='usb'>
                      <source>
                        <vendor id='0x096e'/>
                        <product id='0x0006'/>
                      </source>
                %s    </hostdev>
                """.formatted(alias == null ? "" : "      <alias name='" + alias + "'/>\n");
    }

    /** A device that takes a slot of bus 0. */
    static String rng(int slot) {
        return rng(String.format("0x%02x", slot), "0x0");
    }

    static String rng(String slot, String function) {
        return """
                    <rng model='virtio'>
                      <backend model='random'>/dev/urandom</backend>
                      <address type='pci' domain='0x0000' bus='0x00' slot='%s' function='%s'/>
                    </rng>
                """.formatted(slot, function);
    }

    /** Devices on a range of slots of bus 0. */
    static String taken(int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int slot = from; slot <= to; slot++) {
            text.append(rng(slot));
        }
        return text.toString();
    }
}
