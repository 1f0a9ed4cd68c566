package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.Machine;
import io.domainsmith.internal.UserAlias;
import io.domainsmith.model.Hostdev;
import io.domainsmith.target.MachineType;
import io.domainsmith.target.Support;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The machine as a whole, the names of its parts, and what is left of a running domain.
 *
 * @since 0.1
 */
public final class MachineRules {

    /** A machine type that the target's QEMU has not: QEMU removed-features.rst. */
    public static final Rule REMOVED = Check.of(Severity.ERROR, Consequence.REFUSED, "machine-type-removed",
            "The machine type is one that the target's QEMU does not have: each comes with a QEMU, and from 10.1 on goes six major releases later.",
            "QEMU docs/about/removed-features.rst, MACHINE_VER_DELETION",
            "use a machine type that the target has; the guest sees other hardware", MachineRules::removed)
            .where("domains of QEMU where its release is known");

    /** A program for another guest: qemuValidateDomainDef. */
    public static final Rule EMULATOR = Check.refused("emulator-architecture",
            "<emulator> is a QEMU for another architecture than the guest's.", "qemuValidateDomainDef, virQEMUCapsIsArchSupported",
            "name the QEMU of the guest's architecture, or leave <emulator> out", Check.each("devices/emulator", MachineRules::emulator));

    /** A vGPU needs a PC: QEMU hw/vfio. */
    public static final Rule UNSUITABLE = Check.of(Severity.ERROR, Consequence.FAILS_AT_START, "machine-unsuitable",
            "A vGPU is in a machine that has no place for one. On s390 mediated devices are of model vfio-ap or vfio-ccw.",
            "QEMU hw/vfio; GVT-g setup guide", "use a pc or q35 machine", (guest, report) -> {
                Machine machine = guest.machine();
                SourceElement type = Xml.first(guest.root(), "os/type");
                if (machine.isS390()) {
                    Hostdev vgpu = guest.vgpus().get(0);
                    report.addAt(Severity.ERROR, Consequence.FAILS_AT_START, guest.source(vgpu), "model", guest.name(vgpu)
                            + " is of model vfio-pci, and this is " + machine + ", whose mediated devices are of model vfio-ap or vfio-ccw",
                            "use model='vfio-ap' or model='vfio-ccw', as the device on the host is");
                } else if (type != null && machine.isKnown() && (!machine.isX86() || Set.of("isapc", "microvm").contains(machine.type()))) {
                    report.add(type, guest.name(guest.vgpus().get(0)) + " needs a PC, and this is " + machine);
                }
            }).ifVgpu();

    /** Names of devices: virDomainDefValidateAliases, virDomainDeviceInfoParseXML. */
    public static final Rule ALIAS = Check.refused("alias-duplicate", "Two devices have one alias of the user's own.",
            "virDomainDefValidateAliases", "give one of them another alias", MachineRules::aliasDuplicate);

    /** Names that do not stay: virDomainDeviceInfoParseXML. */
    public static final Rule ALIAS_DROPPED = Check.advice("alias-not-user",
            "A device's alias does not begin with ua-, or has characters other than a-z, A-Z, 0-9, - and _, so libvirt drops it when the "
                    + "domain is defined.", "virDomainDeviceInfoParseXML",
            "write <alias name='ua-...'/>, or none", (guest, report) -> {
                if (Xml.has(guest.root(), "@id")) {
                    return;
                }
                for (SourceElement alias : aliases(guest)) {
                    if (!UserAlias.isKept(Xml.value(alias, "@name", "ua-"))) {
                        report.add(alias, Guest.name(alias.parent()) + " has the alias " + alias.attribute("name") + ", which libvirt drops");
                        return;
                    }
                }
            });

    /** A running domain's document: virDomainDefParseXML. */
    public static final Rule LIVE = Check.advice("live-xml-input",
            "This is the document of a running domain: its id, aliases, ports and paths are of that run, and libvirt drops them or takes them "
                    + "for yours.",
            "virDomainDefParseXML with VIR_DOMAIN_DEF_PARSE_INACTIVE", "start from virsh dumpxml --inactive", (guest, report) -> {
                if (Xml.has(guest.root(), "@id") && Xml.value(guest.root(), "@id", "").matches("\\d+")) {
                    report.addAt(guest.root(), "id", "<domain> (line " + guest.root().line() + ") has id='" + guest.root().attribute("id")
                            + "': this is the document of a running domain");
                }
            }).upTo(Severity.WARNING).everywhere();

    /** Values of one host: docs/formatdomain.rst. */
    public static final Rule HOST_SPECIFIC = Check.advice("host-specific-value",
            "A render node is named by number, which can change with the host's next start.", "docs/formatdomain.rst, graphical framebuffers",
            "name it by its place: /dev/dri/by-path/pci-0000:00:02.0-render", Check.each("devices/graphics/gl", (guest, gl) ->
                    isNumbered(Xml.value(gl, "@rendernode", ""))
                            ? "<gl> (line " + gl.line() + ") names the render node " + gl.attribute("rendernode") + " by its number" : null));

    /** A target without its first unit: SCSI Architecture Model. */
    public static final Rule LUN_ZERO = Check.advice("scsi-target-without-lun0",
            "A SCSI target has units but not unit 0, where guests ask for the others.", "SCSI Primary Commands, REPORT LUNS",
            "give one of its disks unit 0", MachineRules::lunZero);

    /** All of this family. */
    public static final List<Rule> ALL = List.of(REMOVED, EMULATOR, UNSUITABLE, ALIAS, ALIAS_DROPPED, LIVE, HOST_SPECIFIC, LUN_ZERO);

    private static final Pattern RENDER_NODE = Pattern.compile("/dev/dri/renderD\\d+");
    private static final Pattern EMULATOR_NAME = Pattern.compile(".*/qemu-system-([a-z0-9_]+)");
    private static final List<Set<String>> FAMILIES = List.of(Set.of("x86_64", "i386", "i686"), Set.of("ppc64", "ppc64le", "ppc"),
            Set.of("arm", "armv6l", "armv7l", "aarch64"), Set.of("s390", "s390x"));

    private MachineRules() {
    }

    private static void removed(Guest guest, Report report) {
        SourceElement type = Xml.first(guest.root(), "os/type");
        MachineType machine = type == null ? null : MachineType.of(Xml.value(type, "@machine", "")).orElse(null);
        Support support = machine == null ? null : guest.target().supports(machine);
        if (type != null && support != null && support.isNo()) {
            report.addAt(Severity.ERROR, Consequence.REFUSED, type, "machine", "<type> (line " + type.line() + ") names the machine type "
                    + machine + ", which is not in " + guest.target().describe() + " (it is in " + support.where() + ")",
                    "write machine='" + (machine.family().equals("pc-q35") ? "q35" : "pc") + "' for the target's newest; the guest sees "
                            + "other hardware, so Windows may want to be activated again: keep a copy of its disk");
        }
    }

    private static @Nullable String emulator(Guest guest, SourceElement emulator) {
        String path = emulator.text().strip();
        String arch = guest.machine().arch();
        if (arch.isEmpty() || path.endsWith("/qemu-system-" + arch)) {
            return null;
        }
        Matcher name = EMULATOR_NAME.matcher(path);
        boolean same = !name.matches() || FAMILIES.stream().anyMatch(family -> family.contains(arch) && family.contains(name.group(1)));
        return same ? null : "<emulator> (line " + emulator.line() + ") is a QEMU for " + name.group(1) + ", and the guest is " + arch;
    }

    private static boolean isNumbered(String renderNode) {
        return RENDER_NODE.matcher(renderNode).matches();
    }

    private static List<SourceElement> aliases(Guest guest) {
        List<SourceElement> aliases = new ArrayList<>();
        for (SourceElement device : guest.devices()) {
            if (!device.is("", "console")) {
                aliases.addAll(device.children("alias"));
            }
        }
        return aliases;
    }

    private static void aliasDuplicate(Guest guest, Report report) {
        Map<String, SourceElement> seen = new HashMap<>();
        for (SourceElement alias : aliases(guest)) {
            String name = Xml.value(alias, "@name", "");
            SourceElement other = UserAlias.isKept(name) ? seen.putIfAbsent(name, alias.parent()) : null;
            if (other != null) {
                report.add(alias, Guest.name(alias.parent()) + " has the alias " + name + " of " + Guest.name(other));
            }
        }
    }

    private static void lunZero(Guest guest, Report report) {
        Set<String> known = new HashSet<>();
        guest.driveAddresses().forEach((disk, own) -> {
            if (own.bus().equals("scsi") && own.unit() == 0) {
                known.add(own.controller() + ":" + own.target());
            }
        });
        guest.driveAddresses().forEach((disk, own) -> {
            if (own.bus().equals("scsi") && own.unit() != 0 && known.add(own.controller() + ":" + own.target())) {
                report.add(disk, Guest.name(disk) + " is unit " + own.unit() + " of a SCSI target without unit 0");
            }
        });
    }
}
