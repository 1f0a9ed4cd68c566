package io.domainsmith.target;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code virsh version} prints: the library, with {@code --daemon} the daemon's own release, and the hypervisor. */
final class VirshVersion {

    private static final Pattern DAEMON = Pattern.compile("(?m)^Running against daemon: (\\S+)");
    private static final Pattern LIBRARY = Pattern.compile("(?m)^Using library: libvirt (\\S+)");
    private static final Pattern HYPERVISOR = Pattern.compile("(?m)^Running hypervisor: (\\S+) (\\S+)");

    private VirshVersion() {
    }

    static HypervisorTarget parse(String text) {
        Matcher daemon = DAEMON.matcher(text);
        Matcher library = LIBRARY.matcher(text);
        Matcher hypervisor = HYPERVISOR.matcher(text);
        boolean known = daemon.find();
        if (!known && !library.find()) {
            throw new IllegalArgumentException("this is neither what 'virsh version' prints in English (LC_ALL=C virsh version), nor the "
                    + "XML of 'virsh domcapabilities' or 'virsh capabilities'");
        }
        Version libvirt = Version.parse(known ? daemon.group(1) : library.group(1));
        if (!hypervisor.find()) {
            return new HypervisorTarget(libvirt, null);
        }
        if (!hypervisor.group(1).equals("QEMU")) {
            throw new IllegalArgumentException("'virsh version' speaks of the hypervisor " + hypervisor.group(1)
                    + ", and domains here are QEMU's; connect to it, as by virsh -c qemu:///system version");
        }
        return new HypervisorTarget(libvirt, Version.parse(hypervisor.group(2)));
    }
}
