package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.CNumber;
import io.domainsmith.validate.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The order in which the guest tries its devices, and the firmware's menu.
 *
 * @since 0.1
 */
public final class BootRules {

    /** Boot orders that are no order: virDomainDeviceBootParseXML, virDomainDefBootOrderPostParse. */
    public static final Rule ORDER = Check.refused("boot-order-conflict",
            "Two devices have one boot order, an order is not a positive number, or devices have orders while <os> lists boot devices, "
                    + "too.",
            "virDomainDeviceBootParseXML, virDomainDefBootOrderPostParse",
            "give each device a <boot order> of its own from 1 on, and leave <boot dev> out of <os>", BootRules::order);

    /** What runs in the guest: virDomainDefParseXML. */
    public static final Rule OS_TYPE = Check.refused("os-type-missing", "<os> has no <type>.", "virDomainDefParseBootXML",
            "add <os><type arch='x86_64' machine='q35'>hvm</type></os>", (guest, report) -> {
                if (!Xml.has(guest.root(), "os/type") && !Xml.has(guest.root(), "bootloader")) {
                    SourceElement os = Xml.first(guest.root(), "os");
                    report.add(os, os == null ? "<domain> (line " + guest.root().line() + ") has no <os> with a <type>"
                            : "<os> (line " + os.line() + ") has no <type>");
                }
            });

    /** Times beyond what the firmware takes: virDomainDefBootValidate. */
    public static final Rule TIMEOUT = Check.refused("boot-timeout-range",
            "The boot menu's timeout is beyond 65535 milliseconds, or the BIOS's rebootTimeout is not between -1 and 65535.",
            "virDomainDefBootValidate", "choose a time within the range", BootRules::timeout);

    /** The serial console of the BIOS: qemuValidateDomainDef. */
    public static final Rule BIOS_SERIAL = Check.refused("bios-useserial-without-serial",
            "The BIOS is to write to a serial port, and the domain has none.", "qemuValidateDomainDef", "add a <serial>",
            Check.each("os/bios", (guest, bios) -> Xml.is(bios, "@useserial", "yes") && guest.devices("serial").isEmpty()
                    && guest.devices("console").isEmpty()
                            ? "<bios> (line " + bios.line() + ") has useserial='yes', but there is no <serial>" : null));

    /** A boot parameter of s390: virDomainDeviceLoadparmIsValid. */
    public static final Rule LOADPARM = Check.refused("boot-loadparm",
            "A loadparm has 1 to 8 characters out of letters, digits, dots and blanks.", "virDomainDeviceLoadparmIsValid",
            "write 1 to 8 letters, digits, dots or blanks", BootRules::loadparm);

    /** All of this family. */
    public static final List<Rule> ALL = List.of(ORDER, OS_TYPE, TIMEOUT, BIOS_SERIAL, LOADPARM);

    private static final Set<String> BOOTABLE = Set.of("disk", "interface", "hostdev", "redirdev", "filesystem");

    private BootRules() {
    }

    private static List<SourceElement> deviceBoots(Guest guest) {
        List<SourceElement> boots = new ArrayList<>();
        for (SourceElement devices : guest.all("devices")) {
            for (SourceElement device : devices.children()) {
                if (device.namespaceUri().isEmpty() && BOOTABLE.contains(device.localName())) {
                    boots.addAll(device.children("boot"));
                }
            }
        }
        return boots;
    }

    private static void order(Guest guest, Report report) {
        Map<Long, SourceElement> taken = new HashMap<>();
        List<SourceElement> listed = guest.all("os/boot");
        for (SourceElement boot : deviceBoots(guest)) {
            String order = boot.attribute("order");
            if (order == null) {
                continue;
            }
            SourceElement device = boot.parent();
            long number = CNumber.decimal(order).orElse(0);
            if (number == 0) {
                report.addAt(boot, "order", Guest.name(device) + " has boot order '" + order + "', which is no positive number");
                continue;
            }
            SourceElement other = taken.putIfAbsent(number, device);
            if (other != null) {
                report.addAt(boot, "order", Guest.name(device) + " and " + Guest.name(other) + " both have boot order " + order);
            } else if (taken.size() == 1 && !listed.isEmpty()) {
                report.add(listed.get(0), "<boot dev> in <os> (line " + listed.get(0).line() + ") and the boot order of "
                        + Guest.name(device) + " exclude each other");
            }
        }
    }

    private static void timeout(Guest guest, Report report) {
        for (SourceElement menu : guest.all("os/bootmenu")) {
            String timeout = menu.attribute("timeout");
            if (Xml.is(menu, "@enable", "yes") && CNumber.decimal(timeout).orElse(0) > 65535) {
                report.addAt(menu, "timeout", "<bootmenu> (line " + menu.line() + ") has a timeout of " + timeout
                        + " milliseconds, but 65535 are the most");
            }
        }
        for (SourceElement bios : guest.all("os/bios")) {
            String timeout = bios.attribute("rebootTimeout");
            if (timeout != null && timeout.matches("-?\\d{1,18}")
                    && (Long.parseLong(timeout) < -1 || Long.parseLong(timeout) > 65535)) {
                report.addAt(bios, "rebootTimeout", "<bios> (line " + bios.line() + ") has a rebootTimeout of " + timeout
                        + ", which is not between -1 and 65535");
            }
        }
    }

    private static void loadparm(Guest guest, Report report) {
        for (SourceElement boot : deviceBoots(guest)) {
            String loadparm = boot.attribute("loadparm");
            if (loadparm != null && !loadparm.matches("[a-zA-Z0-9. ]{1,8}")) {
                report.addAt(boot, "loadparm", Guest.name(boot.parent()) + " has loadparm '" + loadparm + "', which "
                        + (loadparm.isEmpty() || loadparm.length() > 8 ? "has " + loadparm.length() + " characters"
                                : "has other characters than letters, digits, dots and blanks"));
            }
        }
    }
}
