package io.domainsmith.vgpu;

import io.domainsmith.guest.DeviceIds;
import io.domainsmith.guest.Vgpus;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.OnOff;
import io.domainsmith.target.Feature;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.transform.Transformer;
import io.domainsmith.validate.Consequence;
import java.util.List;
import java.util.Objects;

/**
 * Says the display and the opregion of every GVT-g vGPU that is there in another idiom; {@link SetVgpuDisplay} does so for the displays. A
 * vGPU whose display is off stays so. GVT-g's is what says so, by an opregion or the alias {@code ua-gvtg}; where nothing does, an mdev whose
 * display is on and drawn by OpenGL. QEMU refuses an opregion on another vendor's (vfio_pci_igd_opregion_init), so that these stay as they
 * are.
 *
 * @since 0.1
 */
public final class RetargetVgpu implements Transformer {

    /** The device that has a ramfb; a vfio-pci has none. */
    static final String WITH_RAMFB = "vfio-pci-nohotplug";

    private final Idiom idiom;

    /** The step for an idiom. */
    public RetargetVgpu(Idiom idiom) {
        this.idiom = Objects.requireNonNull(idiom, "idiom");
    }

    @Override
    public String name() {
        return "retarget-vgpu";
    }

    @Override
    public String description() {
        return "Asks for the vGPU's display and opregion in the way that the target starts with.";
    }

    @Override
    public void apply(Domain domain, TransformContext context) {
        List<Hostdev> gvtg = Vgpus.of(domain).gvtg();
        for (Hostdev mdev : gvtg) {
            boolean shows = Vgpus.of(domain).showsDisplay(mdev);
            if (shows) {
                InsertMdevHostdev.requireDisplay(context);
                InsertMdevHostdev.reconcileDisplay(domain, mdev, idiom, context);
            }
            if (idiom.namesByAlias(context.target())) {
                InsertMdevHostdev.giveAlias(domain, mdev, Vgpus.GVTG_ALIAS, context);
            }
            SetIgdOpRegion.set(domain, mdev, shows, idiom, context);
            preferRamfbAttribute(domain, mdev, context);
        }
        Vgpus vgpus = Vgpus.of(domain);
        for (Hostdev mdev : vgpus.all()) {
            if (!gvtg.contains(mdev) && vgpus.showsDisplay(mdev) && !DeviceIds.userAliasStartsWith(mdev, Vgpus.OTHER_ALIAS)) {
                context.warn(mdev, Consequence.ADVICE, Mdevs.name(mdev) + " does not say that it is GVT-g's, so it is taken for another "
                        + "vendor's vGPU and stays as it is", "if it is Intel's, run gvtg pre-install with its uuid for this target");
            }
        }
    }

    /** A ramfb by QEMU's properties, on the device that libvirt takes by itself where its attribute asks for one. */
    private static void preferRamfbAttribute(Domain domain, Hostdev mdev, TransformContext context) {
        QemuProperties properties = new QemuProperties(domain, mdev);
        boolean asked = properties.arguments("ramfb").stream().anyMatch(QemuArguments.Setting::isOn)
                || properties.overridden("ramfb").stream().anyMatch(property -> "true".equals(property.getValue()));
        if (!asked || context.target().supports(Feature.MDEV_RAMFB).isNo()) {
            return;
        }
        properties.removeArguments(properties.arguments("ramfb"));
        properties.removeOverrides("ramfb");
        properties.removeArguments(properties.arguments("driver").stream().filter(driver -> driver.value().equals(WITH_RAMFB)).toList());
        if (properties.overridden("driver").stream().allMatch(driver -> WITH_RAMFB.equals(driver.getValue()))) {
            properties.removeOverrides("driver");
        }
        mdev.setRamfb(OnOff.ON);
        context.changed(mdev, "libvirt has an attribute for it.");
    }
}
