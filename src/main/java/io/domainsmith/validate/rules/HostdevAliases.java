package io.domainsmith.validate.rules;

import io.domainsmith.internal.UserAlias;
import io.domainsmith.model.Device;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.Interface;
import io.domainsmith.model.InterfaceType;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The aliases of hostdevs (qemuAssignDeviceAliases): see {@link MdevRules}. */
final class HostdevAliases {

    private HostdevAliases() {
    }

    /** The alias that libvirt gives or leaves to each hostdev. */
    static Map<Hostdev, String> of(Domain domain) {
        Map<Hostdev, String> aliases = new IdentityHashMap<>();
        if (domain.getDevices() == null) {
            return aliases;
        }
        int next = 0;
        for (Interface nic : domain.getDevices().getInterfaces()) {
            if (nic.getType() == InterfaceType.HOSTDEV && ofUser(nic) == null) {
                next++;
            }
        }
        for (Hostdev hostdev : domain.getDevices().getHostdevs()) {
            String user = ofUser(hostdev);
            aliases.put(hostdev, user == null ? "hostdev" + next++ : user);
        }
        return aliases;
    }

    /** The alias of a user's own, which alone survives in an inactive document; null if there is none. */
    static @Nullable String ofUser(Device device) {
        String name = device.getAlias() == null ? null : device.getAlias().getName();
        return UserAlias.isKept(name) ? name : null;
    }
}
