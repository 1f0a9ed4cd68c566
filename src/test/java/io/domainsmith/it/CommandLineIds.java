package io.domainsmith.it;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.guest.DeviceIds;
import io.domainsmith.guest.QemuOptions;
import io.domainsmith.model.Channel;
import io.domainsmith.model.Device;
import io.domainsmith.model.Devices;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.Interface;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The ids of QEMU's devices in a command line beside those that {@link DeviceIds} tells of the document.
 *
 * @param ids how many ids the command line has
 * @param wrong what is different, an id or a device each
 */
record CommandLineIds(int ids, List<String> wrong) {

    private static final Pattern DEVICE = Pattern.compile("-device ('\\{.*?\\}'|\\{.*?\\}|'.*?'|\\S+)", Pattern.DOTALL);
    private static final Pattern ID = Pattern.compile("\"id\":\"([^\"]+)\"|[,']id=([^,'\\s]+)");

    /**
     * Compares.
     *
     * @param document as its user wrote it
     * @param kept as libvirt keeps it, with the devices that it adds
     * @param commandLine what libvirt gives to QEMU
     */
    static CommandLineIds of(DomainDocument document, DomainDocument kept, String commandLine) {
        Map<String, String> actual = devices(commandLine);
        QemuOptions.of(document.domain()).all("device").forEach(option -> option.property("id").ifPresent(actual::remove));
        Domain domain = document.domain();
        DeviceIds ids = DeviceIds.of(domain);
        Set<String> told = new TreeSet<>(DeviceIds.of(kept.domain()).all().values());
        List<String> wrong = new ArrayList<>();
        // the id of <genid>, which is no device of the document
        actual.remove("vmgenid0");
        actual.keySet().stream().filter(id -> !told.contains(id)).forEach(id -> wrong.add(id + " is told of no device"));
        ids.all().values().stream().filter(id -> !told.contains(id)).distinct()
                .forEach(id -> wrong.add(id + " is told of the document, and not of what libvirt keeps of it"));
        for (Map.Entry<Device, String> mark : marks(domain.getDevices()).entrySet()) {
            List<String> marked = actual.entrySet().stream().filter(device -> device.getValue().contains(mark.getValue())).map(Map.Entry::getKey).toList();
            String id = ids.of(mark.getKey()).orElse("none");
            if (marked.size() == 1 && !marked.get(0).equals(id)) {
                wrong.add(mark.getValue() + " is " + marked.get(0) + ", told is " + id);
            }
        }
        return new CommandLineIds(actual.size(), wrong);
    }

    /** What tells a device among others in a command line. An interface with an alias is none: virsh domxml-to-native drops the alias. */
    private static Map<Device, String> marks(Devices devices) {
        Map<Device, String> marks = new LinkedHashMap<>();
        for (Interface nic : devices.getInterfaces()) {
            if (nic.getMac() != null && nic.getMac().getAddress() != null && DeviceIds.userAlias(nic).isEmpty()) {
                marks.put(nic, nic.getMac().getAddress().toLowerCase(Locale.ROOT));
            }
        }
        for (Hostdev hostdev : devices.getHostdevs()) {
            if (hostdev.getSource() != null && hostdev.getSource().getAddress() != null && hostdev.getSource().getAddress().getUuid() != null) {
                marks.put(hostdev, hostdev.getSource().getAddress().getUuid());
            }
        }
        for (Channel channel : devices.getChannels()) {
            if (channel.getTarget() != null && channel.getTarget().getName() != null) {
                marks.put(channel, "\"name\":\"" + channel.getTarget().getName() + "\"");
            }
        }
        Set<String> once = marks.values().stream().collect(Collectors.groupingBy(mark -> mark, Collectors.counting())).entrySet().stream()
                .filter(entry -> entry.getValue() == 1).map(Map.Entry::getKey).collect(Collectors.toSet());
        marks.values().retainAll(once);
        return marks;
    }

    /** The devices with an id, without those that libvirt makes beside them: the codecs of sound cards, the drive behind a USB bridge. */
    private static Map<String, String> devices(String commandLine) {
        Map<String, String> found = new LinkedHashMap<>();
        Matcher device = DEVICE.matcher(commandLine);
        while (device.find()) {
            Matcher id = ID.matcher(device.group(1));
            if (id.find()) {
                String name = id.group(1) == null ? id.group(2) : id.group(1);
                if (!name.matches(".*-(codec\\d+|device)")) {
                    found.put(name, device.group(1));
                }
            }
        }
        return found;
    }
}
