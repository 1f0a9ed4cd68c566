package io.domainsmith.vgpu;

import io.domainsmith.model.Audio;
import io.domainsmith.model.AudioType;
import io.domainsmith.model.Channel;
import io.domainsmith.model.ChannelType;
import io.domainsmith.model.Console;
import io.domainsmith.model.ConsoleType;
import io.domainsmith.model.Devices;
import io.domainsmith.model.Parallel;
import io.domainsmith.model.ParallelType;
import io.domainsmith.model.Redirdev;
import io.domainsmith.model.RedirdevType;
import io.domainsmith.model.Serial;
import io.domainsmith.model.SerialType;
import io.domainsmith.model.Smartcard;
import io.domainsmith.model.SmartcardType;
import io.domainsmith.transform.TransformContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The devices that work over a SPICE connection; libvirt refuses them without a SPICE display (qemuValidateDomainChrSourceDef). */
final class SpiceDevices {

    private SpiceDevices() {
    }

    /** Those that need a SPICE display, in libvirt's print order. */
    static List<Object> of(Devices devices) {
        List<Object> found = new ArrayList<>();
        addTo(found, devices.getSmartcards(), (Smartcard one) -> one.getType() == SmartcardType.SPICEVMC || one.getType() == SmartcardType.SPICEPORT);
        addTo(found, devices.getSerials(), (Serial one) -> one.getType() == SerialType.SPICEVMC || one.getType() == SerialType.SPICEPORT);
        addTo(found, devices.getParallels(), (Parallel one) -> one.getType() == ParallelType.SPICEVMC || one.getType() == ParallelType.SPICEPORT);
        addTo(found, devices.getConsoles(), (Console one) -> one.getType() == ConsoleType.SPICEVMC || one.getType() == ConsoleType.SPICEPORT);
        addTo(found, devices.getChannels(), (Channel one) -> one.getType() == ChannelType.SPICEVMC || one.getType() == ChannelType.SPICEPORT);
        addTo(found, devices.getAudios(), (Audio one) -> one.getType() == AudioType.SPICE);
        addTo(found, devices.getRedirdevs(), (Redirdev one) -> one.getType() == RedirdevType.SPICEVMC || one.getType() == RedirdevType.SPICEPORT);
        if (!devices.getRedirdevs().isEmpty() && found.containsAll(devices.getRedirdevs())) {
            found.addAll(devices.getRedirfilters());
        }
        return found;
    }

    private static <T> void addTo(List<Object> found, List<T> devices, Predicate<T> needsSpice) {
        devices.stream().filter(needsSpice).forEach(found::add);
    }

    /** Takes them out; an {@code <audio>} stays as one of type none, since sound cards refer to its id. */
    static void remove(Devices devices, TransformContext context) {
        for (Object device : of(devices)) {
            if (device instanceof Audio audio) {
                Audio silent = new Audio().withId(audio.getId()).withType(AudioType.NONE);
                devices.getAudios().replaceAll(one -> one == audio ? silent : one);
                context.changed(silent, "Sound by SPICE needs a SPICE display.");
                continue;
            }
            context.changed(device, "It works over SPICE, and the domain has no SPICE display any more.");
            for (List<?> list : List.of(devices.getSmartcards(), devices.getSerials(), devices.getParallels(), devices.getConsoles(),
                    devices.getChannels(), devices.getRedirdevs(), devices.getRedirfilters())) {
                list.removeIf(one -> one == device);
            }
        }
    }
}
