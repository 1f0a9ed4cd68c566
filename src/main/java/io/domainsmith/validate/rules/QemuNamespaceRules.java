package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.target.Feature;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.target.Support;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.Severity;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The elements of libvirt's qemu namespace.
 *
 * @since 0.1
 */
public final class QemuNamespaceRules {

    /**
     * A {@code -set device.*} finds no device where libvirt writes {@code -device} as JSON (qemuBuildDeviceCommandlineFromJSON;
     * QEMU's qemu_set_option looks only at devices given in the old syntax).
     */
    public static final Rule SET_ARGS = Check.failsAtStart("gvt-set-args-need-legacy-device",
            "-set device.* sees only devices in QEMU's old syntax, and libvirt writes JSON from 8.1 on with QEMU 7.0 and later, and in "
                    + "7.9 and 7.10 with QEMU 6.2 and later.",
            "QEMU qemu_set_option; libvirt QEMU_CAPS_DEVICE_JSON",
            "give the mdev display='on', an alias like ua-gvtg, and a <qemu:override> for that alias", QemuNamespaceRules::setArgs)
            .upTo(Severity.ERROR).ifVgpu();

    /** Elements that libvirt's qemuDomainDefNamespaceParse does not find are dropped without a word. */
    public static final Rule LOST = Check.surprise("qemu-namespace-lost",
            "libvirt looks for commandline, override, capabilities and deprecation only among the children of <domain> and only in "
                    + "its qemu namespace; elsewhere plain virsh define drops them silently.",
            "qemuDomainDefNamespaceParse", "move them to the end of <domain>, in the namespace " + QemuArgs.NAMESPACE,
            QemuNamespaceRules::lost).upTo(Severity.ERROR).everywhere();

    /** All of this family. */
    public static final List<Rule> ALL = List.of(SET_ARGS, LOST);

    private static final Set<String> BLOCKS = Set.of("commandline", "override", "capabilities", "deprecation");
    private static final Pattern LIBVIRT_NAMESPACES = Pattern.compile("http://libvirt\\.org/schemas/domain/(qemu|xen|bhyve|lxc|vmware)/1\\.0");

    private QemuNamespaceRules() {
    }

    private static void setArgs(Guest guest, Report report) {
        HypervisorTarget target = guest.target();
        List<QemuArgs.Setting> settings = guest.qemuArgs().deviceSettings();
        if (settings.isEmpty()) {
            return;
        }
        Support json = target.supports(Feature.JSON_DEVICE);
        if (json.isNo() || keepsOldSyntax(guest.qemuArgs(), target)) {
            return;
        }
        SourceElement first = settings.get(0).element();
        String what = "-set " + first.attribute("value") + " (line " + first.line() + ")"
                + (settings.size() > 1 ? " and " + (settings.size() - 1) + " more" : "");
        String message = what + " will find no device and the guest will not start "
                + (json.isUnknown()
                        ? "with libvirt 8.1 or later and QEMU 7.0 or later (libvirt 7.9 and 7.10: QEMU 6.2 or later), which write "
                        : "with " + target.describe() + ", which write ")
                + "-device as JSON";
        report.addAt(json.isUnknown() ? Severity.WARNING : Severity.ERROR, Consequence.FAILS_AT_START, first, "value", message,
                "from libvirt 8.5 on give the mdev display='on', an alias like ua-gvtg, and a <qemu:override> for that alias; "
                        + "domainsmith gvtg retarget writes them");
    }

    /** A name that the target's libvirt does not have is a no-op. */
    static boolean keepsOldSyntax(QemuArgs args, HypervisorTarget target) {
        return args.deletesCapability("device.json+hotplug") && !target.supports(Feature.DEL_DEVICE_JSON_HOTPLUG).isNo()
                || args.deletesCapability("device.json") && !target.supports(Feature.DEL_DEVICE_JSON).isNo();
    }

    private static void lost(Guest guest, Report report) {
        for (SourceElement child : guest.document().root().children()) {
            if (BLOCKS.contains(child.localName()) && !LIBVIRT_NAMESPACES.matcher(child.namespaceUri()).matches()) {
                lose(report, child, child.namespaceUri().isEmpty() ? "has no namespace"
                        : "is in the namespace " + child.namespaceUri() + ", which is none of libvirt's",
                        "bind a prefix to it on <domain>, xmlns:qemu='" + QemuArgs.NAMESPACE + "', and write <qemu:"
                                + child.localName() + ">");
            }
            if (!child.is("", "metadata")) {
                nested(child, report);
            }
        }
    }

    private static void nested(SourceElement parent, Report report) {
        boolean inDevices = parent.is("", "devices");
        List<SourceElement> children = parent.children();
        for (int i = 0; i < children.size(); i++) {
            SourceElement child = children.get(i);
            boolean bare = inDevices && child.namespaceUri().isEmpty();
            if ((bare || child.namespaceUri().equals(QemuArgs.NAMESPACE)) && BLOCKS.contains(child.localName())) {
                lose(report, child, "stands in <" + parent.name() + ">, not in <domain>",
                        "move it to the end of <domain>" + (bare ? ", in the namespace " + QemuArgs.NAMESPACE : ""));
            } else {
                nested(child, report);
            }
        }
    }

    private static void lose(Report report, SourceElement element, String why, String fix) {
        report.add(Severity.ERROR, Consequence.SURPRISE, element, "<" + element.name() + "> (line " + element.line() + ") "
                + why + ": plain virsh define drops it silently", fix);
    }
}
