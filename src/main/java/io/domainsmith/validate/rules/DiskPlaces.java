package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.DriveAddress;
import org.jspecify.annotations.Nullable;

/** {@link DriveAddress} of the elements of a document, with values that the grammar does not know, too. */
final class DiskPlaces {

    private DiskPlaces() {
    }

    /** The bus of a disk; null if the document does not tell. */
    static @Nullable String busOf(SourceElement disk) {
        return DriveAddress.busOf(Xml.value(disk, "target/@bus"), Xml.value(disk, "target/@dev"), disk.attribute("device")).orElse(null);
    }

    /** Where a disk is; null for one that is on no drive bus, or nowhere. */
    static @Nullable DriveAddress addressOf(SourceElement disk) {
        String bus = busOf(disk);
        SourceElement address = Xml.first(disk, "address");
        if (bus == null) {
            return null;
        } else if (address == null) {
            return DriveAddress.ofTarget(bus, Xml.value(disk, "target/@dev")).orElse(null);
        }
        return DriveAddress.isDriveBus(bus) && Xml.is(address, "@type", "drive") ? addressOf(bus, address) : null;
    }

    /** The place that an {@code <address type='drive'>} gives; null if a number in it is none. */
    static @Nullable DriveAddress addressOf(String bus, SourceElement address) {
        return DriveAddress.of(bus, address.attribute("controller"), address.attribute("bus"), address.attribute("target"),
                address.attribute("unit")).orElse(null);
    }
}
