package io.domainsmith.validate.rules;

import io.domainsmith.document.LibvirtUuid;
import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.Machine;
import io.domainsmith.target.Feature;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.Severity;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The guest's firmware, and what it tells the guest about the machine.
 *
 * @since 0.1
 */
public final class FirmwareRules {

    /** A firmware described in contradictions: virDomainDefOSValidate. */
    public static final Rule SELECTION = Check.refused("firmware-contradiction",
            "<os> describes its firmware in contradictions: features, NVRAM or a loader without a path go with automatic selection or "
                    + "with a loader of pflash, and a stateless loader has no NVRAM.",
            "virDomainDefOSValidate", "either say firmware='efi' and leave the loader to libvirt, or name a loader with its path",
            FirmwareRules::selection);

    /** Loader attributes beside automatic selection: virDomainLoaderDefParseXML up to libvirt 9.1. */
    public static final Rule SELECTED_LOADER = Check.of(Severity.ERROR, Consequence.REFUSED, "firmware-selected-loader",
            "With automatic selection of the firmware, libvirt before 9.2 refuses what <loader> says about it. A warning where libvirt's "
                    + "release is unknown.",
            "virDomainLoaderDefParseXML", "leave readonly, type and path of <loader> out, or leave firmware out of <os>", FirmwareRules::selectedLoader)
            .where("domains of QEMU, libvirt 8.6 to 9.1");

    /** UEFI and ACPI need each other: qemuValidateDomainDef. */
    public static final Rule ACPI = Check.refused("firmware-acpi",
            "On x86, UEFI needs <acpi/>; on aarch64, <acpi/> needs UEFI.", "qemuValidateDomainDef",
            "on x86 add <acpi/> to <features>; on aarch64 use UEFI, or leave <acpi/> out", FirmwareRules::acpi);

    /** Secure boot: qemuValidateDomainDef. */
    public static final Rule SECURE_BOOT = Check.refused("firmware-secure-boot",
            "A secure loader needs a q35 machine of x86_64 and, where libvirt does not select the firmware, <smm state='on'/>.",
            "qemuValidateDomainDef", "use q35 on x86_64 with <smm state='on'/>, or a loader that is not secure",
            Check.each("os/loader", FirmwareRules::secureBoot));

    /** What SMBIOS says: virSysinfoBIOSParseXML, virSysinfoSystemParseXML. */
    public static final Rule SMBIOS = Check.refused("sysinfo-smbios",
            "<sysinfo> has a BIOS date that is not MM/DD/YY or MM/DD/YYYY, or another uuid than the domain.",
            "virSysinfoBIOSParseXML, virSysinfoSystemParseXML, virSysinfoParseXML",
            "write the date like 07/14/2026, and the domain's own uuid or none", FirmwareRules::smbios).everywhere().about("sysinfo");

    /** Firmware configuration blobs: qemuValidateDomainDefSysinfo. */
    public static final Rule FW_CFG = Check.refused("sysinfo-fwcfg-name",
            "An entry for QEMU's firmware configuration has a name that does not begin with opt/, or one that is reserved.",
            "qemuValidateDomainDefSysinfo", "use a name like opt/com.example/name",
            Check.each("sysinfo/entry", FirmwareRules::fwCfg));

    /** All of this family. */
    public static final List<Rule> ALL = List.of(SELECTION, SELECTED_LOADER, ACPI, SECURE_BOOT, SMBIOS, FW_CFG);

    private static final Pattern DATE = Pattern.compile("(\\d{1,2})/(\\d{1,2})/(\\d{2}|\\d{4})");

    private FirmwareRules() {
    }

    private static void selection(Guest guest, Report report) {
        SourceElement os = Xml.first(guest.root(), "os");
        if (os == null) {
            return;
        }
        String firmware = os.attribute("firmware");
        SourceElement loader = Xml.first(os, "loader");
        SourceElement nvram = Xml.first(os, "nvram");
        SourceElement features = Xml.first(os, "firmware");
        if (firmware == null) {
            if (features != null && Xml.has(features, "feature")) {
                report.add(features, "<firmware> (line " + features.line() + ") asks for features, which only automatic selection "
                        + "(firmware='efi' on <os>) can look for");
            }
            if (loader != null && loader.text().isBlank()) {
                report.add(loader, "<loader> (line " + loader.line() + ") names no file, and <os> has no firmware='efi' to select one");
            }
        } else {
            enrolledKeys(features, report);
            if (nvram != null && !firmware.equals("efi") && !guest.supports(Feature.FIRMWARE_CHECK).isNo()) {
                report.add(nvram, "<nvram> (line " + nvram.line() + ") is for UEFI, but the firmware is " + firmware);
            }
        }
        if (loader != null) {
            stateless(firmware, loader, nvram, report);
        }
    }

    private static void enrolledKeys(@Nullable SourceElement features, Report report) {
        if (features == null) {
            return;
        }
        boolean keys = Xml.all(features, "feature").stream()
                .anyMatch(feature -> Xml.is(feature, "@name", "enrolled-keys") && Xml.is(feature, "@enabled", "yes"));
        boolean insecure = Xml.all(features, "feature").stream()
                .anyMatch(feature -> Xml.is(feature, "@name", "secure-boot") && Xml.is(feature, "@enabled", "no"));
        if (keys && insecure) {
            report.add(features, "<firmware> (line " + features.line() + ") wants enrolled-keys without secure-boot");
        }
    }

    private static void stateless(@Nullable String firmware, SourceElement loader, @Nullable SourceElement nvram, Report report) {
        String stateless = loader.attribute("stateless");
        boolean flash = firmware == null ? Xml.is(loader, "@type", "pflash") : firmware.equals("efi");
        if ("no".equals(stateless) && !flash) {
            report.addAt(loader, "stateless", "<loader> (line " + loader.line() + ") says stateless='no', which only "
                    + (firmware == null ? "a loader of type pflash" : "UEFI") + " can be");
        } else if ("yes".equals(stateless) && nvram != null) {
            report.add(nvram, "<nvram> (line " + nvram.line() + ") is none for the stateless <loader> (line " + loader.line() + ")");
        }
    }

    private static void selectedLoader(Guest guest, Report report) {
        SourceElement loader = Xml.has(guest.root(), "os/@firmware") ? Xml.first(guest.root(), "os/loader") : null;
        if (loader == null || guest.supports(Feature.FIRMWARE_SELECTED_BY_LOADER).isYes() || guest.supports(Feature.FIRMWARE_CHECK).isNo()) {
            return;
        }
        String said = loader.attribute("readonly") != null ? "readonly" : loader.attribute("type") != null ? "type"
                : Xml.is(loader, "@secure", "no") ? "secure" : null;
        if (said != null || !loader.text().isBlank()) {
            report.addAt(guest.supports(Feature.FIRMWARE_SELECTED_BY_LOADER).isNo() ? Severity.ERROR : Severity.WARNING, Consequence.REFUSED, loader,
                    said == null ? "" : said, "<loader> (line " + loader.line() + ") "
                            + (said == null ? "names a file" : "has " + said + "='" + loader.attribute(said) + "'")
                            + ", but libvirt before 9.2 selects the firmware, as <os firmware> asks, without any of that",
                    "leave it out, or leave firmware out of <os>");
        }
    }

    private static void acpi(Guest guest, Report report) {
        SourceElement os = Xml.first(guest.root(), "os");
        if (os == null) {
            return;
        }
        boolean uefi = Xml.is(os, "@firmware", "efi") || Xml.is(os, "loader/@type", "pflash");
        SourceElement acpi = Xml.first(guest.root(), "features/acpi");
        if (uefi && acpi == null && guest.machine().isX86()) {
            report.add(os, "<os> (line " + os.line() + ") has UEFI, which on x86 needs <acpi/> in <features>");
        } else if (!uefi && acpi != null && guest.machine().arch().equals("aarch64")) {
            report.add(acpi, "<acpi> (line " + acpi.line() + ") needs UEFI on aarch64");
        }
    }

    private static @Nullable String secureBoot(Guest guest, SourceElement loader) {
        Machine machine = guest.machine();
        if (!Xml.is(loader, "@secure", "yes") || !machine.isKnown()) {
            return null;
        }
        String secure = "<loader> (line " + loader.line() + ") has secure='yes', ";
        if (!machine.isQ35() || !machine.arch().equals("x86_64")) {
            return secure + "which is for q35 machines of x86_64, not for " + machine;
        }
        SourceElement smm = Xml.first(guest.root(), "features/smm");
        boolean on = smm != null && Xml.value(smm, "@state", "on").equals("on");
        return on || Xml.has(guest.root(), "os/@firmware") ? null : secure + "which needs <smm state='on'/> in <features>";
    }

    private static void smbios(Guest guest, Report report) {
        if (guest.all("sysinfo").isEmpty()) {
            return;
        }
        Optional<UUID> own = Optional.ofNullable(Xml.value(guest.root(), "uuid")).flatMap(LibvirtUuid::tryParse);
        for (SourceElement sysinfo : guest.all("sysinfo")) {
            if (Xml.is(sysinfo, "@type", "fwcfg")) {
                continue;
            }
            for (SourceElement entry : Xml.all(sysinfo, "system/entry")) {
                Optional<UUID> uuid = Xml.is(entry, "@name", "uuid") ? LibvirtUuid.tryParse(entry.text().strip()) : Optional.empty();
                if (uuid.isPresent() && own.isPresent() && !uuid.equals(own)) {
                    report.add(entry, "<entry> (line " + entry.line() + ") gives the uuid " + uuid.get() + ", but the domain's is "
                            + own.get());
                }
            }
            for (SourceElement entry : Xml.all(sysinfo, "bios/entry")) {
                if (Xml.is(entry, "@name", "date") && !isDate(entry.text().strip())) {
                    report.add(entry, "<entry> (line " + entry.line() + ") gives the BIOS date '" + entry.text().strip()
                            + "', which is not MM/DD/YY or MM/DD/YYYY");
                }
            }
        }
    }

    private static boolean isDate(String text) {
        Matcher date = DATE.matcher(text);
        if (!date.matches()) {
            return false;
        }
        int month = Integer.parseInt(date.group(1));
        int day = Integer.parseInt(date.group(2));
        int year = Integer.parseInt(date.group(3));
        return month >= 1 && month <= 12 && day >= 1 && day <= 31 && (date.group(3).length() == 2 || year >= 1900);
    }

    private static @Nullable String fwCfg(Guest guest, SourceElement entry) {
        String name = Xml.is(entry.parent(), "@type", "fwcfg") ? entry.attribute("name") : null;
        if (name != null && !name.startsWith("opt/")) {
            return "<entry> (line " + entry.line() + ") is named '" + name + "', which does not begin with opt/";
        }
        if (name != null && entry.text().isBlank() && entry.attribute("file") == null) {
            return "<entry> (line " + entry.line() + ") is named '" + name + "', but has neither a value nor a file";
        }
        return name != null && (name.startsWith("opt/ovmf/") || name.startsWith("opt/org.qemu/"))
                ? "<entry> (line " + entry.line() + ") is named '" + name + "', which is reserved" : null;
    }
}
