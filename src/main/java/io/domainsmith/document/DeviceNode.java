package io.domainsmith.document;

import io.domainsmith.model.Device;
import io.domainsmith.model.Domain;
import java.util.ArrayList;
import java.util.List;

/**
 * A device that can have a guest address, with its name and place in the model.
 *
 * @param kind the element's name, such as {@code hostdev}
 * @param path its XPath, 1-based, such as {@code /domain/devices/hostdev[2]}
 * @param device the device
 * @since 0.1
 */
public record DeviceNode(String kind, String path, Device device) {

    /** All such devices of a domain, kind by kind in libvirt's print order; none if it has no {@code <devices>}. */
    public static List<DeviceNode> of(Domain domain) {
        List<DeviceNode> found = new ArrayList<>();
        if (domain.getDevices() != null) {
            for (ModelType.Child kind : ModelType.of(domain.getDevices().getClass()).children()) {
                Object held = kind.value(domain.getDevices());
                List<?> values = held instanceof List<?> list ? list : held == null ? List.of() : List.of(held);
                for (int i = 0; i < values.size(); i++) {
                    if (values.get(i) instanceof Device device) {
                        String index = values.size() > 1 ? "[" + (i + 1) + "]" : "";
                        found.add(new DeviceNode(kind.localName(), "/domain/devices/" + kind.localName() + index, device));
                    }
                }
            }
        }
        return found;
    }
}
