package io.domainsmith.pci;

import io.domainsmith.model.Domain;
import io.domainsmith.model.qemu.QemuArg;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A device that {@code <qemu:arg>} gives QEMU behind libvirt's back.
 *
 * @param bus the bus it asks for, or null where QEMU chooses
 * @param slot the slot it claims, or -1
 * @param function the function it claims
 * @param name how messages call it
 */
record DeviceArgument(@Nullable String bus, int slot, int function, String name) {

    // QEMU reads addr as hexadecimal slot[.function], with or without 0x, and refuses slots above 1f (set_pci_devfn); JSON may give
    // devfn as a number
    private static final Pattern ADDRESS = Pattern.compile("(?:0[xX])?0*([01]?[0-9a-fA-F])(?:\\.([0-7]))?");
    private static final Pattern JSON_STRING = Pattern.compile("\"(bus|addr)\"\\s*:\\s*\"([^\"]*)\"");
    private static final Pattern JSON_NUMBER = Pattern.compile("\"addr\"\\s*:\\s*(\\d{1,3})\\b");

    private static final Pattern BUS = Pattern.compile("pci\\.(\\d{1,3})");

    static List<DeviceArgument> of(Domain domain) {
        List<DeviceArgument> found = new ArrayList<>();
        if (domain.getQemuCommandline() != null) {
            List<QemuArg> args = domain.getQemuCommandline().getArgs();
            for (int i = 0; i + 1 < args.size(); i++) {
                String option = args.get(i).getValue();
                if (("-device".equals(option) || "--device".equals(option)) && args.get(i + 1).getValue() != null) {
                    found.add(of(args.get(i + 1)));
                }
            }
        }
        return found;
    }

    private static DeviceArgument of(QemuArg arg) {
        String bus = null;
        String address = null;
        if (arg.getValue().startsWith("{")) {
            Matcher matcher = JSON_STRING.matcher(arg.getValue());
            while (matcher.find()) {
                bus = matcher.group(1).equals("bus") ? matcher.group(2) : bus;
                address = matcher.group(1).equals("addr") ? matcher.group(2) : address;
            }
            Matcher number = JSON_NUMBER.matcher(arg.getValue());
            if (number.find()) {
                int devfn = Integer.parseInt(number.group(1));
                address = String.format("%x.%x", devfn >> 3, devfn & 7);
            }
        } else {
            for (String part : arg.getValue().split(",")) {
                bus = part.startsWith("bus=") ? part.substring(4) : bus;
                address = part.startsWith("addr=") ? part.substring(5) : address;
            }
        }
        Matcher matcher = address == null ? null : ADDRESS.matcher(address);
        boolean claims = matcher != null && matcher.matches();
        return new DeviceArgument(bus, claims ? Integer.parseInt(matcher.group(1), 16) : -1,
                claims && matcher.group(2) != null ? Integer.parseInt(matcher.group(2)) : 0,
                "-device argument" + (arg.sourceLocation() == null ? " (new)" : " (line " + arg.sourceLocation().getLineNumber() + ")"));
    }

    /**
     * What it claims: a function of a bus. Without {@code bus=} QEMU takes the first bus of the right type, which is bus 0; a port
     * has but one slot, so no address is needed there. Empty where QEMU chooses, and for a bus that is none of PCI.
     *
     * @param aliases the indexes of controllers by their aliases
     */
    Optional<PciDevice> device(Map<Integer, PciBridge> bridges, Map<String, Integer> aliases) {
        Integer index = index(aliases);
        PciBridge bridge = index == null ? null : bridges.get(index);
        if (bridge == null || slot < 0 && !bridge.model().isPort()) {
            return Optional.empty();
        }
        return Optional.of(new PciDevice(PciDevice.Origin.ARGUMENT, "-device", name, null, null,
                new PciAddress(0, index, Math.max(slot, 0), function)));
    }

    /** libvirt calls the bus of a controller pci.INDEX, or as the controller's alias; bus 0 of q35 is pcie.0. */
    private @Nullable Integer index(Map<String, Integer> aliases) {
        if (bus == null || bus.equals("pcie.0")) {
            return 0;
        }
        Matcher matcher = BUS.matcher(bus);
        return matcher.matches() ? Integer.valueOf(matcher.group(1)) : aliases.get(bus);
    }
}
