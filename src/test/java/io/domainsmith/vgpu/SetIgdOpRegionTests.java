package io.domainsmith.vgpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.transform.StepKit;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SetIgdOpRegionTests {

    private static final String[] GUIDE = {"-set", "device.hostdev0.x-igd-opregion=on", "-set", "device.hostdev0.display=on",
        "-display", "egl-headless"};

    private final StepKit modern = kit(Idiom.MODERN);
    private final StepKit commandline = kit(Idiom.COMMANDLINE);

    private static StepKit kit(Idiom idiom) {
        return StepKit.of(new SetIgdOpRegion(UUID.fromString(Guest.MDEV), idiom));
    }

    private static String q35(String more) {
        return Guest.then(Guest.q35(Guest.QXL, Guest.mdev("0x03")), more);
    }

    private static String unnamed(String more) {
        return Guest.then(Guest.q35(Guest.QXL, Guest.mdev("managed='no' display='off'", null, "0x03")), more);
    }

    @Test
    void modernWritesAnOverride() {
        var result = modern.turns(q35(""), q35(Guest.override("ua-gvtg", Guest.OPREGION)));
        assertThat(result.changes()).singleElement().satisfies(change -> {
            assertThat(change.path()).isEqualTo("/domain/qemu:override");
            assertThat(change.reason()).isEqualTo("Gives the vGPU the opregion in which Intel's driver looks for its outputs.");
        });
    }

    @Test
    void modernJoinsWhatIsThere() {
        modern.turns(q35(Guest.override("ua-gvtg", "name='romfile' type='string' value='/x.rom'")),
                q35(Guest.override("ua-gvtg", "name='romfile' type='string' value='/x.rom'", Guest.OPREGION)));
        modern.turns(q35(Guest.override("ua-gvtg", "name='x-igd-opregion' type='string' value='on'", Guest.OPREGION)),
                q35(Guest.override("ua-gvtg", Guest.OPREGION)));
        String other = Guest.override("ua-net", "name='x' type='bool' value='true'");
        modern.turns(q35(other), q35(other.replace("  </qemu:override>\n", "")
                + Guest.override("ua-gvtg", Guest.OPREGION).replace("  <qemu:override>\n", "")));
    }

    @Test
    void modernTakesTheGuidesPlace() {
        modern.turns(q35(Guest.commandline("-set", "device.hostdev0.x-igd-opregion=on", "-set", "device.hostdev0.display=on")),
                q35(Guest.override("ua-gvtg", Guest.OPREGION)));
        modern.turns(q35(Guest.commandline("-set", "device.ua-gvtg.x-igd-opregion=on", "-snapshot")),
                q35(Guest.commandline("-snapshot") + Guest.override("ua-gvtg", Guest.OPREGION)));
        modern.turns(q35(Guest.override("hostdev0", Guest.OPREGION)), q35(Guest.override("ua-gvtg", Guest.OPREGION)));
    }

    @Test
    void modernLeavesTheArgumentsOfOthers() {
        String others = Guest.commandline("-set", "device.hostdev1.display=on", "-set", "device.net0.x=1", "-set",
                "device.hostdev0.romfile=/x.rom", "-set", "group.id.display=on", "-device", "vfio-pci,display=on", "-set");
        modern.turns(q35(others), q35(others + Guest.override("ua-gvtg", Guest.OPREGION)));
        // hostdev0 is another vGPU here
        String two = Guest.then(Guest.q35(Guest.mdev("0x03"), Guest.mdev("display='off'", null, "0x04")
                .replace(Guest.MDEV, "11111111-2222-3333-4444-555555555555")), Guest.commandline("-set", "device.hostdev0.display=on"));
        modern.turns(two, Guest.then(two, "").replace("</domain>", Guest.override("ua-gvtg", Guest.OPREGION) + "</domain>"));
    }

    @Test
    void anOpregionThatTheUserSwitchedOffStaysOff() {
        modern.leaves(q35(Guest.override("ua-gvtg", "name='x-igd-opregion' type='bool' value='false'")));
        modern.turns(q35(Guest.commandline("-set", "device.hostdev0.x-igd-opregion=off")),
                q35(Guest.override("ua-gvtg", "name='x-igd-opregion' type='bool' value='false'")));
        commandline.leaves(unnamed(Guest.commandline("-set", "device.hostdev0.x-igd-opregion=off", "-set",
                "device.hostdev0.display=on", "-display", "egl-headless")));
    }

    @Test
    void modernNeedsAnAlias() {
        modern.refuses(unnamed(""), "mdev " + Guest.MDEV + " (line 12) has no alias of its own for <qemu:override> to name; "
                + "run insert-mdev-hostdev with idiom modern first");
        String missing = "the domain has no <hostdev type='mdev'> with uuid " + Guest.MDEV + "; run insert-mdev-hostdev first";
        modern.refuses(Guest.q35(Guest.QXL), missing);
        commandline.refuses(Guest.q35(Guest.QXL), missing);
    }

    @Test
    void commandlineWritesTheGuidesArguments() {
        commandline.turns(unnamed(""), unnamed(Guest.commandline(GUIDE)));
        commandline.turns(unnamed(Guest.commandline("-snapshot", "-set", "device.hostdev0.display=on")),
                unnamed(Guest.commandline("-snapshot", "-set", "device.hostdev0.display=on", "-set",
                        "device.hostdev0.x-igd-opregion=on", "-display", "egl-headless")));
    }

    @Test
    void commandlineCountsAsLibvirtDoes() {
        String mdev = Guest.mdev("managed='no' display='off'", null, "0x03");
        String nic = "    <interface type='hostdev'>\n      <mac address='52:54:00:00:00:01'/>\n    </interface>\n";
        String two = String.join("\n", Guest.commandline(GUIDE)).replace("hostdev0", "hostdev2");
        commandline.turns(Guest.q35(nic, Guest.usb(null), mdev), Guest.then(Guest.q35(nic, Guest.usb(null), mdev), two));
        commandline.turns(Guest.q35(Guest.usb("ua-dongle"), mdev),
                Guest.then(Guest.q35(Guest.usb("ua-dongle"), mdev), Guest.commandline(GUIDE)));
        commandline.turns(q35(""), q35(Guest.commandline(GUIDE).replace("hostdev0", "ua-gvtg")));
    }

    @Test
    void commandlineTakesTheOverridesPlace() {
        commandline.turns(q35(Guest.override("ua-gvtg", Guest.OPREGION)), q35(Guest.commandline(GUIDE).replace("hostdev0", "ua-gvtg")));
        commandline.turns(q35(Guest.override("ua-gvtg", "name='romfile' type='string' value='/x.rom'", Guest.OPREGION)),
                q35(Guest.commandline(GUIDE).replace("hostdev0", "ua-gvtg")
                        + Guest.override("ua-gvtg", "name='romfile' type='string' value='/x.rom'")));
    }

    @Test
    void commandlinePutsRightWhatIsThere() {
        commandline.turns(unnamed(Guest.commandline("-set", "device.hostdev0.display=off", "-set", "device.hostdev0.display=off",
                "-set", "device.hostdev0.x-igd-opregion=on", "-display", "egl-headless")),
                unnamed(Guest.commandline("-set", "device.hostdev0.display=on", "-set", "device.hostdev0.x-igd-opregion=on",
                        "-display", "egl-headless")));
        commandline.turns(q35(Guest.commandline(GUIDE)), q35(Guest.commandline(GUIDE).replace("hostdev0", "ua-gvtg")));
    }

    @Test
    void anOverrideOfNothingIsLeftAlone() {
        String empty = "  <qemu:override><qemu:device alias='ua-gvtg'/></qemu:override>\n";
        kit(Idiom.CLASSIC).turns(q35(empty), q35(Guest.commandline("-set", "device.ua-gvtg.x-igd-opregion=on") + empty));
    }

    @Test
    void nothingIsAddedBehindAnOptionThatLacksItsValue() {
        commandline.refuses(unnamed(Guest.commandline("-snapshot", "-set")), "the arguments of QEMU end with -set (line 21), which lacks its "
                + "value, and what is added behind it would become that; complete it, or take it out");
        String[] complete = {"-set", "--set"};
        commandline.turns(unnamed(Guest.commandline(complete)), unnamed(Guest.commandline(Stream.of(complete, GUIDE).flatMap(Stream::of)
                .toArray(String[]::new))));
    }
}
