package io.domainsmith.pci;

import io.domainsmith.model.Controller;
import io.domainsmith.model.ControllerModelAttribute;
import io.domainsmith.model.ControllerType;
import io.domainsmith.model.Domain;
import io.domainsmith.model.DomainType;
import io.domainsmith.model.OsType;
import io.domainsmith.model.OsTypeArch;
import io.domainsmith.model.OsTypeValue;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * PCI bus 0 of a PC machine: which slots it has and which of them the chipset keeps (libvirt,
 * qemuDomainValidateDevicePCISlotsQ35 and ...PIIX3).
 *
 * @since 0.1
 */
public enum RootBus {
    /** q35: 00 is the host bridge; 1f holds LPC, SATA and SMBus, so that its other functions are best left alone. */
    PCIE_ROOT(PciControllerModel.PCIE_ROOT, 0x01, 0x1e, 0x01),
    /** pc (i440fx): 00 is the host bridge; 01 holds ISA, IDE, USB and power management. */
    PCI_ROOT(PciControllerModel.PCI_ROOT, 0x02, 0x1f, 0x02);

    /** What the names of versioned i440fx machines begin with. */
    private static final List<String> I440FX = List.of("pc-0.", "pc-1.", "pc-i440fx-", "rhel");
    private static final List<PciDevice> Q35_CHIPSET = List.of(PciDevice.chipset("host bridge", 0, 0),
            PciDevice.chipset("LPC bridge", 0x1f, 0), PciDevice.chipset("SATA controller", 0x1f, 2), PciDevice.chipset("SMBus", 0x1f, 3));
    private static final List<PciDevice> I440FX_CHIPSET = List.of(PciDevice.chipset("host bridge", 0, 0),
            PciDevice.chipset("ISA bridge", 1, 0), PciDevice.chipset("IDE controller", 1, 1), PciDevice.chipset("power management", 1, 3));

    private final PciControllerModel model;
    private final int firstSlot;
    private final int lastSlot;
    private final int videoSlot;

    RootBus(PciControllerModel model, int firstSlot, int lastSlot, int videoSlot) {
        this.model = model;
        this.firstSlot = firstSlot;
        this.lastSlot = lastSlot;
        this.videoSlot = videoSlot;
    }

    /**
     * The bus of a domain's machine, told from the machine's name as libvirt does it; empty if it is neither q35 nor pc. Without a name the
     * machine of a QEMU guest on a PC is pc, whatever QEMU's own default is (virQEMUCapsGetPreferredMachine).
     */
    public static Optional<RootBus> of(Domain domain) {
        OsType type = domain.getOs() == null ? null : domain.getOs().getType();
        String machine = type == null ? null : type.getMachine();
        if (machine == null) {
            return isUnnamedPc(domain, type) ? Optional.of(PCI_ROOT) : Optional.empty();
        } else if (machine.equals("q35") || machine.startsWith("pc-q35")) {
            return Optional.of(PCIE_ROOT);
        } else if (machine.equals("pc") || I440FX.stream().anyMatch(machine::startsWith)) {
            return Optional.of(PCI_ROOT);
        }
        return Optional.empty();
    }

    private static boolean isUnnamedPc(Domain domain, @Nullable OsType type) {
        return (domain.getType() == DomainType.KVM || domain.getType() == DomainType.QEMU) && type != null && type.getValue() == OsTypeValue.HVM
                && (type.getArch() == null || type.getArch() == OsTypeArch.X86_64 || type.getArch() == OsTypeArch.I686);
    }

    /** The bus as a controller's model. */
    public PciControllerModel model() {
        return model;
    }

    /** The machine's own functions that no element of the document stands for. */
    List<PciDevice> chipset() {
        return this == PCIE_ROOT ? Q35_CHIPSET : I440FX_CHIPSET;
    }

    /** Where the chipset has a controller that the document may hold too: SATA 0 on q35, IDE 0 and a piix3 USB 0 on pc. */
    boolean isOwn(PciDevice device) {
        if (!(device.device() instanceof Controller controller) || CNumber.parse(controller.getIndex()).orElse(0) != 0) {
            return false;
        }
        return this == PCIE_ROOT ? controller.getType() == ControllerType.SATA
                : controller.getType() == ControllerType.IDE || controller.getType() == ControllerType.USB
                        && (controller.getModelAttribute() == null
                                || controller.getModelAttribute() == ControllerModelAttribute.PIIX3_UHCI);
    }

    /** The address of such a controller. */
    PciAddress ownAddress(PciDevice device) {
        boolean usb = ((Controller) device.device()).getType() == ControllerType.USB;
        return this == PCIE_ROOT ? new PciAddress(0, 0, 0x1f, 2) : new PciAddress(0, 0, 1, usb ? 2 : 1);
    }

    /** The first slot that the chipset leaves to others. */
    public int firstSlot() {
        return firstSlot;
    }

    /** The last slot that the chipset leaves to others. */
    public int lastSlot() {
        return lastSlot;
    }

    /** The slot that libvirt gives the first video without an address if nothing stands there. */
    public int videoSlot() {
        return videoSlot;
    }

    /** Whether the chipset keeps a slot to itself. */
    public boolean reserves(int slot) {
        return slot < firstSlot || slot > lastSlot;
    }
}
