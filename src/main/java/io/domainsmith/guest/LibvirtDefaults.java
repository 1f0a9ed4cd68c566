package io.domainsmith.guest;

import io.domainsmith.model.Address;
import io.domainsmith.model.AddressType;
import io.domainsmith.model.ChannelTargetType;
import io.domainsmith.model.ChardevTargetType;
import io.domainsmith.model.Controller;
import io.domainsmith.model.ControllerModelAttribute;
import io.domainsmith.model.ControllerType;
import io.domainsmith.model.Devices;
import io.domainsmith.model.Disk;
import io.domainsmith.model.DiskTargetBus;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.HostdevType;
import io.domainsmith.model.Memballoon;
import io.domainsmith.model.Video;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The devices that libvirt gives a PC beside those of the document, and the order in which it keeps controllers, videos and disks
 * (qemuDomainDefAddDefaultDevices, virDomainDefAddImplicitControllers, virDomainControllerInsertPreAlloced, virDomainDiskInsert).
 *
 * <pre>{@code
 * LibvirtDefaults defaults = LibvirtDefaults.of(document.domain());
 * defaults.controllers().get(0).getType();   // usb, also if the document has no controller
 * }</pre>
 *
 * @since 0.1
 */
public final class LibvirtDefaults {

    /** No guest has more; to add every controller up to a mistyped index would take minutes. */
    private static final int MOST_CONTROLLERS = 1000;

    private final Devices devices;
    private final List<Controller> controllers = new ArrayList<>();
    private final List<Video> videos;
    private final Memballoon balloon;
    private final Map<Controller, Integer> indexes = new IdentityHashMap<>();
    private int lastUsb2 = -1;

    private LibvirtDefaults(Domain domain) {
        boolean q35 = Machine.of(domain).isQ35();
        this.devices = domain.getDevices() == null ? new Devices() : domain.getDevices();
        devices.getControllers().forEach(this::insert);
        controllers.stream().filter(one -> index(one) < 0).forEach(this::number);
        if (!has(ControllerType.USB)) {
            add(ControllerType.USB, 0, q35 ? ControllerModelAttribute.QEMU_XHCI : ControllerModelAttribute.PIIX3_UHCI);
        }
        if (q35) {
            addUpTo(ControllerType.SATA, 0);
        }
        addUpTo(ControllerType.SCSI, last(DiskTargetBus.SCSI, 7));
        addUpTo(ControllerType.IDE, last(DiskTargetBus.IDE, 4));
        addUpTo(ControllerType.SATA, last(DiskTargetBus.SATA, 6));
        virtioSerials().forEach(index -> addMissing(ControllerType.VIRTIO_SERIAL, index));
        addUpTo(ControllerType.SCSI, lastScsiHostdev());
        this.videos = Videos.effective(domain);
        this.balloon = devices.getMemballoon() == null ? new Memballoon() : devices.getMemballoon();
    }

    /** What libvirt makes of a domain, which stays as it is. */
    public static LibvirtDefaults of(Domain domain) {
        return new LibvirtDefaults(domain);
    }

    /** All controllers, in libvirt's order. */
    public List<Controller> controllers() {
        return controllers;
    }

    /** The videos, the primary first; one of libvirt's choice where there are graphics only. */
    public List<Video> videos() {
        return videos;
    }

    /** The virtio disks, by the names of their targets. */
    public List<Disk> virtioDisks() {
        return devices.getDisks().stream().filter(disk -> disk.getTarget() != null && disk.getTarget().getBus() == DiskTargetBus.VIRTIO)
                .sorted((one, other) -> Integer.compare(number(one), number(other))).toList();
    }

    /** The memory balloon: libvirt adds one to a guest that does not decline it. */
    public Memballoon balloon() {
        return balloon;
    }

    private boolean has(ControllerType type) {
        return controllers.stream().anyMatch(controller -> controller.getType() == type);
    }

    private void add(ControllerType type, int index, @Nullable ControllerModelAttribute model) {
        insert(new Controller().withType(type).withIndex(String.valueOf(index)).withModelAttribute(model));
    }

    private void addUpTo(ControllerType type, int last) {
        for (int index = 0; index <= Math.min(last, MOST_CONTROLLERS); index++) {
            addMissing(type, index);
        }
    }

    private void addMissing(ControllerType type, int index) {
        if (!isTaken(type, index)) {
            add(type, index, null);
        }
    }

    /**
     * The lowest index that no other of its type has; a part of a USB 2 controller joins the last of these that lacks it
     * (virDomainAssignControllerIndexes).
     */
    private void number(Controller controller) {
        if (isUsb2(controller) && lastUsb2 >= 0 && controllers.stream().noneMatch(one -> one.getType() == ControllerType.USB
                && index(one) == lastUsb2 && one.getModelAttribute() == controller.getModelAttribute())) {
            indexes.put(controller, lastUsb2);
            return;
        }
        int free = 0;
        while (isTaken(controller.getType(), free)) {
            free++;
        }
        indexes.put(controller, free);
        lastUsb2 = isUsb2(controller) ? free : lastUsb2;
    }

    private static boolean isUsb2(Controller controller) {
        return controller.getType() == ControllerType.USB && controller.getModelAttribute() != null
                && controller.getModelAttribute().value().startsWith("ich9-");
    }

    private boolean isTaken(ControllerType type, int index) {
        for (Controller one : controllers) {
            if (one.getType() == type && index(one) == index) {
                return true;
            }
        }
        return false;
    }

    /** The index of a controller, if it has none in the document the one that libvirt gives it; else -1. */
    public int index(Controller controller) {
        return indexes.getOrDefault(controller, (int) CNumber.parse(controller.getIndex()).orElse(-1));
    }

    private void insert(Controller controller) {
        int at = -1;
        for (int i = controllers.size() - 1; i >= 0; i--) {
            Controller other = controllers.get(i);
            if (other.getType() != controller.getType()) {
                continue;
            }
            if (index(controller) >= 0 && index(other) > index(controller)
                    || controller.getMaster() == null && other.getMaster() != null && index(other) == index(controller)) {
                at = i;
            } else if (at < 0) {
                at = i + 1;
            }
        }
        controllers.add(at < 0 ? controllers.size() : at, controller);
    }

    /** The highest controller that disks of a bus need, each of which has so many units; -1 without such disks. */
    private int last(DiskTargetBus bus, int units) {
        int last = -1;
        for (Disk disk : devices.getDisks()) {
            if (disk.getTarget() != null && disk.getTarget().getBus() == bus) {
                last = Math.max(last, number(disk.getAddress(), AddressType.DRIVE, Math.max(number(disk), 0) / units));
            }
        }
        return last;
    }

    private static int number(@Nullable Address address, AddressType type, int otherwise) {
        return address != null && address.getType() == type && address.getController() != null
                ? (int) CNumber.parse(address.getController()).orElse(0) : otherwise;
    }

    private static int number(Disk disk) {
        return disk.getTarget() == null ? -1 : (int) DriveAddress.index(disk.getTarget().getDev()).orElse(-1);
    }

    /** The virtio-serial controllers that channels and consoles need. */
    private Set<Integer> virtioSerials() {
        Set<Integer> found = new TreeSet<>();
        devices.getChannels().stream().filter(channel -> channel.getTarget() != null
                && channel.getTarget().getType() == ChannelTargetType.VIRTIO)
                .forEach(channel -> found.add(number(channel.getAddress(), AddressType.VIRTIO_SERIAL, 0)));
        devices.getConsoles().stream().filter(console -> console.getTarget() != null
                && console.getTarget().getType() == ChardevTargetType.VIRTIO)
                .forEach(console -> found.add(number(console.getAddress(), AddressType.VIRTIO_SERIAL, 0)));
        return found;
    }

    private int lastScsiHostdev() {
        int last = -1;
        for (Hostdev hostdev : devices.getHostdevs()) {
            if (hostdev.getType() == HostdevType.SCSI) {
                last = Math.max(last, number(hostdev.getAddress(), AddressType.DRIVE, 0));
            }
        }
        return last;
    }
}
