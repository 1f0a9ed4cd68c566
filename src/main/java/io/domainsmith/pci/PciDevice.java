package io.domainsmith.pci;

import io.domainsmith.guest.CNumber;
import io.domainsmith.model.Address;
import io.domainsmith.model.AddressType;
import io.domainsmith.model.Device;
import io.domainsmith.model.OnOff;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What stands on a PCI bus, or is going to.
 *
 * @param origin where it comes from
 * @param kind the element's name, such as {@code video}; {@code -device} for an argument, {@code chipset} for the machine's own
 * @param label how messages call what is no element of the document; null for an element
 * @param device the device of the document, or null for one that the document does not hold
 * @param connection how it plugs in, or null where that is open
 * @param address where it stands, or null as long as libvirt is to choose
 * @since 0.1
 */
public record PciDevice(Origin origin, String kind, @Nullable String label, @Nullable Device device, @Nullable PciConnection connection,
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
        return new PciDevice(Origin.DOCUMENT, kind, null, device, PciConnection.of(device).orElse(null),
                addressOf(kind, device).orElse(null));
    }

    /** How messages call it, such as {@code video (line 61)}. */
    public String name() {
        return label != null ? label : device != null ? name(kind, device) : kind;
    }

    /** The same device elsewhere. */
    PciDevice at(@Nullable PciAddress other) {
        return new PciDevice(origin, kind, label, device, connection, other);
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
                + "; libvirt reads numbers as C does, so that 0x1b, 27 and 033 are one, and 1b and 08 are none: write them like slot='0x08'"));
        if (found.domain() != 0) {
            throw new PciTopologyException(name(kind, device) + " is at " + found + ", and a PC has no PCI domain but 0; write "
                    + "domain='0x0000'");
        }
        return Optional.of(found).filter(known -> !known.countsAsNone());
    }

    private static String unreadable(Address address) {
        Map<String, String> numbers = new LinkedHashMap<>();
        numbers.put("bus", address.getBus());
        numbers.put("domain", address.getDomain());
        numbers.put("function", address.getFunction());
        numbers.put("slot", address.getSlot());
        numbers.values().removeIf(Objects::isNull);
        Map<String, String> none = new LinkedHashMap<>(numbers);
        none.values().removeIf(number -> CNumber.parse(number).isPresent());
        if (!none.isEmpty()) {
            return listed(none) + (none.size() == 1 ? ", which is no number" : ", which are no numbers");
        }
        Map<String, Long> greatest = Map.of("bus", 0xffL, "domain", 0xffff_ffffL, "function", 7L, "slot", 0x1fL);
        numbers.entrySet().removeIf(number -> CNumber.parse(number.getValue()).orElseThrow() <= greatest.get(number.getKey()));
        return listed(numbers) + (numbers.size() == 1 ? ", which is more than " : ", which are more than ") + numbers.keySet().stream()
                .map(name -> String.format("0x%x", greatest.get(name))).collect(Collectors.joining(" and "));
    }

    private static String listed(Map<String, String> numbers) {
        return numbers.entrySet().stream().map(number -> number.getKey() + "='" + number.getValue() + "'")
                .collect(Collectors.joining(" and "));
    }

    /** How messages call a device: {@code video (line 61)}, or {@code video (new)}. */
    public static String name(String kind, Device device) {
        var place = device.sourceLocation();
        return kind + (place == null ? " (new)" : " (line " + place.getLineNumber() + ")");
    }

    /** Its name after its address, like {@code 00:05.0 video (line 61)}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%s %s", address == null ? "--:--.-" : address.toShortString(), name());
    }

    static PciDevice chipset(String name, int slot, int function) {
        return new PciDevice(Origin.CHIPSET, "chipset", name, null, null, new PciAddress(0, 0, slot, function));
    }
}
