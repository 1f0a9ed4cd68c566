package io.domainsmith.guest;

import io.domainsmith.model.Address;
import io.domainsmith.model.AddressType;
import io.domainsmith.model.Disk;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A place on a drive bus: the address of a disk, as the document says it or as libvirt takes it from the name of the disk's target.
 *
 * <pre>{@code
 * DriveAddress.ofTarget("sata", "sdb");    // controller 0, channel 0, target 0, unit 1
 * DriveAddress.index("vdc");               // 2
 * DriveAddress.busOf(null, "hda", "disk"); // ide
 * }</pre>
 *
 * @param bus the kind of bus: {@code scsi}, {@code ide}, {@code sata} or {@code fdc}
 * @param controller the controller's index
 * @param channel the bus of the controller, {@code bus} in the document
 * @param target the target
 * @param unit the unit
 * @since 0.1
 */
public record DriveAddress(String bus, long controller, long channel, long target, long unit) {

    private static final Set<String> DRIVE_BUSES = Set.of("scsi", "ide", "sata", "fdc");
    private static final List<String> PREFIXES = List.of("fd", "hd", "vd", "sd", "xvd", "ubd");
    private static final int MOST_LETTERS = 6;

    /** The bus of a disk: as it says, else as libvirt takes it from the target's name (virDomainDiskDefPostParse); empty if neither tells. */
    public static Optional<String> busOf(@Nullable String bus, @Nullable String target, @Nullable String device) {
        String name = target == null ? "" : target;
        if (bus != null) {
            return Optional.of(bus);
        } else if ("floppy".equals(device)) {
            return Optional.of("fdc");
        }
        return Optional.ofNullable(name.startsWith("hd") ? "ide" : name.startsWith("sd") ? "scsi" : name.startsWith("vd") ? "virtio"
                : name.startsWith("xvd") ? "xen" : null);
    }

    /** Whether a bus, such as {@code sata}, has places that a drive address names. */
    public static boolean isDriveBus(String bus) {
        return DRIVE_BUSES.contains(bus);
    }

    /** The bus of a disk of the model. */
    public static Optional<String> busOf(Disk disk) {
        return disk.getTarget() == null ? Optional.empty()
                : busOf(disk.getTarget().getBus() == null ? null : disk.getTarget().getBus().value(), disk.getTarget().getDev(),
                        disk.getDevice() == null ? null : disk.getDevice().value());
    }

    /** Where a disk of the model is; empty for one that is on no drive bus, or nowhere. */
    public static Optional<DriveAddress> of(Disk disk) {
        Optional<String> bus = busOf(disk).filter(DriveAddress::isDriveBus);
        Address address = disk.getAddress();
        if (bus.isEmpty() || address == null) {
            return bus.flatMap(kind -> ofTarget(kind, disk.getTarget().getDev()));
        }
        return address.getType() != AddressType.DRIVE ? Optional.empty()
                : of(bus.get(), address.getController(), address.getBus(), address.getTarget(), address.getUnit());
    }

    /**
     * Where libvirt puts a disk without an address (virDomainDiskDefAssignAddress): by its target's name; empty if the name has another form,
     * or the bus is no drive bus. Its names fill seven units of each SCSI controller.
     */
    public static Optional<DriveAddress> ofTarget(String bus, @Nullable String target) {
        OptionalLong index = index(target);
        if (index.isEmpty() || !isDriveBus(bus)) {
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

    /** The place that an {@code <address type='drive'>} gives, where what is missing is 0; empty if a number in it is none. */
    public static Optional<DriveAddress> of(String bus, @Nullable String controller, @Nullable String channel, @Nullable String target,
            @Nullable String unit) {
        OptionalLong[] numbers = {number(controller), number(channel), number(target), number(unit)};
        for (OptionalLong number : numbers) {
            if (number.isEmpty()) {
                return Optional.empty();
            }
        }
        return Optional.of(new DriveAddress(bus, numbers[0].getAsLong(), numbers[1].getAsLong(), numbers[2].getAsLong(),
                numbers[3].getAsLong()));
    }

    private static OptionalLong number(@Nullable String text) {
        return text == null ? OptionalLong.of(0) : CNumber.parse(text);
    }

    /** The number that a target's letters make, 0 for sda and 26 for sdaa (virDiskNameParse); empty for a name of another form. */
    public static OptionalLong index(@Nullable String target) {
        String name = target == null ? "" : target;
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
