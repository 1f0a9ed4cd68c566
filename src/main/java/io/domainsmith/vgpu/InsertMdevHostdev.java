package io.domainsmith.vgpu;

import io.domainsmith.guest.DeviceIds;
import io.domainsmith.guest.Vgpus;
import io.domainsmith.guest.Videos;
import io.domainsmith.model.Address;
import io.domainsmith.model.AddressType;
import io.domainsmith.model.Alias;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.HostdevMode;
import io.domainsmith.model.HostdevModel;
import io.domainsmith.model.HostdevSource;
import io.domainsmith.model.HostdevSourceAddress;
import io.domainsmith.model.HostdevType;
import io.domainsmith.model.OnOff;
import io.domainsmith.model.YesNo;
import io.domainsmith.model.qemu.QemuDevice;
import io.domainsmith.target.Feature;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.transform.Transformer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Puts the vGPU behind the last {@code <hostdev>}, so that the numbers of the others stay, with a PCI address behind the
 * video's. If it is there already, only its display, alias and a missing address are put right.
 *
 * <p>The model and the uuid are what libvirt demands (virDomainHostdevSubsysMediatedDevDefParseXML), the place on the bus is
 * what makes the firmware show the emulated video first.
 *
 * @since 0.1
 */
public final class InsertMdevHostdev implements Transformer {

    private final UUID uuid;
    private final Idiom idiom;
    private final String alias;
    private final boolean display;

    /** The step for a mediated device of GVT-g. */
    public InsertMdevHostdev(UUID uuid, Idiom idiom) {
        this(uuid, idiom, Vgpus.GVTG_ALIAS, true);
    }

    private InsertMdevHostdev(UUID uuid, Idiom idiom, String alias, boolean display) {
        this.uuid = Objects.requireNonNull(uuid, "uuid");
        this.idiom = Objects.requireNonNull(idiom, "idiom");
        this.alias = alias;
        this.display = display;
    }

    /** The step for a mediated device of another vendor, whose display an attribute switches on and nothing else. */
    public static InsertMdevHostdev ofAnotherVendor(UUID uuid) {
        return new InsertMdevHostdev(uuid, Idiom.CURRENT, Vgpus.OTHER_ALIAS, true);
    }

    /** The step for a mediated device of another vendor that shows nothing on the host: its users see the guest by RDP, for instance. */
    public static InsertMdevHostdev ofAnotherVendorWithoutDisplay(UUID uuid) {
        return new InsertMdevHostdev(uuid, Idiom.CURRENT, Vgpus.OTHER_ALIAS, false);
    }

    @Override
    public String name() {
        return "insert-mdev-hostdev";
    }

    @Override
    public String description() {
        return "Gives the guest the mediated device, at a PCI address behind the video's.";
    }

    @Override
    public void apply(Domain domain, TransformContext context) {
        if (display) {
            requireDisplay(context);
        } else {
            Features.require(Feature.MDEV, context);
        }
        Placement placement = Placement.of(domain);
        Optional<Hostdev> known = Mdevs.find(domain, uuid);
        known.ifPresent(InsertMdevHostdev::refuseUnsuitable);
        Hostdev mdev = known.orElseGet(() -> insert(domain));
        if (display) {
            reconcileDisplay(domain, mdev, idiom, context);
        } else {
            switchOff(domain, mdev, context);
        }
        if (idiom.namesByAlias(context.target())) {
            giveAlias(domain, mdev, alias, context);
        }
        if (placement.planner().address(mdev).isEmpty()) {
            Address address = placement.place(mdev, Videos.primary(domain).orElse(null), context);
            if (known.isPresent()) {
                context.changed(address, "Left to libvirt the vGPU could come before the video, and be the first that the "
                        + "firmware finds.");
            }
        }
    }

    /** A vGPU whose picture can be seen. */
    static void requireDisplay(TransformContext context) {
        Features.require(Feature.MDEV, context);
        Features.require(Feature.VFIO_DISPLAY, context);
    }

    private static void refuseUnsuitable(Hostdev mdev) {
        if (mdev.getModel() != HostdevModel.VFIO_PCI) {
            throw new StepException(Mdevs.name(mdev) + (mdev.getModel() == null ? " has no model"
                    : " has model '" + mdev.getModel().value() + "'") + "; a vGPU needs model='vfio-pci'");
        }
        Address address = mdev.getAddress();
        if (address != null && address.getType() != AddressType.PCI) {
            throw new StepException(Mdevs.name(mdev) + " has an address of type '"
                    + (address.getType() == null ? "" : address.getType().value())
                    + "', and libvirt takes only a PCI address for it; remove the <address>");
        }
    }

    private Hostdev insert(Domain domain) {
        Hostdev mdev = new Hostdev().withMode(HostdevMode.SUBSYSTEM).withType(HostdevType.MDEV)
                .withModel(HostdevModel.VFIO_PCI)
                .withSource(new HostdevSource().withAddress(new HostdevSourceAddress().withUuid(uuid.toString())));
        if (idiom == Idiom.COMMANDLINE) {
            mdev.setManaged(YesNo.NO);
        }
        domain.getDevices().getHostdevs().add(mdev);
        return mdev;
    }

    /** libvirt writes display='off' itself where nothing is said; before 4.6 it knows no such attribute. */
    static void reconcileDisplay(Domain domain, Hostdev mdev, Idiom idiom, TransformContext context) {
        boolean byAttribute = Mdevs.hasDisplayAttribute(domain, idiom);
        OnOff wanted = byAttribute ? OnOff.ON : idiom == Idiom.COMMANDLINE ? OnOff.OFF : null;
        boolean known = mdev.sourceLocation() != null;
        boolean differs = mdev.getDisplay() != wanted;
        mdev.setDisplay(wanted);
        if (known && differs) {
            context.changed(mdev, byAttribute ? "The vGPU's picture is shown only if its display is on."
                    : idiom.hasDisplayAttribute() ? "libvirt refuses the attribute without any <graphics>; a property of QEMU switches the display on."
                    : "The attribute says nothing here, and the display is switched on by an argument.");
        }
    }

    /** A vGPU whose picture is not to be seen; QEMU starts none with a ramfb then. */
    static void switchOff(Domain domain, Hostdev mdev, TransformContext context) {
        QemuProperties properties = new QemuProperties(domain, mdev);
        properties.removeArguments(properties.arguments(SetIgdOpRegion.DISPLAY));
        properties.removeOverrides(SetIgdOpRegion.DISPLAY);
        OnOff off = context.target().supports(Feature.MDEV_DISPLAY).isNo() ? null : OnOff.OFF;
        boolean differs = mdev.getDisplay() != off || mdev.getRamfb() == OnOff.ON;
        mdev.withDisplay(off).setRamfb(mdev.getRamfb() == OnOff.ON ? null : mdev.getRamfb());
        if (mdev.sourceLocation() != null && differs) {
            context.changed(mdev, "The vGPU's picture is not to be seen on the host.");
        }
    }

    /** A hostdev with an alias takes no number, so those behind it count one less: those that an option names by their number. */
    private static List<Hostdev> renumbered(Domain domain, Hostdev mdev, DeviceNames names) {
        List<Hostdev> all = domain.getDevices().getHostdevs();
        List<Hostdev> found = new ArrayList<>();
        boolean behind = false;
        for (Hostdev other : all) {
            if (behind && DeviceIds.userAlias(other).isEmpty() && (new QemuArguments(domain).settings().stream().anyMatch(one -> names.means(one, other))
                    || QemuProperties.overrides(domain).stream().anyMatch(one -> one.getAlias() != null && names.means(one, other)))) {
                found.add(other);
            }
            behind |= other == mdev;
        }
        return found;
    }

    static void giveAlias(Domain domain, Hostdev mdev, String wanted, TransformContext context) {
        String known = DeviceIds.userAlias(mdev).orElse(null);
        if (known != null) {
            new DeviceNames(domain).refuseShared(known);
            return;
        }
        String alias = Mdevs.freeAlias(domain, wanted, mdev);
        DeviceIds ids = DeviceIds.of(domain);
        DeviceNames names = new DeviceNames(domain);
        List<Hostdev> others = renumbered(domain, mdev, names);
        List<Hostdev> gvtg = Vgpus.of(domain).gvtg();
        if (mdev.sourceLocation() != null) {
            nameAnew(domain, mdev, names, alias, "The vGPU has an alias now, and no number.", context);
        }
        setAlias(mdev, alias);
        if (mdev.sourceLocation() != null) {
            context.changed(mdev.getAlias(), "QEMU's options name the vGPU by an alias that libvirt keeps.");
        }
        for (Hostdev other : others) {
            boolean isGvtg = gvtg.stream().anyMatch(one -> one == other);
            String own = Mdevs.freeAlias(domain, isGvtg ? Vgpus.GVTG_ALIAS : "ua-" + ids.of(other).orElseThrow(), other);
            nameAnew(domain, other, names, own, "Libvirt's own number would change; this alias stays.", context);
            setAlias(other, own);
            context.changed(other.getAlias(), "QEMU's options name the device, and its number would change with the vGPU's alias.");
        }
    }

    private static void setAlias(Hostdev hostdev, String name) {
        if (hostdev.getAlias() == null) {
            hostdev.setAlias(new Alias());
        }
        hostdev.getAlias().setName(name);
    }

    /** Options that use the generated id of a device are changed to its new alias: the id becomes another device's, or none's. */
    private static void nameAnew(Domain domain, Hostdev device, DeviceNames names, String alias, String reason, TransformContext context) {
        names.refuseUndecided(device);
        Set<String> warned = new HashSet<>();
        for (QemuArguments.Setting setting : new QemuArguments(domain).settings()) {
            if (names.means(setting, device)) {
                if (warned.add(setting.device())) {
                    names.warnOfReading(setting.device(), device, context);
                }
                setting.argument().setValue("device." + alias + "." + setting.key() + "=" + setting.value());
                context.changed(setting.argument(), reason);
            }
        }
        List<QemuDevice> overrides = QemuProperties.overrides(domain);
        if (overrides.stream().noneMatch(override -> alias.equals(override.getAlias()))) {
            overrides.stream().filter(override -> override.getAlias() != null && names.means(override, device)).forEach(override -> {
                override.setAlias(alias);
                context.changed(override, reason);
            });
        }
    }
}
