package io.domainsmith.target;

import io.domainsmith.target.Support.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A property of one of QEMU's devices, as {@code -device}, {@code -set} and libvirt's {@code <qemu:override>} name it. QEMU refuses to
 * start with a property that the device does not have; ask {@link HypervisorTarget#supports(DeviceProperty)} which release has it.
 *
 * <p>The lists of four releases are known. A property that the releases on both sides of another one have, that one has, too; where
 * they differ, the answer is that it is not known.
 *
 * @since 0.1
 */
public final class DeviceProperty {

    /** What QEMU reads for a property where {@code -device} is JSON. The older syntax is text, whatever the kind. */
    public enum Kind {
        /** {@code true} or {@code false}. */
        BOOL,
        /** A number, not in quotation marks. */
        NUMBER,
        /** A string, such as {@code on} for what is on, off or auto. */
        STRING,
        /** More than one of them, or nothing of the kind. */
        ANY
    }

    private static final String SOURCE = "QEMU -device NAME,help";

    private final String device;
    private final String name;
    private final Kind kind;
    private final Set<Version> releases;

    /** A row of the table. */
    DeviceProperty(String device, String name, Kind kind, Set<Version> releases) {
        this.device = device;
        this.name = name;
        this.kind = kind;
        this.releases = releases;
    }

    /** A property of a device; empty if it is not known which properties the device has. No release need have the property. */
    public static Optional<DeviceProperty> of(String device, String name) {
        Map<String, DeviceProperty> properties = DevicePropertyTable.of(device);
        DeviceProperty known = properties == null ? null : properties.get(name);
        return properties == null ? Optional.empty()
                : Optional.of(known == null ? new DeviceProperty(device, name, Kind.ANY, Set.of()) : known);
    }

    /** The properties that a target's device has, or may have, by name; none if it is not known which properties the device has. */
    public static List<String> names(String device, HypervisorTarget target) {
        Map<String, DeviceProperty> properties = DevicePropertyTable.of(device);
        return properties == null ? List.of() : new TreeSet<>(properties.values().stream()
                .filter(property -> !property.on(target).isNo()).map(DeviceProperty::name).toList()).stream().toList();
    }

    /** The device, such as {@code vfio-pci}. */
    public String device() {
        return device;
    }

    /** The property, such as {@code x-igd-opregion}. */
    public String name() {
        return name;
    }

    /** What QEMU reads for it in JSON. */
    public Kind kind() {
        return kind;
    }

    /** Whether one of the releases that are known has it. */
    public boolean isKnown() {
        return !releases.isEmpty();
    }

    Support on(HypervisorTarget target) {
        return new Support(answer(target.qemu(), target.oldestQemu()), "the property " + name + " of " + device, where(), SOURCE);
    }

    private Answer answer(@Nullable Version qemu, @Nullable Version oldest) {
        if (qemu == null) {
            List<Boolean> answers = DevicePropertyTable.RELEASES.stream().filter(release -> oldest == null || release.atLeast(oldest))
                    .map(releases::contains).distinct().toList();
            return answers.size() != 1 ? Answer.UNKNOWN : answers.get(0) ? Answer.YES : Answer.NO;
        }
        Version older = null;
        Version newer = null;
        for (Version release : DevicePropertyTable.RELEASES) {
            if (!release.hasMoreThan(qemu)) {
                older = release;
            } else if (newer == null) {
                newer = release;
            }
        }
        if (older != null && !qemu.hasMoreThan(older)) {
            return releases.contains(older) ? Answer.YES : Answer.NO;
        }
        // what comes does not go and come again
        boolean before = older != null && releases.contains(older);
        boolean after = newer != null && releases.contains(newer);
        if (older != null && newer != null) {
            return before == after ? before ? Answer.YES : Answer.NO : Answer.UNKNOWN;
        }
        return before ? Answer.YES : after || !isKnown() ? Answer.UNKNOWN : Answer.NO;
    }

    /** The known releases that have it, such as {@code QEMU 10.0 and 11.1}; empty if none has. */
    private String where() {
        List<String> all = new ArrayList<>();
        for (Version release : DevicePropertyTable.RELEASES) {
            if (releases.contains(release)) {
                all.add(release.major() + "." + release.minor());
            }
        }
        int last = all.size() - 1;
        return all.isEmpty() ? "" : "QEMU " + (last == 0 ? "" : String.join(", ", all.subList(0, last)) + " and ") + all.get(last);
    }

    /** The device and the property, as QEMU names them: {@code vfio-pci.x-igd-opregion}. */
    @Override
    public String toString() {
        return device + "." + name;
    }
}
