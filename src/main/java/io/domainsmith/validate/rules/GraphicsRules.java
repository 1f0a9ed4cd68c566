package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.Displays;
import io.domainsmith.target.Feature;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Displays: SPICE, VNC and the others, and what depends on them.
 *
 * @since 0.1
 */
public final class GraphicsRules {

    /** Two OpenGL displays: qemuValidateDomainDeviceDefGraphics. */
    public static final Rule SPICE_GL = Check.refused("spice-gl-with-egl-headless",
            "SPICE has OpenGL and so has egl-headless or another display: QEMU has one OpenGL display. libvirt looks at the two <graphics> only. Where "
                    + "an argument asks for one of the two, or the other is D-Bus, QEMU does not start (\"The console already has an OpenGL context.\").",
            "qemuValidateDomainDeviceDefGraphics; guests started on QEMU 5.2, 7.2, 10.0 and 11.1",
            "say <gl enable='no'/> in the SPICE <graphics>, or remove the other display", GraphicsRules::spiceGl);

    /** What may stand beside egl-headless: qemuValidateDomainDeviceDefGraphics. */
    public static final Rule INCOMPATIBLE = Check.refused("egl-headless-incompatible-graphics",
            "Beside egl-headless only SPICE and VNC may stand.", "qemuValidateDomainDeviceDefGraphics", "remove one of the two",
            GraphicsRules::incompatible);

    /** Two of a kind: qemuBuildCommandLineValidate. */
    public static final Rule REPEATED = Check.failsAtStart("graphics-type-repeated", "Two displays are of one type.",
            "qemuBuildCommandLineValidate", "merge them into one", GraphicsRules::repeated);

    /** Several listens: qemuProcessStartValidateGraphics. */
    public static final Rule LISTENS = Check.of(Severity.ERROR, Consequence.FAILS_AT_START, "graphics-several-listens", "SPICE or VNC has several <listen>.",
            "qemuProcessStartValidateGraphics", "keep one <listen>", Check.eachDevice("graphics", (guest, graphics) ->
                    Xml.is(graphics, "@type", "spice", "vnc") && graphics.children("listen").size() > 1
                            ? "has " + graphics.children("listen").size() + " <listen>" : null));

    /** The attribute and the element: virDomainGraphicsListenDefParseXML. */
    public static final Rule LISTEN_MISMATCH = Check.refused("graphics-listen-mismatch",
            "The listen attribute is not the address of the first <listen>; a <listen> of type network names its network.",
            "virDomainGraphicsListenDefParseXML, virDomainGraphicsDefListensValidate", "leave the attribute out",
            Check.eachDevice("graphics", GraphicsRules::listenMismatch));

    /** SPICE without OpenGL and a render node: qemuBuildGraphicsSPICECommandLine. */
    public static final Rule RENDER_NODE_UNUSED = Check.surprise("spice-gl-off-rendernode",
            "SPICE names a render node but has no OpenGL: QEMU never sees it, and the guest gets access to it all the same. Not so where an "
                    + "argument of <qemu:commandline> asks for OpenGL, which this render node is for.",
            "qemuBuildGraphicsSPICECommandLine; qemuDomainSetupGraphics",
            "name the render node in <graphics type='egl-headless'><gl rendernode=.../>, or leave it out",
            Check.each("devices/graphics/gl", (guest, gl) -> Xml.is(gl.parent(), "@type", "spice") && Xml.is(gl, "@enable", "no")
                    && Xml.has(gl, "@rendernode") && guest.displays().withOpenGl().stream().allMatch(display -> display.argument() < 0)
                            ? "SPICE (line " + gl.parent().line() + ") names the render node " + gl.attribute("rendernode")
                                    + " with enable='no': QEMU does not use it" : null));

    /** OpenGL beyond this host: QEMU ui/spice-core.c, "SPICE GL support is local-only". */
    public static final Rule SPICE_GL_REMOTE = Check.failsAtStart("spice-gl-remote",
            "SPICE has OpenGL and listens on the network. QEMU refuses that (\"SPICE GL support is local-only for now\") before 10.1, and later "
                    + "if it was built with a spice-server before 0.15.3. An error where the target is known to refuse.",
            "QEMU ui/spice-core.c; QEMU commit 376d4b22e4", "use <listen type='none'/> or a socket, or egl-headless in place of SPICE's OpenGL",
            GraphicsRules::spiceGlRemote).upTo(Severity.ERROR);

    /** Devices that talk over SPICE: qemuValidateDomainChrSourceDef. */
    public static final Rule SPICE_DEPENDENTS = Check.refused("spice-dependents",
            "A channel, redirected USB device or other character device of type spicevmc or spiceport needs a SPICE display.",
            "qemuValidateDomainChrSourceDef", "add <graphics type='spice' autoport='yes'/>, or remove the device", GraphicsRules::dependents);

    /** Sound that goes nowhere: virDomainEnsureAudioID, virDomainAudioDefValidate. */
    public static final Rule AUDIO = Check.refused("audio-id",
            "Two <audio> have one id, or a sound card or VNC plays to an <audio> that is not there.",
            "virDomainAudioDefValidate, virDomainEnsureAudioID", "give each <audio> an id of its own, and refer to one of them",
            GraphicsRules::audio);

    /** Displays QEMU has not: qemuValidateDomainDeviceDefGraphics. */
    public static final Rule TYPE = Check.refused("graphics-type-unsupported", "QEMU's driver has no display of type desktop or, before "
            + "libvirt 11.1, rdp.", "qemuValidateDomainDeviceDefGraphics", "use spice or vnc",
            Check.eachDevice("graphics", (guest, graphics) -> Xml.is(graphics, "@type", "desktop")
                    || Xml.is(graphics, "@type", "rdp") && guest.supports(Feature.RDP).isNo()
                            ? "is of type " + graphics.attribute("type") + ", which QEMU has not" : null));

    /** All of this family. */
    public static final List<Rule> ALL = List.of(SPICE_GL, INCOMPATIBLE, REPEATED, LISTENS, LISTEN_MISMATCH, RENDER_NODE_UNUSED, SPICE_GL_REMOTE,
            SPICE_DEPENDENTS, AUDIO, TYPE);

    private static final List<String> DEPENDENTS = List.of("channel", "redirdev", "smartcard", "serial", "parallel", "console");
    private static final List<String> FROM_ONE = List.of("@id", "input/@voices", "output/@voices");

    private GraphicsRules() {
    }

    private static List<SourceElement> ofType(Guest guest, String... types) {
        List<SourceElement> found = new ArrayList<>();
        for (SourceElement graphics : guest.devices("graphics")) {
            if (Xml.is(graphics, "@type", types)) {
                found.add(graphics);
            }
        }
        return found;
    }

    private static void spiceGl(Guest guest, Report report) {
        List<SourceElement> egl = ofType(guest, "egl-headless");
        for (SourceElement spice : egl.isEmpty() ? egl : ofType(guest, "spice")) {
            if (Xml.is(spice, "gl/@enable", "yes")) {
                report.add(spice, "SPICE (line " + spice.line() + ") has OpenGL, and so has egl-headless (line " + egl.get(0).line() + ")");
            }
        }
        boolean more = report.findings().isEmpty() && guest.displays().hasTwoOpenGl();
        List<Displays.Display> drawing = more ? guest.displays().withOpenGl() : List.of();
        for (Displays.Display spice : drawing) {
            Displays.Display other = drawing.get(drawing.indexOf(spice) == 0 ? 1 : 0);
            if (spice.kind() == Displays.Kind.SPICE) {
                SourceElement place = guest.source(spice);
                report.add(Severity.ERROR, Consequence.FAILS_AT_START, place, "SPICE (line " + place.line() + ") has OpenGL, and so has " + other.name()
                        + " (line " + guest.source(other).line() + ")", "keep one of the two");
            }
        }
    }

    private static void incompatible(Guest guest, Report report) {
        List<SourceElement> egl = ofType(guest, "egl-headless");
        for (SourceElement other : egl.isEmpty() ? egl : ofType(guest, "sdl", "dbus", "rdp", "desktop")) {
            report.add(other, "graphics (line " + other.line() + ") is of type " + other.attribute("type")
                    + ", which cannot stand beside egl-headless (line " + egl.get(0).line() + ")");
        }
    }

    private static void repeated(Guest guest, Report report) {
        if (guest.devices("graphics").size() < 2) {
            return;
        }
        Map<String, SourceElement> seen = new HashMap<>();
        for (SourceElement graphics : ofType(guest, "sdl", "vnc", "spice", "egl-headless", "dbus")) {
            SourceElement other = seen.putIfAbsent(graphics.attribute("type"), graphics);
            if (other != null) {
                report.add(Severity.ERROR, Consequence.FAILS_AT_START, graphics, "graphics on lines " + other.line() + " and " + graphics.line()
                        + " are both of type " + graphics.attribute("type"), "merge them into one");
            }
        }
    }

    private static @Nullable String listenMismatch(Guest guest, SourceElement graphics) {
        String attribute = graphics.attribute("listen");
        boolean nameless = false;
        boolean first = true;
        for (SourceElement listen : graphics.children("listen")) {
            String address = first && Xml.is(listen, "@type", "address") ? listen.attribute("address") : null;
            if (attribute != null && address != null && !attribute.equals(address)) {
                return "has listen='" + attribute + "', but its first <listen> has the address " + address;
            }
            first = false;
            nameless |= Xml.is(listen, "@type", "network") && !Xml.has(listen, "@network");
        }
        return nameless && Xml.is(graphics, "@type", "vnc", "spice", "rdp") ? "listens on a network that it does not name" : null;
    }

    private static void spiceGlRemote(Guest guest, Report report) {
        for (Displays.Showing one : guest.displays().showDmaBuf(guest.target())) {
            if (one.feature() == Feature.SPICE_GL_ON_NETWORK) {
                SourceElement spice = guest.source(one.display());
                report.add(one.support().isNo() ? Severity.ERROR : Severity.WARNING, Consequence.FAILS_AT_START, spice, "SPICE (line " + spice.line()
                        + ") has OpenGL and listens on the network, which needs " + one.support().where(), SPICE_GL_REMOTE.wayOut());
            }
        }
    }

    private static void dependents(Guest guest, Report report) {
        if (!ofType(guest, "spice").isEmpty()) {
            return;
        }
        for (String kind : DEPENDENTS) {
            for (SourceElement device : guest.devices(kind)) {
                // the first <console> mirrors the first <serial>
                boolean mirrors = kind.equals("console") && !guest.devices("serial").isEmpty();
                if (!mirrors && Xml.is(device, "@type", "spicevmc", "spiceport")) {
                    boolean unchecked = guest.supports(Feature.SPICE_DEPENDENTS_CHECK).isNo();
                    report.add(unchecked ? Severity.WARNING : Severity.ERROR, unchecked ? Consequence.FAILS_AT_START : Consequence.REFUSED, device,
                            Guest.name(device) + " is of type " + device.attribute("type") + ", but there is no SPICE display",
                            SPICE_DEPENDENTS.wayOut());
                }
            }
        }
    }

    private static void audio(Guest guest, Report report) {
        Map<String, SourceElement> ids = new HashMap<>();
        for (SourceElement audio : guest.devices("audio")) {
            SourceElement other = audio.attribute("id") == null ? null : ids.putIfAbsent(audio.attribute("id"), audio);
            if (other != null) {
                report.addAt(audio, "id", "audio on lines " + other.line() + " and " + audio.line() + " both have the id " + audio.attribute("id"));
            }
        }
        for (String zero : FROM_ONE) {
            for (SourceElement audio : guest.devices("audio")) {
                if (Xml.number(audio, zero, 1) == 0) {
                    report.add(audio, Guest.name(audio) + " has 0 for " + zero.replace("@", "") + ", which begins with 1");
                }
            }
        }
        audible(guest.devices("sound"), ids.keySet(), report);
        audible(ofType(guest, "vnc"), ids.keySet(), report);
    }

    private static void audible(List<SourceElement> devices, Set<String> known, Report report) {
        for (SourceElement device : devices) {
            String id = Xml.value(device, "audio/@id", "0");
            if (!id.equals("0") && !known.contains(id)) {
                report.add(device, Guest.name(device) + " plays to audio " + id + ", which is not there");
            }
        }
    }
}
