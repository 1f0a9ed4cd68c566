package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.CNumber;
import io.domainsmith.guest.CpuSet;
import io.domainsmith.guest.Machine;
import io.domainsmith.target.Feature;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.Severity;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The guest's processors and where they run.
 *
 * @since 0.1
 */
public final class CpuRules {

    /** Sockets, dies, clusters, cores and threads make all the vCPUs: qemuValidateDomainVCpuTopology. */
    public static final Rule TOPOLOGY = Check.refused("vcpu-topology-mismatch",
            "The product of sockets, dies, clusters, cores and threads is the number of vCPUs at most; on pseries the vCPUs present are "
                    + "whole cores.",
            "qemuValidateDomainVCpuTopology, qemuValidateDefGetVcpuHotplugGranularity", "let <topology> and <vcpu> agree",
            CpuRules::topology).about("cpu");

    /** vCPUs beyond 255: qemuValidateDomainVCpuTopology. */
    public static final Rule MANY = Check.of(Severity.ERROR, Consequence.REFUSED, "vcpu-many-need-eim",
            "More than 255 vCPUs on x86 need a q35 machine and an IOMMU with extended interrupt mode, which libvirt 10.10 and newer adds "
                    + "itself.",
            "qemuValidateDomainVCpuTopology", "use q35 with <iommu model='intel'><driver intremap='on' eim='on'/></iommu>", CpuRules::many);

    /** Counts of vCPUs: virDomainVcpuParse, qemuValidateDomainVCpuTopology. */
    public static final Rule COUNT = Check.refused("vcpu-count",
            "The guest has at least one vCPU, and no more present than at most.", "virDomainVcpuParse, qemuValidateDomainVCpuTopology",
            "correct <vcpu>", Check.each("vcpu", CpuRules::count));

    /** A cache of the guest's CPU: qemuValidateDomainDefCpu. */
    public static final Rule CACHE = Check.refused("cpu-cache",
            "A CPU cache is emulated on level 3 alone, passed through without a level, and passed through only with the host's CPU or the "
                    + "greatest QEMU has.",
            "qemuValidateDomainDefCpu", "write <cache mode='emulate' level='3'/>, or <cache mode='passthrough'/> with mode='host-passthrough'",
            Check.each("cpu/cache", CpuRules::cache));

    /** Physical address bits: virCPUDefParseXML, qemuValidateDomainDefCpu. */
    public static final Rule PHYSICAL_BITS = Check.refused("cpu-maxphysaddr",
            "<maxphysaddr> has bits where it is emulated (optional from libvirt 9.2), and none where it is passed through.",
            "virCPUMaxPhysAddrParse, qemuValidateDomainDefCpu", "write mode='emulate' with bits, or mode='passthrough' without",
            Check.each("cpu/maxphysaddr", CpuRules::physicalBits));

    /** The host's CPU without KVM: virQEMUCapsIsCPUModeSupported. */
    public static final Rule HOST_PASSTHROUGH = Check.failsAtStart("cpu-host-passthrough-without-kvm",
            "The guest is to have the host's CPU, but the domain is of type qemu, which emulates one.",
            "virQEMUCapsIsCPUModeSupported, qemuProcessUpdateGuestCPU", "use type='kvm', or <cpu mode='maximum'/>",
            Check.each("cpu", (guest, cpu) -> Xml.is(cpu, "@mode", "host-passthrough") && Xml.is(guest.root(), "@type", "qemu")
                    ? "<cpu> (line " + cpu.line() + ") is the host's, which needs KVM, and the domain is of type qemu" : null));

    /** Features of no model: virCPUDefParseXML. */
    public static final Rule FEATURE_WITHOUT_MODEL = Check.refused("cpu-feature-without-model",
            "<cpu> of mode custom, which is the default, has features but no <model> to add them to.", "virCPUDefParseXML",
            "add a <model>, or use mode='host-model'", Check.each("cpu", (guest, cpu) -> Xml.value(cpu, "@mode", "custom").equals("custom")
                    && Xml.has(cpu, "feature") && !Xml.has(cpu, "model") ? "<cpu> (line " + cpu.line() + ") has features but no <model>" : null))
            .everywhere();

    /** The first vCPU is always there: qemuValidateDomainVCpuTopology. */
    public static final Rule FIRST = Check.refused("vcpu-first-disabled", "The first vCPU, 0, is disabled, or not the first in order.", "virDomainDefPostParse, qemuDomainDefValidate",
            "say enabled='yes' and order='1' of vCPU 0", Check.each("vcpus/vcpu", (guest, vcpu) -> Xml.number(vcpu, "@id", -1) != 0 ? null
                    : Xml.is(vcpu, "@enabled", "no") ? "<vcpu> (line " + vcpu.line() + ") disables vCPU 0, which every guest has"
                    : Xml.number(vcpu, "@order", 1) == 1 ? null : "<vcpu> (line " + vcpu.line() + ") enables vCPU 0 as number "
                            + vcpu.attribute("order") + ", but it is the first"));

    /** One feature twice: virCPUDefParseXML. */
    public static final Rule FEATURE_REPEATED = Check.refused("cpu-feature-repeated", "<cpu> names one feature twice.", "virCPUDefParseXML",
            "remove one of them", CpuRules::featureRepeated).everywhere().about("cpu");

    /** Pins and schedulers of vCPUs and I/O threads: virDomainVcpuPinDefParseXML, virDomainThreadSchedParseHelper. */
    public static final Rule SCHEDULING = Check.refused("cputune-contradiction",
            "A vCPU is pinned or scheduled twice, or something is said of an I/O thread that the domain has not.",
            "virDomainVcpuPinDefParseXML, virDomainThreadSchedParseHelper, virDomainIOThreadPinDefParseXML",
            "say it once, and of vCPUs and I/O threads that there are", CpuRules::scheduling).everywhere().about("cputune");

    /** A pin for a vCPU that there is not is dropped: virDomainVcpuPinDefParseXML. */
    public static final Rule PIN_DROPPED = Check.surprise("vcpupin-out-of-range",
            "A vCPU is pinned that the guest has not; libvirt drops the pin without a word.", "virDomainVcpuPinDefParseXML",
            "remove it, or raise <vcpu>", CpuRules::pinDropped).everywhere().about("cputune");

    /** Ranges of scheduling: virDomainDefCputuneValidate. */
    public static final Rule RANGES = Check.refused("cputune-range",
            "<shares> is between 2 and 262144, a period between 1000 and 1000000, a quota at least 1000 or negative for none.",
            "virDomainDefCputuneValidate", "choose a value within the range", CpuRules::ranges).everywhere().about("cputune");

    /** All of this family. */
    public static final List<Rule> ALL = List.of(TOPOLOGY, MANY, COUNT, CACHE, PHYSICAL_BITS, HOST_PASSTHROUGH, FEATURE_WITHOUT_MODEL, FIRST, FEATURE_REPEATED, SCHEDULING, PIN_DROPPED, RANGES);

    /** More than any guest has; a greater number would only take time to count. */
    private static final int MOST_IO_THREADS = 9999;

    private CpuRules() {
    }

    private static OptionalLong vcpus(Guest guest) {
        String text = Xml.value(guest.root(), "vcpu");
        return text == null ? OptionalLong.of(1) : CNumber.decimal(text);
    }

    private static void topology(Guest guest, Report report) {
        SourceElement topology = Xml.first(guest.root(), "cpu/topology");
        OptionalLong vcpus = vcpus(guest);
        if (topology == null || vcpus.isEmpty()) {
            return;
        }
        long product = 1;
        for (String level : List.of("sockets", "dies", "clusters", "cores", "threads")) {
            product *= Xml.number(topology, "@" + level, 1);
        }
        long threads = Xml.number(topology, "@threads", 1);
        long present = Xml.number(guest.root(), "vcpu/@current", vcpus.getAsLong());
        String name = "<topology> (line " + topology.line() + ")";
        if (product != vcpus.getAsLong()) {
            // with cells that hold the remaining vCPUs, libvirt leaves it to QEMU where that is older than 2.7
            boolean inCells = Xml.has(guest.root(), "cpu/numa/cell");
            report.add(Severity.ERROR, inCells ? Consequence.FAILS_AT_START : Consequence.REFUSED, topology,
                    name + " makes " + product + " vCPUs, but <vcpu> says " + vcpus.getAsLong(), "let <topology> and <vcpu> agree");
        } else if (guest.machine().isPseries() && threads > 0 && present % threads != 0) {
            report.add(topology, name + " has " + threads + " threads a core, but " + present + " vCPUs are no whole cores");
        }
    }

    private static void many(Guest guest, Report report) {
        OptionalLong vcpus = vcpus(guest);
        Machine machine = guest.machine();
        if (vcpus.isEmpty() || vcpus.getAsLong() <= 255 || !machine.isX86() || machine.type().isEmpty()) {
            return;
        }
        SourceElement vcpu = Xml.first(guest.root(), "vcpu");
        String name = "<vcpu> (line " + vcpu.line() + ") says " + vcpus.getAsLong() + ", ";
        if (!machine.isQ35()) {
            report.add(vcpu, name + "but " + machine + " has at most 255; q35 may have more");
        } else if (guest.all("devices/iommu").stream().noneMatch(iommu -> Xml.is(iommu, "driver/@eim", "on"))
                && guest.supports(Feature.AUTOMATIC_EIM).isNo()) {
            report.add(vcpu, name + "but more than 255 need an <iommu> with eim='on'");
        }
    }

    private static @Nullable String count(Guest guest, SourceElement vcpu) {
        long most = CNumber.decimal(vcpu.text().strip()).orElse(-1);
        OptionalLong current = CNumber.decimal(vcpu.attribute("current"));
        if (most == 0) {
            return "<vcpu> (line " + vcpu.line() + ") says 0, but a guest needs one at least";
        }
        return most > 0 && current.isPresent() && (current.getAsLong() > most || current.getAsLong() == 0)
                ? "<vcpu> (line " + vcpu.line() + ") has " + vcpu.attribute("current") + " of " + most + " vCPUs present" : null;
    }

    private static @Nullable String cache(Guest guest, SourceElement cache) {
        String name = "<cache> (line " + cache.line() + ") ";
        String level = cache.attribute("level");
        if (Xml.is(cache, "@mode", "emulate") && !"3".equals(level)) {
            return name + "is emulated" + (level == null ? "" : " on level " + level) + ", which QEMU does on level 3 alone";
        } else if (Xml.is(cache, "@mode", "passthrough") && level != null) {
            return name + "is passed through, which goes for all levels, not for level " + level;
        }
        return Xml.is(cache, "@mode", "passthrough") && !Xml.is(cache.parent(), "@mode", "host-passthrough", "maximum")
                ? name + "is passed through, which needs the CPU mode host-passthrough or maximum" : null;
    }

    private static @Nullable String physicalBits(Guest guest, SourceElement bits) {
        String name = "<maxphysaddr> (line " + bits.line() + ") ";
        if (Xml.is(bits, "@mode", "emulate") && bits.attribute("bits") == null && guest.supports(Feature.BARE_PHYSICAL_BITS).isNo()) {
            return name + "is emulated and needs bits";
        }
        return Xml.is(bits, "@mode", "passthrough") && bits.attribute("bits") != null ? name + "is passed through and cannot have bits" : null;
    }

    private static void featureRepeated(Guest guest, Report report) {
        Map<String, SourceElement> seen = new HashMap<>();
        for (SourceElement feature : guest.all("cpu/feature")) {
            String name = feature.attribute("name");
            SourceElement other = name == null ? null : seen.putIfAbsent(name, feature);
            if (other != null) {
                report.addAt(feature, "name", "<feature name='" + name + "'> stands on lines " + other.line() + " and " + feature.line());
            }
        }
    }

    private static void scheduling(Guest guest, Report report) {
        if (!Xml.has(guest.root(), "cputune")) {
            return;
        }
        once(guest, "vcpupin", "vcpu", report);
        once(guest, "vcpusched", "vcpus", report);
        once(guest, "iothreadpin", "iothread", report);
        once(guest, "iothreadsched", "iothreads", report);
        CpuSet threads = ioThreads(guest);
        for (String kind : List.of("iothreadpin", "iothreadsched")) {
            for (SourceElement element : guest.all("cputune/" + kind)) {
                String which = kind.equals("iothreadpin") ? "iothread" : "iothreads";
                CpuSet set = numbers(element, which);
                set.bits().stream().filter(id -> !threads.bits().get(id)).findFirst().ifPresent(id -> report.addAt(element, which,
                        "<" + kind + "> (line " + element.line() + ") is about I/O thread " + id + ", which the domain has not"));
            }
        }
    }

    private static void once(Guest guest, String kind, String attribute, Report report) {
        CpuSet seen = CpuSet.none();
        for (SourceElement element : guest.all("cputune/" + kind)) {
            CpuSet set = numbers(element, attribute);
            if (set.meets(seen)) {
                report.addAt(element, attribute, "<" + kind + "> (line " + element.line() + ") is about " + attribute + " '"
                        + element.attribute(attribute) + "', which another <" + kind + "> is about, too");
            }
            seen = seen.plus(set);
        }
    }

    private static CpuSet numbers(SourceElement element, String attribute) {
        String text = element.attribute(attribute);
        return text == null ? CpuSet.none() : CpuSet.parse(text).orElse(CpuSet.none());
    }

    /** The ids of the I/O threads: those that are listed, then the lowest free ones up to how many there are. */
    static CpuSet ioThreads(Guest guest) {
        BitSet threads = new BitSet();
        for (SourceElement thread : guest.all("iothreadids/iothread")) {
            threads.or(numbers(thread, "id").bits());
        }
        long all = Math.min(CNumber.decimal(Xml.value(guest.root(), "iothreads")).orElse(0), MOST_IO_THREADS);
        for (int free = threads.nextClearBit(1); threads.cardinality() < all; free = threads.nextClearBit(free)) {
            threads.set(free);
        }
        return new CpuSet(threads);
    }

    private static void pinDropped(Guest guest, Report report) {
        OptionalLong vcpus = vcpus(guest);
        for (SourceElement pin : guest.all("cputune/vcpupin")) {
            OptionalLong vcpu = Xml.number(pin, "@vcpu");
            if (vcpu.isPresent() && vcpus.isPresent() && vcpu.getAsLong() >= vcpus.getAsLong()) {
                report.addAt(pin, "vcpu", "<vcpupin> (line " + pin.line() + ") is for vCPU " + vcpu.getAsLong() + ", but the guest has "
                        + (vcpus.getAsLong() == 1 ? "0 alone" : "0 to " + (vcpus.getAsLong() - 1)) + ": libvirt drops it");
            }
        }
    }

    private static void ranges(Guest guest, Report report) {
        if (!Xml.has(guest.root(), "cputune")) {
            return;
        }
        range(guest, report, "shares", 2, 262144);
        for (String period : List.of("period", "global_period", "emulator_period", "iothread_period")) {
            range(guest, report, period, 1000, 1000000);
        }
        for (String quota : List.of("quota", "global_quota", "emulator_quota", "iothread_quota")) {
            range(guest, report, quota, 1000, 17592186044415L);
        }
    }

    private static void range(Guest guest, Report report, String name, long least, long most) {
        for (SourceElement element : guest.all("cputune/" + name)) {
            String text = element.text().strip();
            long value = text.matches("-?\\d{1,18}") ? Long.parseLong(text) : 0;
            if (value > 0 && (value < least || value > most)) {
                report.add(element, "<" + name + "> (line " + element.line() + ") is " + value + ", which is not between " + least + " and "
                        + most);
            }
        }
    }
}
