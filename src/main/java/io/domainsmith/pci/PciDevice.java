package io.domainsmith.pci;

import io.domainsmith.model.Address;
import io.domainsmith.model.AddressType;
import io.domainsmith.model.Device;
import io.domainsmith.model.OnOff;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What stands on a PCI bus, or is going to.
 *
 * @param origin where it comes from
 * @param kind the element's name, such as {@code video}; {@code -device} for an argument, {@code chipset} for the machine's own
 * @param name how messages call it, such as {@code video (line 61)}
 * @param device the device of the document, or null for one that the document does not hold
 * @param connection how it plugs in, or null where that is open
 * @param address where it stands, or null as long as libvirt is to choose
 * @since 0.1
 */
public record PciDevice(Origin origin, String kind, String name, @Nullable Device device, @Nullable PciConnection connection,
        @Nullable PciAddress address) {

    /** Where a device comes from. */
    public enum Origin {
        /** An element of the document. */
        DOCUMENT,
        /** Added by libvirt when it defines the domain. */
        IMPLICIT,
        /** A {@code <qemu:arg>} gives it to QEMU. */
        ARGUMENT,
        /** Part of the machine. */
        CHIPSET
    }

    /** A device of the document, at its own address. */
    static PciDevice of(String kind, Device device) {
        return new PciDevice(Origin.DOCUMENT, kind, name(kind, device), device, PciConnection.of(device).orElse(null),
                addressOf(kind, device).orElse(null));
    }

    /** The same device elsewhere. */
    PciDevice at(@Nullable PciAddress other) {
        return new PciDevice(origin, kind, name, device, connection, other);
    }

    /** Whether its address says that its slot has further functions; libvirt says so itself where nothing does. */
    boolean mayHaveSiblings() {
        return device == null || device.getAddress() == null || device.getAddress().getMultifunction() != OnOff.OFF;
    }

    /**
     * The PCI address that the document gives a device; empty if it gives none, as it does with slot 0 of bus 0
     * (virPCIDeviceAddressIsEmpty).
     *
     * @param kind the element's name, for the message
     * @throws PciTopologyException if a number in it is not one, or the PCI domain is not 0; the message names the device
     */
    public static Optional<PciAddress> addressOf(String kind, Device device) {
        Address address = device.getAddress();
        if (address == null || address.getType() != AddressType.PCI) {
            return Optional.empty();
        }
        PciAddress found = PciAddress.of(address).orElseThrow(() -> new PciTopologyException(name(kind, device)
                + " has a PCI address with " + unreadable(address)
                + "; libvirt reads numbers as C does, up to slot 0x1f and function 0x7: write them like slot='0x08'"));
        if (found.domain() != 0) {
            throw new PciTopologyException(name(kind, device) + " is at " + found + ", and a PC has no PCI domain but 0; write "
                    + "domain='0x0000'");
        }
        return Optional.of(found).filter(known -> !known.countsAsNone());
    }

    private static String unreadable(Address address) {
        Map<String, String> numbers = new TreeMap<>();
        numbers.put("domain", String.valueOf(address.getDomain()));
        numbers.put("bus", String.valueOf(address.getBus()));
        numbers.put("slot", String.valueOf(address.getSlot()));
        numbers.put("function", String.valueOf(address.getFunction()));
        numbers.values().removeIf("null"::equals);
        Map<String, String> unreadable = new TreeMap<>(numbers);
        unreadable.values().removeIf(number -> CNumber.parse(number).isPresent());
        return (unreadable.isEmpty() ? numbers : unreadable).entrySet().stream()
                .map(number -> number.getKey() + "='" + number.getValue() + "'").collect(Collectors.joining(" "))
                + (unreadable.isEmpty() ? ", a number out of its range" : ", not a number");
    }

    /** How messages call a device: {@code video (line 61)}, or {@code video (new)}. */
    public static String name(String kind, Device device) {
        var place = device.sourceLocation();
        return kind + (place == null ? " (new)" : " (line " + place.getLineNumber() + ")");
    }

    /** Its name after its address, like {@code 00:05.0 video (line 61)}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s %s", address == null ? "--:--.-" : address.toShortString(), name);
    }

    static PciDevice chipset(String name, int slot, int function) {
        return new PciDevice(Origin.CHIPSET, "chipset", name, null, null, new PciAddress(0, 0, slot, function));
    }
}
