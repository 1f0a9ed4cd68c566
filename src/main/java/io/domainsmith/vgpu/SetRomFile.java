package io.domainsmith.vgpu;

import io.domainsmith.guest.DeviceIds;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.qemu.QemuProperty;
import io.domainsmith.model.qemu.QemuPropertyType;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.transform.Transformer;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Gives the vGPU an option ROM, which UEFI firmware needs to find the opregion and to show a picture before the guest's driver does.
 * It is QEMU's property romfile: libvirt accepts {@code <rom>} on an mdev and does not pass it on (qemuBuildHostdevMediatedDevProps).
 * As for all files named only so, libvirt gives QEMU no right to the file: it has to be readable already.
 *
 * @since 0.1
 */
public final class SetRomFile implements Transformer {

    static final String ROMFILE = "romfile";

    private final UUID uuid;
    private final String file;
    private final Idiom idiom;

    /**
     * The step for a mediated device.
     *
     * @param file the absolute path of the ROM on the host
     */
    public SetRomFile(UUID uuid, String file, Idiom idiom) {
        this.uuid = Objects.requireNonNull(uuid, "uuid");
        this.file = Objects.requireNonNull(file, "file");
        this.idiom = Objects.requireNonNull(idiom, "idiom");
    }

    @Override
    public String name() {
        return "set-rom-file";
    }

    @Override
    public String description() {
        return "Gives the vGPU an option ROM, which UEFI firmware needs to show its picture.";
    }

    @Override
    public void apply(Domain domain, TransformContext context) {
        Hostdev mdev = Mdevs.require(domain, uuid);
        QemuProperties properties = new QemuProperties(domain, mdev);
        List<QemuArguments.Setting> arguments = properties.arguments(ROMFILE);
        if (idiom.opRegion() == Idiom.OpRegion.ARGUMENT) {
            String text = "device." + Mdevs.qemuName(domain, mdev, context.target()) + "." + ROMFILE + "=" + file;
            properties.removeOverrides(ROMFILE);
            if (arguments.size() != 1 || !text.equals(arguments.get(0).argument().getValue())) {
                properties.removeArguments(arguments);
                new QemuArguments(domain).add("-set", text);
            }
            return;
        }
        String alias = DeviceIds.userAlias(mdev).orElse(null);
        if (alias == null) {
            throw new StepException(Mdevs.name(mdev) + " has no alias of its own for <qemu:override> to name; "
                    + "run insert-mdev-hostdev with idiom modern first");
        }
        properties.removeArguments(arguments);
        List<QemuProperty> known = properties.overridden(ROMFILE);
        if (known.size() != 1 || !file.equals(known.get(0).getValue())) {
            QemuProperties.override(domain, alias, ROMFILE, QemuPropertyType.STRING, file);
        }
    }
}
