package io.domainsmith.pci;

import io.domainsmith.model.ChardevTargetType;
import io.domainsmith.model.Controller;
import io.domainsmith.model.ControllerType;
import io.domainsmith.model.Crypto;
import io.domainsmith.model.Device;
import io.domainsmith.model.Disk;
import io.domainsmith.model.DiskModel;
import io.domainsmith.model.DiskTargetBus;
import io.domainsmith.model.Filesystem;
import io.domainsmith.model.FilesystemDriverType;
import io.domainsmith.model.FilesystemModel;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.HostdevModel;
import io.domainsmith.model.Input;
import io.domainsmith.model.InputBus;
import io.domainsmith.model.InputModel;
import io.domainsmith.model.Interface;
import io.domainsmith.model.InterfaceType;
import io.domainsmith.model.Iommu;
import io.domainsmith.model.IommuModel;
import io.domainsmith.model.Memballoon;
import io.domainsmith.model.MemballoonModel;
import io.domainsmith.model.MemoryDevice;
import io.domainsmith.model.MemoryDeviceModel;
import io.domainsmith.model.Panic;
import io.domainsmith.model.PanicModel;
import io.domainsmith.model.Rng;
import io.domainsmith.model.RngModel;
import io.domainsmith.model.Serial;
import io.domainsmith.model.Shmem;
import io.domainsmith.model.Sound;
import io.domainsmith.model.SoundModel;
import io.domainsmith.model.Video;
import io.domainsmith.model.Vsock;
import io.domainsmith.model.VsockModel;
import io.domainsmith.model.Watchdog;
import io.domainsmith.model.WatchdogModel;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a device plugs into a PCI bus (libvirt's virDomainPCIConnectFlags).
 *
 * @since 0.1
 */
public enum PciConnection {
    /** A conventional PCI endpoint, such as qxl or an ich9 sound card. */
    PCI,
    /** A PCI Express endpoint, such as an mdev or a virtio device. */
    PCIE,
    /** An endpoint that libvirt places on bus 0 only: virtio-iommu and pvpanic. */
    INTEGRATED,
    /** A pci-bridge. */
    PCI_BRIDGE,
    /** A pcie-root-port. */
    PCIE_ROOT_PORT,
    /** A pcie-switch-upstream-port. */
    PCIE_SWITCH_UPSTREAM_PORT,
    /** A pcie-switch-downstream-port. */
    PCIE_SWITCH_DOWNSTREAM_PORT,
    /** A dmi-to-pci-bridge. */
    DMI_TO_PCI_BRIDGE,
    /** A pcie-to-pci-bridge. */
    PCIE_TO_PCI_BRIDGE,
    /** A pci-expander-bus. */
    PCI_EXPANDER_BUS,
    /** A pcie-expander-bus. */
    PCIE_EXPANDER_BUS;

    /** Whether this is a device proper and no bridge. */
    public boolean isEndpoint() {
        return this == PCI || this == PCIE || this == INTEGRATED;
    }

    /**
     * How a device of a q35 domain plugs in; on pc {@link #PCIE} is {@link #PCI}. Empty for one that is on no PCI bus, or whose
     * model leaves that open (qemuDomainDeviceCalculatePCIConnectFlags).
     */
    public static Optional<PciConnection> of(Device device) {
        return Optional.ofNullable(find(device));
    }

    private static @Nullable PciConnection find(Device device) {
        if (device instanceof Controller controller) {
            return ofController(controller);
        } else if (device instanceof Interface nic) {
            return ofInterface(nic);
        } else if (device instanceof Hostdev hostdev) {
            return ofHostdev(hostdev);
        } else if (device instanceof Video video) {
            return ofVideo(video);
        } else if (device instanceof Sound sound) {
            return sound.getModel() == null ? null : ofSound(sound.getModel());
        } else if (device instanceof Disk disk) {
            return disk.getTarget() != null && disk.getTarget().getBus() == DiskTargetBus.VIRTIO
                    ? virtio(disk.getModel() == DiskModel.VIRTIO_TRANSITIONAL) : null;
        } else if (device instanceof Filesystem filesystem) {
            FilesystemDriverType driver = filesystem.getDriver() == null ? null : filesystem.getDriver().getType();
            boolean onPci = driver == null || driver == FilesystemDriverType.PATH || driver == FilesystemDriverType.HANDLE
                    || driver == FilesystemDriverType.VIRTIOFS;
            return onPci ? virtio(filesystem.getModel() == FilesystemModel.VIRTIO_TRANSITIONAL) : null;
        } else if (device instanceof Memballoon balloon) {
            return balloon.getModel() == MemballoonModel.NONE || balloon.getModel() == MemballoonModel.XEN ? null
                    : virtio(balloon.getModel() == MemballoonModel.VIRTIO_TRANSITIONAL);
        } else if (device instanceof Rng rng) {
            return virtio(rng.getModel() == RngModel.VIRTIO_TRANSITIONAL);
        } else if (device instanceof Watchdog watchdog) {
            return watchdog.getModel() == WatchdogModel.I6300ESB ? PCI : null;
        } else if (device instanceof Shmem || device instanceof Crypto) {
            return PCI;
        } else if (device instanceof Input input) {
            return input.getBus() == InputBus.VIRTIO ? virtio(input.getModel() == InputModel.VIRTIO_TRANSITIONAL) : null;
        } else if (device instanceof Serial serial) {
            return serial.getTarget() != null && serial.getTarget().getType() == ChardevTargetType.PCI_SERIAL ? PCI : null;
        } else if (device instanceof Iommu iommu) {
            return iommu.getModel() == IommuModel.VIRTIO ? INTEGRATED : null;
        } else if (device instanceof Vsock vsock) {
            return virtio(vsock.getModel() == VsockModel.VIRTIO_TRANSITIONAL);
        } else if (device instanceof MemoryDevice memory) {
            return memory.getModel() == MemoryDeviceModel.VIRTIO_MEM || memory.getModel() == MemoryDeviceModel.VIRTIO_PMEM
                    ? PCIE : null;
        } else if (device instanceof Panic panic) {
            return panic.getModel() == PanicModel.PVPANIC ? INTEGRATED : null;
        }
        return null;
    }

    /** Transitional virtio devices work in conventional slots only. */
    private static PciConnection virtio(boolean transitional) {
        return transitional ? PCI : PCIE;
    }

    private static @Nullable PciConnection ofController(Controller controller) {
        ControllerType type = controller.getType();
        if (type == ControllerType.PCI) {
            return PciControllerModel.of(controller.getModelAttribute()).flatMap(PciControllerModel::connection).orElse(null);
        } else if (type == ControllerType.SATA || type == ControllerType.IDE) {
            return PCI;
        } else if (type == ControllerType.VIRTIO_SERIAL || type == ControllerType.SCSI || type == ControllerType.USB) {
            if (controller.getModelAttribute() == null) {
                return type == ControllerType.VIRTIO_SERIAL ? PCIE : PCI;
            }
            return switch (controller.getModelAttribute()) {
                case NONE, NCR53C90, IBMVSCSI, QUSB1, QUSB2 -> null;
                case VIRTIO_SCSI, VIRTIO, VIRTIO_NON_TRANSITIONAL, NEC_XHCI, QEMU_XHCI -> PCIE;
                default -> PCI;
            };
        }
        return null;
    }

    private static @Nullable PciConnection ofInterface(Interface nic) {
        String model = nic.getModel() == null ? null : nic.getModel().getType();
        if (nic.getType() == InterfaceType.HOSTDEV) {
            return PCIE;
        } else if (model == null) {
            return PCI;
        }
        // libvirt takes a model that it does not know for a PCI Express one
        return switch (model.toLowerCase(Locale.ROOT)) {
            case "usb-net", "spapr-vlan" -> null;
            case "netfront", "rtl8139", "e1000", "virtio-transitional", "lan9118", "scm91c111", "vlance", "vmxnet", "vmxnet2", "vmxnet3",
                    "am79c970a", "82540em", "82545em", "82543gc" -> PCI;
            default -> PCIE;
        };
    }

    private static @Nullable PciConnection ofHostdev(Hostdev hostdev) {
        if (hostdev.getType() == null) {
            return null;
        }
        return switch (hostdev.getType()) {
            case PCI -> PCIE;
            case MDEV -> hostdev.getModel() == HostdevModel.VFIO_PCI ? PCIE : null;
            case SCSI_HOST -> virtio(hostdev.getModel() == HostdevModel.VIRTIO_TRANSITIONAL);
            default -> null;
        };
    }

    private static @Nullable PciConnection ofVideo(Video video) {
        if (video.getModel() == null || video.getModel().getType() == null) {
            return PCI;
        }
        return switch (video.getModel().getType()) {
            case VIRTIO, BOCHS -> PCIE;
            case NONE, RAMFB, GOP -> null;
            default -> PCI;
        };
    }

    private static @Nullable PciConnection ofSound(SoundModel model) {
        return switch (model) {
            case ES1370, AC97, ICH6, ICH9 -> PCI;
            case VIRTIO -> PCIE;
            default -> null;
        };
    }
}
