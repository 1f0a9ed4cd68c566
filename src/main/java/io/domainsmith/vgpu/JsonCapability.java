package io.domainsmith.vgpu;

import io.domainsmith.model.Domain;
import io.domainsmith.model.qemu.QemuCapabilities;
import io.domainsmith.model.qemu.QemuDel;
import io.domainsmith.target.Feature;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.transform.TransformContext;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code <qemu:capabilities>} that take {@code -device} as JSON away from libvirt; the capability's name changed with 8.1. */
final class JsonCapability {

    private static final String SINCE_7_9 = "device.json";
    private static final String SINCE_8_1 = "device.json+hotplug";
    private static final Set<String> NAMES = Set.of(SINCE_7_9, SINCE_8_1);

    private JsonCapability() {
    }

    /** Takes it away from a target's libvirt, under the name that it has there. */
    static void delete(Domain domain, TransformContext context) {
        HypervisorTarget target = context.target();
        String name = target.supports(Feature.DEL_DEVICE_JSON).isYes() ? SINCE_7_9 : SINCE_8_1;
        remove(domain, name);
        if (domain.getQemuCapabilities() == null) {
            domain.setQemuCapabilities(new QemuCapabilities());
        }
        List<QemuDel> dels = domain.getQemuCapabilities().getDels();
        if (dels.stream().noneMatch(del -> name.equals(del.getCapability()))) {
            QemuDel del = new QemuDel().withCapability(name);
            dels.add(del);
            context.changed(del, "-set finds only devices in QEMU's old syntax, to which libvirt goes back without this capability.");
        }
    }

    /** Gives it back. */
    static void restore(Domain domain, TransformContext context) {
        if (domain.getQemuCapabilities() != null) {
            context.changed(domain.getQemuCapabilities(), "Nothing needs QEMU's old syntax any more.");
        }
        remove(domain, null);
    }

    private static void remove(Domain domain, @Nullable String except) {
        QemuCapabilities capabilities = domain.getQemuCapabilities();
        if (capabilities != null && capabilities.getDels().removeIf(del -> NAMES.contains(String.valueOf(del.getCapability()))
                && !del.getCapability().equals(except)) && capabilities.getDels().isEmpty() && capabilities.getAdds().isEmpty()) {
            domain.setQemuCapabilities(null);
        }
    }
}
