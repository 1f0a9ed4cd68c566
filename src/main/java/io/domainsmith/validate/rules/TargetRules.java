package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.Machine;
import io.domainsmith.model.Graphics;
import io.domainsmith.model.GraphicsType;
import io.domainsmith.model.Video;
import io.domainsmith.model.VideoModelType;
import io.domainsmith.target.DomainCapabilities;
import io.domainsmith.target.Feature;
import io.domainsmith.target.HostCapabilities;
import io.domainsmith.target.MachineType;
import io.domainsmith.target.Support;
import io.domainsmith.target.Version;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.Severity;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
                    + "capabilities tell by a list without it or by supported='no'; or it has fewer vCPUs, or its CPU cannot be the model. What they do not "
                    + "mention is not judged, nor what they list for another machine type where that matters (vCPUs, disks, firmware, panic devices, ps2) or "
                    + "for another domain type (Hyper-V, CPU models). Without KVM, Hyper-V's features are a warning, since QEMU ignores them. Red Hat's QEMU "
                    + "has no SPICE, qxl and cirrus since RHEL 9; a machine type of RHEL 9 is a warning.",
            "formatdomaincaps.rst, virQEMUCapsFillDomainCaps; RHEL 9 release notes", "use a device that the target has",
            TargetRules::deviceRemoved).where("domains for a known target, or with a machine type of RHEL 9");

    /** KVM is not everywhere. */
    public static final Rule DOMAIN_TYPE = Check.refused("domain-type-not-in-target",
            "The domain is of the type kvm, and the target's capabilities list no kvm for its architecture, or its domain capabilities are of the type "
                    + "qemu: virsh prints those of kvm wherever KVM can be used.",
            "formatcaps.rst; virsh domcapabilities, --virttype; formatdomaincaps.rst", "load the KVM module on the host, or, if it has KVM, ask it by virsh "
                    + "domcapabilities --virttype kvm", TargetRules::domainType).where("domains for a target with capabilities");

    /** Each host has machine types of its own. */
    public static final Rule MACHINE = Check.of(Severity.ERROR, Consequence.REFUSED, "machine-not-in-target",
            "The target's capabilities do not list the domain's machine type, or no machine type of its architecture, which is an error. Or the target's "
                    + "domain capabilities are of another machine type: one of another QEMU (Red Hat's has its own only, and no other has "
                    + "those), which is an error; an older one than the domain's, which the target may not have; or one of another kind, so "
                    + "that what they list by machine type is not used.",
            "formatcaps.rst; formatdomaincaps.rst, machine", "use a machine type that virsh capabilities lists on the host",
            TargetRules::machine).where("domains for a target with capabilities");

    /** Domain capabilities name no release. */
    public static final Rule RELEASE_UNKNOWN = Check.surprise("target-release-unknown",
            "The target's capabilities do not tell whether its libvirt has <qemu:override>, so it is taken for one that has, of July 2022 "
                    + "or later.",
            "formatdomaincaps.rst", "give the release by --libvirt, or by another --target with what virsh version printed on the host",
            TargetRules::releaseUnknown).where("domains with a vGPU or with elements of the qemu namespace, for a target with capabilities");

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
    private static final Optional<String> RED_HAT = Optional.of("rhel");
    private static final Pattern RHEL_9 = Pattern.compile("(9|[1-9]\\d)\\..*");

    /** For which domains a list counts. */
    private enum Scope {
        ALL, MACHINE, DOMAIN_TYPE
    }

    /**
     * What domain capabilities list.
     *
     * @param element the elements that have it
     * @param when an attribute, from there, and what it has to be ({@code =}) or not to be ({@code !=}); empty for all of them
     * @param value the attribute, from there; behind a question mark what libvirt takes where it is missing; {@code name()} is the element's name
     * @param listed the enum that lists it; one that ends in {@code /yes} is a block that is supported or not
     * @param scope for which domains it is listed
     * @param consequence what comes of a value that is not listed
     * @param fix what to do, or null for the rule's own
     */
    private record Listed(String element, String when, String value, String listed, Scope scope, Consequence consequence, @Nullable String fix) {

        boolean isAbout(SourceElement one) {
            int equals = when.indexOf('=');
            boolean negated = equals > 0 && when.charAt(equals - 1) == '!';
            return when.isEmpty() || negated != Xml.is(one, when.substring(0, negated ? equals - 1 : equals), when.substring(equals + 1));
        }

        @Nullable String valueOf(SourceElement one) {
            int or = value.indexOf('?');
            return value.equals("name()") ? one.localName() : or < 0 ? Xml.value(one, value) : Xml.value(one, value.substring(0, or), value.substring(or + 1));
        }

        String path(String of) {
            return listed.endsWith("/yes") ? listed : listed + "/" + of;
        }

        /** What the value is, such as {@code backend type}. */
        String what() {
            int or = value.indexOf('?');
            String path = or < 0 ? value : value.substring(0, or);
            return value.equals("name()") ? "feature" : when.startsWith("@name=") ? when.substring("@name=".length())
                    : path.replace("/@", " ").replace("@", "");
        }
    }

    private static Listed refused(String element, String value, String listed) {
        return new Listed(element, "", value, listed, Scope.ALL, Consequence.REFUSED, null);
    }

    private static Listed refusedWhere(String element, String when, String value, String listed, @Nullable String fix) {
        return new Listed(element, when, value, listed, Scope.ALL, Consequence.REFUSED, fix);
    }

    private static Listed ofMachine(String element, String when, String value, String listed, @Nullable String fix) {
        return new Listed(element, when, value, listed, Scope.MACHINE, Consequence.REFUSED, fix);
    }

    private static Listed failsAtStart(String element, String when, String value, String listed, @Nullable String fix) {
        return new Listed(element, when, value, listed, Scope.ALL, Consequence.FAILS_AT_START, fix);
    }

    private static final String FIRMWARE = "install the firmware on the host, with its descriptor in /usr/share/qemu/firmware";
    private static final String SWTPM = "install swtpm on the host, or use a backend that the target has";
    private static final String IOMMU = "switch on the host's IOMMU, in its firmware and by intel_iommu=on or amd_iommu=on on the kernel's command line";

    /** Not the channels' types and the host devices' kinds: libvirt takes more of them than it lists. */
    private static final List<Listed> LISTED = List.of(
            new Listed("os", "", "@firmware", "os/firmware", Scope.MACHINE, Consequence.FAILS_AT_START, FIRMWARE),
            ofMachine("os/firmware/feature", "@name=secure-boot", "@enabled", "firmwareFeatures/secureBoot", FIRMWARE),
            ofMachine("os/firmware/feature", "@name=enrolled-keys", "@enabled", "firmwareFeatures/enrolledKeys", FIRMWARE),
            ofMachine("os/varstore", "", "name()", "varstore/yes", "use <nvram>"),
            ofMachine("os/loader", "", "@type", "loader/type", null),
            refused("memoryBacking/source", "@type", "memoryBacking/sourceType"),
            refusedWhere("features/vmcoreinfo", "@state!=off", "name()", "vmcoreinfo/yes", "leave it out"),
            refusedWhere("features/async-teardown", "@enabled!=no", "name()", "async-teardown/yes", "leave it out"),
            refusedWhere("genid", "", "name()", "genid/yes", "leave it out"),
            ofMachine("features/ps2", "", "name()", "ps2/yes", "leave it out"),
            new Listed("features/hyperv/*", "@state=on", "name()", "hyperv/features", Scope.DOMAIN_TYPE, Consequence.FAILS_AT_START, "switch it off"),
            refusedWhere("launchSecurity", "", "@type", "launchSecurity/sectype", "use a host that has it"),
            refusedWhere("launchSecurity", "@type=sev", "@type", "sev/yes", "use a host that has it"),
            ofMachine("devices/disk", "", "@device", "disk/diskDevice", null),
            ofMachine("devices/disk", "", "target/@bus", "disk/bus", "use a bus that the target has, such as virtio"),
            refused("devices/graphics", "@type", "graphics/type"),
            refused("devices/video", "model/@type", "video/modelType"),
            failsAtStart("devices/hostdev", "@type=pci", "driver/@name?vfio", "hostdev/pciBackend", IOMMU),
            failsAtStart("devices/interface", "@type=hostdev", "driver/@name?vfio", "hostdev/pciBackend", IOMMU),
            failsAtStart("devices/hostdev", "driver/@iommufd=yes", "driver/@iommufd", "hostdev/iommufd", "write iommufd='no'"),
            refused("devices/rng", "@model", "rng/model"),
            refused("devices/rng", "backend/@model", "rng/backendModel"),
            refused("devices/filesystem", "driver/@type", "filesystem/driverType"),
            refused("devices/tpm", "@model", "tpm/model"),
            failsAtStart("devices/tpm", "", "backend/@type", "tpm/backendModel", SWTPM),
            failsAtStart("devices/tpm", "", "backend/@version", "tpm/backendVersion", SWTPM),
            refused("devices/redirdev", "@bus", "redirdev/bus"),
            refusedWhere("devices/memory", "@model=sgx-epc", "@model", "sgx/yes", "use a host that has it"),
            refused("devices/crypto", "@model", "crypto/model"),
            refused("devices/crypto", "backend/@model", "crypto/backendModel"),
            failsAtStart("devices/interface", "", "backend/@type", "interface/backendType", "install passt on the host, or use another backend"),
            failsAtStart("devices/console", "", "@type", "console/type", null),
            ofMachine("devices/panic", "", "@model", "panic/model", null));

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
        boolean sameType = Xml.is(guest.root(), "@type", String.valueOf(host.domain()));
        for (Listed one : LISTED) {
            boolean counts = one.scope == Scope.ALL || (one.scope == Scope.MACHINE ? sameMachine : sameType);
            for (SourceElement element : counts ? elements(guest, one.element) : List.<SourceElement>of()) {
                String value = one.isAbout(element) ? one.valueOf(element) : null;
                if (value != null && !isAnotherMatter(one, value, host) && host.lists(one.path(value)) == Support.Answer.NO) {
                    // QEMU without KVM starts, and takes no notice of Hyper-V's features
                    boolean ignored = one.scope == Scope.DOMAIN_TYPE && "qemu".equals(host.domain());
                    report.add(ignored ? Severity.WARNING : Severity.ERROR, ignored ? Consequence.SURPRISE : one.consequence, element, Guest.name(element)
                            + ": the target has no " + one.what() + " '" + value + "', as its domain capabilities say",
                            one.fix == null ? report.remedy() : one.fix);
                }
            }
        }
        if (sameType) {
            cpuModel(guest, host, report);
        }
    }

    /** The elements at a path; a star stands for all children. */
    private static List<SourceElement> elements(Guest guest, String path) {
        return !path.endsWith("/*") ? guest.all(path)
                : guest.all(path.substring(0, path.length() - 2)).stream().flatMap(parent -> parent.children().stream()).toList();
    }

    /**
     * In place of a model that QEMU does not have libvirt takes the nearest that it knows, unless the document forbids that. Where the CPU is
     * checked, libvirt does not start a model that the host's CPU cannot be (qemuProcessStartValidate, qemuDomainDefCPUPostParse).
     */
    private static void cpuModel(Guest guest, DomainCapabilities host, Report report) {
        SourceElement cpu = Xml.first(guest.root(), "cpu");
        SourceElement model = cpu == null ? null : Xml.first(cpu, "model");
        if (model == null || !Xml.value(cpu, "@mode", "custom").equals("custom") || Xml.is(cpu, "@match", "minimum")) {
            return;
        }
        String name = model.text().strip();
        String check = Xml.value(cpu, "@check", "kvm".equals(host.domain()) ? "partial" : "none");
        if (host.lists("custom/model/" + name) == Support.Answer.NO) {
            boolean forbids = Xml.is(model, "@fallback", "forbid");
            report.add(forbids ? Severity.ERROR : Severity.WARNING, Consequence.FAILS_AT_START, model, Guest.name(model) + ": the target has no CPU model '"
                    + name + "', as its domain capabilities say" + (forbids ? "" : "; the guest does not start, or sees another model"), "use a model that "
                    + "virsh domcapabilities lists on the host, or <cpu mode='host-model'/>");
        } else if (!check.equals("none") && host.lists("custom/usable/" + name) == Support.Answer.NO
                && Xml.all(cpu, "feature").stream().noneMatch(feature -> Xml.is(feature, "@policy", "disable", "optional"))) {
            report.add(Severity.WARNING, Consequence.FAILS_AT_START, model, Guest.name(model) + ": the target's CPU lacks features of the model '" + name
                    + "', as its domain capabilities say", "use a model that has usable='yes' there");
        }
    }

    /** What the releases or another block speak of, too, and the bus sd, which libvirt does not list where it has it. */
    private static boolean isAnotherMatter(Listed one, String value, DomainCapabilities host) {
        return one.listed.equals("disk/bus") && value.equals("sd")
                || one.listed.equals("sev/yes") && host.values().containsKey("launchSecurity")
                || one.listed.equals("graphics/type") && GRAPHICS.keySet().stream().anyMatch(type -> type.value().equals(value))
                || one.listed.equals("video/modelType") && VIDEOS.keySet().stream().anyMatch(type -> type.value().equals(value));
    }

    /** Whether a machine is one of those that domain capabilities are about, whatever its version. */
    private static boolean isKindOf(Machine machine, DomainCapabilities host) {
        if (host.machine() == null || !machine.isKnown()) {
            return false;
        }
        Machine other = new Machine(machine.arch(), host.machine());
        return machine.family().equals(other.family());
    }

    private static void domainType(Guest guest, Report report) {
        DomainCapabilities host = guest.target().capabilities();
        HostCapabilities all = guest.target().host();
        Set<String> types = all == null ? null : all.domainTypes().get(guest.machine().arch());
        boolean missing = types != null && !types.contains("kvm");
        if (Xml.is(guest.root(), "@type", "kvm") && (missing || host != null && "qemu".equals(host.domain()))) {
            report.addAt(guest.root(), "type", "<domain> (line " + guest.root().line() + ") is of the type kvm, and the target's " + (missing
                    ? "capabilities list no kvm for " + guest.machine().arch() : "domain capabilities are of the type qemu"));
        }
    }

    /** Whether a host's capabilities list a domain's machine type; null where they or the domain do not tell. What they do not list is reported. */
    private static @Nullable Boolean isListed(SourceElement type, Machine machine, HostCapabilities host, Report report) {
        Set<String> machines = host.machines().get(machine.arch());
        if (machine.arch().isEmpty()) {
            return null;
        } else if (machines == null) {
            report.addAt(Severity.ERROR, Consequence.REFUSED, type, "arch", Guest.name(type) + " names the architecture " + machine.arch()
                    + ", and the target has a QEMU for " + host.machines().keySet().stream().sorted().collect(Collectors.joining(", ")) + " only",
                    "install QEMU for " + machine.arch() + " on the host");
            return false;
        } else if (!machine.isKnown() || machines.isEmpty()) {
            return null;
        } else if (!machines.contains(machine.type())) {
            String family = MachineType.of(machine.type()).map(MachineType::family).orElse("");
            report.addAt(Severity.ERROR, Consequence.REFUSED, type, "machine", Guest.name(type) + " names " + machine
                    + ", which the target's capabilities do not list", report.remedy() + machines.stream().flatMap(name -> MachineType.of(name).stream())
                            .filter(one -> one.family().equals(family)).max(Comparator.comparing(MachineType::version)).map(one -> ", such as " + one).orElse(""));
        }
        return machines.contains(machine.type());
    }

    private static void machine(Guest guest, Report report) {
        DomainCapabilities host = guest.target().capabilities();
        HostCapabilities all = guest.target().host();
        SourceElement type = Xml.first(guest.root(), "os/type");
        Machine machine = guest.machine();
        Boolean listed = type == null || all == null ? null : isListed(type, machine, all, report);
        if (Boolean.FALSE.equals(listed)) {
            return;
        }
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
        Machine hosts = new Machine(machine.arch(), host.machine());
        if (listed == null && machine.version().isPresent() && hosts.version().isPresent()) {
            boolean redHats = machine.distribution().equals(RED_HAT);
            if (redHats != hosts.distribution().equals(RED_HAT)) {
                report.addAt(type, "machine", said + (redHats ? ": only Red Hat's QEMU has that machine type"
                        : ": Red Hat's QEMU does not have that machine type"));
            } else if (machine.distribution().equals(hosts.distribution()) && guest.target().qemu() == null
                    && Version.parse(machine.version().get()).hasMoreThan(Version.parse(hosts.version().get()))) {
                report.addAt(Severity.WARNING, Consequence.REFUSED, type, "machine", said + ", which is older: the target may not have a newer one",
                        report.remedy());
            }
        }
    }

    private static void releaseUnknown(Guest guest, Report report) {
        boolean told = guest.target().capabilities() != null || guest.target().host() != null;
        Support override = guest.supports(Feature.OVERRIDE);
        if (told && guest.target().libvirt() == null && override.isUnknown()
                && (!guest.vgpus().isEmpty() || guest.root().children().stream().anyMatch(TargetRules::isOfQemu))) {
            report.add(guest.root(), "the target's capabilities do not name libvirt's release (" + guest.target().describe() + "), and " + override.what()
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
        } else if (support.isUnknown() && LEFT_OUT_BY_RHEL_9.contains(feature) && isOfRhel9(guest.machine())) {
            report.add(Severity.WARNING, Consequence.REFUSED, element, Guest.name(element) + ": the machine type " + guest.machine().type()
                    + " is one of Red Hat's QEMU, which has no " + support.what(), fix);
        }
    }

    private static boolean isOfRhel9(Machine machine) {
        return machine.isQ35() && machine.distribution().equals(RED_HAT) && machine.version().filter(version -> RHEL_9.matcher(version).matches()).isPresent();
    }

    private static void qemuTooOld(Guest guest, Report report) {
        Support support = guest.target().supports(Feature.QEMU_FOR_LIBVIRT);
        if (support.isNo()) {
            report.add(guest.document().root(), "no domain starts with " + guest.target().describe() + ": this libvirt takes no QEMU so old");
        }
    }
}
