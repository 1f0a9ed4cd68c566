package io.domainsmith.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.it.LibvirtJudge.Verdict;
import io.domainsmith.pci.PciAddress;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.ValidationLevel;
import io.domainsmith.vgpu.Gvtg;
import io.domainsmith.vgpu.GvtgOptions;
import io.domainsmith.vgpu.Idiom;
import io.domainsmith.vgpu.VgpuSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What is written for libvirt 9.0.0 with QEMU 7.2, which Debian bookworm has: QEMU's command line, argument by argument, and what
 * QEMU says to a document that is meant for another target. Maven profile {@code real-libvirt}.
 */
class TargetsIT {

    private static final Path ANSWERS = Path.of("target", "libvirt-judge-targets");
    private static final HypervisorTarget TARGET = HypervisorTarget.of("9.0.0", "7.2.0");
    private static final UUID MDEV = UUID.fromString("fff6f017-3417-4ad3-b05e-17ae3e1a4615");
    private static final GvtgOptions OPTIONS = GvtgOptions.of(MDEV.toString()).withRenderNode("/dev/dri/renderD128");

    private static final String VIDEO = "{'driver':'qxl-vga','id':'video0','max_outputs':1,'ram_size':67108864,'vram_size':67108864,"
            + "'vram64_size_mb':0,'vgamem_mb':16,'bus':'pcie.0','addr':'0x1'}";
    private static final String VGPU = "{'driver':'vfio-pci','id':'ua-gvtg','sysfsdev':'/sys/bus/mdev/devices/" + MDEV
            + "','display':'on','bus':'pcie.0','addr':'0x3','x-igd-opregion':true}";
    private static final String REMOTE_SPICE = "-spice addr=127.0.0.1,disable-ticketing=on,seamless-migration=on";
    private static final String SPICE = "-spice disable-ticketing=on,gl=on,rendernode=/dev/dri/renderD128,seamless-migration=on";
    private static final String NO_DEVICE = "qemu-system-x86_64: -set device.ua-gvtg.x-igd-opregion=on: there is no device \"ua-gvtg\" defined";

    private static final Map<String, Verdict> VERDICTS = new LinkedHashMap<>();
    private static final Map<String, DomainDocument> DOCUMENTS = new LinkedHashMap<>();

    @BeforeAll
    static void judgeAll() throws Exception {
        DomainDocument base = DomainDocument.parse(Path.of("testdata", "targets", "guest.xml"));
        HypervisorTarget unknown = HypervisorTarget.unknown();
        DomainDocument pre = Gvtg.preInstall(OPTIONS, TARGET).apply(base).document();
        DomainDocument last = Gvtg.finalStageRemembering(TARGET).apply(pre).document();
        DOCUMENTS.put("base", base);
        DOCUMENTS.put("pre-install", pre);
        DOCUMENTS.put("final", last);
        DOCUMENTS.put("reverted", Gvtg.revert(TARGET).apply(Gvtg.finalStage(TARGET).apply(pre).document()).document());
        DOCUMENTS.put("rom-file", Gvtg.preInstall(OPTIONS.withRomFile("/opt/gvt.rom"), TARGET).apply(base).document());
        DOCUMENTS.put("ramfb", preInstall(base, new VgpuSource.GvtgMdev(MDEV, true)));
        DOCUMENTS.put("other-mdev", preInstall(base, new VgpuSource.OtherMdev(MDEV, true)));
        DOCUMENTS.put("function", preInstall(base, new VgpuSource.VirtualFunction(PciAddress.parse("0000:00:02.1"))));
        for (Idiom idiom : List.of(Idiom.CLASSIC, Idiom.GAP, Idiom.CURRENT, Idiom.COMMANDLINE)) {
            DOCUMENTS.put(idiom.id(), Gvtg.preInstall(GvtgOptions.of(MDEV.toString()).withIdiom(idiom), unknown).apply(base).document());
        }
        // the capability's name before libvirt 8.1
        DOCUMENTS.put("gap-7.10", Gvtg.retarget(null, HypervisorTarget.of("7.10.0", "6.2.0")).apply(pre).document());
        for (Idiom idiom : List.of(Idiom.CLASSIC, Idiom.GAP, Idiom.CURRENT)) {
            DOCUMENTS.put(idiom.id() + "-retargeted", Gvtg.retarget(null, TARGET).apply(DOCUMENTS.get(idiom.id())).document());
        }
        Path folder = Files.createDirectories(Path.of("target", "targets-it"));
        Map<String, Path> files = new LinkedHashMap<>();
        for (Map.Entry<String, DomainDocument> document : DOCUMENTS.entrySet()) {
            files.put(document.getKey(), Files.writeString(folder.resolve(document.getKey() + ".xml"), document.getValue().toXml()));
        }
        Map<Path, Verdict> verdicts = LibvirtJudge.judge(List.copyOf(files.values()), ANSWERS);
        files.forEach((name, file) -> VERDICTS.put(name, verdicts.get(file)));
        assertThat(HypervisorTarget.parse(Files.readString(ANSWERS.resolve("version"))).describe())
                .as("the libvirt and QEMU that this is about").startsWith("libvirt 9.0.").contains("QEMU 7.2.");
    }

    private static DomainDocument preInstall(DomainDocument base, VgpuSource vgpu) {
        return Gvtg.preInstall(GvtgOptions.of(vgpu), TARGET).apply(base).document();
    }

    @Test
    void everyDocumentIsDefined() {
        VERDICTS.forEach((name, verdict) -> assertThat(verdict.message()).as(name).isEqualTo("ok"));
    }

    /** Nothing but the vGPU, its opregion and its OpenGL comes to what QEMU is started with. */
    @Test
    void theArgumentsOfTheMatchingProfile() {
        List<String> before = List.of(
                "-machine pc-q35-7.2,usb=off,dump-guest-core=off,memory-backend=pc.ram",
                "-m 4096",
                "-object {'qom-type':'memory-backend-ram','id':'pc.ram','size':4294967296}",
                "-overcommit mem-lock=off",
                "-smp 1,sockets=1,cores=1,threads=1",
                "-uuid 5d1df41f-dd45-4e6f-9d91-16f8436db0df",
                "-no-user-config",
                "-nodefaults",
                "-chardev socket,id=charmonitor,path=/monitor.sock,server=on,wait=off",
                "-mon chardev=charmonitor,id=monitor,mode=control",
                "-rtc base=utc",
                "-no-shutdown",
                "-no-acpi",
                "-boot strict=on",
                "-device {'driver':'pcie-root-port','port':16,'chassis':1,'id':'pci.1','bus':'pcie.0','multifunction':true,'addr':'0x2'}",
                "-device {'driver':'pcie-root-port','port':17,'chassis':2,'id':'pci.2','bus':'pcie.0','addr':'0x2.0x1'}",
                "-device {'driver':'pcie-root-port','port':18,'chassis':3,'id':'pci.3','bus':'pcie.0','addr':'0x2.0x2'}",
                "-device {'driver':'qemu-xhci','id':'usb','bus':'pci.1','addr':'0x0'}",
                "-audiodev {'id':'audio1','driver':'spice'}",
                REMOTE_SPICE,
                "-device " + VIDEO,
                "-device {'driver':'usb-host','hostdevice':'/dev/bus/usb/001/002','id':'hostdev0','bus':'usb.0','port':'1'}",
                "-device {'driver':'virtio-balloon-pci','id':'balloon0','bus':'pci.2','addr':'0x0'}",
                "-sandbox on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny",
                "-msg timestamp=on");
        List<String> pre = new ArrayList<>(before);
        pre.set(pre.indexOf(REMOTE_SPICE), SPICE);
        pre.add(pre.indexOf("-device " + VIDEO) + 2, "-device " + VGPU);
        List<String> last = new ArrayList<>(pre);
        last.remove("-device " + VIDEO);

        assertThat(arguments("base")).containsExactlyElementsOf(before);
        assertThat(arguments("pre-install")).containsExactlyElementsOf(pre);
        assertThat(arguments("final")).containsExactlyElementsOf(last);
        assertThat(arguments("reverted")).containsExactlyElementsOf(pre);
        // another target's document, retargeted, comes to the same
        List<String> anyRenderNode = pre.stream().map(argument -> argument.replaceFirst("(rendernode=)[^,]*", "$1/dev/dri/renderD128")).toList();
        for (Idiom idiom : List.of(Idiom.CLASSIC, Idiom.GAP, Idiom.CURRENT)) {
            assertThat(arguments(idiom.id() + "-retargeted")).as(idiom.id()).containsExactlyElementsOf(anyRenderNode);
        }
    }

    @Test
    void theArgumentsOfOtherVgpus() {
        String mdev = "'sysfsdev':'/sys/bus/mdev/devices/" + MDEV + "','display':'on'";
        assertThat(added("rom-file")).containsExactly(SPICE, "-device " + VGPU.replace(",'x-igd", ",'romfile':'/opt/gvt.rom','x-igd"));
        assertThat(added("ramfb")).containsExactly(SPICE, "-device {'driver':'vfio-pci-nohotplug','id':'ua-gvtg'," + mdev
                + ",'ramfb':true,'bus':'pcie.0','addr':'0x3','x-igd-opregion':true}");
        assertThat(added("other-mdev")).containsExactly("-device {'driver':'vfio-pci-nohotplug','id':'ua-vgpu'," + mdev
                + ",'ramfb':true,'bus':'pcie.0','addr':'0x3'}");
        // a machine without an IOMMU has no command line for a PCI device of the host, so that libvirt's word on the document is all
        // QEMU 10.1 gives the opregion by itself, this one does not
        assertThat(added("current")).containsExactly(SPICE, "-device " + VGPU.replace(",'x-igd-opregion':true", ""));
    }

    /** The library says that it does not start; QEMU says why. */
    @Test
    void aProfileForAnotherTargetIsWhatTheLibrarySaysItIs() throws Exception {
        for (Idiom idiom : List.of(Idiom.CLASSIC, Idiom.COMMANDLINE)) {
            assertThatThrownBy(() -> Gvtg.preInstall(OPTIONS.withIdiom(idiom), TARGET)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("idiom " + idiom.id() + " does not start with libvirt 9.0.0 and QEMU 7.2.0: -set finds no device that libvirt "
                            + "gives QEMU as JSON; use idiom modern");
        }
        assertThat(start(VERDICTS.get("classic").commandLine())).contains(NO_DEVICE);
        assertThat(start(VERDICTS.get("commandline").commandLine())).contains(NO_DEVICE.replace("ua-gvtg", "hostdev1"));
        assertThat(start(VERDICTS.get("gap-7.10").commandLine())).as("a capability's old name does nothing").contains(NO_DEVICE);
        // what the library takes for possible comes past it: by the old syntax, or by an override
        for (String name : List.of("gap", "pre-install", "classic-retargeted")) {
            assertThat(start(VERDICTS.get(name).commandLine())).as(name).contains("master-key.aes").doesNotContain("there is no device");
        }
    }

    /** QEMU itself knows every property that is written, by its type; all it misses is the vGPU. */
    @Test
    void qemuTakesTheProperties() throws Exception {
        for (String name : List.of("pre-install", "rom-file", "ramfb", "other-mdev")) {
            String device = all("'\\{\"driver\":\"vfio-pci[^']*'", VERDICTS.get(name).commandLine()).get(0);
            String alone = "/usr/bin/qemu-system-x86_64 -machine q35 -accel tcg -nodefaults -S -display none -device ";
            assertThat(start(alone + device)).as(name).contains("vfio /sys/bus/mdev/devices/" + MDEV + ": no such host device");
            assertThat(start(alone + device.replace("\"display\"", "\"no-such-property\""))).as(name)
                    .contains(".no-such-property' not found");
        }
    }

    /** libvirt carries along what is remembered, and erases what a none video says. */
    @Test
    void libvirtKeepsWhatIsRemembered() {
        DomainDocument defined = DomainDocument.parse(VERDICTS.get("final").defined());
        for (String element : List.of("before-final", "former-displays")) {
            assertThat(memory(defined, element)).isEqualTo(memory(DOCUMENTS.get("final"), element));
        }
        DomainDocument reverted = Gvtg.revert(TARGET).apply(defined).document();
        assertThat(video(reverted)).isEqualTo(video(DOCUMENTS.get("pre-install")));
        assertThat(reverted.toXml()).doesNotContain("before-final");
        HypervisorTarget old = HypervisorTarget.of("7.0.0", "5.2.0");
        assertThat(Gvtg.retarget(null, old).withValidation(ValidationLevel.OFF).apply(reverted).document().toXml()).doesNotContain("<metadata").contains("<graphics type='spice' autoport='yes'>");
    }

    private static String memory(DomainDocument document, String element) {
        return all("(?s)<domainsmith:" + element + ".*</domainsmith:" + element + ">", document.toXml()).get(0).replaceAll("(?m)^ +", "").replace('"', '\'');
    }

    private static String video(DomainDocument document) {
        return all("(?s)<video>.*</video>", document.toXml()).get(0).replaceAll("(?m)^ +", "");
    }

    private static List<String> added(String name) {
        List<String> added = new ArrayList<>(arguments(name));
        arguments("base").forEach(added::remove);
        return added;
    }

    /**
     * Options with their values, quotation marks as apostrophes; without what depends on the machine: the processor, KVM, the
     * port of SPICE, and the folder that libvirt keeps its files in.
     */
    private static List<String> arguments(String name) {
        String text = VERDICTS.get(name).commandLine().strip();
        List<String> words = all("'[^']*'|\\S+", text.substring(text.indexOf(" -machine ")));
        List<String> arguments = new ArrayList<>();
        for (String quoted : words) {
            String word = quoted.replaceAll("^'|'$", "").replace('"', '\'').replaceAll("/tmp/judge\\.[^,]*/", "/")
                    .replaceAll("^port=\\d+,", "");
            if (word.startsWith("-")) {
                arguments.add(word);
            } else {
                arguments.set(arguments.size() - 1, arguments.get(arguments.size() - 1) + " " + word);
            }
        }
        arguments.removeIf(argument -> argument.matches("-(accel|cpu) .*"));
        return arguments;
    }

    /** What QEMU says when it is started so; it ends by itself, as there is no vGPU, or is ended. */
    private static String start(String commandLine) throws IOException, InterruptedException {
        Process qemu = new ProcessBuilder("bash", "-c", "exec timeout -k 2 20 env " + commandLine.strip())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile())).redirectErrorStream(true).start();
        String said = new String(qemu.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(qemu.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(qemu.exitValue()).as(said).isEqualTo(1);
        return said;
    }

    private static List<String> all(String pattern, String text) {
        return Pattern.compile(pattern).matcher(text).results().map(MatchResult::group).toList();
    }
}
