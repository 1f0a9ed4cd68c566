package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceAttribute;
import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.QemuSettings;
import io.domainsmith.internal.NearestName;
import io.domainsmith.internal.UserAlias;
import io.domainsmith.target.Feature;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.Severity;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What {@code <qemu:commandline>}, {@code <qemu:override>} and {@code <qemu:capabilities>} say.
 *
 * @since 0.1
 */
public final class QemuArgumentRules {

    /** The same display twice: qemuBuildCommandLine. */
    public static final Rule EGL_DUPLICATE = Check.surprise("egl-headless-duplicate",
            "egl-headless is there as <graphics> and as an argument; QEMU takes the last -display whole, which is the argument.",
            "qemuBuildCommandLine; QEMU softmmu/vl.c, -display", "remove the argument", (guest, report) -> {
                for (SourceElement argument : guest.qemuArgs().valuesOf("-display")) {
                    if (value(argument).startsWith("egl-headless") && hasEgl(guest)) {
                        report.addAt(argument, "value", "-display " + value(argument) + " (line " + argument.line()
                                + ") repeats <graphics type='egl-headless'>");
                    }
                }
            });

    /** The last wins: QEMU softmmu/vl.c. */
    public static final Rule DISPLAY_REPEATED = Check.surprise("qemu-display-arg-repeated",
            "There are several -display arguments, of which QEMU takes the last, whole.", "QEMU softmmu/vl.c, -display", "keep one",
            (guest, report) -> {
                List<SourceElement> all = guest.qemuArgs().valuesOf("-display");
                if (all.size() > 1) {
                    report.addAt(all.get(0), "value", "-display " + value(all.get(0)) + " (line " + all.get(0).line() + ") is overruled by -display "
                            + value(all.get(all.size() - 1)) + " (line " + all.get(all.size() - 1).line() + ")");
                }
            });

    /** A choice that an argument overrules: QEMU softmmu/vl.c. */
    public static final Rule RENDER_NODE_DISCARDED = Check.surprise("egl-rendernode-discarded",
            "<graphics type='egl-headless'> names a render node, and a later -display egl-headless without one overrules it.",
            "qemuBuildCommandLine; QEMU softmmu/vl.c, -display", "remove the argument", (guest, report) -> {
                boolean overruled = guest.qemuArgs().valuesOf("-display").stream().map(QemuArgumentRules::value)
                        .anyMatch(value -> value.startsWith("egl-headless") && !value.contains("rendernode="));
                for (SourceElement gl : overruled ? guest.all("devices/graphics/gl") : List.<SourceElement>of()) {
                    if (Xml.is(gl.parent(), "@type", "egl-headless") && Xml.has(gl, "@rendernode")) {
                        report.addAt(gl, "rendernode", "<gl> (line " + gl.line() + ") names the render node " + gl.attribute("rendernode")
                                + ", which the argument -display egl-headless discards");
                    }
                }
            });

    /** OpenGL without anything to draw on: qemuDomainSetupGraphics. */
    public static final Rule WITHOUT_RENDER_NODE = Check.failsAtStart("opengl-without-render-node",
            "An argument asks for OpenGL in SPICE, egl-headless or D-Bus, and no <graphics> has OpenGL or names a render node: libvirt hides "
                    + "the host's render nodes from QEMU then, and QEMU does not start (\"egl: no drm render node available\"), even if the argument "
                    + "names one. Not so where libvirt runs as the user (qemu:///session), or where qemu.conf lists the render node in cgroup_device_acl.",
            "qemuDomainSetupGraphics; guests started on QEMU 5.2, 7.2, 10.0 and 11.1",
            "ask for OpenGL in <graphics> and remove the argument; to keep the argument, name the render node in SPICE by "
                    + "<gl enable='no' rendernode='/dev/dri/renderD128'/>", QemuArgumentRules::withoutRenderNode);

    /** An override that meets nobody: qemuDomainXmlNsDef, qemuBuildDeviceCommandlineFromJSON. */
    public static final Rule ALIAS_DANGLING = Check.surprise("override-alias-dangling",
            "A <qemu:override> is for an alias that no device has: libvirt ignores it without a word, and the guest starts without what it sets.",
            "qemuBuildDeviceCommandlineHandleOverrides", "name the alias that the device has, such as ua-gvtg", QemuArgumentRules::aliasDangling);

    /** An alias that libvirt counts out: qemuAssignDeviceAliases. */
    public static final Rule ALIAS_GENERATED = Check.surprise("override-alias-generated",
            "A <qemu:override> is for an alias that libvirt gives by counting; another device before it changes which one that is.",
            "qemuAssignDeviceAliases", "give the device <alias name='ua-...'/> and name that", (guest, report) ->
                    guest.qemuArgs().overriddenDevices().forEach(device -> {
                        if (!Xml.value(device, "@alias", "ua-").startsWith("ua-")) {
                            report.addAt(device, "alias", "<" + device.name() + "> (line " + device.line() + ") is for the alias "
                                    + device.attribute("alias") + ", which libvirt gives by counting");
                        }
                    }));

    /** Values of overrides: qemuDomainDefNamespaceParseDeviceOverrides. */
    public static final Rule VALUE = Check.refused("override-bool-syntax",
            "An override's bool is true or false, its number is one, its type is known, and it is not the id.",
            "qemuDomainDefNamespaceParseDeviceOverrides", "write type='bool' value='true'", (guest, report) ->
                    guest.qemuArgs().properties().forEach(property -> {
                        String type = Xml.value(property, "@type", "");
                        String value = Xml.value(property, "@value", "");
                        boolean wrong = type.equals("bool") && !value.equals("true") && !value.equals("false")
                                || type.equals("unsigned") && !value.matches("\\s*\\d{1,20}") || type.equals("signed") && !value.matches("\\s*[+-]?\\d{1,19}");
                        if (wrong || Xml.is(property, "@name", "id")) {
                            report.addAt(property, wrong ? "value" : "name", "<" + property.name() + "> (line " + property.line() + ") sets "
                                    + property.attribute("name") + (wrong ? " of type " + type + " to '" + value + "'" : ", which cannot be overridden"));
                        }
                    }));

    /** Overrides before there were any: libvirt NEWS 8.2. */
    public static final Rule UNSUPPORTED = Check.surprise("override-unsupported",
            "The target's libvirt does not know <qemu:override>, and drops it, or can crash on it (8.2 to 8.4).", "libvirt NEWS 8.2 and 8.5",
            "use libvirt 8.5 or newer, or -set arguments with QEMU's old syntax", (guest, report) ->
                    guest.qemuArgs().overrideBlocks().forEach(override -> {
                        if (guest.supports(Feature.OVERRIDE).isNo()) {
                            boolean crash = guest.supports(Feature.OVERRIDE_CRASHES).isYes();
                            report.add(crash ? Severity.WARNING : Severity.ERROR, Consequence.SURPRISE, override, "<" + override.name() + "> (line "
                                    + override.line() + ") needs libvirt 8.5, and " + guest.target().describe() + (crash ? " can crash on it"
                                            : " drops it"), "use libvirt 8.5 or newer");
                        }
                    })).upTo(Severity.ERROR);

    /** Arguments that are none: qemuDomainDefNamespaceParseCommandlineArgs, QEMU softmmu/vl.c. */
    public static final Rule PAIRING = Check.failsAtStart("qemu-arg-pairing",
            "An argument of <qemu:commandline> lacks its value, or -set is not device.ALIAS.PROPERTY=VALUE or another group's.",
            "qemuDomainDefNamespaceParseCommandlineArgs; QEMU qemu_set_option", "write the option and its value as two <qemu:arg value=.../>",
            QemuArgumentRules::pairing).upTo(Severity.ERROR);

    /** Two blocks: qemuDomainDefNamespaceParse. */
    public static final Rule COMMANDLINE_REPEATED = Check.surprise("qemu-commandline-repeated",
            "There are two <qemu:commandline>: the schema refuses them, plain virsh define merges them.", "qemuDomainDefNamespaceParse",
            "merge them into one, in order", (guest, report) -> {
                List<SourceElement> blocks = guest.qemuArgs().commandlines();
                if (blocks.size() > 1) {
                    report.add(blocks.get(1), "<" + blocks.get(1).name() + "> stands on lines " + blocks.get(0).line() + " and " + blocks.get(1).line());
                }
            }).upTo(Severity.ERROR);

    /** A declaration for nothing: virDomainDefFormat. */
    public static final Rule NAMESPACE_UNUSED = Check.advice("qemu-namespace-unused",
            "libvirt's qemu namespace is declared and nothing is in it; libvirt drops the declaration.", "qemuDomainDefNamespaceFormatXML",
            "leave the declaration out", (guest, report) -> {
                boolean declared = guest.root().namespaces().containsValue(QemuArgs.NAMESPACE);
                if (declared && !guest.root().namespaceUri().equals(QemuArgs.NAMESPACE) && !uses(guest.root())) {
                    report.add(guest.root(), "<domain> (line " + guest.root().line() + ") declares " + QemuArgs.NAMESPACE + " and has nothing in it");
                }
            });

    /** A name of another release: qemuDomainDefNamespaceParseCaps. */
    public static final Rule CAPABILITY = Check.surprise("qemu-capability-name",
            "<qemu:del capability='device.json'> was the way back to the old syntax in libvirt 7.9 and 7.10; from 8.1 on it is device.json+hotplug.",
            "libvirt qemu_capabilities.c", "write device.json+hotplug", (guest, report) -> guest.qemuArgs().capabilities().stream()
                    .flatMap(block -> block.children().stream())
                    .filter(del -> "device.json".equals(del.attribute("capability")) && guest.supports(Feature.DEL_DEVICE_JSON_HOTPLUG).isYes())
                    .forEach(del -> report.addAt(del, "capability", "<" + del.name() + "> (line " + del.line() + ") takes device.json away, which "
                            + guest.target().describe() + " calls device.json+hotplug")));

    /** All of this family. */
    public static final List<Rule> ALL = List.of(EGL_DUPLICATE, DISPLAY_REPEATED, RENDER_NODE_DISCARDED, WITHOUT_RENDER_NODE, ALIAS_DANGLING, ALIAS_GENERATED, VALUE,
            UNSUPPORTED, PAIRING, COMMANDLINE_REPEATED, NAMESPACE_UNUSED, CAPABILITY);

    private static final Set<String> WITH_VALUE = Set.of("-set", "-display", "-device", "-spice", "-vnc", "-global", "-machine", "-cpu", "-drive",
            "-netdev", "-object", "-chardev", "-fw_cfg");

    private QemuArgumentRules() {
    }

    private static String value(SourceElement argument) {
        return String.valueOf(argument.attribute("value"));
    }

    private static boolean hasEgl(Guest guest) {
        return guest.devices("graphics").stream().anyMatch(graphics -> Xml.is(graphics, "@type", "egl-headless"));
    }

    private static void withoutRenderNode(Guest guest, Report report) {
        guest.displays().withoutRenderNode().ifPresent(display -> {
            SourceElement argument = guest.source(display);
            report.addAt(Severity.WARNING, Consequence.FAILS_AT_START, argument, "value", display.name() + " has OpenGL by an argument (line "
                    + argument.line() + "), and no <graphics> lets QEMU open a render node: \"egl: no drm render node available\"", switch (display.kind()) {
                        case SPICE -> "write <gl enable='yes'/> in <graphics type='spice'> and remove the argument";
                        case EGL_HEADLESS -> guest.supports(Feature.EGL_HEADLESS).isNo() ? report.remedy()
                                : "write <graphics type='egl-headless'/> and remove the argument";
                        default -> report.remedy();
                    });
        });
    }

    private static void aliasDangling(Guest guest, Report report) {
        for (SourceElement device : guest.qemuArgs().overriddenDevices()) {
            String alias = String.valueOf(device.attribute("alias"));
            Set<String> own = alias.startsWith("ua-") ? ownAliases(guest) : Set.of(alias);
            if (!own.contains(alias)) {
                List<QemuArgs.Setting> lost = guest.qemuArgs().overrides().stream()
                        .filter(setting -> device.equals(setting.element().parent().parent())).toList();
                boolean opregion = !guest.supports(Feature.OPREGION_BY_DEFAULT).isYes() && !guest.vgpus().isEmpty()
                        && lost.stream().anyMatch(setting -> setting.property().equals("x-igd-opregion") && QemuSettings.isOn(setting.value()));
                report.addAt(Severity.WARNING, Consequence.SURPRISE, device, "alias", "<" + device.name() + "> (line " + device.line()
                        + ") is for the alias " + alias + ", which no device has: libvirt ignores it"
                        + (lost.isEmpty() ? "" : ", and the guest starts without " + lost.stream().map(QemuArgs.Setting::property).distinct()
                                .collect(Collectors.joining(", "))) + (opregion ? ", so its vGPU has no OpRegion (QEMU 10.1 and newer: by default)" : ""),
                        NearestName.to(alias, own).map(name -> "did you mean " + name + "?").orElse(report.remedy()));
            }
        }
    }

    /** The aliases of the user's own that libvirt keeps. */
    private static Set<String> ownAliases(Guest guest) {
        Set<String> names = new LinkedHashSet<>();
        for (SourceElement devices : guest.all("devices")) {
            for (SourceElement device : devices.children()) {
                for (SourceElement alias : device.children("alias")) {
                    String name = alias.attribute("name");
                    if (UserAlias.isKept(name)) {
                        names.add(String.valueOf(name));
                    }
                }
            }
        }
        return names;
    }

    /** Whether an element, or anything in it, has to do with the namespace; what is nearest is looked at first. */
    private static boolean uses(SourceElement element) {
        for (SourceAttribute attribute : element.attributes()) {
            if (attribute.namespaceUri().equals(QemuArgs.NAMESPACE)) {
                return true;
            }
        }
        for (SourceElement child : element.children()) {
            if (child.namespaceUri().equals(QemuArgs.NAMESPACE)) {
                return true;
            }
        }
        return element.children().stream().anyMatch(QemuArgumentRules::uses);
    }

    private static void pairing(Guest guest, Report report) {
        List<SourceElement> arguments = guest.qemuArgs().arguments();
        for (int i = 0; i < arguments.size(); i++) {
            SourceElement argument = arguments.get(i);
            String text = argument.attribute("value");
            String next = i + 1 < arguments.size() ? arguments.get(i + 1).attribute("value") : null;
            if (text == null) {
                report.add(Severity.ERROR, Consequence.REFUSED, argument, "<" + argument.name() + "> (line " + argument.line() + ") has no value",
                        "write <" + argument.name() + " value='...'/>");
            } else if (WITH_VALUE.contains(text) && (next == null || next.startsWith("-"))) {
                report.addAt(argument, "value", text + " (line " + argument.line() + ") has no value after it");
            } else if (text.equals("-set") && next != null && !next.matches("(?s)[^.=]+\\.[^.=]+\\.[^=]+=.*")) {
                report.addAt(arguments.get(i + 1), "value", "-set " + next + " (line " + argument.line()
                        + ") is not of the form group.id.property=value");
            }
        }
    }
}
