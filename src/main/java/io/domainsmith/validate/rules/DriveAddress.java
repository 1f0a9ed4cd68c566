package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place on a drive bus.
 *
 * @param bus the kind of bus, such as {@code scsi}
 * @param controller the controller's index
 * @param channel the bus of the controller, {@code bus} in the document
 * @param target the target
 * @param unit the unit
 */
record DriveAddress(String bus, long controller, long channel, long target, long unit) {

    private static final List<String> DRIVE_BUSES = List.of("scsi", "ide", "sata", "fdc");
    private static final Pattern NAME = Pattern.compile("(?:fd|hd|vd|sd|xvd|ubd)([a-z]{1,6})\\d*");

    /** The bus of a disk: as it says, else as libvirt takes it from the target's name (virDomainDiskDefPostParse). */
    static @Nullable String busOf(SourceElement disk) {
        String bus = Xml.value(disk, "target/@bus");
        String name = Xml.value(disk, "target/@dev", "");
        if (bus != null) {
            return bus;
        } else if (Xml.is(disk, "@device", "floppy")) {
            return "fdc";
        }
        return name.startsWith("hd") ? "ide" : name.startsWith("sd") ? "scsi" : name.startsWith("vd") ? "virtio"
                : name.startsWith("xvd") ? "xen" : null;
    }

    /** Where a disk is: as it says, else as libvirt takes it from the target's name (virDomainDiskDefAssignAddress). */
    static Optional<DriveAddress> ofDisk(SourceElement disk) {
        String bus = busOf(disk);
        if (bus == null || !DRIVE_BUSES.contains(bus)) {
            return Optional.empty();
        }
        SourceElement address = Xml.first(disk, "address");
        if (address != null) {
            return Xml.is(address, "@type", "drive") ? of(bus, address) : Optional.empty();
        }
        OptionalLong index = index(Xml.value(disk, "target/@dev", ""));
        if (index.isEmpty()) {
            return Optional.empty();
        }
        long i = index.getAsLong();
        return Optional.of(switch (bus) {
            case "ide" -> new DriveAddress(bus, i / 4, i % 4 / 2, 0, i % 2);
            case "sata" -> new DriveAddress(bus, i / 6, 0, 0, i % 6);
            case "fdc" -> new DriveAddress(bus, i / 2, 0, 0, i % 2);
            default -> new DriveAddress(bus, i / 7, 0, 0, i % 7);
        });
    }

    /** The place that an {@code <address type='drive'>} gives; empty if a number in it is none. */
    static Optional<DriveAddress> of(String bus, SourceElement address) {
        for (String part : List.of("controller", "bus", "target", "unit")) {
            if (address.attribute(part) != null && Xml.number(address, "@" + part).isEmpty()) {
                return Optional.empty();
            }
        }
        return Optional.of(new DriveAddress(bus, Xml.number(address, "@controller", 0), Xml.number(address, "@bus", 0),
                Xml.number(address, "@target", 0), Xml.number(address, "@unit", 0)));
    }

    /** The number that a target's letters make (virDiskNameParse); empty for a name of another form. */
    static OptionalLong index(String name) {
        Matcher parts = NAME.matcher(name);
        if (!parts.matches()) {
            return OptionalLong.empty();
        }
        long index = 0;
        for (char letter : parts.group(1).toCharArray()) {
            index = index * 26 + letter - 'a' + 1;
        }
        return OptionalLong.of(index - 1);
    }

    @Override
    public String toString() {
        return bus + " " + controller + ":" + channel + ":" + target + ":" + unit;
    }

    // as a record's own do, without the method handles that a short run would wait for
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DriveAddress that && that.bus.equals(bus) && that.controller == controller && that.channel == channel
                && that.target == target && that.unit == unit;
    }

    @Override
    public int hashCode() {
        return Objects.hash(bus, controller, channel, target, unit);
    }
}
