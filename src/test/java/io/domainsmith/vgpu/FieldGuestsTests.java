package io.domainsmith.vgpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.guest.Vgpus;
import io.domainsmith.model.Domain;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.transform.TransformResult;
import io.domainsmith.validate.DomainValidator;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.Severity;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Guests as people describe them, with all that GVT-g's commands do to them, checked strictly at both ends. */
class FieldGuestsTests {

    private static final String UUID_OF_VGPU = "6a7f1f63-1d2c-4b6e-9c3e-0a1b2c3d4e60";
    private static final List<HypervisorTarget> TARGETS = List.of(HypervisorTarget.of("7.0.0", "5.2.0"), HypervisorTarget.of("8.4.0", "7.0.0"),
            HypervisorTarget.of("9.0.0", "7.2.0"), HypervisorTarget.of("11.3.0", "10.0.0"), HypervisorTarget.of("12.4.0", "11.0.0"));

    private enum Form {
        /** Options for hostdev0, and a network. */
        SET("<interface type='network'><source network='default'/></interface>", "spice", "display='off'", """
                  <qemu:commandline>
                    <qemu:arg value='-set'/>
                    <qemu:arg value='device.hostdev0.display=on'/>
                    <qemu:arg value='-set'/>
                    <qemu:arg value='device.hostdev0.xres=1920'/>
                    <qemu:arg value='-set'/>
                    <qemu:arg value='device.hostdev0.yres=1080'/>
                    <qemu:arg value='-set'/>
                    <qemu:arg value='device.hostdev0.x-igd-opregion=on'/>
                    <qemu:arg value='-set'/>
                    <qemu:arg value='device.hostdev0.ramfb=on'/>
                    <qemu:arg value='-set'/>
                    <qemu:arg value='device.hostdev0.driver=vfio-pci-nohotplug'/>
                  </qemu:commandline>
                """),
        /** The same without the firmware's picture. */
        SET_WITHOUT_RAMFB("<interface type='network'><source network='default'/></interface>", "spice", "display='on'", """
                  <qemu:commandline>
                    <qemu:arg value='-set'/>
                    <qemu:arg value='device.hostdev0.x-igd-opregion=on'/>
                    <qemu:arg value='-set'/>
                    <qemu:arg value='device.hostdev0.xres=1920'/>
                  </qemu:commandline>
                """),
        /** Overrides, as ArchWiki's page on Intel GVT-g has them. */
        OVERRIDE("<interface type='user'/>", "spice", "display='on'", """
                  <qemu:override>
                    <qemu:device alias='hostdev0'>
                      <qemu:frontend>
                        <qemu:property name='x-igd-opregion' type='bool' value='true'/>
                        <qemu:property name='driver' type='string' value='vfio-pci-nohotplug'/>
                        <qemu:property name='ramfb' type='bool' value='true'/>
                        <qemu:property name='xres' type='unsigned' value='1280'/>
                        <qemu:property name='yres' type='unsigned' value='720'/>
                      </qemu:frontend>
                    </qemu:device>
                  </qemu:override>
                """),
        /** libvirt's own attribute. */
        ATTRIBUTE("<interface type='network'><source network='default'/></interface>", "spice", "display='on' ramfb='on'", """
                  <qemu:override>
                    <qemu:device alias='hostdev0'>
                      <qemu:frontend>
                        <qemu:property name='x-igd-opregion' type='bool' value='true'/>
                      </qemu:frontend>
                    </qemu:device>
                  </qemu:override>
                """),
        /** A window of QEMU's own. */
        GTK("<interface type='network'><source network='default'/></interface>", "", "display='off'", """
                  <qemu:commandline>
                    <qemu:arg value='-set'/>
                    <qemu:arg value='device.hostdev0.display=on'/>
                    <qemu:arg value='-set'/>
                    <qemu:arg value='device.hostdev0.x-igd-opregion=on'/>
                    <qemu:arg value='-display'/>
                    <qemu:arg value='gtk,gl=on'/>
                    <qemu:env name='DISPLAY' value=':0'/>
                  </qemu:commandline>
                """);

        private final String text;

        Form(String nic, String graphics, String attributes, String options) {
            String spice = graphics.isEmpty() ? "" : "    <graphics type='spice'>\n      <listen type='none'/>\n      <gl enable='yes'/>\n    </graphics>\n";
            text = """
                    <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
                      <name>arch</name>
                      <memory unit='GiB'>4</memory>
                      <vcpu>4</vcpu>
                      <os>
                        <type arch='x86_64' machine='q35'>hvm</type>
                      </os>
                      <features>
                        <acpi/>
                        <apic/>
                      </features>
                      <devices>
                        %s
                    %s    <video>
                          <model type='none'/>
                        </video>
                        <hostdev mode='subsystem' type='mdev' model='vfio-pci' %s>
                          <source>
                            <address uuid='%s'/>
                          </source>
                          <address type='pci' domain='0x0000' bus='0x00' slot='0x03' function='0x0'/>
                        </hostdev>
                        <memballoon model='none'/>
                      </devices>
                    %s</domain>
                    """.formatted(nic, spice, attributes, UUID_OF_VGPU, options);
        }
    }

    static Stream<Arguments> formsAndTargets() {
        return Stream.of(Form.values()).flatMap(form -> TARGETS.stream().map(target -> Arguments.of(form, target)));
    }

    static Stream<Arguments> formsAndPairs() {
        return Stream.of(Form.values()).flatMap(form -> TARGETS.stream().flatMap(one -> TARGETS.stream().map(other -> Arguments.of(form, one, other))));
    }

    private static DomainDocument run(Pipeline pipeline, DomainDocument document) {
        TransformResult result = pipeline.apply(document);
        assertThat(pipeline.apply(result.document()).document().toXml()).as("once more").isEqualTo(result.document().toXml());
        return result.document();
    }

    private static List<Finding> errors(DomainDocument document, HypervisorTarget target) {
        return DomainValidator.forTarget(target).validate(document).stream().filter(finding -> finding.severity() == Severity.ERROR).toList();
    }

    @ParameterizedTest
    @MethodSource("formsAndTargets")
    void everyCommandTakesIt(Form form, HypervisorTarget target) {
        DomainDocument retargeted = run(Gvtg.retarget(null, target), DomainDocument.parse(form.text));
        assertThat(errors(retargeted, target)).isEmpty();
        Pipeline preInstall = Gvtg.preInstall(GvtgOptions.of(UUID_OF_VGPU), target);
        DomainDocument pre = run(preInstall, retargeted);
        assertThat(errors(pre, target)).isEmpty();
        assertThat(run(Gvtg.finalStage(target), pre).toXml()).isEqualTo(pre.toXml());
        DomainDocument reverted = run(Gvtg.revert(target), pre);
        assertThat(errors(reverted, target)).isEmpty();
        assertThat(errors(run(Gvtg.finalStage(target), reverted), target)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("formsAndTargets")
    void preInstallTakesItAsItIs(Form form, HypervisorTarget target) {
        DomainDocument pre = run(Gvtg.preInstall(GvtgOptions.of(UUID_OF_VGPU), target), DomainDocument.parse(form.text));
        assertThat(errors(pre, target)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("formsAndPairs")
    void retargetingAndBackIsStable(Form form, HypervisorTarget one, HypervisorTarget other) {
        DomainDocument here = run(Gvtg.retarget(null, one), DomainDocument.parse(form.text));
        DomainDocument there = run(Gvtg.retarget(null, other), here);
        assertThat(errors(there, other)).isEmpty();
        DomainDocument back = run(Gvtg.retarget(null, one), there);
        // the order among -set, and between -set and other options, says nothing
        assertThat(back.toXml().lines().sorted().toList()).isEqualTo(here.toXml().lines().sorted().toList());
        Domain domain = there.domain();
        assertThat(Vgpus.of(domain).showsDisplay(Mdevs.find(domain, UUID.fromString(UUID_OF_VGPU)).orElseThrow())).isTrue();
    }

    static Stream<Arguments> offAndTargets() {
        return Stream.of(Guest.override("ua-gpu", Guest.OPREGION) + Guest.commandline("-set", "device.ua-gpu.display=off"),
                Guest.override("ua-gpu", Guest.OPREGION, "name='display' type='string' value='off'"), Guest.override("ua-gpu", Guest.OPREGION))
                .flatMap(off -> TARGETS.stream().flatMap(one -> TARGETS.stream().map(other -> Arguments.of(off, one, other))));
    }

    /** A vGPU that is seen by RDP: its display stays off, and the guest's own SPICE stays on the network. */
    @ParameterizedTest
    @MethodSource("offAndTargets")
    void aDisplayThatIsOffStaysOff(String off, HypervisorTarget one, HypervisorTarget other) {
        String spice = "    <graphics type='spice' autoport='yes'/>\n";
        String unseen = Guest.mdev(off.contains("display") ? "display='on'" : "", "ua-gpu", "0x03");
        String guest = Guest.then(Guest.q35(spice, Guest.QXL, unseen), off);
        DomainDocument here = run(Gvtg.retarget(null, one), DomainDocument.parse(guest));
        DomainDocument there = run(Gvtg.retarget(null, other), here);
        for (DomainDocument document : List.of(here, there)) {
            assertThat(document.toXml()).contains(spice).contains("x-igd-opregion").doesNotContain("display='on'", "egl-headless")
                    .doesNotContain("device.ua-gpu.display", "name='display'");
        }
        assertThat(run(Gvtg.retarget(null, one), there).toXml()).isEqualTo(here.toXml());
    }

    static Stream<Arguments> targetsAndDisplays() {
        return TARGETS.stream().flatMap(one -> TARGETS.stream().flatMap(other -> Stream.of("on", "off").map(second -> Arguments.of(one, other, second))));
    }

    /** Where QEMU gives every vGPU its opregion, one of two may not become another vendor's because nothing says any more whose it is. */
    @ParameterizedTest
    @MethodSource("targetsAndDisplays")
    void bothOfTwoVgpusKeepTheirOpRegion(HypervisorTarget one, HypervisorTarget other, String second) {
        String local = "    <graphics type='spice'>\n      <listen type='none'/>\n      <gl enable='yes'/>\n    </graphics>\n";
        for (String alias : List.of("ua-a", "ua-gvtg")) {
            String two = Guest.mdev("display='" + second + "'", "ua-b", "0x04").replace(Guest.MDEV, UUID_OF_VGPU);
            String guest = Guest.then(Guest.q35(local, Guest.QXL, Guest.mdev("display='on'", alias, "0x03"), two),
                    Guest.commandline("-set", "device." + alias + ".x-igd-opregion=on", "-set", "device.ua-b.x-igd-opregion=on"));
            DomainDocument here = run(Gvtg.retarget(null, one), DomainDocument.parse(guest));
            DomainDocument back = run(Gvtg.retarget(null, one), run(Gvtg.retarget(null, other), here));
            assertThat(back.toXml().lines().sorted().toList()).isEqualTo(here.toXml().lines().sorted().toList());
        }
    }
}
