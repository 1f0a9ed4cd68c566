package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.Machine;
import io.domainsmith.model.Graphics;
import io.domainsmith.model.GraphicsType;
import io.domainsmith.model.Video;
import io.domainsmith.model.VideoModelType;
import io.domainsmith.target.DomainCapabilities;
import io.domainsmith.target.Feature;
import io.domainsmith.target.Support;
import io.domainsmith.target.Version;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.Severity;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the target's libvirt and QEMU do not have, or no longer.
 *
 * @since 0.1
 */
public final class TargetRules {

    /** Domain capabilities list what a host's QEMU was built with; some builds lack cirrus, qxl and SPICE. */
    public static final Rule DEVICE_REMOVED = Check.refused("device-not-in-target",
            "The target does not have such a device, or such a kind of it: its release is too old, or its build left it out, as its domain "
                    + "capabilities tell by a list without it or by supported='no'; or it has fewer vCPUs. What they do not mention is not judged, nor what they list "
                    + "for another machine type where that matters: vCPUs, disks, firmware, panic devices. Red Hat's QEMU has no SPICE, qxl and "
                    + "cirrus since RHEL 9; a machine type of RHEL 9 is a warning.",
            "formatdomaincaps.rst, virQEMUCapsFillDomainCaps; RHEL 9 release notes", "use a device that the target has",
            TargetRules::deviceRemoved).where("domains for a known target, or with a machine type of RHEL 9");

    /** KVM is not everywhere. */
    public static final Rule DOMAIN_TYPE = Check.refused("domain-type-not-in-target",
            "The domain is of the type kvm, and the target's domain capabilities are of the type qemu: virsh prints those of kvm wherever KVM "
                    + "can be used.",
            "virsh domcapabilities, --virttype; formatdomaincaps.rst", "load the KVM module on the host, or, if it has KVM, ask it by virsh "
                    + "domcapabilities --virttype kvm", (guest, report) -> {
                DomainCapabilities host = guest.target().capabilities();
                if (host != null && "qemu".equals(host.domain()) && Xml.is(guest.root(), "@type", "kvm")) {
                    report.addAt(guest.root(), "type", "<domain> (line " + guest.root().line()
                            + ") is of the type kvm, and the target's domain capabilities are of the type qemu");
                }
            }).where("domains for a target with domain capabilities");

    /** Each host has machine types of its own. */
    public static final Rule MACHINE = Check.of(Severity.ERROR, Consequence.REFUSED, "machine-not-in-target",
            "The target's domain capabilities are of another machine type: one of another QEMU (Red Hat's has its own only, and no other has "
                    + "those), which is an error; an older one than the domain's, which the target may not have; or one of another kind, so "
                    + "that what they list by machine type is not used.",
            "formatdomaincaps.rst, machine; virsh capabilities lists all", "use a machine type that virsh capabilities lists on the host",
            TargetRules::machine).where("domains for a target with domain capabilities");

    /** Domain capabilities name no release. */
    public static final Rule RELEASE_UNKNOWN = Check.surprise("target-release-unknown",
            "The target's domain capabilities do not tell whether its libvirt has <qemu:override>, so it is taken for one that has, of July 2022 "
                    + "or later.",
            "formatdomaincaps.rst", "give the release by --libvirt, or by another --target with what virsh version printed on the host",
            TargetRules::releaseUnknown).where("domains with a vGPU or with elements of the qemu namespace, for a target with domain capabilities");

    /** libvirt raises the oldest QEMU that it takes now and then. */
    public static final Rule QEMU_TOO_OLD = Check.of(Severity.ERROR, Consequence.FAILS_AT_START, "target-qemu-too-old",
            "The target's libvirt takes no QEMU as old as the target's.", "libvirt NEWS 10.6, 11.2, 12.4",
            "check the two versions, or update QEMU", TargetRules::qemuTooOld).where("domains for a known target");

    /** All of this family. */
    public static final List<Rule> ALL = List.of(DEVICE_REMOVED, DOMAIN_TYPE, MACHINE, RELEASE_UNKNOWN, QEMU_TOO_OLD);

    private static final Map<VideoModelType, Feature> VIDEOS = Map.of(VideoModelType.NONE, Feature.VIDEO_NONE,
            VideoModelType.BOCHS, Feature.VIDEO_BOCHS, VideoModelType.RAMFB, Feature.VIDEO_RAMFB,
            VideoModelType.QXL, Feature.VIDEO_QXL, VideoModelType.CIRRUS, Feature.VIDEO_CIRRUS);

    private static final Map<GraphicsType, Feature> GRAPHICS =
            Map.of(GraphicsType.SPICE, Feature.SPICE, GraphicsType.EGL_HEADLESS, Feature.EGL_HEADLESS);

    /** What no release tells, a machine type does that only such a build has. */
    private static final Set<Feature> LEFT_OUT_BY_RHEL_9 = Set.of(Feature.SPICE, Feature.VIDEO_QXL, Feature.VIDEO_CIRRUS);
    private static final Pattern RHEL_9 = Pattern.compile("pc-q35-rhel(9|[1-9]\\d)\\..*");

    /**
     * What domain capabilities list.
     *
     * @param element the elements that have it
     * @param value the attribute, from there
     * @param listed the enum that lists it
     * @param byMachine whether the list differs from machine type to machine type
     * @param consequence what comes of a value that is not listed
     * @param fix what to do, or null for the rule's own
     */
    private record Listed(String element, String value, String listed, boolean byMachine, Consequence consequence, @Nullable String fix) {
    }

    private static final String SWTPM = "install swtpm on the host, or use a backend that the target has";

    /** Not the channels' types and the host devices' kinds: libvirt takes more of them than it lists. */
    private static final List<Listed> LISTED = List.of(
            new Listed("os", "@firmware", "os/firmware", true, Consequence.FAILS_AT_START, "install the firmware on the host, with its descriptor in "
                    + "/usr/share/qemu/firmware"),
            new Listed("os/loader", "@type", "loader/type", true, Consequence.REFUSED, null),
            new Listed("memoryBacking/source", "@type", "memoryBacking/sourceType", false, Consequence.REFUSED, null),
            new Listed("devices/disk", "@device", "disk/diskDevice", true, Consequence.REFUSED, null),
            new Listed("devices/disk", "target/@bus", "disk/bus", true, Consequence.REFUSED, "use a bus that the target has, such as virtio"),
            new Listed("devices/graphics", "@type", "graphics/type", false, Consequence.REFUSED, null),
            new Listed("devices/video", "model/@type", "video/modelType", false, Consequence.REFUSED, null),
            new Listed("devices/rng", "@model", "rng/model", false, Consequence.REFUSED, null),
            new Listed("devices/rng", "backend/@model", "rng/backendModel", false, Consequence.REFUSED, null),
            new Listed("devices/filesystem", "driver/@type", "filesystem/driverType", false, Consequence.REFUSED, null),
            new Listed("devices/tpm", "@model", "tpm/model", false, Consequence.REFUSED, null),
            new Listed("devices/tpm", "backend/@type", "tpm/backendModel", false, Consequence.FAILS_AT_START, SWTPM),
            new Listed("devices/tpm", "backend/@version", "tpm/backendVersion", false, Consequence.FAILS_AT_START, SWTPM),
            new Listed("devices/redirdev", "@bus", "redirdev/bus", false, Consequence.REFUSED, null),
            new Listed("devices/crypto", "@model", "crypto/model", false, Consequence.REFUSED, null),
            new Listed("devices/crypto", "backend/@model", "crypto/backendModel", false, Consequence.REFUSED, null),
            new Listed("devices/interface", "backend/@type", "interface/backendType", false, Consequence.FAILS_AT_START,
                    "install passt on the host, or use another backend"),
            new Listed("devices/panic", "@model", "panic/model", true, Consequence.REFUSED, null));

    /** A family of machine types, whose they are if not QEMU's own, and their version. */
    private static final Pattern MACHINE_TYPE = Pattern.compile("(.+)-([a-z]*)(\\d{1,3}(?:\\.\\d{1,3}){1,2})");

    private TargetRules() {
    }

    private static void deviceRemoved(Guest guest, Report report) {
        DomainCapabilities capabilities = guest.target().capabilities();
        if (capabilities != null) {
            notListed(guest, capabilities, report);
        }
        for (Video video : guest.videos()) {
            VideoModelType model = Guest.modelOf(video);
            if (model != null && VIDEOS.containsKey(model)) {
                missing(guest, guest.source(video), VIDEOS.get(model), model == VideoModelType.NONE ? "keep an emulated video there" : "use vga or virtio", report);
            }
        }
        for (Graphics graphics : guest.graphics()) {
            SourceElement element = guest.document().elementOf(graphics);
            if (element != null && graphics.getType() != null && GRAPHICS.containsKey(graphics.getType())) {
                missing(guest, element, GRAPHICS.get(graphics.getType()),
                        graphics.getType() == GraphicsType.SPICE ? "use <graphics type='vnc'>, and take the spicevmc channels and "
                                + "redirdevs away" : "use -display egl-headless; domainsmith gvtg retarget writes it", report);
            }
        }
    }

    private static void notListed(Guest guest, DomainCapabilities host, Report report) {
        if (host.arch() != null && !guest.machine().arch().isEmpty() && !host.arch().equals(guest.machine().arch())) {
            return;
        }
        boolean sameMachine = isKindOf(guest.machine(), host);
        SourceElement vcpu = Xml.first(guest.root(), "vcpu");
        OptionalInt most = host.mostVcpus();
        if (vcpu != null && sameMachine && most.isPresent() && Xml.number(guest.root(), "vcpu", 0) > most.getAsInt()) {
            report.add(vcpu, Guest.name(vcpu) + ": the target has " + most.getAsInt() + " vCPUs at most, as its domain capabilities say");
        }
        for (Listed one : LISTED) {
            for (SourceElement element : guest.all(one.element)) {
                String value = Xml.value(element, one.value);
                if (value != null && (sameMachine || !one.byMachine) && !isAnotherMatter(one, value)
                        && host.lists(one.listed + "/" + value) == Support.Answer.NO) {
                    report.add(Severity.ERROR, one.consequence, element, Guest.name(element) + ": the target has no "
                            + one.value.replace("/@", " ").replace("@", "") + " '" + value + "', as its domain capabilities say",
                            one.fix == null ? report.remedy() : one.fix);
                }
            }
        }
    }

    /** What the releases speak of, too, and the bus sd, which libvirt does not list where it has it. */
    private static boolean isAnotherMatter(Listed one, String value) {
        return one.listed.equals("disk/bus") && value.equals("sd")
                || one.listed.equals("graphics/type") && GRAPHICS.keySet().stream().anyMatch(type -> type.value().equals(value))
                || one.listed.equals("video/modelType") && VIDEOS.keySet().stream().anyMatch(type -> type.value().equals(value));
    }

    /** Whether a machine is one of those that domain capabilities are about, whatever its version. */
    private static boolean isKindOf(Machine machine, DomainCapabilities host) {
        if (host.machine() == null || !machine.isKnown()) {
            return false;
        }
        Machine other = new Machine(machine.arch(), host.machine());
        return machine.isQ35() && other.isQ35() || machine.isI440fx() && other.isI440fx() || kindOf(machine).equals(kindOf(other))
                || kindOf(other).equals(machine.type());
    }

    private static String kindOf(Machine machine) {
        int dash = machine.type().lastIndexOf('-');
        return dash < 0 ? machine.type() : machine.type().substring(0, dash);
    }

    private static void machine(Guest guest, Report report) {
        DomainCapabilities host = guest.target().capabilities();
        SourceElement type = Xml.first(guest.root(), "os/type");
        Machine machine = guest.machine();
        if (host == null || type == null || host.machine() == null || !machine.isKnown()) {
            return;
        }
        String said = Guest.name(type) + " names " + machine + ", and the target's domain capabilities are of " + host.machine()
                + (host.arch() == null ? "" : " (" + host.arch() + ")");
        if (!isKindOf(machine, host) || host.arch() != null && !host.arch().equals(machine.arch())) {
            report.addAt(Severity.INFO, Consequence.ADVICE, type, "machine", said + ": what they list by machine type is not used",
                    "ask the host by virsh domcapabilities --arch " + machine.arch() + " --machine " + machine.type());
            return;
        }
        Matcher own = MACHINE_TYPE.matcher(machine.type());
        Matcher hosts = MACHINE_TYPE.matcher(host.machine());
        if (own.matches() && hosts.matches()) {
            if (own.group(2).equals("rhel") != hosts.group(2).equals("rhel")) {
                report.addAt(type, "machine", said + (own.group(2).equals("rhel") ? ": only Red Hat's QEMU has that machine type"
                        : ": Red Hat's QEMU does not have that machine type"));
            } else if (own.group(2).equals(hosts.group(2)) && guest.target().qemu() == null
                    && Version.parse(own.group(3)).hasMoreThan(Version.parse(hosts.group(3)))) {
                report.addAt(Severity.WARNING, Consequence.REFUSED, type, "machine", said + ", which is older: the target may not have a newer one",
                        report.remedy());
            }
        }
    }

    private static void releaseUnknown(Guest guest, Report report) {
        DomainCapabilities host = guest.target().capabilities();
        Support override = guest.supports(Feature.OVERRIDE);
        if (host != null && guest.target().libvirt() == null && override.isUnknown()
                && (!guest.vgpus().isEmpty() || guest.root().children().stream().anyMatch(TargetRules::isOfQemu))) {
            report.add(guest.root(), "the target's domain capabilities do not name libvirt's release (" + guest.target().describe() + "), and " + override.what()
                    + " is in " + override.where());
        }
    }

    private static boolean isOfQemu(SourceElement element) {
        return element.namespaceUri().equals(QemuArgs.NAMESPACE);
    }

    private static void missing(Guest guest, SourceElement element, Feature feature, String fix, Report report) {
        Support support = guest.target().supports(feature);
        if (support.isNo()) {
            DomainCapabilities host = guest.target().capabilities();
            boolean listed = host != null && support.source().equals(DomainCapabilities.SOURCE);
            report.add(Severity.ERROR, Consequence.REFUSED, element, Guest.name(element) + ": the target has no " + support.what() + ", "
                    + (listed ? "as its domain capabilities say" : "which is in " + support.where()), fix);
        } else if (support.isUnknown() && LEFT_OUT_BY_RHEL_9.contains(feature) && RHEL_9.matcher(guest.machine().type()).matches()) {
            report.add(Severity.WARNING, Consequence.REFUSED, element, Guest.name(element) + ": the machine type " + guest.machine().type()
                    + " is one of Red Hat's QEMU, which has no " + support.what(), fix);
        }
    }

    private static void qemuTooOld(Guest guest, Report report) {
        Support support = guest.target().supports(Feature.QEMU_FOR_LIBVIRT);
        if (support.isNo()) {
            report.add(guest.document().root(), "no domain starts with " + guest.target().describe() + ": this libvirt takes no QEMU so old");
        }
    }
}
