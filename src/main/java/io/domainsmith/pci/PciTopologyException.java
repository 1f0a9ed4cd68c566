package io.domainsmith.pci;

/**
 * A domain whose PCI buses cannot be told: a number that is none, an index given twice, a bridge behind itself, a machine
 * without PCI. The message names the device and its line.
 *
 * @since 0.1
 */
public final class PciTopologyException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    PciTopologyException(String message) {
        super(message);
    }
}
