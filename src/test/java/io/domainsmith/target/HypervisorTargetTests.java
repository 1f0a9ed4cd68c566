package io.domainsmith.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainsmith.target.Support.Answer;
import java.util.Map;
import java.util.Set;
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
                        + "'virsh domcapabilities' or 'virsh capabilities'");
        assertThatThrownBy(() -> HypervisorTarget.parse("Using library: libvirt 9.0.0\nRunning hypervisor: Xen 4.17.0\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'virsh version' speaks of the hypervisor Xen, and domains here are QEMU's; connect to it, as by "
                        + "virsh -c qemu:///system version");
        assertThatThrownBy(() -> HypervisorTarget.parse("<domain/>")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the root element is <domain>; what is read is the output of virsh version, virsh domcapabilities (<domainCapabilities>) or "
                        + "virsh capabilities (<capabilities>)");
        assertThatThrownBy(() -> HypervisorTarget.parse("<capabilities><guest><arch name='x86_64'><domain type='xen'/></arch></guest></capabilities>"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("these capabilities name no guest of QEMU; ask by virsh -c qemu:///system capabilities");
        assertThatThrownBy(() -> DomainCapabilities.parse("<capabilities/>")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the root element is <capabilities>, not <domainCapabilities>");
        assertThatThrownBy(() -> HypervisorTarget.parse("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><domainCapabilities>&b;"
                + "</domainCapabilities>")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the capabilities cannot be read: ");
        assertThatThrownBy(() -> HypervisorTarget.parse("<domainCapabilities>")).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the capabilities cannot be read: ");
    }

    @Test
    void whatVirshCapabilitiesPrints() {
        HypervisorTarget host = HypervisorTarget.parse("""
                <capabilities>
                  <guest>
                    <os_type>hvm</os_type>
                    <arch name='x86_64'>
                      <emulator>/usr/bin/qemu-system-x86_64</emulator>
                      <machine maxCpus='255'>pc-i440fx-7.2</machine>
                      <machine canonical='pc-i440fx-7.2' maxCpus='255'>pc</machine>
                      <machine maxCpus='288'>pc-q35-4.2</machine>
                      <domain type='qemu'/>
                      <domain type='kvm'><machine>pc-i440fx-2.0</machine></domain>
                    </arch>
                  </guest>
                  <guest><os_type>exe</os_type><arch name='i686'><domain type='lxc'/></arch></guest>
                </capabilities>
                """);
        assertThat(host.host()).isEqualTo(new HostCapabilities(Map.of("x86_64", Set.of("qemu", "kvm")),
                Map.of("x86_64", Set.of("pc-i440fx-7.2", "pc", "pc-q35-4.2", "pc-i440fx-2.0"))));
        assertThat(host.capabilities()).isNull();
        // QEMU is not older than its newest machine type
        assertThat(host.oldestQemu()).isEqualTo(Version.parse("7.2"));
        assertThat(host.with(HypervisorTarget.of("9.0.0", "7.2.0")).host()).isEqualTo(host.host());
        assertThat(HypervisorTarget.parse(CAPABILITIES).with(host).capabilities()).isNotNull();
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

    /** What a whole answer of libvirt 7.0 has, as far as its release can be told from that. */
    private static final String WHOLE = """
            <domainCapabilities>
              <domain>kvm</domain>
              <machine>pc-q35-5.2</machine>
              <arch>x86_64</arch>
              <vcpu max='288'/>
              <os supported='yes'>
                <enum name='firmware'><value>efi</value></enum>
                <loader supported='yes'><enum name='type'><value>rom</value><value>pflash</value></enum></loader>
              </os>
              <cpu>
                <mode name='host-model' supported='no'/>
                <mode name='custom' supported='yes'><model usable='no'>qemu64</model></mode>
              </cpu>
              <devices>
                <disk supported='yes'><enum name='bus'><value>sata</value><value>virtio</value></enum></disk>
                <graphics supported='yes'><enum name='type'><value>vnc</value></enum></graphics>
                <video supported='yes'><enum name='modelType'><value>vga</value></enum></video>
                <hostdev supported='yes'><enum name='mode'><value>subsystem</value></enum></hostdev>
                <rng supported='yes'/>
              </devices>
              <features>
                <gic supported='no'/>
                <backingStoreInput supported='yes'/>
              </features>
            </domainCapabilities>
            """;

    /** Each row adds some of what later libvirts write. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', nullValues = "-", textBlock = """
            -                                                 | -                       | libvirt 5.10.0 or later, but older than 7.1.0
            <rng supported='yes'/>                            | -                       | an unknown libvirt and QEMU
            <backingStoreInput supported='yes'/>              | -                       | libvirt 5.7.0 or later, but older than 5.10.0
            <gic supported='no'/>                             | -                       | libvirt 5.10.0 or later
            <cpu>                                             | <cpu><mode name='maximum' supported='no'/> | libvirt 7.1.0 or later, but older than 8.9.0
            <cpu>                                             | <cpu><mode name='maximum'/><mode name='custom'><model vendor='AMD'>a</model></mode> | an unknown libvirt and QEMU
            <rng supported='yes'/>                            | <rng/><redirdev/><channel/> | an unknown libvirt and QEMU
            """)
    void libvirtCanBeTold(@Nullable String what, @Nullable String with, String known) {
        String answer = what == null ? WHOLE : WHOLE.replace(what, with == null ? "" : with);
        assertThat(HypervisorTarget.parse(answer).describe()).isEqualTo(known);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <tpm/>                                     | libvirt 7.1.0 or later, but older than 8.9.0
            <redirdev supported='no'/><channel/>       | libvirt 8.9.0 or later, but older than 12.1.0
            <redirdev/><channel/><hyperv/>             | libvirt 9.0.0 or later, but older than 12.1.0
            <redirdev/><channel/><launchSecurity supported='no'/> | libvirt 9.0.1 or later, but older than 12.1.0
            <redirdev/><channel/><console/>            | libvirt 11.3.1 or later, but older than 12.1.0
            <redirdev/><channel/><graphics><enum name='type'><value>rdp</value></enum></graphics> | libvirt 11.1.0 or later, but older than 12.1.0
            <redirdev/><channel/><filesystem><enum name='driverType'><value>handle</value></enum></filesystem> | libvirt 8.9.0 or later, but older than 12.1.0
            """)
    void laterLibvirts(String devices, String known) {
        String answer = WHOLE.replace("<cpu>", "<cpu><mode name='maximum'/>").replace("</devices>", devices + "</devices>");
        assertThat(HypervisorTarget.parse(answer).describe()).isEqualTo(known);
        assertThat(HypervisorTarget.parse(answer).with(HypervisorTarget.of("9.0.0", null)).describe()).isEqualTo("libvirt 9.0.0");
    }

    @Test
    void theNewestLibvirts() {
        String answer = WHOLE.replace("<cpu>", "<cpu><mode name='maximum'/>").replace("<loader ", "<firmwareFeatures/><loader ")
                .replace("</devices>", "<redirdev/><channel/><filesystem><enum name='driverType'><value>path</value></enum></filesystem></devices>");
        assertThat(HypervisorTarget.parse(answer).describe()).isEqualTo("libvirt 12.1.0 or later");
        assertThat(HypervisorTarget.parse(answer.replace("path", "handle")).describe()).isEqualTo("libvirt 12.1.0 or later, but older than 12.2.0");
        // libvirt 11.2 takes no QEMU that is older than 6.2, and so on
        assertThat(HypervisorTarget.parse(answer).oldestQemu()).isEqualTo(Version.parse("6.2"));
    }

    @Test
    void whatFollowsFromALibvirtThatIsOnlyBounded() {
        HypervisorTarget older = HypervisorTarget.parse(WHOLE);
        assertThat(older.supports(Feature.OVERRIDE).isNo()).isTrue();
        assertThat(older.supports(Feature.JSON_DEVICE).isNo()).isTrue();
        assertThat(older.supports(Feature.VIDEO_NONE).isNo()).as("what is listed counts first").isTrue();
        assertThat(older.supports(Feature.RDP).isNo()).isTrue();
        assertThat(older.supports(Feature.SPICE_GL).isYes()).isTrue();
        assertThat(older.supports(Feature.NODEDEV_DEFINE).isNo()).isTrue();
        HypervisorTarget between = HypervisorTarget.parse(WHOLE.replace("<cpu>", "<cpu><mode name='maximum'/>"));
        assertThat(between.supports(Feature.OVERRIDE).isUnknown()).isTrue();
        assertThat(between.supports(Feature.RDP).isNo()).isTrue();
        assertThat(between.with(HypervisorTarget.of("8.0.0", null)).supports(Feature.OVERRIDE).isNo()).isTrue();
    }

    @Test
    void onlyWhatIsThereSpeaks() {
        DomainCapabilities host = DomainCapabilities.parse(WHOLE.replace("</devices>", "<tpm supported='no'/></devices>"));
        assertThat(host.domain()).isEqualTo("kvm");
        assertThat(host.lists("disk/bus/sata")).isEqualTo(Answer.YES);
        assertThat(host.lists("disk/bus/ide")).isEqualTo(Answer.NO);
        assertThat(host.lists("disk/model/virtio")).isEqualTo(Answer.UNKNOWN);
        assertThat(host.lists("loader/type/pflash")).isEqualTo(Answer.YES);
        assertThat(host.lists("os/firmware/bios")).isEqualTo(Answer.NO);
        assertThat(host.lists("tpm/model/tpm-crb")).isEqualTo(Answer.NO);
        assertThat(host.lists("crypto/model/virtio")).isEqualTo(Answer.UNKNOWN);
        assertThat(host.mostVcpus()).hasValue(288);
        assertThat(DomainCapabilities.parse("<domainCapabilities/>").mostVcpus()).isEmpty();
        assertThatThrownBy(() -> DomainCapabilities.parse("<domainCapabilities><domain>xen</domain></domainCapabilities>"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("these domain capabilities are of the domain type xen, and domains here are QEMU's; ask by "
                        + "virsh -c qemu:///system domcapabilities");
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
