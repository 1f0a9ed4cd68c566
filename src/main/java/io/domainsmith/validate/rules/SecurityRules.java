package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.Displays;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.Severity;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Labels, and doors that stand open.
 *
 * @since 0.1
 */
public final class SecurityRules {

    /** Labels of one model: virSecurityLabelDefsParseXML, virSecurityDeviceLabelDefParseXML. */
    public static final Rule SECLABEL = Check.refused("seclabel-duplicate",
            "Two security labels of a domain, or of one device, are of one model, or one of several names none.",
            "virSecurityLabelDefsParseXML, virSecurityDeviceLabelDefParseXML", "keep one <seclabel> for each model, and name the model",
            SecurityRules::seclabels).everywhere();

    /** A label of a device without relabelling: virSecurityDeviceLabelDefValidate. */
    public static final Rule OVERRIDE = Check.refused("seclabel-override",
            "A device's security label overrides a domain's that does not relabel.", "virSecurityDeviceLabelDefValidate",
            "leave the device's <seclabel> out, or say relabel='yes' in the domain's", SecurityRules::override);

    /** A display without a lock: docs/formatdomain.rst, graphical framebuffers. */
    public static final Rule OPEN_DISPLAY = Check.advice("graphics-open-unprotected",
            "SPICE or VNC listens beyond this host without a password or TLS: who reaches the port, has the guest's screen and keyboard.",
            "docs/formatdomain.rst, graphical framebuffers", "listen on 127.0.0.1, or set a password or TLS",
            SecurityRules::openDisplays).upTo(Severity.WARNING);

    /** All of this family. */
    public static final List<Rule> ALL = List.of(SECLABEL, OVERRIDE, OPEN_DISPLAY);

    private static final Pattern NEAR = Pattern.compile("127\\..*|::1|localhost|/.*");

    private SecurityRules() {
    }

    private static void seclabels(Guest guest, Report report) {
        List<SourceElement> own = guest.all("seclabel");
        labels(own, "the domain", report);
        if (own.size() > 1) {
            own.stream().filter(label -> !Xml.has(label, "@model")).findFirst().ifPresent(label -> report.add(label,
                    "<seclabel> (line " + label.line() + ") names no model, and there are several"));
        }
        for (SourceElement device : guest.devices()) {
            List<SourceElement> labels = Xml.all(device, "source/seclabel");
            if (labels.size() > 1) {
                labels(labels, Guest.name(device), report);
            }
        }
    }

    private static void labels(List<SourceElement> labels, String where, Report report) {
        Set<String> seen = new HashSet<>();
        for (SourceElement label : labels) {
            String model = label.attribute("model");
            if (model != null && !seen.add(model)) {
                report.addAt(label, "model", "<seclabel> (line " + label.line() + ") is a second one of model " + model + " for " + where);
            }
        }
    }

    private static void override(Guest guest, Report report) {
        List<SourceElement> labels = guest.all("devices/disk/source/seclabel");
        Set<String> fixed = labels.isEmpty() ? Set.of() : guest.all("seclabel").stream()
                .filter(label -> Xml.is(label, "@relabel", "no") && Xml.is(label, "@type", "static", "dynamic"))
                .map(label -> Xml.value(label, "@model", "")).collect(Collectors.toSet());
        for (SourceElement label : labels) {
            if (Xml.has(label, "@model") && fixed.contains(label.attribute("model"))) {
                report.add(label, "<seclabel> of " + Guest.name(label.parent().parent()) + " overrides the domain's of model "
                        + label.attribute("model") + ", which does not relabel");
            }
        }
    }

    private static void openDisplays(Guest guest, Report report) {
        for (Displays.Display display : guest.displays().all()) {
            SourceElement graphics = display.graphics() == null || display.isLocal() ? null : guest.document().elementOf(display.graphics());
            boolean guarded = graphics == null || Xml.has(graphics, "@passwd") || Xml.is(graphics, "@defaultMode", "secure") || Xml.has(graphics, "@tlsPort");
            String far = guarded || !Xml.is(graphics, "@type", "spice", "vnc") ? null : farAddress(graphics);
            if (far != null) {
                report.add(graphics, Xml.value(graphics, "@type", "").toUpperCase(Locale.ROOT) + " (line " + graphics.line() + ") listens on "
                        + far + " without a password or TLS");
            }
        }
    }

    /** The first address beyond this host that a display listens on; null if there is none. */
    private static @Nullable String farAddress(SourceElement graphics) {
        for (SourceElement listen : graphics.children("listen")) {
            String address = Xml.is(listen, "@type", "address") ? listen.attribute("address") : null;
            if (address != null && !isNear(address)) {
                return address;
            }
        }
        String address = graphics.attribute("listen");
        return address == null || isNear(address) ? null : address;
    }

    private static boolean isNear(String address) {
        return NEAR.matcher(address).matches();
    }
}
