package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.DriveAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The elements of a document by what rules look for; each kind is found when first asked for, and once. */
final class Inventory {

    private static final List<String> CHARDEVS = List.of("serial", "parallel", "console", "channel", "redirdev");

    private final SourceElement root;
    private final @Nullable SourceElement onlyDevices;
    private final Set<String> names = new HashSet<>();
    private final Map<String, List<SourceElement>> found = new HashMap<>();
    private @Nullable Map<String, List<SourceElement>> addresses;
    private @Nullable Map<String, List<SourceElement>> controllers;
    private @Nullable Map<Long, String> scsiModels;
    private @Nullable Map<SourceElement, DriveAddress> driveAddresses;
    private @Nullable List<SourceElement> chardevs;

    Inventory(SourceElement root) {
        this.root = root;
        List<SourceElement> devices = all("devices");
        this.onlyDevices = devices.size() == 1 ? devices.get(0) : null;
        for (SourceElement child : root.children()) {
            names.add(child.localName());
        }
        for (SourceElement one : devices) {
            for (SourceElement device : one.children()) {
                names.add(device.localName());
            }
        }
    }

    /** Whether one of these stands in the domain, a child of the root or a device. */
    boolean hasAny(List<String> asked) {
        for (int i = 0; i < asked.size(); i++) {
            if (names.contains(asked.get(i))) {
                return true;
            }
        }
        return false;
    }

    /** All elements at a path below the root, in document order. */
    List<SourceElement> all(String path) {
        List<SourceElement> known = found.get(path);
        if (known == null) {
            known = Xml.all(root, path);
            found.put(path, known);
        }
        return known;
    }

    /** What is in the first {@code <devices>}, in document order. */
    List<SourceElement> devices() {
        SourceElement devices = onlyDevices == null ? Xml.first(root, "devices") : onlyDevices;
        return devices == null ? List.of() : devices.children();
    }

    /** All devices of a kind, in document order. */
    List<SourceElement> devices(String kind) {
        return onlyDevices == null ? all("devices/" + kind) : onlyDevices.children(kind);
    }

    /** The addresses of a type that the devices of the first {@code <devices>} have, in document order. */
    List<SourceElement> addresses(String type) {
        Map<String, List<SourceElement>> known = addresses;
        if (known == null) {
            known = new HashMap<>();
            for (SourceElement device : devices()) {
                for (SourceElement child : device.children()) {
                    if (child.is("", "address")) {
                        addByType(known, child);
                    }
                }
            }
            addresses = known;
        }
        return known.getOrDefault(type, List.of());
    }

    /** The controllers of a type, in document order. */
    List<SourceElement> controllers(String type) {
        Map<String, List<SourceElement>> known = controllers;
        if (known == null) {
            known = new HashMap<>();
            for (SourceElement controller : devices("controller")) {
                addByType(known, controller);
            }
            controllers = known;
        }
        return known.getOrDefault(type, List.of());
    }

    private static void addByType(Map<String, List<SourceElement>> byType, SourceElement element) {
        String type = element.attribute("type");
        if (type != null) {
            byType.computeIfAbsent(type, asked -> new ArrayList<>()).add(element);
        }
    }

    /** The models of the SCSI controllers by index, empty where one names none. */
    Map<Long, String> scsiModels() {
        Map<Long, String> known = scsiModels;
        if (known == null) {
            known = new HashMap<>();
            for (SourceElement controller : controllers("scsi")) {
                known.putIfAbsent(Xml.number(controller, "@index", 0), Xml.value(controller, "@model", ""));
            }
            scsiModels = known;
        }
        return known;
    }

    /** The places of the disks on a drive bus, in document order. */
    Map<SourceElement, DriveAddress> driveAddresses() {
        Map<SourceElement, DriveAddress> known = driveAddresses;
        if (known == null) {
            known = new LinkedHashMap<>();
            for (SourceElement disk : devices("disk")) {
                DriveAddress address = DiskPlaces.addressOf(disk);
                if (address != null) {
                    known.put(disk, address);
                }
            }
            driveAddresses = known;
        }
        return known;
    }

    /** What has the source of a character device: such devices kind by kind, smart cards passed through, and backends of an RNG. */
    List<SourceElement> chardevs() {
        List<SourceElement> known = chardevs;
        if (known == null) {
            known = new ArrayList<>();
            for (String kind : CHARDEVS) {
                known.addAll(devices(kind));
            }
            addWhere(known, devices("smartcard"), "mode", "passthrough");
            addWhere(known, all("devices/rng/backend"), "model", "egd");
            chardevs = known;
        }
        return known;
    }

    private static void addWhere(List<SourceElement> found, List<SourceElement> elements, String attribute, String value) {
        for (SourceElement element : elements) {
            if (value.equals(element.attribute(attribute))) {
                found.add(element);
            }
        }
    }
}
