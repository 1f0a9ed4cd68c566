package io.domainsmith.validate.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.DomainValidator;
import io.domainsmith.validate.Finding;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of one mistake: a rule, the machine, what stands in the domain, and the message. */
class RuleSamplesTests {

    private static final DomainValidator LIBVIRT_9 = DomainValidator.forTarget(HypervisorTarget.of("9.0.0", "7.2.0"));
    private static final DomainValidator LIBVIRT_11 = DomainValidator.forTarget(HypervisorTarget.of("11.3.0", "10.0.0"));

    private static String said(DomainValidator validator, String rule, String machine, String inDomain, String inDevices) {
        DomainDocument document = DomainDocument.parse("<domain type='qemu'>\n<name>a</name><memory unit='GiB'>2</memory>\n"
                + "<os><type arch='x86_64' machine='" + machine + "'>hvm</type></os>\n" + (inDomain == null ? "" : inDomain) + "\n<devices>\n"
                + (inDevices == null ? "" : inDevices) + "</devices>\n</domain>\n");
        return validator.validate(document).stream().filter(finding -> finding.rule().equals(rule)).map(Finding::message).findFirst().orElse("nothing");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            numa-distances | q35 | <cpu><numa><cell id='0' memory='1'><distances><sibling id='4' value='21'/></distances></cell></numa></cpu> | | <sibling> (line 4) is cell 4, but the guest's cells are 0 alone
            numa-distances | q35 | <cpu><numa><cell id='0' memory='1'><distances><sibling id='0' value='21'/></distances></cell></numa></cpu> | | <sibling> (line 4) is at distance 21, but a cell is at 10 of itself
            numa-distances | q35 | <cpu><numa><cell id='0' memory='1'><distances><sibling id='1' value='10'/></distances></cell><cell id='1' memory='1'/></numa></cpu> | | <sibling> (line 4) is at distance 10, but only the cell itself is at 10
            disk-usb-empty | q35 | | <disk type='file' device='cdrom'><target dev='sda' bus='usb'/></disk> | disk sda (line 6) is empty, which a USB disk cannot be
            disk-source-missing | q35 | | <disk type='file'><target dev='vda' bus='virtio'/></disk> | disk vda (line 6) has no source
            disk-protocol-removed | q35 | | <disk type='network'><source protocol='sheepdog' name='a'/><target dev='vda' bus='virtio'/></disk> | disk vda (line 6) is of the protocol sheepdog, which libvirt 9.0.0 and QEMU 7.2.0 has not
            disk-property | q35 | | <disk type='file'><source file='/a'/><target dev='sda' bus='sata'/><product>P</product></disk> | disk sda (line 6) is on the bus sata, which has no <product>
            disk-property | q35 | | <disk type='file'><source file='/a'/><target dev='sda' bus='sata'/><wwn>5000c50015ea71ac</wwn></disk> | disk sda (line 6) is on the bus sata, which has no <wwn>
            disk-target | q35 | | <disk type='file'><source file='/a'/><target dev='vda1' bus='virtio'/></disk> | disk vda1 (line 6) has a target that is a partition's name
            cpu-maxphysaddr | q35 | <cpu><maxphysaddr mode='emulate'/></cpu> | | <maxphysaddr> (line 4) is emulated and needs bits
            cpu-host-passthrough-without-kvm | q35 | <cpu mode='host-passthrough'/> | | <cpu> (line 4) is the host's, which needs KVM, and the domain is of type qemu
            cpu-feature-without-model | q35 | <cpu><feature name='vmx' policy='require'/></cpu> | | <cpu> (line 4) has features but no <model>
            vcpu-first-disabled | q35 | <vcpus><vcpu id='0' enabled='no'/></vcpus> | | <vcpu> (line 4) disables vCPU 0, which every guest has
            vcpu-first-disabled | q35 | <vcpus><vcpu id='0' enabled='yes' order='2'/></vcpus> | | <vcpu> (line 4) enables vCPU 0 as number 2, but it is the first
            vcpu-topology-mismatch | q35 | <vcpu>4</vcpu><cpu><topology sockets='1' cores='3' threads='1'/></cpu> | | <topology> (line 4) makes 3 vCPUs, but <vcpu> says 4
            interface-port-forward | q35 | | <interface type='user'><mac address='52:54:00:00:00:01'/><portForward proto='tcp'/></interface> | interface 52:54:00:00:00:01 (line 6) forwards ports, which the backend passt of a user interface does, and it has not
            interface-type-options | q35 | | <interface type='bridge'><ip address='10.0.0.1'/></interface> | interface (line 6) is of type bridge, which has no addresses on the guest's side in QEMU
            chardev-protocol | q35 | | <serial type='tcp'><source mode='connect' host='h' service='1'/><protocol type='tls'/></serial> | serial (line 6) speaks tls, which QEMU does not
            feature-ps2 | q35 | <features><ps2 state='off'/></features> | <input type='mouse' bus='ps2'/> | <ps2> (line 4) is off, which input (line 6) needs
            feature-ps2 | q35 | <features><vmport state='on'/><ps2 state='off'/></features> | | <ps2> (line 4) is off, which <vmport> needs
            vhost-user-shared-memory | q35 | | <filesystem><driver type='virtiofs'/><source dir='/a'/><target dir='b'/></filesystem> | filesystem (line 6) is virtiofs, which needs memory that is shared
            isapc-without-pci | isapc | | <memballoon model='none'/><rng model='virtio'/> | rng (line 6) needs PCI, and isapc has none
            isapc-without-pci | isapc | | <serial type='pty'/> | libvirt adds a <memballoon>, which needs PCI, and isapc has none
            memory-address-conflict | q35 | | <memory model='dimm'><target><size unit='MiB'>512</size></target><address type='dimm' base='0x140000000'/></memory><memory model='dimm'><target><size unit='MiB'>512</size></target><address type='dimm' base='0x150000000'/></memory> | memory (line 6) and memory (line 6) are both at 0x150000000
            panic | q35 | | <panic model='pvpanic'><address type='isa'/></panic> | panic (line 6) is of model pvpanic, which has a PCI address, not one of type isa
            spapr-vio-address-duplicate | q35 | | <serial type='pty'><address type='spapr-vio' reg='0x4000'/></serial><serial type='pty'><address type='spapr-vio' reg='0x4000'/></serial> | serial (line 6) and serial (line 6) are both at 0x4000 of the spapr-vio bus
            usb-controller-repeated | q35 | | <controller type='usb' index='1' model='qemu-xhci'/><controller type='usb' index='1' model='ehci'/> | controller (line 6) and controller (line 6) are both USB bus 1
            usb-port-conflict | q35 | | <input type='tablet' bus='usb'><address type='usb' bus='3' port='1'/></input> | input (line 6) is on port 1 of USB bus 3, but no USB controller has that index
            hostdev-scsi-target | q35 | | <hostdev mode='subsystem' type='scsi'><address type='drive' bus='1'/></hostdev> | hostdev (line 6) is on bus 1, but a SCSI controller has one bus, 0
            sysinfo-fwcfg-name | q35 | <sysinfo type='fwcfg'><entry name='opt/com.example/a'/></sysinfo> | | <entry> (line 4) is named 'opt/com.example/a', but has neither a value nor a file
            audio-id | q35 | | <audio id='0' type='none'/> | audio (line 6) has 0 for id, which begins with 1
            """)
    void ofLibvirt9(String rule, String machine, String inDomain, String inDevices, String message) {
        assertThat(said(LIBVIRT_9, rule, machine, inDomain, inDevices)).isEqualTo(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            disk-property | q35 | | <disk type='file'><source file='/a'/><target dev='sda' bus='sata'/><product>P</product></disk>
            cpu-maxphysaddr | q35 | <cpu><maxphysaddr mode='emulate'/></cpu> |
            interface-type-options | q35 | | <interface type='vhostuser'><backend type='passt'/><ip address='10.0.0.1'/></interface>
            interface-port-forward | q35 | | <interface type='user'><backend type='passt'/><portForward proto='tcp'/></interface>
            filesystem | q35 | | <filesystem><driver type='virtiofs'/><source dir='/a'/><target dir='b'/><readonly/></filesystem>
            numa-distances | q35 | <cpu><numa><cell id='0' memory='1'><distances><sibling id='0' value='10'/></distances></cell></numa></cpu> |
            usb-port-conflict | q35 | | <input type='tablet' bus='usb'><address type='usb' bus='0' port='1'/></input>
            isapc-without-pci | isapc | | <memballoon model='none'/><serial type='pty'/>
            memory-address-conflict | q35 | | <memory model='dimm'><target><size unit='MiB'>512</size></target><address type='dimm' base='0x100000000'/></memory><memory model='dimm'><target><size unit='MiB'>512</size></target><address type='dimm' base='0x120000000'/></memory>
            """)
    void newerLibvirtTakes(String rule, String machine, String inDomain, String inDevices) {
        assertThat(said(LIBVIRT_11, rule, machine, inDomain, inDevices)).isEqualTo("nothing");
    }
}
