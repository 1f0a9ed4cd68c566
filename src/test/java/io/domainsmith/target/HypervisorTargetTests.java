package io.domainsmith.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainsmith.target.Support.Answer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HypervisorTargetTests {

    private static final String CAPABILITIES = """
            <domainCapabilities>
              <path>/usr/libexec/qemu-kvm</path>
              <domain>kvm</domain>
              <machine>pc-q35-7.2</machine>
              <arch>x86_64</arch>
              <devices>
                <graphics supported='yes'>
                  <enum name='type'>
                    <value>vnc</value>
                    <value>egl-headless</value>
                  </enum>
                </graphics>
                <video supported='yes'>
                  <enum name='modelType'>
                    <value>vga</value>
                    <value>virtio</value>
                    <value>none</value>
                    <value>bochs</value>
                    <value>ramfb</value>
                  </enum>
                </video>
              </devices>
            </domainCapabilities>
            """;

    @Test
    void whatVirshVersionPrints() {
        String text = """
                Compiled against library: libvirt 9.0.0
                Using library: libvirt 9.0.0
                Using API: QEMU 9.0.0
                Running hypervisor: QEMU 7.2.22
                """;
        assertThat(HypervisorTarget.parse(text)).isEqualTo(HypervisorTarget.of("9.0.0", "7.2.22"));
        // over a connection the daemon is another libvirt than the library here
        assertThat(HypervisorTarget.parse(text + "Running against daemon: 8.4.0\n")).isEqualTo(HypervisorTarget.of("8.4.0", "7.2.22"));
        assertThat(HypervisorTarget.parse("Using library: libvirt 9.0.0\nCannot extract running hypervisor version\n"))
                .isEqualTo(HypervisorTarget.of("9.0.0", null));
    }

    @Test
    void otherTextIsRefused() {
        assertThatThrownBy(() -> HypervisorTarget.parse("Benutze Bibliothek: libvirt 9.0.0\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("this is neither what 'virsh version' prints in English (LC_ALL=C virsh version), nor the XML of "
                        + "'virsh domcapabilities'");
        assertThatThrownBy(() -> HypervisorTarget.parse("Using library: libvirt 9.0.0\nRunning hypervisor: Xen 4.17.0\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'virsh version' speaks of the hypervisor Xen, and domains here are QEMU's; connect to it, as by "
                        + "virsh -c qemu:///system version");
        assertThatThrownBy(() -> HypervisorTarget.parse("<capabilities/>")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the root element is <capabilities>, not <domainCapabilities>; virsh domcapabilities prints one");
        assertThatThrownBy(() -> HypervisorTarget.parse("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><domainCapabilities>&b;"
                + "</domainCapabilities>")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the domain capabilities cannot be read: ");
        assertThatThrownBy(() -> HypervisorTarget.parse("<domainCapabilities>")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the domain capabilities cannot be read: ");
    }

    /** As a build without SPICE and qxl says of itself, whatever its release could do. */
    @Test
    void whatTheHostListsCountsFirst() {
        HypervisorTarget host = HypervisorTarget.parse(CAPABILITIES);

        assertThat(host.capabilities()).isNotNull();
        assertThat(host.capabilities().machine()).isEqualTo("pc-q35-7.2");
        assertThat(host.capabilities().arch()).isEqualTo("x86_64");
        assertThat(host.supports(Feature.VIDEO_QXL)).isEqualTo(new Support(Answer.NO, "<video> of type qxl",
                "libvirt 0.8.0 or later (some of them)", "the host's domain capabilities"));
        assertThat(host.supports(Feature.SPICE).isNo()).isTrue();
        assertThat(host.supports(Feature.VIDEO_NONE).isYes()).isTrue();
        assertThat(host.supports(Feature.EGL_HEADLESS).isYes()).isTrue();
        // the machine type tells that QEMU is not older, so only libvirt's release is missing
        assertThat(host.supports(Feature.JSON_DEVICE).isUnknown()).isTrue();
        assertThat(host.with(HypervisorTarget.of("9.0.0", null)).supports(Feature.JSON_DEVICE).isYes()).isTrue();
        assertThat(host.supports(Feature.OPREGION_BY_DEFAULT).isUnknown()).isTrue();
    }

    @Test
    void whatIsNotSupportedListsNothing() {
        HypervisorTarget host = HypervisorTarget.parse(CAPABILITIES.replace("<graphics supported='yes'>", "<graphics supported='no'>"));
        assertThat(host.supports(Feature.EGL_HEADLESS).isNo()).isTrue();
        HypervisorTarget silent = HypervisorTarget.parse("<domainCapabilities/>");
        assertThat(silent.supports(Feature.EGL_HEADLESS).isUnknown()).isTrue();
    }

    @Test
    void oneTargetCompletesAnother() {
        HypervisorTarget version = HypervisorTarget.of("9.0.0", "7.2.0");
        assertThat(version.with(HypervisorTarget.of(null, "8.0.0"))).isEqualTo(HypervisorTarget.of("9.0.0", "8.0.0"));
        assertThat(version.with(HypervisorTarget.unknown())).isEqualTo(version);
        assertThat(HypervisorTarget.parse(CAPABILITIES).with(version).qemu()).isEqualTo(Version.parse("7.2.0"));
        assertThat(HypervisorTarget.parse(CAPABILITIES).with(version).capabilities()).isNotNull();
    }

    /** libvirt 12.4 takes no QEMU that is older than 7.2. */
    @ParameterizedTest
    @CsvSource({"pc-q35-10.1, , OPREGION_BY_DEFAULT, YES", "pc-q35-10.1, 12.4.0, OPREGION_BY_DEFAULT, YES",
        "pc-q35-6.1, 12.4.0, JSON_DEVICE, YES", "pc-q35-6.1, 9.0.0, JSON_DEVICE, UNKNOWN", "pc-q35-7.2, 9.0.0, JSON_DEVICE, YES"})
    void theOldestQemuThatItCanBeIsTheNewerOfTwoBounds(String machine, @Nullable String libvirt, Feature feature, Answer answer) {
        HypervisorTarget host = HypervisorTarget.parse("<domainCapabilities><machine>" + machine + "</machine></domainCapabilities>");
        assertThat(host.capabilities().arch()).isNull();
        assertThat(host.with(HypervisorTarget.of(libvirt, null)).supports(feature).answer()).isEqualTo(answer);
    }

    @ParameterizedTest
    @CsvSource({"pc-q35-3.1, 10.0.8, YES", "pc-q35-3.1, 10.1.0, NO", "pc-q35-4.1, 10.1.0, NO", "pc-q35-4.2, 10.1.0, YES",
        "pc-q35-4.2, 10.2.0, NO", "pc-i440fx-5.0, 10.2.0, YES", "pc-i440fx-5.0, 11.0.0, NO", "pc-i440fx-5.1, 11.0.0, YES",
        "pc-i440fx-5.1, 11.1.0, NO", "pc-i440fx-2.4, 10.0.0, YES", "pc-i440fx-2.3, 9.1.0, NO", "pc-i440fx-1.7, 8.1.0, YES",
        "pc-i440fx-1.7, 8.2.0, NO", "pc-1.3, 6.0.0, NO", "pc-0.12, 6.0.0, NO", "pc-q35-8.0, 7.2.0, NO", "pc-q35-8.0, 8.0.0, YES",
        "pc-q35-4.0.1, 9.0.0, YES", "pc-q35-8.0, , UNKNOWN"})
    void machineTypesComeAndGo(String name, String qemu, Answer answer) {
        MachineType machine = MachineType.of(name).orElseThrow();
        assertThat(machine).hasToString(name);
        assertThat(HypervisorTarget.of(null, qemu).supports(machine).answer()).isEqualTo(answer);
    }

    @Test
    void machineTypesOfOthersHaveHistoriesOfTheirOwn() {
        for (String name : new String[] {"q35", "pc", "pc-q35-rhel9.6.0", "pc-i440fx-noble", "virt-9.0", "isapc", "pc-q35-3.1.x"}) {
            assertThat(MachineType.of(name)).as(name).isEmpty();
        }
    }

    @Test
    void aTargetHasAName() {
        assertThat(HypervisorTarget.of("9.0.0", "7.2.0").describe()).isEqualTo("libvirt 9.0.0 and QEMU 7.2.0");
        assertThat(HypervisorTarget.of("9.0.0", null).describe()).isEqualTo("libvirt 9.0.0");
        assertThat(HypervisorTarget.of(null, "7.2.0").describe()).isEqualTo("QEMU 7.2.0");
        assertThat(HypervisorTarget.unknown().describe()).isEqualTo("an unknown libvirt and QEMU");
    }
}
