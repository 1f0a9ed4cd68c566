package io.domainsmith.pci;

import java.util.Locale;

/**
 * A PCI address as the guest sees it, after its firmware has numbered the buses.
 *
 * @param bus the guest's bus number, 0 to 0xff; not libvirt's controller index
 * @param slot the slot, 0 to 0x1f
 * @param function the function, 0 to 7
 * @since 0.1
 */
public record GuestAddress(int bus, int slot, int function) implements Comparable<GuestAddress> {

    /** The order in which firmware meets functions: by bus, slot and function. */
    @Override
    public int compareTo(GuestAddress other) {
        int order = Integer.compare(bus, other.bus);
        order = order != 0 ? order : Integer.compare(slot, other.slot);
        return order != 0 ? order : Integer.compare(function, other.function);
    }

    /** As {@code lspci} prints it, like {@code 08:00.0}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%02x:%02x.%x", bus, slot, function);
    }
}
