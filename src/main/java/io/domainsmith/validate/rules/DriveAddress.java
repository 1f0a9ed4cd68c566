package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.pci.CNumber;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
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
    private static final List<String> PREFIXES = List.of("fd", "hd", "vd", "sd", "xvd", "ubd");
    private static final int MOST_LETTERS = 6;

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

    /**
     * Where a disk is: as it says, else as libvirt takes it from the target's name (virDomainDiskDefAssignAddress); null for one that is
     * on no drive bus, or nowhere.
     */
    static @Nullable DriveAddress ofDisk(SourceElement disk) {
        String bus = busOf(disk);
        if (bus == null || !DRIVE_BUSES.contains(bus)) {
            return null;
        }
        SourceElement address = Xml.first(disk, "address");
        if (address != null) {
            return Xml.is(address, "@type", "drive") ? of(bus, address) : null;
        }
        OptionalLong index = index(Xml.value(disk, "target/@dev", ""));
        if (index.isEmpty()) {
            return null;
        }
        long i = index.getAsLong();
        return switch (bus) {
            case "ide" -> new DriveAddress(bus, i / 4, i % 4 / 2, 0, i % 2);
            case "sata" -> new DriveAddress(bus, i / 6, 0, 0, i % 6);
            case "fdc" -> new DriveAddress(bus, i / 2, 0, 0, i % 2);
            default -> new DriveAddress(bus, i / 7, 0, 0, i % 7);
        };
    }

    /** The place that an {@code <address type='drive'>} gives; null if a number in it is none. */
    static @Nullable DriveAddress of(String bus, SourceElement address) {
        long controller = number(address, "controller");
        long channel = number(address, "bus");
        long target = number(address, "target");
        long unit = number(address, "unit");
        return controller < 0 || channel < 0 || target < 0 || unit < 0 ? null : new DriveAddress(bus, controller, channel, target, unit);
    }

    /** A part of an address, 0 where it is missing; -1 for one that is no number. */
    private static long number(SourceElement address, String part) {
        String text = address.attribute(part);
        return text == null ? 0 : CNumber.parse(text).orElse(-1);
    }

    /** The number that a target's letters make (virDiskNameParse); empty for a name of another form. */
    static OptionalLong index(String name) {
        int from = prefix(name);
        int at = from;
        long index = 0;
        while (at < name.length() && name.charAt(at) >= 'a' && name.charAt(at) <= 'z') {
            index = index * 26 + name.charAt(at++) - 'a' + 1;
        }
        boolean letters = from > 0 && at > from && at <= from + MOST_LETTERS;
        while (at < name.length() && name.charAt(at) >= '0' && name.charAt(at) <= '9') {
            at++;
        }
        return letters && at == name.length() ? OptionalLong.of(index - 1) : OptionalLong.empty();
    }

    /** How long the beginning of a disk's name is; 0 if it is none. */
    private static int prefix(String name) {
        for (String prefix : PREFIXES) {
            if (name.startsWith(prefix)) {
                return prefix.length();
            }
        }
        return 0;
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
