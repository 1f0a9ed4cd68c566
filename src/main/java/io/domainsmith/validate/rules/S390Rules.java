package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.CNumber;
import io.domainsmith.validate.Rule;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Addresses of s390: channel subsystem numbers, and what it adds to PCI addresses.
 *
 * @since 0.1
 */
public final class S390Rules {

    /** One device number twice: virDomainCCWAddressAssign. */
    public static final Rule CCW_DUPLICATE = Check.refused("ccw-address-duplicate", "Two devices have one CCW address.",
            "virDomainCCWAddressAssign", "give one of them another devno, or leave the address out", S390Rules::ccwDuplicate);

    /** zPCI numbers: qemuValidateDomainDeviceDefZPCIAddress, virDomainZPCIAddressReserveId. */
    public static final Rule ZPCI = Check.refused("zpci-address",
            "A zPCI uid is from 1 to 0xffff, and uid and fid are each a device's own; only s390 has them.",
            "qemuValidateDomainDeviceDefZPCIAddress, virDomainZPCIAddressReserveId", "leave <zpci> out: libvirt chooses its numbers", S390Rules::zpci);

    /** All of this family. */
    public static final List<Rule> ALL = List.of(CCW_DUPLICATE, ZPCI);

    private S390Rules() {
    }

    private static void ccwDuplicate(Guest guest, Report report) {
        Map<String, SourceElement> taken = new HashMap<>();
        for (SourceElement address : guest.addresses("ccw")) {
            String place = hex(address, "cssid") + "." + hex(address, "ssid") + "." + hex(address, "devno");
            SourceElement other = place.contains("?") ? null : taken.putIfAbsent(place, address.parent());
            if (other != null) {
                report.add(address.parent(), Guest.name(address.parent()) + " and " + Guest.name(other) + " are both at CCW address " + place);
            }
        }
    }

    private static String hex(SourceElement address, String part) {
        OptionalLong value = Xml.number(address, "@" + part);
        return value.isEmpty() ? "?" : Long.toHexString(value.getAsLong());
    }

    private static void zpci(Guest guest, Report report) {
        Set<String> taken = new HashSet<>();
        for (SourceElement address : guest.addresses("pci")) {
            SourceElement zpci = Xml.first(address, "zpci");
            String wrong = zpci == null ? null : wrong(guest, zpci, taken);
            if (wrong != null) {
                report.add(zpci, Guest.name(address.parent()) + " " + wrong);
            }
        }
    }

    private static @Nullable String wrong(Guest guest, SourceElement zpci, Set<String> taken) {
        OptionalLong uid = CNumber.parse(zpci.attribute("uid"));
        OptionalLong fid = CNumber.parse(zpci.attribute("fid"));
        if (uid.isPresent() && (uid.getAsLong() == 0 || uid.getAsLong() > 0xffff)) {
            return "has the zPCI uid " + zpci.attribute("uid") + ", which is not from 1 to 0xffff";
        } else if (!guest.machine().arch().isEmpty() && !guest.machine().isS390()) {
            return "has zPCI numbers, which " + guest.machine() + " has not";
        } else if (uid.isPresent() && !taken.add("uid " + uid.getAsLong())) {
            return "has the zPCI uid " + zpci.attribute("uid") + " of another device";
        }
        return fid.isPresent() && !taken.add("fid " + fid.getAsLong()) ? "has the zPCI fid " + zpci.attribute("fid") + " of another device" : null;
    }
}
