package io.domainsmith.model;

import org.xml.sax.Locator;

/**
 * A device that can have a guest address.
 *
 * @since 0.1
 */
public interface Device {

    /** Returns where the guest sees this device, or null while nothing says so. */
    Address getAddress();

    void setAddress(Address address);

    /** Returns the name by which libvirt and QEMU know this device, or null. */
    default Alias getAlias() {
        return null;
    }

    /**
     * Names this device.
     *
     * @throws UnsupportedOperationException on a kind of device that libvirt's grammar gives no alias
     */
    default void setAlias(Alias alias) {
        throw new UnsupportedOperationException("libvirt's grammar gives " + getClass().getSimpleName() + " no alias");
    }

    /** Returns the place of the start tag in the source text, or null for a device that is not from a source. */
    Locator sourceLocation();
}
