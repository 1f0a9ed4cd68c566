package io.domainsmith.vgpu;

import io.domainsmith.guest.Vgpus;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.OnOff;
import io.domainsmith.model.Video;
import io.domainsmith.model.VideoModelType;
import io.domainsmith.pci.PciDevice;
import io.domainsmith.target.Feature;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.transform.Transformer;
import java.util.Objects;
import java.util.UUID;

/**
 * Lets the vGPU's display show what the firmware draws, by a ramfb. libvirt takes one in a domain (virDomainDefHostdevValidate),
 * and QEMU takes it only on a device whose display is on.
 *
 * @since 0.1
 */
public final class SetRamfb implements Transformer {

    private final UUID uuid;

    /** The step for a mediated device. */
    public SetRamfb(UUID uuid) {
        this.uuid = Objects.requireNonNull(uuid, "uuid");
    }

    @Override
    public String name() {
        return "set-ramfb";
    }

    @Override
    public String description() {
        return "Lets the vGPU's display show what the firmware draws.";
    }

    @Override
    public void apply(Domain domain, TransformContext context) {
        Features.require(Feature.MDEV_RAMFB, context);
        Hostdev mdev = Mdevs.require(domain, uuid);
        for (Hostdev other : Vgpus.all(domain)) {
            if (other != mdev && other.getRamfb() == OnOff.ON) {
                throw new StepException(Mdevs.name(other) + " has a ramfb already, and libvirt takes one in a domain; write ramfb='off' "
                        + "there");
            }
        }
        for (Video video : domain.getDevices().getVideos()) {
            if (video.getModel() != null && video.getModel().getType() == VideoModelType.RAMFB) {
                throw new StepException(PciDevice.name("video", video) + " is a ramfb already, and a guest's firmware draws on one; "
                        + "replace it by another video");
            }
        }
        if (!Vgpus.of(domain).showsDisplay(mdev)) {
            throw new StepException(Mdevs.name(mdev) + " has its display off, and QEMU takes a ramfb only where it is on; write "
                    + "display='on'");
        }
        mdev.setRamfb(OnOff.ON);
    }
}
