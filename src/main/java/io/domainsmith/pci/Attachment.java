package io.domainsmith.pci;

import io.domainsmith.model.Controller;
import io.domainsmith.model.Device;
import io.domainsmith.model.Disk;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.HostdevType;
import io.domainsmith.model.Interface;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What an installed guest ties to a device's PCI address, and would lose if it moved. */
final class Attachment {

    private Attachment() {
    }

    /** What another address would do to a guest that is installed; empty for devices that it finds again without harm. */
    static Optional<String> of(Device device) {
        return Optional.ofNullable(find(device));
    }

    private static @Nullable String find(Device device) {
        if (device instanceof Interface) {
            return "the guest would take it for another network card, without the settings of this one";
        } else if (device instanceof Disk) {
            return "the guest may boot from it, and its firmware and drivers know it by its address";
        } else if (device instanceof Controller controller && controller.getType() != null) {
            return switch (controller.getType()) {
                case PCI -> "the guest would number its buses anew, and all that is behind them would move";
                case SCSI, SATA, IDE -> "the guest may boot from its disks, and its firmware and drivers know it by its address";
                default -> null;
            };
        } else if (device instanceof Hostdev hostdev && hostdev.getType() == HostdevType.PCI) {
            return "the guest may have tied settings to it, as to a network card or a disk";
        }
        return null;
    }
}
