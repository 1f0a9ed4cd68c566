package io.domainsmith.pci;

import org.jspecify.annotations.Nullable;

/**
 * A {@code <controller type='pci'>} and the bus that it provides.
 *
 * @param index the controller's index, which is the bus in libvirt's addresses
 * @param model what kind of bus it is
 * @param busNumber the number that the document or libvirt gives an expander bus, or -1
 * @param device the controller where it stands itself, or null for bus 0
 */
record PciBridge(int index, PciControllerModel model, int busNumber, @Nullable PciDevice device) {

    PciBridge at(PciAddress address) {
        return new PciBridge(index, model, busNumber, device == null ? null : device.at(address));
    }

    PciBridge numbered(int number) {
        return new PciBridge(index, model, number, device);
    }

    /** The bus on which it stands, or -1. */
    int parent() {
        return device == null || device.address() == null ? -1 : device.address().bus();
    }
}
