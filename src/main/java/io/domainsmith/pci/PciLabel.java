package io.domainsmith.pci;

import io.domainsmith.model.Controller;
import io.domainsmith.model.Device;
import io.domainsmith.model.Disk;
import io.domainsmith.model.Filesystem;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.HostdevModel;
import io.domainsmith.model.HostdevType;
import io.domainsmith.model.Interface;
import io.domainsmith.model.Sound;
import io.domainsmith.model.Video;
import io.domainsmith.model.VideoModelType;

/** What a person calls a device. */
final class PciLabel {

    private PciLabel() {
    }

    /** The kind, the model and what tells it from others of its kind: {@code interface virtio 52:54:00:6b:3c:58}. */
    static String of(PciDevice device) {
        Device known = device.device();
        if (known == null) {
            return device.origin() == PciDevice.Origin.CHIPSET ? device.name() + " (chipset)" : device.name();
        } else if (known instanceof Controller controller) {
            String type = controller.getType() == null ? "" : controller.getType().value();
            String model = controller.getModelAttribute() == null ? "" : controller.getModelAttribute().value();
            return (type.equals("pci") ? model : type + " controller " + (controller.getIndex() == null ? "" : controller.getIndex() + " ")
                    + model).strip();
        } else if (known instanceof Video video) {
            return "video " + (video.getModel() == null || video.getModel().getType() == null ? "" : video.getModel().getType().value());
        } else if (known instanceof Hostdev hostdev) {
            return ofHostdev(hostdev);
        } else if (known instanceof Interface nic) {
            return ("interface " + (nic.getModel() == null || nic.getModel().getType() == null ? "" : nic.getModel().getType()) + " "
                    + (nic.getMac() == null || nic.getMac().getAddress() == null ? "" : nic.getMac().getAddress())).strip();
        } else if (known instanceof Disk disk) {
            return "disk " + (disk.getTarget() == null ? "" : disk.getTarget().getDev());
        } else if (known instanceof Sound sound) {
            return "sound " + (sound.getModel() == null ? "" : sound.getModel().value());
        } else if (known instanceof Filesystem filesystem) {
            return "filesystem " + (filesystem.getTarget() == null ? "" : filesystem.getTarget().getDir());
        }
        return device.kind();
    }

    private static String ofHostdev(Hostdev hostdev) {
        if (isVgpu(hostdev) && hostdev.getSource() != null && hostdev.getSource().getAddress() != null) {
            return "mdev " + hostdev.getSource().getAddress().getUuid();
        }
        return "hostdev " + (hostdev.getType() == null ? "" : hostdev.getType().value());
    }

    /** Whether a device is a mediated one that can be a graphics card. */
    static boolean isVgpu(Device device) {
        return device instanceof Hostdev hostdev && hostdev.getType() == HostdevType.MDEV && hostdev.getModel() == HostdevModel.VFIO_PCI;
    }

    /** Whether firmware can show itself on a video, if it is the primary one. */
    static boolean isVga(Video video) {
        VideoModelType type = video.getModel() == null ? null : video.getModel().getType();
        return type != VideoModelType.NONE && type != VideoModelType.BOCHS && type != VideoModelType.RAMFB && type != VideoModelType.GOP;
    }
}
