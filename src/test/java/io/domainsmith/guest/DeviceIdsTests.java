package io.domainsmith.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DeviceNode;
import io.domainsmith.document.DomainDocument;
import io.domainsmith.model.Device;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Interface;
import io.domainsmith.target.HypervisorTarget;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The ids of devices. Those in device-ids.xml are what libvirt 7.0, 9.0, 11.3 and 12 gave to QEMU; DeviceIdsIT asks for those of libvirt's own documents. */
class DeviceIdsTests {

    private static final Path MANY = Path.of("src", "test", "resources", "io", "domainsmith", "guest", "device-ids.xml");

    private static String ids(Domain domain, DeviceIds ids) {
        return DeviceNode.of(domain).stream().collect(Collectors.groupingBy(DeviceNode::kind, LinkedHashMap::new,
                        Collectors.mapping(node -> ids.of(node.device()).orElse("-"), Collectors.joining(" "))))
                .entrySet().stream().map(entry -> entry.getKey() + ": " + entry.getValue()).collect(Collectors.joining("\n"));
    }

    @Test
    void everyKindOfDevice() throws Exception {
        Domain domain = DomainDocument.parse(MANY).domain();
        assertThat(ids(domain, DeviceIds.of(domain))).isEqualTo("""
                disk: ua-d0 virtio-disk2 ua-d1 usb-disk1 sata0-0-2 scsi1-0-3 scsi0-0-1-0
                controller: scsi0 scsi1 usb ua-myusb
                filesystem: ua-f0 fs0
                interface: ua-n0 net0 net1
                smartcard: smartcard0
                serial: ua-se0 serial1
                parallel: ua-p0 parallel1
                console: - console1 ua-co console3
                channel: ua-c0 channel1
                input: input0 ua-i0 input2 input3
                sound: ua-s0 sound1
                video: video1 ua-v0
                hostdev: ua-h0 hostdev0 hostdev1
                redirdev: ua-r0 redir1
                hub: ua-hub hub1
                watchdog: watchdog0
                memballoon: balloon0
                rng: ua-rng rng0
                panic: -
                shmem: ua-sh shmem1
                memory: ua-m0 dimm2 dimm0
                vsock: vsock0""");
    }

    /** libvirt 7.0 numbered filesystems by place; before 3.9 it dropped the aliases of users. */
    @Test
    void releases() throws Exception {
        Domain domain = DomainDocument.parse(MANY).domain();
        assertThat(ids(domain, DeviceIds.of(domain, HypervisorTarget.of("7.0.0", "5.2.0")))).contains("filesystem: ua-f0 fs1\n");
        assertThat(ids(domain, DeviceIds.of(domain, HypervisorTarget.of("9.0.0", "7.2.0")))).contains("filesystem: ua-f0 fs0\n");
        assertThat(ids(domain, DeviceIds.of(domain, HypervisorTarget.of("3.2.0", "2.9.0")))).contains("disk: virtio-disk0 virtio-disk2 usb-disk0",
                "interface: net0 net1 net2\n", "hostdev: hostdev0 hostdev1 hostdev2\n", "video: video1 video0\n", "memory: dimm1 dimm2 dimm0\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            q35  | <controller type='pci' index='0' model='pcie-root'/>                                | pcie.0
            q35  | <controller type='pci' index='7' model='pcie-root-port'/>                           | pci.7
            pc   | <controller type='pci' index='0' model='pci-root'/>                                 | pci.0
            pc   | <controller type='ide' index='0'/>                                                  | ide
            pc   | <controller type='sata' index='0'/>                                                 | sata0
            q35  | <controller type='sata' index='0'/>                                                 | ide
            q35  | <controller type='sata' index='1'/>                                                 | sata1
            q35  | <controller type='ide' index='0'/>                                                  | ide0
            q35  | <controller type='usb' index='0' model='qemu-xhci'/>                                | usb
            q35  | <controller type='usb' index='2' model='qemu-xhci'/>                                | usb2
            q35  | <controller type='virtio-serial' index='0x1'/>                                      | virtio-serial1
            q35  | <controller type='usb' model='qemu-xhci'/>                                          | usb
            q35  | <controller type='ccid' index='0'/>                                                 | ccid0
            q35  | <disk><target dev='sda' bus='scsi'/></disk>                                         | scsi0-0-0
            q35  | <disk><target dev='sdb' bus='scsi'/></disk><controller type='scsi' model='virtio-scsi' index='0'/> | scsi0-0-0-1
            q35  | <disk><target dev='sdb' bus='scsi'/></disk><controller type='scsi' model='auto' index='0'/> | scsi0-0-1
            q35  | <disk><target dev='hdc' bus='ide'/></disk>                                          | ide0-1-0
            q35  | <disk device='floppy'><target dev='fda'/></disk>                                    | fdc0-0-0
            q35  | <disk><target dev='vdaa'/></disk>                                                   | virtio-disk26
            q35  | <disk><target dev='sda' bus='sata'/><alias name='sata0-0-7'/></disk>                | sata0-0-0
            q35  | <disk><target/></disk>                                                              | -
            q35  | <memballoon model='none'/>                                                          | -
            q35  | <iommu model='intel'/>                                                              | iommu0
            q35  | <tpm model='tpm-crb'><backend type='emulator'/></tpm>                               | tpm0
            q35  | <console type='pty'/>                                                               | serial0
            q35  | <console type='pty'><target type='virtio'/></console>                               | console0
            q35  | <console type='pty'><target type='virtio'/></console><serial type='pty'/>           | console1
            q35  | <console type='pty'/><serial type='pty'><target port='0'/></serial>                 | -
            q35  | <memory model='virtio-mem'><alias name='ua-a'/></memory>                            | ua-a
            q35  | <memory model='virtio-mem'/>                                                        | virtiomem0
            q35  | <memory model='nvdimm'><address type='dimm' slot='3'/></memory>                     | nvdimm3
            q35  | <panic model='isa'><alias name='ua-p'/></panic>                                     | ua-p
            """)
    void oneDevice(String machine, String devices, String id) {
        Domain domain = DomainDocument.parse("<domain><os><type arch='x86_64' machine='" + machine + "'>hvm</type></os><devices>" + devices
                + "</devices></domain>").domain();
        String kind = devices.substring(1, devices.indexOf('>')).split("[ /]")[0];
        Device device = DeviceNode.of(domain).stream().filter(node -> node.kind().equals(kind)).findFirst().orElseThrow().device();
        assertThat(DeviceIds.of(domain).of(device).orElse("-")).isEqualTo(id);
    }

    /** One counter for interfaces that are host devices, and host devices of all kinds. */
    @Test
    void interfacesOfHostDevices() {
        Domain domain = DomainDocument.parse("""
                <domain><devices>
                  <interface type='hostdev'/>
                  <interface type='network'><source network='a'/></interface>
                  <interface type='hostdev'><alias name='ua-x'/></interface>
                  <hostdev type='usb'/>
                  <hostdev type='pci'/>
                </devices></domain>""").domain();
        assertThat(ids(domain, DeviceIds.of(domain))).isEqualTo("interface: hostdev0 net0 ua-x\nhostdev: hostdev1 hostdev2");
    }

    /** Only a vGPU has an opregion: if hostdev1 has one, the network forwards. */
    @Test
    void aNetworkThatForwards() {
        String guest = """
                <domain xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><devices>
                  <interface type='network'><source network='a'/></interface>
                  <hostdev type='mdev' model='vfio-pci'/>
                </devices>
                <qemu:commandline><qemu:arg value='-set'/><qemu:arg value='device.hostdev%d.x-igd-opregion=on'/></qemu:commandline></domain>""";
        Domain ordinary = DomainDocument.parse(guest.formatted(0)).domain();
        Device vgpu = ordinary.getDevices().getHostdevs().get(0);
        assertThat(ids(ordinary, DeviceIds.of(ordinary))).isEqualTo("interface: net0\nhostdev: hostdev0");
        assertThat(DeviceIds.of(ordinary).isCertain(vgpu)).isFalse();
        assertThat(DeviceIds.of(ordinary).ordinary(vgpu)).contains("hostdev0");
        Domain forwarding = DomainDocument.parse(guest.formatted(1)).domain();
        assertThat(ids(forwarding, DeviceIds.of(forwarding))).isEqualTo("interface: hostdev0\nhostdev: hostdev1");
        assertThat(DeviceIds.of(forwarding).ordinary(forwarding.getDevices().getHostdevs().get(0))).contains("hostdev0");
    }

    /** Which of two networks forwards is not told: the first interface may have the number, or the second. */
    @Test
    void oneOfTwoNetworks() {
        Domain domain = DomainDocument.parse("""
                <domain xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><devices>
                  <interface type='network'><source network='a'/></interface>
                  <interface type='network'><source network='b'/></interface>
                  <hostdev type='mdev' model='vfio-pci'/>
                </devices>
                <qemu:commandline><qemu:arg value='-set'/><qemu:arg value='device.hostdev1.display=on'/></qemu:commandline></domain>""").domain();
        List<Interface> nics = domain.getDevices().getInterfaces();
        DeviceIds ids = DeviceIds.of(domain);
        assertThat(ids.called("hostdev0")).containsExactlyInAnyOrder(nics.get(0), nics.get(1));
        assertThat(ids.called("hostdev1")).containsExactly(domain.getDevices().getHostdevs().get(0));
        assertThat(ids.called("hostdev2")).isEmpty();
    }

    /** A vGPU with an alias of its own was hostdev0 before, and is so for a libvirt that drops the alias. */
    @Test
    void everyIdOfAHostdev() {
        Domain domain = DomainDocument.parse("""
                <domain><devices>
                  <hostdev type='usb'/>
                  <hostdev type='mdev' model='vfio-pci'><alias name='ua-gvtg'/></hostdev>
                  <hostdev type='mdev' model='vfio-pci'/>
                </devices></domain>""").domain();
        Map<?, Set<String>> every = DeviceIds.everyIdOfHostdevs(domain);
        assertThat(every.get(domain.getDevices().getHostdevs().get(0))).containsExactlyInAnyOrder("hostdev0");
        assertThat(every.get(domain.getDevices().getHostdevs().get(1))).containsExactlyInAnyOrder("ua-gvtg");
        assertThat(every.get(domain.getDevices().getHostdevs().get(2))).containsExactlyInAnyOrder("hostdev1", "hostdev2");
    }
}
