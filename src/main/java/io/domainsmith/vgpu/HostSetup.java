package io.domainsmith.vgpu;

import io.domainsmith.pci.PciAddress;
import io.domainsmith.target.Feature;
import io.domainsmith.target.HypervisorTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What a host needs so that a GVT-g mediated device is there after each boot. This only says it; nothing is changed.
 *
 * @param mdev the uuid of the mediated device to be
 * @param type its type, as listed in the card's {@code mdev_supported_types}, such as {@code i915-GVTg_V5_4}
 * @param parent the address of the graphics card on the host
 * @since 0.1
 */
public record HostSetup(UUID mdev, String type, PciAddress parent) {

    private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /**
     * Checks the type.
     *
     * @throws IllegalArgumentException if it is not the name of a type
     */
    public HostSetup {
        Objects.requireNonNull(mdev, "mdev");
        Objects.requireNonNull(parent, "parent");
        if (!TYPE.matcher(type).matches()) {
            throw new IllegalArgumentException("'" + type + "' is not the name of an mdev type; ls /sys/bus/pci/devices/" + parent
                    + "/mdev_supported_types lists them, such as i915-GVTg_V5_4");
        }
    }

    /**
     * The node device for {@code virsh nodedev-define} (formatnode.rst). libvirt makes up the name itself and heeds no other
     * (virNodeDeviceDefParseXML), but its schema, and so {@code --validate}, wants one.
     */
    public String nodeDevice() {
        return """
                <device>
                  <name>%s</name>
                  <parent>%s</parent>
                  <capability type='mdev'>
                    <type id='%s'/>
                    <uuid>%s</uuid>
                  </capability>
                </device>
                """.formatted(nodeName(HypervisorTarget.unknown()), "pci_" + underscored(parent), type, mdev);
    }

    /** The name that libvirt gives the node device (nodeDeviceGenerateName). */
    private String nodeName(HypervisorTarget target) {
        String name = "mdev_" + underscored(mdev);
        return target.supports(Feature.NODEDEV_NAME_WITH_PARENT).isNo() ? name : name + "_" + underscored(parent);
    }

    private static String underscored(Object name) {
        return name.toString().replaceAll("[:.-]", "_");
    }

    /** The guide's kernel parameters for GVT-g: without the first there are no types to choose from. */
    public List<String> kernelParameters() {
        return List.of("i915.enable_gvt=1", "kvm.ignore_msrs=1", "intel_iommu=igfx_off", "drm.debug=0");
    }

    /** The commands, with libvirt where it can or with mdevctl; a comment line begins with {@code #}. */
    public List<String> commands(HypervisorTarget target) {
        List<String> lines = new ArrayList<>();
        if (target.supports(Feature.NODEDEV_DEFINE).isNo()) {
            lines.add("# " + target.describe() + " has no nodedev-define for it (" + Feature.NODEDEV_DEFINE.where() + "), so mdevctl alone:");
        } else {
            lines.add("# with libvirt, from the XML:");
            lines.add("virsh nodedev-define FILE.xml && virsh nodedev-start " + nodeName(target));
            if (!target.supports(Feature.NODEDEV_AUTOSTART).isNo()) {
                lines.add("virsh nodedev-autostart " + nodeName(target));
            }
            lines.add("# or with mdevctl:");
        }
        lines.add("mdevctl define --uuid " + mdev + " --parent " + parent + " --type " + type + " --auto && mdevctl start --uuid " + mdev);
        lines.add("# the kernel's command line (GRUB_CMDLINE_LINUX in /etc/default/grub, then update-grub and a reboot), and the module "
                + "kvmgt (/etc/modules):");
        lines.add(String.join(" ", kernelParameters()));
        return lines;
    }
}
