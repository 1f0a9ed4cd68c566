package io.domainsmith.pci;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DeviceNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How libvirt plugs each kind of device (qemuDomainDeviceCalculatePCIConnectFlags). */
class PciConnectionTests {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <controller type='pci' model='pcie-root-port'/>                   | PCIE_ROOT_PORT
            <controller type='pci' model='pci-bridge'/>                       | PCI_BRIDGE
            <controller type='pci' model='dmi-to-pci-bridge'/>                | DMI_TO_PCI_BRIDGE
            <controller type='pci' model='pcie-to-pci-bridge'/>               | PCIE_TO_PCI_BRIDGE
            <controller type='pci' model='pcie-switch-upstream-port'/>        | PCIE_SWITCH_UPSTREAM_PORT
            <controller type='pci' model='pcie-switch-downstream-port'/>      | PCIE_SWITCH_DOWNSTREAM_PORT
            <controller type='pci' model='pcie-expander-bus'/>                | PCIE_EXPANDER_BUS
            <controller type='pci' model='pci-expander-bus'/>                 | PCI_EXPANDER_BUS
            <controller type='pci' model='pcie-root'/>                        |
            <controller type='sata'/>                                         | PCI
            <controller type='ide'/>                                          | PCI
            <controller type='fdc'/>                                          |
            <controller type='ccid'/>                                         |
            <controller type='virtio-serial'/>                                | PCIE
            <controller type='virtio-serial' model='virtio-transitional'/>    | PCI
            <controller type='virtio-serial' model='virtio-non-transitional'/> | PCIE
            <controller type='scsi'/>                                         | PCI
            <controller type='scsi' model='lsilogic'/>                        | PCI
            <controller type='scsi' model='virtio-scsi'/>                     | PCIE
            <controller type='scsi' model='ibmvscsi'/>                        |
            <controller type='usb'/>                                          | PCI
            <controller type='usb' model='ich9-ehci1'/>                       | PCI
            <controller type='usb' model='qemu-xhci'/>                        | PCIE
            <controller type='usb' model='nec-xhci'/>                         | PCIE
            <controller type='usb' model='none'/>                             |
            <interface type='user'/>                                          | PCI
            <interface type='hostdev'/>                                       | PCIE
            <interface type='hostdev'><model type='e1000'/></interface>       | PCIE
            <interface type='user'><model type='e1000'/></interface>          | PCI
            <interface type='user'><model type='E1000'/></interface>          | PCI
            <interface type='user'><model type='rtl8139'/></interface>        | PCI
            <interface type='user'><model type='vmxnet3'/></interface>        | PCI
            <interface type='user'><model type='Am79C970A'/></interface>      | PCI
            <interface type='user'><model type='virtio-transitional'/></interface> | PCI
            <interface type='user'><model type='virtio'/></interface>         | PCIE
            <interface type='user'><model type='e1000e'/></interface>         | PCIE
            <interface type='user'><model type='igb'/></interface>            | PCIE
            <interface type='user'><model type='ne2k_pci'/></interface>       | PCIE
            <interface type='user'><model type='e1000-82544gc'/></interface>  | PCIE
            <interface type='user'><model type='usb-net'/></interface>        |
            <interface type='user'><model type='spapr-vlan'/></interface>     |
            <hostdev type='pci'/>                                             | PCIE
            <hostdev type='mdev' model='vfio-pci'/>                           | PCIE
            <hostdev type='mdev' model='vfio-ap'/>                            |
            <hostdev type='scsi_host'/>                                       | PCIE
            <hostdev type='scsi_host' model='virtio-transitional'/>           | PCI
            <hostdev type='usb'/>                                             |
            <hostdev/>                                                        |
            <video/>                                                          | PCI
            <video><model/></video>                                           | PCI
            <video><model type='qxl'/></video>                                | PCI
            <video><model type='virtio'/></video>                             | PCIE
            <video><model type='bochs'/></video>                              | PCIE
            <video><model type='ramfb'/></video>                              |
            <video><model type='none'/></video>                               |
            <sound model='ich9'/>                                             | PCI
            <sound model='ac97'/>                                             | PCI
            <sound model='virtio'/>                                           | PCIE
            <sound model='usb'/>                                              |
            <sound/>                                                          |
            <disk><target dev='vda' bus='virtio'/></disk>                     | PCIE
            <disk model='virtio-transitional'><target dev='vda' bus='virtio'/></disk> | PCI
            <disk><target dev='sda' bus='sata'/></disk>                       |
            <disk/>                                                           |
            <filesystem/>                                                     | PCIE
            <filesystem model='virtio-transitional'/>                         | PCI
            <filesystem><driver type='path'/></filesystem>                    | PCIE
            <filesystem><driver type='handle'/></filesystem>                  | PCIE
            <filesystem><driver type='virtiofs'/></filesystem>                | PCIE
            <filesystem><driver type='loop'/></filesystem>                    |
            <memballoon model='virtio'/>                                      | PCIE
            <memballoon model='virtio-transitional'/>                         | PCI
            <memballoon model='none'/>                                        |
            <memballoon model='xen'/>                                         |
            <rng model='virtio'/>                                             | PCIE
            <rng model='virtio-transitional'/>                                | PCI
            <watchdog model='i6300esb'/>                                      | PCI
            <watchdog model='ib700'/>                                         |
            <shmem name='a'/>                                                 | PCI
            <input type='keyboard' bus='virtio'/>                             | PCIE
            <input type='passthrough' bus='virtio' model='virtio-transitional'/> | PCI
            <input type='tablet' bus='usb'/>                                  |
            <serial type='pty'><target type='pci-serial'/></serial>           | PCI
            <serial type='pty'><target type='isa-serial'/></serial>           |
            <serial type='pty'/>                                              |
            <iommu model='virtio'/>                                           | INTEGRATED
            <iommu model='intel'/>                                            |
            <vsock model='virtio'/>                                           | PCIE
            <vsock model='virtio-transitional'/>                              | PCI
            <memory model='virtio-mem'/>                                      | PCIE
            <memory model='virtio-pmem'/>                                     | PCIE
            <memory model='dimm'/>                                            |
            <panic model='pvpanic'/>                                          | INTEGRATED
            <panic model='isa'/>                                              |
            <tpm model='tpm-crb'/>                                            |
            """)
    void plugs(String device, @Nullable PciConnection connection) {
        DeviceNode node = DeviceNode.of(PciGuest.q35(device)).stream().findFirst().orElse(null);
        assertThat(node == null ? null : PciConnection.of(node.device()).orElse(null)).isEqualTo(connection);
    }
}
