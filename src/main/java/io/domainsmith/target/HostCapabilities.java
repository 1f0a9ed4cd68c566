package io.domainsmith.target;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;

/**
 * Which guests a host can run, as {@code virsh capabilities} prints it (formatcaps.rst): the architectures that it has a QEMU for, and for each
 * the domain types and the machine types. It names no release.
 *
 * <pre>{@code
 * HypervisorTarget host = HypervisorTarget.parse(Files.readString(Path.of("capabilities.xml")));
 * boolean kvm = host.host().domainTypes().getOrDefault("x86_64", Set.of()).contains("kvm");
 * }</pre>
 *
 * @param domainTypes {@code qemu} and {@code kvm}, by architecture
 * @param machines the machine types and their aliases, such as {@code pc-q35-7.2} and {@code q35}, by architecture
 * @since 0.1
 */
public record HostCapabilities(Map<String, Set<String>> domainTypes, Map<String, Set<String>> machines) {

    private static final Set<String> OF_QEMU = Set.of("qemu", "kvm");

    /** Copies the values. */
    public HostCapabilities {
        domainTypes = copy(domainTypes);
        machines = copy(machines);
    }

    private static Map<String, Set<String>> copy(Map<String, Set<String>> values) {
        Map<String, Set<String>> copy = new HashMap<>();
        values.forEach((key, value) -> copy.put(key, Set.copyOf(value)));
        return Map.copyOf(copy);
    }

    /**
     * Reads the XML.
     *
     * @throws IllegalArgumentException if it is not well-formed, not {@code <capabilities>}, or has no guest of QEMU
     */
    public static HostCapabilities parse(String xml) {
        Element root = CapabilitiesXml.root(xml, "capabilities");
        Map<String, Set<String>> types = new HashMap<>();
        Map<String, Set<String>> machines = new HashMap<>();
        for (Element guest : CapabilitiesXml.children(root, "guest")) {
            for (Element arch : CapabilitiesXml.children(guest, "arch")) {
                String name = arch.getAttribute("name");
                for (Element domain : CapabilitiesXml.children(arch, "domain")) {
                    if (OF_QEMU.contains(domain.getAttribute("type"))) {
                        types.computeIfAbsent(name, key -> new HashSet<>()).add(domain.getAttribute("type"));
                        // libvirt before 4.10 wrote KVM's own machine types into its <domain>
                        addMachines(domain, machines.computeIfAbsent(name, key -> new HashSet<>()));
                        addMachines(arch, machines.get(name));
                    }
                }
            }
        }
        if (types.isEmpty()) {
            throw new IllegalArgumentException("these capabilities name no guest of QEMU; ask by virsh -c qemu:///system capabilities");
        }
        return new HostCapabilities(types, machines);
    }

    private static void addMachines(Element parent, Set<String> machines) {
        for (Element machine : CapabilitiesXml.children(parent, "machine")) {
            machines.add(machine.getTextContent().strip());
        }
    }

    /** QEMU is not older than the newest machine type that it has. */
    @Nullable Version oldestQemu() {
        return machines.values().stream().flatMap(Set::stream).flatMap(name -> MachineType.of(name).stream()).map(MachineType::version)
                .max(Version::order).orElse(null);
    }
}
