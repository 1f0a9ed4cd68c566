package io.domainsmith.validate.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.DomainValidator;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.RuleSet;
import io.domainsmith.validate.Severity;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetRulesTests {

    private static final String GUEST = """
            <domain type='kvm'>
              <name>guest</name>
              <os>
                <type arch='x86_64' machine='pc-q35-3.1'>hvm</type>
              </os>
              <devices>
                <graphics type='spice' autoport='yes'/>
                <graphics type='egl-headless'/>
                <video>
                  <model type='qxl'/>
                </video>
              </devices>
            </domain>
            """;

    private static List<Finding> findings(Rule rule, HypervisorTarget target, String xml) {
        return DomainValidator.forTarget(target).withRuleSet(RuleSet.none().plus(rule)).validate(DomainDocument.parse(xml)).stream()
                .filter(finding -> finding.rule().equals(rule.id())).toList();
    }

    @Test
    void theMachineTypeIsGone() {
        Rule rule = MachineRules.REMOVED;
        assertThat(findings(rule, HypervisorTarget.of("11.6.0", "10.1.0"), GUEST)).containsExactly(new Finding("machine-type-removed",
                Severity.ERROR, Consequence.REFUSED, 4, 25, "/domain/os/type/@machine", "<type> (line 4) names the machine type pc-q35-3.1, "
                        + "which is not in libvirt 11.6.0 and QEMU 10.1.0 (it is in QEMU 3.1.0 or later, but older than 10.1.0)",
                "write machine='q35' for the target's newest; the guest sees other hardware, so Windows may want to be activated again: keep a "
                        + "copy of its disk"));
        assertThat(findings(rule, HypervisorTarget.of(null, "3.0.0"), GUEST)).hasSize(1);
        assertThat(findings(rule, HypervisorTarget.of("9.0.0", "7.2.0"), GUEST)).isEmpty();
        assertThat(findings(rule, HypervisorTarget.unknown(), GUEST)).isEmpty();
        assertThat(findings(rule, HypervisorTarget.of(null, "10.1.0"), GUEST.replace("pc-q35-3.1", "pc-q35-rhel8.6.0"))).isEmpty();
        assertThat(findings(rule, HypervisorTarget.of(null, "10.1.0"), GUEST.replace(" machine='pc-q35-3.1'", ""))).isEmpty();
    }

    @Test
    void theDeviceIsNotThere() {
        HypervisorTarget rhel = HypervisorTarget.parse("<domainCapabilities><devices><graphics supported='yes'><enum name='type'>"
                + "<value>vnc</value><value>egl-headless</value></enum></graphics><video supported='yes'><enum name='modelType'>"
                + "<value>vga</value><value>none</value></enum></video></devices></domainCapabilities>");
        assertThat(findings(TargetRules.DEVICE_REMOVED, rhel, GUEST)).containsExactly(
                new Finding("device-not-in-target", Severity.ERROR, Consequence.REFUSED, 7, 5, "/domain/devices/graphics[1]",
                        "graphics (line 7): the target has no <graphics type='spice'>, as its domain capabilities say",
                        "use <graphics type='vnc'>, and take the spicevmc channels and redirdevs away"),
                new Finding("device-not-in-target", Severity.ERROR, Consequence.REFUSED, 9, 5, "/domain/devices/video",
                        "video (line 9): the target has no <video> of type qxl, as its domain capabilities say", "use vga or virtio"));
        assertThat(findings(TargetRules.DEVICE_REMOVED, HypervisorTarget.of("4.5.0", "2.12.0"), GUEST.replace("'qxl'", "'none'")))
                .extracting(Finding::message).containsExactly(
                        "graphics (line 8): the target has no <graphics type='egl-headless'>, which is in libvirt 4.6.0 or later with QEMU "
                                + "2.10.0 or later",
                        "video (line 9): the target has no <video> of type none, which is in libvirt 4.6.0 or later");
        assertThat(findings(TargetRules.DEVICE_REMOVED, HypervisorTarget.of("9.0.0", "7.2.0"), GUEST)).isEmpty();
    }

    /** No release tells what a distribution left out, but its machine types do. */
    @Test
    void redHatsQemu() {
        String guest = GUEST.replace("pc-q35-3.1", "pc-q35-rhel9.2.0");
        assertThat(findings(TargetRules.DEVICE_REMOVED, HypervisorTarget.of("9.0.0", "7.2.0"), guest)).containsExactly(
                new Finding("device-not-in-target", Severity.WARNING, Consequence.REFUSED, 7, 5, "/domain/devices/graphics[1]",
                        "graphics (line 7): the machine type pc-q35-rhel9.2.0 is one of Red Hat's QEMU, which has no <graphics type='spice'>",
                        "use <graphics type='vnc'>, and take the spicevmc channels and redirdevs away"),
                new Finding("device-not-in-target", Severity.WARNING, Consequence.REFUSED, 9, 5, "/domain/devices/video",
                        "video (line 9): the machine type pc-q35-rhel9.2.0 is one of Red Hat's QEMU, which has no <video> of type qxl",
                        "use vga or virtio"));
        assertThat(findings(TargetRules.DEVICE_REMOVED, HypervisorTarget.unknown(), guest.replace("'qxl'", "'bochs'"))).hasSize(1);
        // its RHEL 8 had them
        assertThat(findings(TargetRules.DEVICE_REMOVED, HypervisorTarget.unknown(), guest.replace("rhel9.2", "rhel8.6"))).isEmpty();
        HypervisorTarget rebuilt = HypervisorTarget.parse("<domainCapabilities><devices><graphics supported='yes'><enum name='type'>"
                + "<value>spice</value><value>egl-headless</value></enum></graphics><video supported='yes'><enum name='modelType'>"
                + "<value>qxl</value></enum></video></devices></domainCapabilities>");
        assertThat(findings(TargetRules.DEVICE_REMOVED, rebuilt, guest)).isEmpty();
    }

    private static final String HOST = """
            <domainCapabilities>
              <domain>kvm</domain>
              <machine>pc-q35-7.2</machine>
              <arch>x86_64</arch>
              <vcpu max='288'/>
              <os><enum name='firmware'/><loader><enum name='type'><value>rom</value></enum></loader></os>
              <memoryBacking><enum name='sourceType'><value>file</value></enum></memoryBacking>
              <devices>
                <disk><enum name='diskDevice'><value>disk</value></enum><enum name='bus'><value>virtio</value><value>sata</value></enum></disk>
                <graphics><enum name='type'><value>vnc</value></enum></graphics>
                <video><enum name='modelType'><value>vga</value></enum></video>
                <rng><enum name='model'><value>virtio</value></enum><enum name='backendModel'><value>random</value></enum></rng>
                <filesystem><enum name='driverType'><value>path</value></enum></filesystem>
                <tpm supported='yes'>
                  <enum name='model'><value>tpm-tis</value></enum>
                  <enum name='backendModel'><value>passthrough</value></enum>
                  <enum name='backendVersion'><value>2.0</value></enum>
                </tpm>
                <redirdev supported='no'/>
                <crypto supported='no'/>
                <interface><enum name='backendType'><value>default</value></enum></interface>
                <panic><enum name='model'><value>isa</value></enum></panic>
              </devices>
            </domainCapabilities>
            """;

    private static final String MUCH = """
            <domain type='kvm'>
              <name>guest</name>
              <vcpu>289</vcpu>
              <memoryBacking>
                <source type='memfd'/>
              </memoryBacking>
              <os firmware='efi'>
                <type arch='x86_64' machine='q35'>hvm</type>
                <loader type='pflash'/>
              </os>
              <devices>
                <disk type='file' device='disk'>
                  <target dev='vda' bus='virtio'/>
                </disk>
                <disk type='file' device='floppy'>
                  <target dev='fda' bus='fdc'/>
                </disk>
                <filesystem>
                  <driver type='virtiofs'/>
                </filesystem>
                <interface type='user'>
                  <backend type='passt'/>
                </interface>
                <graphics type='vnc'/>
                <graphics type='sdl'/>
                <video>
                  <model type='virtio'/>
                </video>
                <rng model='virtio-transitional'>
                  <backend model='builtin'/>
                </rng>
                <tpm model='tpm-crb'>
                  <backend type='emulator' version='1.2'/>
                </tpm>
                <redirdev bus='usb' type='tcp'/>
                <crypto model='virtio' type='qemu'>
                  <backend model='builtin'/>
                </crypto>
                <panic model='pvpanic'/>
              </devices>
            </domain>
            """;

    private static List<String> said(Rule rule, String host, String xml) {
        return findings(rule, HypervisorTarget.parse(host), xml).stream().map(finding -> finding.severity().toString().toLowerCase(Locale.ROOT)
                + " " + finding.path() + " " + finding.message()).toList();
    }

    @Test
    void whatDomainCapabilitiesDoNotList() {
        List<Finding> all = findings(TargetRules.DEVICE_REMOVED, HypervisorTarget.parse(HOST), MUCH);
        assertThat(all).extracting(finding -> finding.path() + " " + finding.message().replace(", as its domain capabilities say", ""))
                .containsExactlyInAnyOrder(
                        "/domain/vcpu <vcpu> (line 3): the target has 288 vCPUs at most",
                        "/domain/memoryBacking/source <source> (line 5): the target has no type 'memfd'",
                        "/domain/os <os> (line 7): the target has no firmware 'efi'",
                        "/domain/os/loader <loader> (line 9): the target has no type 'pflash'",
                        "/domain/devices/disk[2] disk fda (line 15): the target has no device 'floppy'",
                        "/domain/devices/disk[2] disk fda (line 15): the target has no target bus 'fdc'",
                        "/domain/devices/filesystem filesystem (line 18): the target has no driver type 'virtiofs'",
                        "/domain/devices/interface interface (line 21): the target has no backend type 'passt'",
                        "/domain/devices/graphics[2] graphics (line 25): the target has no type 'sdl'",
                        "/domain/devices/video video (line 26): the target has no model type 'virtio'",
                        "/domain/devices/rng rng (line 29): the target has no model 'virtio-transitional'",
                        "/domain/devices/rng rng (line 29): the target has no backend model 'builtin'",
                        "/domain/devices/tpm tpm (line 32): the target has no model 'tpm-crb'",
                        "/domain/devices/tpm tpm (line 32): the target has no backend type 'emulator'",
                        "/domain/devices/tpm tpm (line 32): the target has no backend version '1.2'",
                        "/domain/devices/redirdev redirdev (line 35): the target has no bus 'usb'",
                        "/domain/devices/crypto crypto (line 36): the target has no model 'virtio'",
                        "/domain/devices/crypto crypto (line 36): the target has no backend model 'builtin'",
                        "/domain/devices/panic panic (line 39): the target has no model 'pvpanic'");
        assertThat(all).allMatch(finding -> finding.severity() == Severity.ERROR);
        assertThat(all).filteredOn(finding -> finding.consequence() == Consequence.FAILS_AT_START).extracting(Finding::path)
                .containsOnly("/domain/os", "/domain/devices/tpm", "/domain/devices/interface");
    }

    /**
     * Each row: what the answer has, what the domain has, and what is found. The values that are not listed were given to the four pairs of libvirt
     * and QEMU, which refused them or did not start them; those that are listed, or not spoken of, were taken.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', nullValues = "-", textBlock = """
            <features><vmcoreinfo supported='no'/></features> | <features><vmcoreinfo state='on'/></features>  | refused feature 'vmcoreinfo'
            <features><vmcoreinfo supported='no'/></features> | <features><vmcoreinfo/></features>             | refused feature 'vmcoreinfo'
            <features><vmcoreinfo supported='no'/></features> | <features><vmcoreinfo state='off'/></features> | -
            <features><vmcoreinfo supported='yes'/></features> | <features><vmcoreinfo/></features>            | -
            <features><genid supported='no'/></features>      | <genid/>                                       | refused feature 'genid'
            <features><ps2 supported='no'/></features>        | <features><ps2 state='off'/></features>        | refused feature 'ps2'
            <features><async-teardown supported='no'/></features> | <features><async-teardown enabled='yes'/></features> | refused feature 'async-teardown'
            <features><async-teardown supported='no'/></features> | <features><async-teardown enabled='no'/></features> | -
            <features><hyperv><enum name='features'><value>spinlocks</value></enum></hyperv></features> | <features><hyperv><relaxed state='on'/><spinlocks state='on'/></hyperv></features> | fails-at-start feature 'relaxed'
            <features><hyperv><enum name='features'><value>spinlocks</value></enum></hyperv></features> | <features><hyperv><relaxed state='off'/></hyperv></features> | -
            <features><sev supported='no'/></features>        | <launchSecurity type='sev'/>                   | refused type 'sev'
            <features><sev supported='no'/></features>        | <launchSecurity type='tdx'/>                   | -
            <features><sev supported='no'/><launchSecurity supported='no'/></features> | <launchSecurity type='sev'/> | refused type 'sev'
            <features><launchSecurity><enum name='sectype'><value>sev</value></enum></launchSecurity></features> | <launchSecurity type='sev'/> | -
            <features><launchSecurity><enum name='sectype'><value>sev</value></enum></launchSecurity></features> | <launchSecurity type='tdx'/> | refused type 'tdx'
            <features><sgx supported='no'/></features>        | <devices><memory model='sgx-epc'/></devices>   | refused model 'sgx-epc'
            <features><sgx supported='no'/></features>        | <devices><memory model='dimm'/></devices>      | -
            <devices><hostdev><enum name='pciBackend'/></hostdev></devices> | <devices><hostdev type='pci'/></devices> | fails-at-start driver name 'vfio'
            <devices><hostdev><enum name='pciBackend'/></hostdev></devices> | <devices><hostdev type='mdev'/></devices> | -
            <devices><hostdev><enum name='pciBackend'/></hostdev></devices> | <devices><interface type='hostdev'/></devices> | fails-at-start driver name 'vfio'
            <devices><hostdev><enum name='pciBackend'><value>vfio</value></enum></hostdev></devices> | <devices><hostdev type='pci'/></devices> | -
            <devices><hostdev><enum name='iommufd'><value>no</value></enum></hostdev></devices> | <devices><hostdev type='pci'><driver iommufd='yes'/></hostdev></devices> | fails-at-start driver iommufd 'yes'
            <devices><hostdev><enum name='iommufd'><value>no</value></enum></hostdev></devices> | <devices><hostdev type='pci'><driver iommufd='no'/></hostdev></devices> | -
            <devices><console><enum name='type'><value>pty</value></enum></console></devices> | <devices><console type='nmdm'/></devices> | fails-at-start type 'nmdm'
            <devices><channel><enum name='type'><value>pty</value></enum></channel></devices> | <devices><channel type='tcp'/></devices> | -
            <os><firmwareFeatures><enum name='secureBoot'><value>no</value></enum></firmwareFeatures></os> | <os><type arch='x86_64' machine='q35'>hvm</type><firmware><feature name='secure-boot' enabled='yes'/></firmware></os> | refused secure-boot 'yes'
            <os><firmwareFeatures><enum name='secureBoot'><value>no</value></enum></firmwareFeatures></os> | <os><type arch='x86_64' machine='q35'>hvm</type><firmware><feature name='secure-boot' enabled='no'/></firmware></os> | -
            <os><firmwareFeatures><enum name='enrolledKeys'/></firmwareFeatures></os> | <os><type arch='x86_64' machine='q35'>hvm</type><firmware><feature name='enrolled-keys' enabled='yes'/></firmware></os> | refused enrolled-keys 'yes'
            <os><varstore supported='no'/></os>               | <os><type arch='x86_64' machine='q35'>hvm</type><varstore path='/a'/></os> | refused feature 'varstore'
            """)
    void whatElseIsNotListed(String answer, String guest, @Nullable String found) {
        String host = "<domainCapabilities><domain>kvm</domain><machine>pc-q35-7.2</machine><arch>x86_64</arch>" + answer + "</domainCapabilities>";
        String domain = "<domain type='kvm'>" + (guest.startsWith("<os>") ? "" : "<os><type arch='x86_64' machine='q35'>hvm</type></os>") + guest + "</domain>";
        assertThat(findings(TargetRules.DEVICE_REMOVED, HypervisorTarget.parse(host), domain)).extracting(finding -> finding.consequence().id() + " "
                + finding.message().replaceAll(".*the target has no | ?, as its domain capabilities say", "")).isEqualTo(found == null ? List.of() : List.of(found));
    }

    /** What is listed for guests of KVM says nothing of those without, nor q35's features of microvm's. */
    @Test
    void whatIsListedForAnotherDomainType() {
        String host = "<domainCapabilities><domain>qemu</domain><machine>pc-q35-7.2</machine><features><ps2 supported='no'/><hyperv><enum name='features'/>"
                + "</hyperv></features><cpu><mode name='custom'><model>qemu64</model></mode></cpu></domainCapabilities>";
        String guest = "<domain type='qemu'><os><type arch='x86_64' machine='q35'>hvm</type></os><features><ps2 state='off'/><hyperv><relaxed state='on'/></hyperv>"
                + "</features><cpu><model>Broadwell</model></cpu></domain>";
        assertThat(said(TargetRules.DEVICE_REMOVED, host, guest)).hasSize(3).filteredOn(said -> said.contains("'relaxed'")).first().asString()
                .startsWith("warning ");
        assertThat(said(TargetRules.DEVICE_REMOVED, host, guest.replace("'qemu'", "'kvm'"))).hasSize(1).first().asString().contains("'ps2'");
        assertThat(said(TargetRules.DEVICE_REMOVED, host, guest.replace("'q35'", "'microvm'"))).hasSize(2).noneMatch(said -> said.contains("'ps2'"));
    }

    /** "Unknown CPU model", "CPU model ... is not supported by hypervisor", or another model; "the CPU is incompatible with host CPU" where it is checked. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', nullValues = "-", textBlock = """
            kvm  | <cpu><model>EPYC</model></cpu>                                        | -
            kvm  | <cpu mode='custom'><model fallback='forbid'>Rome</model></cpu>        | error the target has no CPU model 'Rome'
            kvm  | <cpu mode='custom'><model>Rome</model></cpu>                          | warning the target has no CPU model 'Rome'; the guest does not start, or sees another model
            kvm  | <cpu match='minimum'><model>Rome</model></cpu>                        | -
            kvm  | <cpu mode='host-model'><model fallback='allow'/></cpu>                | -
            kvm  | <cpu><model>Broadwell</model></cpu>                                   | warning the target's CPU lacks features of the model 'Broadwell'
            kvm  | <cpu check='none'><model>Broadwell</model></cpu>                      | -
            kvm  | <cpu><model>Broadwell</model><feature policy='disable' name='hle'/></cpu> | -
            kvm  | <cpu><model>Broadwell</model><feature policy='require' name='hle'/></cpu> | warning the target's CPU lacks features of the model 'Broadwell'
            qemu | <cpu><model>Broadwell</model></cpu>                                   | -
            qemu | <cpu check='partial'><model>Broadwell</model></cpu>                   | warning the target's CPU lacks features of the model 'Broadwell'
            """)
    void theCpuModel(String type, String cpu, @Nullable String found) {
        String host = "<domainCapabilities><domain>" + type + "</domain><cpu><mode name='host-model'><model>Rome</model></mode><mode name='custom'>"
                + "<model usable='yes'>EPYC</model><model usable='no'>Broadwell</model></mode></cpu></domainCapabilities>";
        List<Finding> all = findings(TargetRules.DEVICE_REMOVED, HypervisorTarget.parse(host), "<domain type='" + type + "'>" + cpu + "</domain>");
        assertThat(all).extracting(finding -> finding.severity().toString().toLowerCase(Locale.ROOT) + " "
                + finding.message().replaceAll("^.*\\): |, as its domain capabilities say", "")).isEqualTo(found == null ? List.of() : List.of(found));
        assertThat(all).allMatch(finding -> finding.consequence() == Consequence.FAILS_AT_START && finding.path().equals("/domain/cpu/model"));
        assertThat(findings(TargetRules.DEVICE_REMOVED, HypervisorTarget.parse("<domainCapabilities><domain>" + type + "</domain></domainCapabilities>"),
                "<domain type='" + type + "'>" + cpu + "</domain>")).isEmpty();
    }

    /** What is listed for q35 says nothing of pc's buses and firmware, nor one architecture of another. */
    @Test
    void whatIsListedForAnotherMachine() {
        assertThat(findings(TargetRules.DEVICE_REMOVED, HypervisorTarget.parse(HOST), MUCH.replace("'q35'", "'pc'"))).hasSize(13)
                .noneMatch(finding -> finding.path().matches("/domain/(os|vcpu|devices/(disk|panic)).*"));
        assertThat(findings(TargetRules.DEVICE_REMOVED, HypervisorTarget.parse(HOST), MUCH.replace("x86_64", "aarch64"))).isEmpty();
    }

    /** A block that is missing says nothing. */
    @Test
    void whatIsNotMentioned() {
        assertThat(said(TargetRules.DEVICE_REMOVED, "<domainCapabilities><machine>pc-q35-7.2</machine><devices/></domainCapabilities>", MUCH)).isEmpty();
        // libvirt takes more types of channel than it lists, and lists no bus sd where it has one
        assertThat(said(TargetRules.DEVICE_REMOVED, HOST, MUCH.replace("'fdc'", "'sd'"))).noneMatch(said -> said.contains("'sd'"));
    }

    @Test
    void theDomainType() {
        String host = HOST.replace("<domain>kvm", "<domain>qemu");
        assertThat(said(TargetRules.DOMAIN_TYPE, host, MUCH)).containsExactly(
                "error /domain/@type <domain> (line 1) is of the type kvm, and the target's domain capabilities are of the type qemu");
        assertThat(said(TargetRules.DOMAIN_TYPE, host, MUCH.replace("'kvm'", "'qemu'"))).isEmpty();
        assertThat(said(TargetRules.DOMAIN_TYPE, HOST, MUCH)).isEmpty();
        assertThat(said(TargetRules.DOMAIN_TYPE, HOST, MUCH.replace("'kvm'", "'qemu'"))).isEmpty();
        assertThat(said(TargetRules.DOMAIN_TYPE, "<domainCapabilities/>", MUCH)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            q35                 | pc-q35-7.2       | -
            pc-q35-7.2          | pc-q35-7.2       | -
            pc-q35-4.2          | pc-q35-7.2       | -
            pc-q35-noble        | pc-q35-7.2       | -
            pc-q35-7.2          | pc-q35-noble     | -
            pc-q35-rhel9.2.0    | pc-q35-rhel9.4.0 | -
            pc                  | pc-i440fx-7.2    | -
            pc-1.0              | pc-i440fx-7.2    | -
            pc-q35-8.0          | pc-q35-7.2       | warning, which is older: the target may not have a newer one
            pc-q35-rhel9.6.0    | pc-q35-rhel9.4.0 | warning, which is older: the target may not have a newer one
            pc-q35-7.2          | pc-q35-rhel9.4.0 | error: Red Hat's QEMU does not have that machine type
            pc-q35-rhel9.4.0    | pc-q35-9.2       | error: only Red Hat's QEMU has that machine type
            pc                  | pc-q35-7.2       | info: what they list by machine type is not used
            microvm             | pc-q35-7.2       | info: what they list by machine type is not used
            """)
    void theMachine(String machine, String hosts, @Nullable String said) {
        List<Finding> found = findings(TargetRules.MACHINE, HypervisorTarget.parse(HOST.replace("pc-q35-7.2", hosts)),
                MUCH.replace("'q35'", "'" + machine + "'"));
        assertThat(found).extracting(finding -> finding.severity().toString().toLowerCase(Locale.ROOT) + finding.message().replace(
                "<type> (line 8) names " + machine + " (x86_64), and the target's domain capabilities are of " + hosts + " (x86_64)", ""))
                .isEqualTo(said == null ? List.of() : List.of(said));
        assertThat(found).allMatch(finding -> finding.path().equals("/domain/os/type/@machine"));
    }

    @Test
    void theMachineWhereMoreOrLessIsKnown() {
        String newer = MUCH.replace("'q35'", "'pc-q35-8.0'");
        assertThat(findings(TargetRules.MACHINE, HypervisorTarget.parse(HOST).with(HypervisorTarget.of(null, "8.0.0")), newer)).isEmpty();
        assertThat(said(TargetRules.MACHINE, HOST, MUCH.replace("x86_64", "i686"))).hasSize(1).first().asString().startsWith("info ");
        assertThat(said(TargetRules.MACHINE, HOST, MUCH.replace(" machine='q35'", ""))).isEmpty();
        assertThat(said(TargetRules.MACHINE, "<domainCapabilities/>", newer)).isEmpty();
    }

    /** What virsh capabilities prints, shortened. */
    private static final String ALL = """
            <capabilities>
              <host><cpu><arch>x86_64</arch></cpu></host>
              <guest>
                <os_type>hvm</os_type>
                <arch name='i686'>
                  <machine maxCpus='255'>pc-i440fx-7.2</machine>
                  <domain type='qemu'/>
                </arch>
              </guest>
              <guest>
                <os_type>hvm</os_type>
                <arch name='x86_64'>
                  <machine canonical='pc-i440fx-7.2' maxCpus='255'>pc</machine>
                  <machine maxCpus='255'>pc-i440fx-7.2</machine>
                  <machine maxCpus='288'>pc-q35-6.2</machine>
                  <machine maxCpus='288'>pc-q35-7.2</machine>
                  <machine canonical='pc-q35-7.2' maxCpus='288'>q35</machine>
                  <domain type='qemu'/>
                  <domain type='kvm'/>
                </arch>
              </guest>
            </capabilities>
            """;

    /** "does not support machine type", "No emulator found for arch", says libvirt of what its capabilities do not list. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            x86_64  | pc-q35-6.2    | -
            x86_64  | q35           | -
            x86_64  | pc-q35-8.0    | /domain/os/type/@machine names pc-q35-8.0 (x86_64), which the target's capabilities do not list => , such as pc-q35-7.2
            x86_64  | pc-i440fx-2.0 | /domain/os/type/@machine names pc-i440fx-2.0 (x86_64), which the target's capabilities do not list => , such as pc-i440fx-7.2
            x86_64  | microvm       | /domain/os/type/@machine names microvm (x86_64), which the target's capabilities do not list =>
            aarch64 | virt          | /domain/os/type/@arch names the architecture aarch64, and the target has a QEMU for i686, x86_64 only => install QEMU for aarch64 on the host
            """)
    void whatCapabilitiesList(String arch, String machine, @Nullable String found) {
        String guest = "<domain type='qemu'><os><type arch='" + arch + "' machine='" + machine + "'>hvm</type></os></domain>";
        List<Finding> all = findings(TargetRules.MACHINE, HypervisorTarget.parse(ALL), guest);
        assertThat(all).extracting(finding -> (finding.path() + finding.message().replace("<type> (line 1)", "") + " => "
                + finding.fix().replace(TargetRules.MACHINE.wayOut(), "")).strip()).isEqualTo(found == null ? List.of() : List.of(found));
        assertThat(all).allMatch(finding -> finding.severity() == Severity.ERROR && finding.consequence() == Consequence.REFUSED);
    }

    @Test
    void whatCapabilitiesListCountsMoreThanWhatFollowsFromDomainCapabilities() {
        String newer = MUCH.replace("'q35'", "'pc-q35-7.2'");
        HypervisorTarget older = HypervisorTarget.parse(HOST.replace("pc-q35-7.2", "pc-q35-6.2"));
        assertThat(findings(TargetRules.MACHINE, older, newer)).hasSize(1);
        assertThat(findings(TargetRules.MACHINE, older.with(HypervisorTarget.parse(ALL)), newer)).isEmpty();
        assertThat(said(TargetRules.MACHINE, ALL, MUCH.replace(" machine='q35'", ""))).isEmpty();
        assertThat(said(TargetRules.MACHINE, ALL, "<domain type='qemu'/>")).isEmpty();
    }

    @Test
    void theDomainTypeThatCapabilitiesList() {
        String guest = "<domain type='kvm'><os><type arch='i686' machine='pc-i440fx-7.2'>hvm</type></os></domain>";
        assertThat(said(TargetRules.DOMAIN_TYPE, ALL, guest)).containsExactly(
                "error /domain/@type <domain> (line 1) is of the type kvm, and the target's capabilities list no kvm for i686");
        assertThat(said(TargetRules.DOMAIN_TYPE, ALL, guest.replace("i686", "x86_64"))).isEmpty();
        assertThat(said(TargetRules.DOMAIN_TYPE, ALL, guest.replace("'kvm'", "'qemu'"))).isEmpty();
    }

    @Test
    void theReleaseIsNotTold() {
        String guest = "<domain type='kvm' xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0'><name>a</name><q:commandline/></domain>";
        String host = "<domainCapabilities><devices><tpm supported='no'/></devices></domainCapabilities>";
        assertThat(said(TargetRules.RELEASE_UNKNOWN, host, guest)).containsExactly("warning /domain the target's capabilities do not name "
                + "libvirt's release (libvirt 7.0.1 or later), and <qemu:override> is in libvirt 8.5.0 or later");
        assertThat(said(TargetRules.RELEASE_UNKNOWN, "<domainCapabilities/>", guest)).hasSize(1);
        assertThat(said(TargetRules.RELEASE_UNKNOWN, host, guest.replace("<q:commandline/>", ""))).isEmpty();
        assertThat(said(TargetRules.RELEASE_UNKNOWN, HOST, guest)).isEmpty();
        assertThat(said(TargetRules.RELEASE_UNKNOWN, ALL, guest)).hasSize(1);
        assertThat(findings(TargetRules.RELEASE_UNKNOWN, HypervisorTarget.parse(host).with(HypervisorTarget.of("8.0.0", null)), guest)).isEmpty();
        assertThat(findings(TargetRules.RELEASE_UNKNOWN, HypervisorTarget.unknown(), guest)).isEmpty();
    }

    @Test
    void libvirtTakesNoQemuSoOld() {
        assertThat(findings(TargetRules.QEMU_TOO_OLD, HypervisorTarget.of("12.4.0", "7.1.0"), GUEST)).extracting(Finding::message)
                .containsExactly("no domain starts with libvirt 12.4.0 and QEMU 7.1.0: this libvirt takes no QEMU so old");
        assertThat(findings(TargetRules.QEMU_TOO_OLD, HypervisorTarget.of("12.4.0", "7.2.0"), GUEST)).isEmpty();
    }
}
