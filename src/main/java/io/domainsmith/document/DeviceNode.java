package io.domainsmith.document;

import io.domainsmith.model.Device;
import io.domainsmith.model.Domain;
import java.util.ArrayList;
import java.util.List;

/**
 * A device that can have a guest address, with its name and place in the model.
 *
 * @param kind the element's name, such as {@code hostdev}
 * @param ordinal which of its kind it is, 1-based; 0 for the only one
 * @param device the device
 * @since 0.1
 */
public record DeviceNode(String kind, int ordinal, Device device) {

    /** Its XPath, 1-based, such as {@code /domain/devices/hostdev[2]}. */
    public String path() {
        return "/domain/devices/" + kind + (ordinal > 0 ? "[" + ordinal + "]" : "");
    }

    /** All such devices of a domain, kind by kind in libvirt's print order; none if it has no {@code <devices>}. */
    public static List<DeviceNode> of(Domain domain) {
        List<DeviceNode> found = new ArrayList<>();
        if (domain.getDevices() != null) {
            for (ModelType.Child kind : ModelType.of(domain.getDevices().getClass()).children()) {
                Object held = kind.value(domain.getDevices());
                List<?> values = held instanceof List<?> list ? list : held == null ? List.of() : List.of(held);
                for (int i = 0; i < values.size(); i++) {
                    if (values.get(i) instanceof Device device) {
                        found.add(new DeviceNode(kind.localName(), values.size() > 1 ? i + 1 : 0, device));
                    }
                }
            }
        }
        return found;
    }
}
