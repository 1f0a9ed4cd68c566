package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.QemuOptions;
import io.domainsmith.guest.Videos;
import io.domainsmith.internal.UserAlias;
import io.domainsmith.model.Device;
import io.domainsmith.model.Devices;
import io.domainsmith.model.Disk;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.Interface;
import io.domainsmith.model.Video;
import io.domainsmith.target.Feature;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A {@code -device} of the guest's QEMU: what libvirt writes for a device of the document, or what an argument says. Only where the
 * document leaves no doubt which of QEMU's devices it is.
 *
 * @param id what {@code -set} and overrides call it: the alias; empty if it has none or it cannot be told
 * @param driver the device of QEMU's, such as {@code vfio-pci}
 * @param element the device of the document, or the argument
 * @param properties what the argument sets, and what a device of the document is known to set
 */
record QemuDevice(String id, String driver, SourceElement element, Map<String, String> properties) {

    private static final String VFIO = "vfio-pci";
    private static final String VFIO_RAMFB = "vfio-pci-nohotplug";

    /** All of a guest, in the order in which libvirt writes them: disks, interfaces, videos, host devices, arguments. */
    static List<QemuDevice> of(Guest guest) {
        List<QemuDevice> devices = new ArrayList<>();
        Devices all = guest.domain().getDevices() == null ? new Devices() : guest.domain().getDevices();
        addDisks(guest, all, devices);
        addInterfaces(guest, all, devices);
        addVideos(guest, devices);
        addHostdevs(guest, devices);
        for (SourceElement argument : guest.qemuArgs().valuesOf("-device")) {
            Map<String, String> words = QemuOptions.words(argument.attribute("value"), "driver");
            String driver = words.remove("driver");
            if (driver != null) {
                devices.add(new QemuDevice(words.getOrDefault("id", ""), driver, argument, words));
            }
        }
        List<QemuDevice> settled = new ArrayList<>();
        Map<String, String> replaced = new HashMap<>();
        guest.qemuArgs().overrides().stream().filter(QemuDevice::isDriver).forEach(setting -> replaced.put(setting.alias(), setting.value()));
        guest.qemuArgs().deviceSettings().stream().filter(QemuDevice::isDriver).forEach(setting -> replaced.put(setting.alias(), setting.value()));
        devices.forEach(device -> settled.add(replaced.containsKey(device.id)
                ? new QemuDevice(device.id, replaced.get(device.id), device.element, device.properties) : device));
        return settled;
    }

    private static boolean isDriver(QemuArgs.Setting setting) {
        return setting.property().equals("driver");
    }

    /** Whether it is an argument, and not a device of the document. */
    boolean isArgument() {
        return element.is(QemuArgs.NAMESPACE, "arg");
    }

    /** Whether libvirt makes it one of the host's devices. */
    boolean isHostdev() {
        return element.is("", "hostdev") || element.is("", "interface") && Xml.is(element, "@type", "hostdev");
    }

    /** As messages name it. */
    String name() {
        return isArgument() ? "-device " + element.attribute("value") + " (line " + element.line() + ")" : Guest.name(element);
    }

    private static boolean isOnPci(Guest guest, SourceElement element) {
        return (guest.machine().isQ35() || guest.machine().isI440fx())
                && (Xml.is(element, "address/@type", "pci") || !Xml.has(element, "address/@type"));
    }

    private static String id(Guest guest, Device device) {
        return guest.deviceIds().of(device).orElse("");
    }

    private static void addDisks(Guest guest, Devices all, List<QemuDevice> devices) {
        for (Disk device : all.getDisks()) {
            SourceElement disk = guest.source(device);
            if (Xml.is(disk, "target/@bus", "virtio") && (Xml.is(disk, "@device", "disk", "lun") || !Xml.has(disk, "@device"))
                    && !Xml.is(disk, "@type", "vhostuser") && isPlainVirtio(disk) && isOnPci(guest, disk)) {
                devices.add(new QemuDevice(id(guest, device), "virtio-blk-pci", disk, Map.of()));
            }
        }
    }

    private static boolean isPlainVirtio(SourceElement device) {
        return Xml.is(device, "@model", "virtio") || !Xml.has(device, "@model");
    }

    private static void addInterfaces(Guest guest, Devices all, List<QemuDevice> devices) {
        for (Interface device : all.getInterfaces()) {
            SourceElement nic = guest.source(device);
            // a network may give one of the host's devices to an interface
            String id = guest.deviceIds().isCertain(device) ? id(guest, device) : "";
            if (Xml.is(nic, "@type", "hostdev")) {
                devices.add(new QemuDevice(id, VFIO, nic, Map.of()));
            } else if (isOnPci(guest, nic)) {
                String model = Xml.value(nic, "model/@type", "");
                if (model.equals("virtio") || model.equals("e1000e")) {
                    devices.add(new QemuDevice(id, model.equals("virtio") ? "virtio-net-pci" : model, nic, Map.of()));
                }
            }
        }
    }

    private static void addVideos(Guest guest, List<QemuDevice> devices) {
        List<Video> videos = Videos.ordered(guest.domain());
        for (Video device : videos) {
            SourceElement video = guest.source(device);
            String driver = driver(guest, video, device == videos.get(0));
            if (driver != null) {
                devices.add(new QemuDevice(id(guest, device), driver, video, Map.of()));
            }
        }
    }

    /** qemuDeviceVideoGetModel. */
    private static @Nullable String driver(Guest guest, SourceElement video, boolean primary) {
        boolean plain = !Xml.is(video, "model/acceleration/@accel3d", "yes") && !Xml.is(video, "driver/@name", "vhostuser");
        return switch (Xml.value(video, "model/@type", "")) {
            case "ramfb" -> primary ? "ramfb" : null;
            case "qxl" -> isOnPci(guest, video) ? primary ? "qxl-vga" : "qxl" : null;
            case "virtio" -> plain && isOnPci(guest, video) ? primary ? "virtio-vga" : "virtio-gpu-pci" : null;
            default -> null;
        };
    }

    private static void addHostdevs(Guest guest, List<QemuDevice> devices) {
        List<QemuDevice> hostdevs = new ArrayList<>();
        boolean certain = true;
        for (Hostdev hostdev : guest.hostdevs()) {
            SourceElement element = guest.source(hostdev);
            boolean mdev = Xml.is(element, "@type", "mdev") && Xml.is(element, "@model", VFIO);
            if (mdev || Xml.is(element, "@type", "pci") && !Xml.is(element, "@mode", "capabilities")) {
                boolean ramfb = Xml.is(element, "@ramfb", "on") && (mdev || !guest.supports(Feature.PCI_DISPLAY).isNo());
                hostdevs.add(new QemuDevice(id(guest, hostdev), ramfb ? VFIO_RAMFB : VFIO, element, ramfb ? Map.of("ramfb", "on") : Map.of()));
                certain &= guest.deviceIds().isCertain(hostdev);
            }
        }
        // if all are of one driver it does not matter which of them has a number
        boolean alike = hostdevs.size() == guest.hostdevs().size() && hostdevs.stream().map(QemuDevice::driver).distinct().count() < 2;
        for (QemuDevice hostdev : hostdevs) {
            boolean told = certain || alike || UserAlias.isKept(hostdev.id);
            devices.add(told ? hostdev : new QemuDevice("", hostdev.driver, hostdev.element, hostdev.properties));
        }
    }
}
