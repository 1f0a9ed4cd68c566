package io.domainsmith.transform;

import io.domainsmith.document.DeviceNode;
import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.SourceElement;
import io.domainsmith.model.Address;
import io.domainsmith.model.Device;
import io.domainsmith.model.Disk;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Interface;
import io.domainsmith.guest.CNumber;
import io.domainsmith.pci.PciAddress;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.Severity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells of network cards and disks that the steps gave another address: the guest finds a new one. */
final class MovedDevices {

    /**
     * A network card or disk after a step.
     *
     * @param node the device, and where it stands
     * @param name what tells it from others of its kind where the object is a new one
     * @param address where the guest sees it, null where libvirt is to choose
     * @param first the address before the first step; null where libvirt chose, or if the device was not there
     * @param step the last step that gave it another address, or null
     */
    private record Seen(DeviceNode node, String name, @Nullable String address, @Nullable String first, @Nullable String step) {
    }

    private List<Seen> devices;

    /** The addresses before the first step. */
    MovedDevices(Domain domain) {
        this.devices = devices(domain);
    }

    /** Looks at the domain after a step: what is the same object, or else has the same name, is the same device. */
    void after(String step, Domain domain) {
        List<Seen> now = devices(domain);
        Map<Device, Seen> byObject = new IdentityHashMap<>();
        devices.forEach(was -> byObject.put(was.node.device(), was));
        Set<Device> left = Collections.newSetFromMap(new IdentityHashMap<>());
        now.forEach(is -> left.add(is.node.device()));
        Map<String, Seen> goneByName = new HashMap<>();
        devices.stream().filter(was -> !left.contains(was.node.device())).forEach(was -> goneByName.putIfAbsent(was.name, was));
        List<Seen> result = new ArrayList<>();
        for (Seen is : now) {
            Seen known = byObject.get(is.node.device());
            Seen was = known == null ? goneByName.remove(is.name) : known;
            result.add(was == null ? new Seen(is.node, is.name, is.address, null, null)
                    : new Seen(is.node, is.name, is.address, was.first, Objects.equals(was.address, is.address) ? was.step : step));
        }
        devices = result;
    }

    /** One finding for each device whose address the steps changed, at its place in the result. */
    List<Finding> findings(DomainDocument result) {
        List<Finding> findings = new ArrayList<>();
        for (Seen device : devices) {
            if (device.first != null && !device.first.equals(device.address)) {
                TransformContext.Warning.find(result.root(), device.node.path())
                        .ifPresent(place -> findings.add(finding(place, String.valueOf(device.step))));
            }
        }
        return findings;
    }

    private static Finding finding(SourceElement device, String step) {
        return new Finding(Pipeline.MOVED_DEVICE_RULE, Severity.WARNING, Consequence.SURPRISE, device.line(), device.column(), device.path(),
                device.name() + " (line " + device.line() + ") has another address than before (step " + step + "), so the guest finds a new "
                        + (device.localName().equals("disk") ? "disk and may not boot" : "network card without its name and settings"),
                "keep the address that the guest knows, unless nothing is installed yet");
    }

    /** Network cards have their MAC address for a name and disks their target; those without are counted. */
    private static List<Seen> devices(Domain domain) {
        List<DeviceNode> nodes = DeviceNode.of(domain).stream()
                .filter(node -> node.device() instanceof Interface || node.device() instanceof Disk).toList();
        Map<String, Long> nameless = nodes.stream().filter(node -> given(node.device()) == null)
                .collect(Collectors.groupingBy(DeviceNode::kind, Collectors.counting()));
        Map<String, Integer> counted = new HashMap<>();
        List<Seen> seen = new ArrayList<>();
        for (DeviceNode node : nodes) {
            String given = given(node.device());
            String name = given != null ? given.toLowerCase(Locale.ROOT)
                    : counted.merge(node.kind(), 1, Integer::sum) + " of " + nameless.get(node.kind());
            String address = address(node.device().getAddress());
            seen.add(new Seen(node, node.kind() + " " + name, address, address, null));
        }
        return seen;
    }

    private static @Nullable String given(Device device) {
        return device instanceof Interface card ? card.getMac() == null ? null : card.getMac().getAddress()
                : device instanceof Disk disk && disk.getTarget() != null ? disk.getTarget().getDev() : null;
    }

    /** An address in one form, however its numbers are written. */
    private static @Nullable String address(@Nullable Address address) {
        if (address == null || PciAddress.of(address).filter(PciAddress::countsAsNone).isPresent()) {
            return null;
        }
        return address.getType() + Stream.of(address.getDomain(), address.getBus(), address.getSlot(), address.getFunction(),
                address.getController(), address.getTarget(), address.getUnit(), address.getPort(), address.getCssid(), address.getSsid(),
                address.getDevno(), address.getReg(), address.getIobase(), address.getIrq(), address.getBase())
                .map(MovedDevices::number).collect(Collectors.joining(" ", " ", ""));
    }

    /** What libvirt reads; what is missing is 0. */
    private static String number(@Nullable String text) {
        OptionalLong value = text == null ? OptionalLong.of(0) : CNumber.parse(text);
        return value.isPresent() ? String.valueOf(value.getAsLong()) : String.valueOf(text);
    }
}
