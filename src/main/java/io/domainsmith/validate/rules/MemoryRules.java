package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.CpuSet;
import io.domainsmith.guest.Sizes;
import io.domainsmith.target.Feature;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Rule;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The guest's memory: how much, of what, and what the host sets aside for it.
 *
 * @since 0.1
 */
public final class MemoryRules {

    /** No memory at all: virDomainDefPostParseMemory. */
    public static final Rule MISSING = Check.refused("memory-missing",
            "Neither <memory> nor the cells of <numa> say how much memory the guest has.", "virDomainDefPostParseMemory",
            "add <memory unit='GiB'>4</memory>", MemoryRules::missing).everywhere();

    /** currentMemory is silently cut: virDomainDefPostParseMemory. */
    public static final Rule CURRENT = Check.surprise("memory-current-above-maximum",
            "<currentMemory> is more than the guest has at most; libvirt silently takes the maximum.", "virDomainDefPostParseMemory",
            "lower <currentMemory>, or raise <memory>", MemoryRules::current).everywhere();

    /** Huge pages that contradict each other or other memory settings: virDomainDefMemtuneValidate, qemuValidateDomainDefMemory. */
    public static final Rule HUGEPAGES = Check.refused("memory-hugepages",
            "<hugepages> has two sizes for one node or for all, names a node that the guest has not, or stands beside memory that is "
                    + "anonymous or allocated on demand.",
            "virDomainDefMemtuneValidate, qemuValidateDomainDefMemory", "give each guest node one size of pages", MemoryRules::hugepages).about("memoryBacking");

    /** Memory slots without a node: qemuDomainDefValidateMemoryHotplug. */
    public static final Rule HOTPLUG = Check.refused("memory-hotplug-without-numa",
            "Memory that can be plugged, and memory devices, need a guest NUMA node, room in <maxMemory> and slots.",
            "qemuDomainDefValidateMemoryHotplug", "add a <cell> to <numa> in <cpu>, and <maxMemory slots> with room for all",
            MemoryRules::hotplug);

    /** Memory devices: virDomainMemoryDefValidate, qemuBuildMemoryBackendProps. */
    public static final Rule DEVICE = Check.refused("memory-device",
            "A memory device is on a node that the guest has not, is on none though the guest has some, or lacks or contradicts what its model needs: a path (nvdimm, "
                    + "virtio-pmem), a block size that is a power of two and divides what is requested (virtio-mem).",
            "virDomainMemoryDefValidate, qemuDomainDefValidateMemoryHotplugDevice", "correct the memory device", Check.eachDevice("memory",
                    MemoryRules::device));

    /** Two memory devices at one address: virDomainMemoryDefCheckConflict. */
    public static final Rule OVERLAP = Check.refused("memory-address-conflict",
            "Two memory devices are at one address of the guest, or overlap, which newer libvirt refuses and QEMU does not start with.",
            "virDomainMemoryDefCheckConflict", "leave their base out: libvirt and QEMU choose it", MemoryRules::overlap);

    /** locked memory without a limit: qemuDomainGetMemLockLimitBytes. */
    public static final Rule LOCKED_UNLIMITED = Check.advice("memlock-unlimited",
            "Memory is locked without a hard limit, so QEMU may lock any amount of the host's memory.",
            "qemuDomainGetMemLockLimitBytes; docs/formatdomain.rst, memory backing",
            "set <hard_limit> in <memtune> to the guest's memory and 1 GiB or more above it", MemoryRules::lockedUnlimited).about("memoryBacking");

    /** A hard limit below the guest's memory: qemuDomainGetMemLockLimitBytes. */
    public static final Rule HARD_LIMIT = Check.failsAtStart("hard-limit-below-memory",
            "<hard_limit> is less than the guest's memory: the kernel kills the guest, or memory cannot be locked for a host device.",
            "docs/formatdomain.rst, memory tuning; qemuDomainGetMemLockLimitBytes",
            "leave <hard_limit> out, or set it to the guest's memory and 1 GiB or more above it", MemoryRules::hardLimit).about("memtune");

    /** All of this family. */
    public static final List<Rule> ALL = List.of(MISSING, CURRENT, HUGEPAGES, HOTPLUG, DEVICE, OVERLAP, LOCKED_UNLIMITED, HARD_LIMIT);

    private MemoryRules() {
    }

    private static void missing(Guest guest, Report report) {
        if (!Xml.has(guest.root(), "memory") && guest.all("cpu/numa/cell").stream().allMatch(cell -> cell.attribute("memory") == null)) {
            report.add(null, "<domain> (line " + guest.root().line() + ") does not say how much memory the guest has");
        }
    }

    private static void current(Guest guest, Report report) {
        SourceElement current = Xml.first(guest.root(), "currentMemory");
        OptionalLong total = Sizes.guestMemory(guest.domain());
        OptionalLong now = current == null ? OptionalLong.empty() : Xml.kibibytes(current);
        if (now.isPresent() && total.isPresent() && now.getAsLong() > total.getAsLong()) {
            report.add(current, "<currentMemory> (line " + current.line() + ") is " + now.getAsLong() + " KiB, but the guest has "
                    + total.getAsLong() + " KiB at most, which libvirt silently takes instead");
        }
    }

    private static void hugepages(Guest guest, Report report) {
        SourceElement backing = Xml.first(guest.root(), "memoryBacking");
        SourceElement hugepages = backing == null ? null : Xml.first(backing, "hugepages");
        if (hugepages == null) {
            return;
        }
        String name = "<hugepages> (line " + hugepages.line() + ")";
        if (Xml.is(backing, "allocation/@mode", "ondemand")) {
            report.add(hugepages, name + " cannot be allocated on demand, as <allocation> asks");
        } else if (Xml.is(backing, "source/@type", "anonymous")) {
            report.add(hugepages, name + " cannot be anonymous memory, as <source> asks");
        }
        int nodes = Math.max(1, guest.all("cpu/numa/cell").size());
        CpuSet seen = CpuSet.none();
        SourceElement master = null;
        boolean cells = Xml.has(guest.root(), "cpu/numa/cell");
        for (SourceElement page : Xml.all(hugepages, "page")) {
            // without cells, libvirt takes node 0 for all of the guest (virDomainDefPostParseMemtune)
            String nodeset = !cells && Xml.is(page, "@nodeset", "0") ? null : page.attribute("nodeset");
            CpuSet own = nodeset == null ? CpuSet.none() : CpuSet.parse(nodeset).orElse(CpuSet.none());
            if (nodeset == null && master != null) {
                report.add(page, "<page> on lines " + master.line() + " and " + page.line() + " are both for all nodes");
            } else if (own.greatest() >= nodes) {
                report.addAt(page, "nodeset", "<page> (line " + page.line() + ") is for node " + own.greatest() + ", but the guest's nodes are "
                        + (nodes == 1 ? "0 alone" : "0 to " + (nodes - 1)));
            } else if (own.meets(seen)) {
                report.addAt(page, "nodeset", "<page> (line " + page.line() + ") is for a node that another <page> is for, too");
            }
            master = nodeset == null ? page : master;
            seen = seen.plus(own);
        }
    }

    private static void hotplug(Guest guest, Report report) {
        SourceElement maximum = Xml.first(guest.root(), "maxMemory");
        boolean nodes = Xml.has(guest.root(), "cpu/numa/cell");
        if (maximum != null && !nodes && !guest.machine().isPpc64()) {
            report.add(maximum, "<maxMemory> (line " + maximum.line() + ") allows for more memory, which needs a guest NUMA node");
        }
        if (guest.devices("memory").isEmpty()) {
            return;
        }
        List<SourceElement> devices = guest.devices("memory").stream()
                .filter(memory -> Xml.is(memory, "@model", "dimm", "nvdimm")).toList();
        if (maximum == null && !devices.isEmpty()) {
            report.add(devices.get(0), Guest.name(devices.get(0)) + " needs <maxMemory slots>, which the domain has not");
        }
        Map<String, SourceElement> slots = new HashMap<>();
        for (SourceElement device : guest.devices("memory")) {
            String slot = Xml.is(device, "address/@type", "dimm") ? Xml.value(device, "address/@slot") : null;
            SourceElement other = slot == null ? null : slots.putIfAbsent(slot, device);
            if (other != null) {
                report.add(device, Guest.name(other) + " and " + Guest.name(device) + " are both in memory slot " + slot);
            }
        }
        if (maximum != null && devices.size() > Xml.number(maximum, "@slots", Long.MAX_VALUE)) {
            report.addAt(maximum, "slots", "<maxMemory> (line " + maximum.line() + ") has " + maximum.attribute("slots")
                    + " slots for " + devices.size() + " memory devices");
        }
    }

    private static void overlap(Guest guest, Report report) {
        Map<Long, SourceElement> starts = new HashMap<>();
        // those that do not overlap, so that one more can only meet the two that it stands between
        NavigableMap<Long, SourceElement> apart = new TreeMap<>();
        for (SourceElement memory : guest.devices("memory")) {
            long start = start(memory);
            if (start == 0) {
                continue;
            }
            Map.Entry<Long, SourceElement> below = apart.floorEntry(start);
            Map.Entry<Long, SourceElement> above = apart.ceilingEntry(start);
            SourceElement same = starts.putIfAbsent(start, memory);
            if (same != null) {
                report.add(memory, bothAt(same, memory, start));
            } else if (below != null && start < end(below.getValue())) {
                report.addChecked(guest.supports(Feature.MEMORY_OVERLAP_CHECK), Consequence.FAILS_AT_START, memory,
                        bothAt(below.getValue(), memory, start));
            } else if (above != null && above.getKey() < end(memory)) {
                report.addChecked(guest.supports(Feature.MEMORY_OVERLAP_CHECK), Consequence.FAILS_AT_START, memory,
                        bothAt(above.getValue(), memory, above.getKey()));
            } else {
                apart.put(start, memory);
            }
        }
    }

    private static String bothAt(SourceElement one, SourceElement other, long address) {
        return Guest.name(one) + " and " + Guest.name(other) + " are both at 0x" + Long.toHexString(address);
    }

    /** Where a memory device is in the guest; 0 where it does not say. */
    private static long start(SourceElement memory) {
        String base = Xml.value(memory, Xml.is(memory, "address/@type", "dimm") ? "address/@base" : "target/address/@base", "0");
        return base.matches("0[xX][0-9a-fA-F]{1,15}|0[0-7]*|[1-9]\\d{0,17}") ? Long.decode(base) : 0;
    }

    /** Where it ends: an NVDIMM's label is at the end of its size, and the guest sees whole blocks of what is before. */
    private static long end(SourceElement memory) {
        long size = Xml.kibibytes(Xml.first(memory, "target/size")).orElse(0);
        long label = Xml.kibibytes(Xml.first(memory, "target/label/size")).orElse(0);
        long block = Math.max(1, Xml.kibibytes(Xml.first(memory, "source/alignsize")).orElse(2048));
        return start(memory) + (label == 0 ? size : (size - label) / block * block) * 1024;
    }

    private static @Nullable String device(Guest guest, SourceElement memory) {
        String model = Xml.value(memory, "@model", "");
        int nodes = guest.all("cpu/numa/cell").size();
        OptionalLong node = Xml.number(memory, "target/node");
        if (model.equals("virtio-pmem") && node.isPresent()) {
            return "is virtio-pmem, which goes without a <node>";
        } else if (nodes > 0 && List.of("dimm", "nvdimm", "virtio-mem").contains(model) && !Xml.has(memory, "target/node")) {
            return "has no <node>, which is needed where the guest has NUMA nodes";
        } else if (List.of("nvdimm", "virtio-pmem").contains(model) && !Xml.has(memory, "source/path")) {
            return "is " + model + ", which needs a <path> in <source>";
        } else if (List.of("nvdimm", "virtio-pmem").contains(model) && Xml.is(memory, "@discard", "yes")) {
            return "is " + model + ", which cannot discard";
        } else if (model.equals("virtio-pmem") && !Xml.value(memory, "@access", "shared").equals("shared")) {
            return "is virtio-pmem, which needs access='shared'";
        } else if (model.equals("virtio-mem")) {
            return virtioMem(memory);
        } else if (model.equals("nvdimm") && guest.machine().isPpc64() && !Xml.has(memory, "target/label/size")) {
            return "needs a <label> with a size on pseries";
        }
        return node.isPresent() && nodes > 0 && node.getAsLong() >= nodes
                ? "is for node " + node.getAsLong() + ", but the guest's nodes are "
                        + (nodes == 1 ? "0 alone" : "0 to " + (nodes - 1))
                : null;
    }

    private static @Nullable String virtioMem(SourceElement memory) {
        OptionalLong block = Xml.kibibytes(Xml.first(memory, "target/block"));
        OptionalLong requested = Xml.kibibytes(Xml.first(memory, "target/requested"));
        OptionalLong size = Xml.kibibytes(Xml.first(memory, "target/size"));
        if (block.isEmpty() || requested.isEmpty() || size.isEmpty()) {
            return null;
        } else if (requested.getAsLong() > size.getAsLong()) {
            return "requests " + requested.getAsLong() + " KiB of " + size.getAsLong() + " KiB";
        } else if (Long.bitCount(block.getAsLong()) != 1) {
            return "has blocks of " + block.getAsLong() + " KiB, which is no power of two";
        }
        return requested.getAsLong() % block.getAsLong() == 0 ? null
                : "requests " + requested.getAsLong() + " KiB, which is no multiple of its blocks of " + block.getAsLong() + " KiB";
    }

    private static void lockedUnlimited(Guest guest, Report report) {
        SourceElement locked = Xml.first(guest.root(), "memoryBacking/locked");
        if (locked != null && !Xml.has(guest.root(), "memtune/hard_limit")) {
            report.add(locked, "<locked> (line " + locked.line() + ") without a <hard_limit> lets QEMU lock any amount of memory");
        }
    }

    private static void hardLimit(Guest guest, Report report) {
        SourceElement limit = Xml.first(guest.root(), "memtune/hard_limit");
        OptionalLong most = limit == null ? OptionalLong.empty() : Xml.kibibytes(limit);
        OptionalLong memory = most.isEmpty() ? most : Sizes.guestMemory(guest.domain());
        if (most.isPresent() && memory.isPresent() && most.getAsLong() < memory.getAsLong()) {
            report.add(limit, "<hard_limit> (line " + limit.line() + ") is " + most.getAsLong() + " KiB, less than the guest's "
                    + memory.getAsLong() + " KiB");
        }
    }
}
