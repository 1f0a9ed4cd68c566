package io.domainsmith.target;

import static io.domainsmith.target.CapabilitiesXml.children;

import io.domainsmith.target.Releases.Span;
import io.domainsmith.target.Support.Answer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * What a host's libvirt says that its QEMU can do, as {@code virsh domcapabilities} prints it (formatdomaincaps.rst). An answer is
 * about one machine type and one domain type.
 *
 * @param domain the domain type that it is about, {@code kvm} or {@code qemu}, or null
 * @param machine the machine type that it is about, or null
 * @param arch the architecture that it is about, or null
 * @param values the values that are listed, by {@code block/enum}, such as {@code video/modelType}, and by {@code block} whether
 *     the block is supported: {@code yes}, {@code no}, or the empty set where it does not say
 * @since 0.1
 */
public record DomainCapabilities(@Nullable String domain, @Nullable String machine, @Nullable String arch,
        Map<String, Set<String>> values) {

    /** The source of a claim that is from here. */
    public static final String SOURCE = "the host's domain capabilities";

    /**
     * Something that only some libvirts write into an answer.
     *
     * @param path the key of {@link #values()}, with or without one of its values
     * @param libvirt the releases that may write it
     * @param always whether those releases write it into each whole answer, so that others wrote one without it
     * @param source who says so
     */
    private record Trace(String path, Span libvirt, boolean always, String source) {
    }

    private static final String MEASURED = "the answers of 7.0, 9.0, 11.3 and 12.8 side by side";

    /** Which libvirt it can be. A release that is not pinned down is later than the newest one known not to write it. */
    private static final List<Trace> TRACES = List.of(
            new Trace("rng", Span.of("5.7"), true, "libvirt NEWS 5.7"),
            new Trace("backingStoreInput", Span.of("5.10"), true, "formatdomaincaps.rst, backingStoreInput"),
            new Trace("cpu/mode/maximum", Span.of("7.1"), true, "formatdomain.rst, CPU mode maximum"),
            new Trace("memoryBacking", Span.of("7.0.1"), false, MEASURED),
            new Trace("filesystem", Span.of("7.0.1"), false, MEASURED),
            new Trace("tpm", Span.of("7.0.1"), false, MEASURED),
            new Trace("sgx", Span.of("7.0.1"), false, MEASURED),
            new Trace("redirdev", Span.of("8.9"), true, "libvirt NEWS 8.9"),
            new Trace("channel", Span.of("8.9"), true, "libvirt NEWS 8.9"),
            new Trace("cpu/vendor", Span.of("8.9"), false, "libvirt NEWS 8.9"),
            new Trace("hyperv", Span.of("9.0"), false, "libvirt NEWS 9.0"),
            new Trace("crypto", Span.of("9.0.1"), false, MEASURED),
            new Trace("interface", Span.of("9.0.1"), false, MEASURED),
            new Trace("panic", Span.of("9.0.1"), false, MEASURED),
            new Trace("ps2", Span.of("9.0.1"), false, MEASURED),
            new Trace("async-teardown", Span.of("9.0.1"), false, MEASURED),
            new Trace("launchSecurity", Span.of("9.0.1"), false, MEASURED),
            new Trace("cpu/blockers", Span.of("10.9"), false, "libvirt NEWS 10.9"),
            new Trace("console", Span.of("11.3.1"), false, MEASURED),
            new Trace("firmwareFeatures", Span.of("12.1"), true, "libvirt NEWS 12.1"),
            new Trace("filesystem/driverType/handle", Span.of("", "12.2"), false, "libvirt NEWS 12.2"));

    /** What a whole answer of any libvirt has; one that was cut down tells nothing by what is not in it. */
    private static final List<String> WHOLE = List.of("cpu/mode", "os", "disk", "graphics", "video", "hostdev", "gic");

    /** Copies the values. */
    public DomainCapabilities {
        Map<String, Set<String>> copy = new HashMap<>();
        values.forEach((key, value) -> copy.put(key, Set.copyOf(value)));
        values = Map.copyOf(copy);
    }

    /**
     * Reads the XML.
     *
     * @throws IllegalArgumentException if it is not well-formed, not {@code <domainCapabilities>}, or not QEMU's
     */
    public static DomainCapabilities parse(String xml) {
        Element root = CapabilitiesXml.root(xml, "domainCapabilities");
        Map<String, Set<String>> values = new HashMap<>();
        for (Element child : children(root)) {
            switch (child.getTagName()) {
                case "devices", "features" -> children(child).forEach(block -> readBlock(block, values));
                case "cpu" -> children(child).forEach(mode -> readMode(mode, values));
                case "vcpu" -> values.put("vcpu/max", Set.of(child.getAttribute("max")));
                case "path", "domain", "machine", "arch" -> {
                    // text
                }
                default -> {
                    readBlock(child, values);
                    children(child).stream().filter(block -> !block.getTagName().equals("enum")).forEach(block -> readBlock(block, values));
                }
            }
        }
        String domain = text(root, "domain");
        if (domain != null && !domain.equals("kvm") && !domain.equals("qemu")) {
            throw new IllegalArgumentException("these domain capabilities are of the domain type " + domain
                    + ", and domains here are QEMU's; ask by virsh -c qemu:///system domcapabilities");
        }
        return new DomainCapabilities(domain, text(root, "machine"), text(root, "arch"), values);
    }

    private static void readBlock(Element block, Map<String, Set<String>> values) {
        String supported = block.getAttribute("supported");
        values.put(block.getTagName(), supported.isEmpty() ? Set.of() : Set.of(supported));
        for (Element one : children(block)) {
            if (one.getTagName().equals("enum")) {
                Set<String> found = values.computeIfAbsent(block.getTagName() + "/" + one.getAttribute("name"), key -> new HashSet<>());
                for (Element value : children(one)) {
                    if (value.getTagName().equals("value") && !supported.equals("no")) {
                        found.add(value.getTextContent().strip());
                    }
                }
            }
        }
    }

    /** The modes that libvirt knows, whether it supports them here or not; the models of mode custom, and which of them this host's CPU can be. */
    private static void readMode(Element mode, Map<String, Set<String>> values) {
        values.computeIfAbsent("cpu/mode", key -> new HashSet<>()).add(mode.getAttribute("name"));
        for (Element child : children(mode)) {
            if (child.getTagName().equals("model") && mode.getAttribute("name").equals("custom")) {
                values.computeIfAbsent("custom/model", key -> new HashSet<>()).add(child.getTextContent().strip());
                if (!child.getAttribute("usable").equals("no")) {
                    values.computeIfAbsent("custom/usable", key -> new HashSet<>()).add(child.getTextContent().strip());
                }
            }
            if (child.getTagName().equals("blockers")) {
                values.put("cpu/blockers", Set.of());
            } else if (child.getTagName().equals("model") && child.hasAttribute("vendor")) {
                values.put("cpu/vendor", Set.of());
            }
        }
    }

    private static @Nullable String text(Element root, String name) {
        return children(root).stream().filter(child -> child.getTagName().equals(name)).findFirst()
                .map(child -> child.getTextContent().strip()).orElse(null);
    }

    /**
     * Whether a value is listed, such as {@code tpm/backendModel/emulator}. No if its enum does not list it, or its block is not
     * supported; not known if there is no such block or enum, for then nothing is said of it.
     */
    public Answer lists(String path) {
        int slash = path.lastIndexOf('/');
        Set<String> listed = values.get(path.substring(0, slash));
        if (listed == null) {
            return values.getOrDefault(path.substring(0, path.indexOf('/')), Set.of()).contains("no") ? Answer.NO : Answer.UNKNOWN;
        }
        return listed.contains(path.substring(slash + 1)) ? Answer.YES : Answer.NO;
    }

    /** The most vCPUs of a domain of this machine type; empty if the answer does not say. */
    public OptionalInt mostVcpus() {
        return values.getOrDefault("vcpu/max", Set.of()).stream().filter(max -> max.matches("\\d{1,9}")).mapToInt(Integer::parseInt).findFirst();
    }

    /** The libvirts that may have written it, by what it has and, if it is whole, has not; any if that contradicts itself. */
    Span libvirt() {
        boolean whole = values.keySet().containsAll(WHOLE);
        Version from = null;
        Version before = null;
        for (Trace trace : TRACES) {
            if (has(trace.path)) {
                from = newest(from, trace.libvirt.from());
                before = oldest(before, trace.libvirt.before());
            } else if (whole && trace.always) {
                before = oldest(before, trace.libvirt.from());
            }
        }
        for (Feature feature : Feature.values()) {
            String listed = feature.listed();
            if (listed != null && lists(listed) == Answer.YES) {
                from = newest(from, feature.listedFrom());
            }
        }
        return from != null && before != null && from.atLeast(before) ? Releases.ANY : new Span(from, before);
    }

    private boolean has(String path) {
        return values.containsKey(path) || path.contains("/") && lists(path) == Answer.YES;
    }

    private static @Nullable Version newest(@Nullable Version one, @Nullable Version other) {
        return Version.order(one, other) >= 0 ? one : other;
    }

    private static @Nullable Version oldest(@Nullable Version one, @Nullable Version other) {
        return one == null || other != null && one.atLeast(other) ? other : one;
    }

    /** QEMU is not older than the machine type that it has. */
    @Nullable Version oldestQemu() {
        return machine == null ? null : MachineType.of(machine).map(MachineType::version).orElse(null);
    }
}
