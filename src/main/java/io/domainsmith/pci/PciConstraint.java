package io.domainsmith.pci;

import io.domainsmith.model.Device;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a place on a PCI bus has to offer.
 *
 * @param kind how the device plugs in
 * @param after the device that the guest is to find first, or null
 * @param before the device that the guest is to find later, or null
 * @param hotpluggable whether the slot has to take devices while the guest runs
 * @param preferred places that are better than others, the best first
 * @param avoided places that will not do
 * @since 0.1
 */
public record PciConstraint(PciConnection kind, @Nullable Device after, @Nullable Device before, boolean hotpluggable,
        List<PciAddress> preferred, Set<PciAddress> avoided) {

    /** A constraint. */
    public PciConstraint {
        preferred = List.copyOf(preferred);
        avoided = Set.copyOf(avoided);
    }

    /** Any place that takes a device of this kind. */
    public static PciConstraint of(PciConnection kind) {
        return new PciConstraint(kind, null, null, false, List.of(), Set.of());
    }

    /** The same, where the guest comes to it after a device. */
    public PciConstraint after(Device device) {
        return new PciConstraint(kind, device, before, hotpluggable, preferred, avoided);
    }

    /** The same, where the guest comes to it before a device. */
    public PciConstraint before(Device device) {
        return new PciConstraint(kind, after, device, hotpluggable, preferred, avoided);
    }

    /** The same in a slot that takes devices while the guest runs. */
    public PciConstraint withHotplug() {
        return new PciConstraint(kind, after, before, true, preferred, avoided);
    }

    /** The same, best at this place if it will do. */
    public PciConstraint preferring(PciAddress address) {
        return new PciConstraint(kind, after, before, hotpluggable, List.of(address), avoided);
    }

    /** The same, but not at these places. */
    public PciConstraint avoiding(PciAddress... addresses) {
        Set<PciAddress> more = new HashSet<>(avoided);
        more.addAll(List.of(addresses));
        return new PciConstraint(kind, after, before, hotpluggable, preferred, more);
    }
}
