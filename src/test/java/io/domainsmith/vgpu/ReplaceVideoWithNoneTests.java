package io.domainsmith.vgpu;

import io.domainsmith.transform.StepKit;
import org.junit.jupiter.api.Test;

class ReplaceVideoWithNoneTests {

    private static final String EGL = "    <graphics type='egl-headless'/>\n";
    private static final String NONE = Guest.video("none", null);

    private final StepKit kit = StepKit.of(new ReplaceVideoWithNone(), "video");
    private final StepKit all = StepKit.of(ReplaceVideoWithNone.removingSecondaries(), "video");

    private static String q35(String... videos) {
        return Guest.q35(EGL, String.join("", videos), Guest.mdev("0x05"));
    }

    @Test
    void leavesNothingOfTheVideo() {
        kit.turns(q35(Guest.QXL), q35(NONE));
        kit.turns(q35("""
                    <video>
                      <!-- the installer's -->
                      <driver name='qemu'/>
                      <model type='virtio' heads='2' primary='yes'>
                        <acceleration accel3d='no'/>
                      </model>
                      <alias name='video0'/>
                      <acpi index='3'/>
                      <address type='pci' domain='0x0000' bus='0x00' slot='0x01' function='0x0'/>
                    </video>
                """), q35("""
                    <video>
                      <!-- the installer's -->
                      <model type='none'/>
                    </video>
                """));
        kit.turns(q35("""
                    <video>
                      <model type='none' vram='16384' heads='1'/>
                      <address type='pci' domain='0x0000' bus='0x00' slot='0x01' function='0x0'/>
                    </video>
                """), q35(NONE));
    }

    /** What the table of started guests has: QEMU obeys -set rather than an override, and the last -display. */
    @Test
    void argumentsAndOverridesSayWhetherThePictureIsShown() {
        String override = Guest.override("ua-gvtg", "name='display' type='string' value='%s'");
        String setOn = Guest.commandline("-set", "device.ua-gvtg.display=on") + override.formatted("off");
        String setOff = Guest.commandline("-set", "device.ua-gvtg.display=off") + override.formatted("on");
        String off = Guest.mdev("display='off'", "ua-gvtg", "0x05");
        kit.turns(Guest.then(Guest.q35(EGL, Guest.QXL, off), setOn), Guest.then(Guest.q35(EGL, NONE, off), setOn));
        kit.refuses(Guest.then(q35(Guest.QXL), setOff), "mdev fff6f017-3417-4ad3-b05e-17ae3e1a4615 (line 13) has its display off, so nothing would be left to "
                + "see; write display='on' on the <hostdev>, or run the pre-install recipe first");
        kit.refuses(Guest.then(q35(Guest.QXL), Guest.commandline("-display", "none")), "no OpenGL display is there to show mdev "
                + "fff6f017-3417-4ad3-b05e-17ae3e1a4615 (line 13); add <graphics type='egl-headless'/>, or run the pre-install recipe first");
    }

    @Test
    void noneIsDone() {
        kit.leaves(q35(NONE));
    }

    @Test
    void keepsTheUsersAlias() {
        kit.turns(q35(Guest.QXL.replace("    </video>", "      <alias name='ua-screen'/>\n    </video>")),
                q35(NONE.replace("    </video>", "      <alias name='ua-screen'/>\n    </video>")));
        kit.leaves(q35(NONE.replace("    </video>", "      <alias name='ua-screen'/>\n    </video>")));
    }

    @Test
    void writesNoneWhereNoVideoIs() {
        kit.turns(q35(), q35(NONE));
    }

    @Test
    void removesOtherScreensOnlyWhenTold() {
        String two = q35(Guest.QXL, Guest.video("qxl", "0x02"));
        kit.refuses(two, "the guest has 2 videos, video (line 9), video (line 13), and a none video must be the only one; remove those "
                + "the guest can do without, or have all removed with --remove-secondary-videos (in Java, "
                + "ReplaceVideoWithNone.removingSecondaries())");
        all.turns(two, q35(NONE));
        String primary = Guest.video("qxl", "0x02").replace("type='qxl'", "type='qxl' primary='yes'")
                .replace("    </video>", "      <alias name='ua-screen'/>\n    </video>");
        all.turns(q35(Guest.QXL, primary), q35(NONE.replace("    </video>", "      <alias name='ua-screen'/>\n    </video>")));
    }

    @Test
    void knowsADisplayByArgumentToo() {
        String off = Guest.mdev("display='off'", null, "0x05");
        String set = Guest.commandline("-set", "device.hostdev0.display=on", "-display", "egl-headless,rendernode=/dev/dri/renderD128");
        kit.turns(Guest.then(Guest.q35(Guest.QXL, off), set), Guest.then(Guest.q35(NONE, off), set));
        String spice = "    <graphics type='spice'>\n      <gl enable='yes'/>\n    </graphics>\n";
        kit.turns(Guest.q35(spice, Guest.QXL, Guest.mdev("0x05")), Guest.q35(spice, NONE, Guest.mdev("0x05")));
    }

    @Test
    void refusesToLeaveNothingToSee() {
        kit.refuses(Guest.q35(EGL, Guest.QXL), "the domain has no <hostdev type='mdev' model='vfio-pci'>, so nothing would be left to "
                + "see; run the pre-install recipe first");
        String off = "mdev " + Guest.MDEV + " (line 13) has its display off, so nothing would be left to see; write display='on' on the "
                + "<hostdev>, or run the pre-install recipe first";
        kit.refuses(Guest.q35(EGL, Guest.QXL, Guest.mdev("display='off'", null, "0x05")), off);
        kit.refuses(Guest.q35(EGL, Guest.QXL, Guest.mdev("", null, "0x05")), off);
        kit.refuses(Guest.then(q35(Guest.QXL), Guest.commandline("-set", "device.ua-gvtg.display=off")), off);
        kit.refuses(Guest.then(q35(Guest.QXL), Guest.override("ua-gvtg", "name='display' type='string' value='off'")), off);
        String noGl = "; add <graphics type='egl-headless'/>, or run the pre-install recipe first";
        kit.refuses(Guest.q35("    <graphics type='vnc'/>\n", Guest.QXL, Guest.mdev("0x05")),
                "no OpenGL display is there to show mdev " + Guest.MDEV + " (line 13)" + noGl);
        kit.refuses(Guest.then(q35(Guest.QXL), Guest.commandline("-display", "gtk")),
                "no OpenGL display is there to show mdev " + Guest.MDEV + " (line 13)" + noGl);
    }

    @Test
    void onPcTheVgpuDoesNotSlipIntoTheFreeSlot() {
        StepKit pc = StepKit.of(new ReplaceVideoWithNone(), "video", "hostdev");
        pc.turns(Guest.pc(EGL, Guest.video("vga", "0x02"), Guest.mdev(null)), Guest.pc(EGL, NONE, Guest.mdev("0x03")));
        kit.turns(Guest.q35(EGL, Guest.QXL, Guest.mdev(null)), Guest.q35(EGL, NONE, Guest.mdev(null)));
    }

    /** QEMU does not start over a -set for a device that is not there. */
    @Test
    void anArgumentForTheVideoGoesWithIt() {
        String egl = "    <graphics type='spice'/>\n    <graphics type='egl-headless'/>\n";
        String none = "    <video>\n      <model type='none'/>\n    </video>\n";
        kit.turns(Guest.then(Guest.q35(egl, Guest.QXL, Guest.mdev("0x03")), Guest.commandline("-set", "device.video0.xres=1920", "-snapshot")),
                Guest.then(Guest.q35(egl, none, Guest.mdev("0x03")), Guest.commandline("-snapshot")));
    }
}
