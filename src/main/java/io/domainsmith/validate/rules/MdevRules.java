package io.domainsmith.validate.rules;

import io.domainsmith.document.LibvirtUuid;
import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.DeviceIds;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.InterfaceType;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.Severity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Mediated devices: their uuids, and the names by which arguments reach them.
 *
 * @since 0.1
 */
public final class MdevRules {

    /**
     * {@code device.hostdevN} is another device than the mdev (qemuAssignDeviceAliases): one counter goes through the interfaces
     * of type hostdev and then all hostdevs; those with a {@code ua-} alias take no number.
     */
    public static final Rule ALIAS_INDEX = Check.failsAtStart("gvt-alias-index-mismatch",
            "An argument sets a vGPU's property on device.hostdevN, and N is not the mdev's number. libvirt numbers the interfaces of "
                    + "type hostdev first, then all hostdevs of any type; a device with a ua- alias takes no number. An error where a "
                    + "stage is asked for.",
            "qemuAssignDeviceAliases", "give the mdev an alias of its own, such as ua-gvtg, and use that", MdevRules::aliasIndex)
            .upTo(Severity.ERROR).ifVgpu();

    /** The same mdev twice: virDomainDefHostdevValidate, "Hostdev already exists". */
    public static final Rule UUID_DUPLICATE = Check.refused("mdev-uuid-duplicate",
            "Two hostdevs name one mediated device, dashes and case aside.", "virDomainDefHostdevValidate", "remove one of them",
            MdevRules::uuidDuplicate);

    /** A uuid that libvirt cannot read (virDomainHostdevSubsysMediatedDevDefParseXML), or one that no device has. */
    public static final Rule UUID_INVALID = Check.refused("mdev-uuid-invalid",
            "A mediated device's uuid is missing or libvirt cannot read it; a nil or made-up uuid is read, but no device has it.",
            "virDomainHostdevSubsysMediatedDevDefParseXML",
            "write the uuid that the device has on the host: ls /sys/bus/mdev/devices", MdevRules::uuidInvalid);

    /** All of this family. */
    public static final List<Rule> ALL = List.of(ALIAS_INDEX, UUID_DUPLICATE, UUID_INVALID);

    private static final String DASHES = "- \t\n\013\f\r";
    private static final Pattern DIGITS = Pattern.compile("[0-9a-fA-F]{32}");
    private static final Set<String> PLACEHOLDERS = Set.of("12345678123412341234123456789abc", "12345678123412341234123456789012");

    private MdevRules() {
    }

    private static void aliasIndex(Guest guest, Report report) {
        if (guest.qemuArgs().deviceSettings().isEmpty()) {
            return;
        }
        List<Hostdev> vgpus = guest.vgpus();
        List<String> right = vgpus.stream().map(vgpu -> guest.deviceIds().ordinary(vgpu).orElseThrow()).toList();
        Set<String> names = new HashSet<>(right);
        boolean undecidable = guest.domain().getDevices().getInterfaces().stream()
                .anyMatch(nic -> nic.getType() == InterfaceType.NETWORK && DeviceIds.userAlias(nic).isEmpty());
        for (QemuArgs.Setting setting : guest.qemuArgs().deviceSettings()) {
            if (DeviceIds.OF_VGPUS.contains(setting.property()) && DeviceIds.isNumberOfHostdev(setting.alias())
                    && !names.contains(setting.alias())) {
                report.addAt(undecidable ? Severity.WARNING : guest.errorForStage(), Consequence.FAILS_AT_START,
                        setting.element(), "value",
                        "-set " + setting.element().attribute("value") + " (line " + setting.element().line()
                                + ") is not about " + guest.name(vgpus.get(0)) + ", which libvirt names " + right.get(0)
                                + (undecidable ? " (unless an <interface type='network'> before it is a host device, too)" : ""),
                        "give the mdev <alias name='ua-gvtg'/> and set device.ua-gvtg." + setting.property());
            }
        }
    }

    private static void uuidDuplicate(Guest guest, Report report) {
        if (guest.mdevs().size() < 2) {
            return;
        }
        Map<UUID, Hostdev> seen = new HashMap<>();
        for (Hostdev mdev : guest.mdevs()) {
            Optional<UUID> uuid = Optional.ofNullable(Guest.uuidOf(mdev)).flatMap(LibvirtUuid::tryParse);
            Hostdev other = uuid.isEmpty() ? null : seen.putIfAbsent(uuid.get(), mdev);
            if (other != null) {
                report.add(guest.source(mdev),
                        guest.name(mdev) + " and " + guest.name(other) + " are one mediated device, " + uuid.get());
            }
        }
    }

    private static void uuidInvalid(Guest guest, Report report) {
        for (Hostdev mdev : guest.mdevs()) {
            String uuid = Guest.uuidOf(mdev);
            String digits = uuid == null ? "" : digits(uuid);
            if (uuid != null && DIGITS.matcher(digits).matches() && !isMadeUp(digits)) {
                continue;
            }
            SourceElement hostdev = guest.source(mdev);
            SourceElement address = hostdev.children("source").stream()
                    .flatMap(source -> source.children("address").stream()).findFirst().orElse(hostdev);
            if (uuid == null) {
                report.add(Severity.ERROR, Consequence.REFUSED, address, "mdev (line " + hostdev.line()
                        + ") has no uuid in <source><address>", "add the uuid that the device has on the host: "
                        + "ls /sys/bus/mdev/devices");
            } else if (!DIGITS.matcher(digits).matches()) {
                report.addAt(Severity.ERROR, Consequence.REFUSED, address, "uuid", "mdev (line " + hostdev.line()
                        + ") has the uuid '" + uuid + "', which is none", "write the uuid that the device has on the host: "
                        + "ls /sys/bus/mdev/devices");
            } else {
                report.addAt(Severity.WARNING, Consequence.FAILS_AT_START, address, "uuid", "mdev (line " + hostdev.line()
                        + ") has the uuid " + uuid + ", which looks made up", "write the uuid that the device has on the "
                        + "host: ls /sys/bus/mdev/devices");
            }
        }
    }

    private static String digits(String uuid) {
        StringBuilder digits = new StringBuilder(uuid.length());
        for (int i = 0; i < uuid.length(); i++) {
            if (DASHES.indexOf(uuid.charAt(i)) < 0) {
                digits.append(uuid.charAt(i));
            }
        }
        return digits.toString();
    }

    private static boolean isMadeUp(String digits) {
        String lower = digits.toLowerCase(Locale.ROOT);
        return PLACEHOLDERS.contains(lower) || lower.equals(lower.substring(0, 1).repeat(lower.length()));
    }
}
