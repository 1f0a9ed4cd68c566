package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.QemuSettings;
import io.domainsmith.guest.Vgpus;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.HostdevModel;
import io.domainsmith.model.HostdevType;
import io.domainsmith.model.OnOff;
import io.domainsmith.pci.PciAddress;
import io.domainsmith.target.Feature;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.Severity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an mdev has beside its picture, and what goes well with a vGPU.
 *
 * @since 0.1
 */
public final class GvtgRules {

    /** Two frame buffers for firmware: virDomainDefHostdevValidate, QEMU hw/nvram/fw_cfg.c. */
    public static final Rule RAMFB_REPEATED = Check.of(Severity.ERROR, Consequence.FAILS_AT_START, "ramfb-repeated",
            "Two devices have a ramfb: a host device with ramfb='on', a <video> of type ramfb, a -device argument. A guest has one: QEMU refuses "
                    + "the second (\"duplicate fw_cfg file name\"), and from libvirt 9.0 on two host devices are refused by define.",
            "virDomainDefHostdevValidate; QEMU hw/nvram/fw_cfg.c, hw/display/ramfb.c", "leave the ramfb to one of them", GvtgRules::ramfbRepeated);

    /** A frame buffer without a display: QEMU hw/vfio/pci.c, "ramfb=on requires display=on". */
    public static final Rule RAMFB_DISPLAY = Check.of(Severity.ERROR, Consequence.FAILS_AT_START, "ramfb-needs-display",
            "An mdev says ramfb='on' while its display is off, which QEMU refuses (\"ramfb=on requires display=on\").", "QEMU hw/vfio/pci.c",
            "set display='on' on the <hostdev>", Check.eachVgpu((guest, vgpu, report) -> {
                if (vgpu.getRamfb() == OnOff.ON && Boolean.FALSE.equals(guest.display(vgpu))) {
                    report.addAt(guest.source(vgpu), "ramfb", guest.name(vgpu) + " has ramfb='on' but its display is off");
                }
            })).ifVgpu().repairedBy((domain, target) -> switchDisplayOn(domain));

    /** Several vGPUs: the kernel's i915 documentation. */
    public static final Rule SEVERAL = Check.surprise("gvt-several-mdev",
            "The guest has several vfio-pci mdevs. With GVT-g the guest's driver finds one opregion, and Windows takes one vGPU.",
            "QEMU hw/vfio/igd.c; GVT-g setup guide", "keep one vGPU in a guest", (guest, report) -> {
                List<Hostdev> vgpus = guest.gvtgVgpus();
                if (vgpus.size() > 1) {
                    report.add(guest.source(vgpus.get(1)), guest.name(vgpus.get(0)) + " and " + guest.name(vgpus.get(1)) + " are in one guest");
                }
            }).ifVgpu();

    /** Several pictures: QEMU ui/console.c. */
    public static final Rule SEVERAL_DISPLAYS = Check.surprise("mdev-several-display-on",
            "Several mdevs have their display on, each a console of its own, of which a viewer shows the first.", "QEMU ui/console.c",
            "leave display='on' to one of them", (guest, report) -> {
                List<Hostdev> shown = guest.vgpus().size() < 2 ? List.of() : guest.vgpus().stream()
                        .filter(vgpu -> Boolean.TRUE.equals(guest.display(vgpu))).toList();
                if (shown.size() > 1) {
                    report.add(guest.source(shown.get(1)), guest.name(shown.get(0)) + " and " + guest.name(shown.get(1)) + " both have their display on");
                }
            }).ifVgpu();

    /** display and ramfb are of vfio-pci: qemuValidateDomainMdevDefVFIOPCI. */
    public static final Rule MODEL = Check.refused("mdev-model-not-vfio-pci",
            "display and ramfb are of mediated devices of model vfio-pci; an mdev names a model.",
            "qemuValidateDomainMdevDefVFIOPCI, virDomainHostdevDefParseXMLSubsys", "use model='vfio-pci', or leave display and ramfb out",
            Check.eachDevice("hostdev", GvtgRules::model));

    /** An option ROM that is not passed on: qemuBuildHostdevMediatedDevProps. */
    public static final Rule ROM = Check.surprise("mdev-rom-ignored",
            "An mdev has a <rom>, which libvirt keeps and does not pass to QEMU.", "qemuBuildHostdevMediatedDevProps",
            "set romfile or rombar in a <qemu:override> for the mdev's alias",
            Check.each("devices/hostdev/rom", (guest, rom) -> Xml.is(rom.parent(), "@type", "mdev")
                    ? Guest.name(rom.parent()) + " has a <rom>, which libvirt does not pass on" : null));

    /** Nothing gives the guest's driver the opregion: QEMU hw/vfio/igd.c. */
    public static final Rule OPREGION_MISSING = Check.advice("opregion-missing",
            "Nothing gives the vGPU its opregion, where the guest's driver finds its display outputs; QEMU 10.1 and newer does so itself. Other "
                    + "vendors' vGPUs have none.",
            "QEMU commit 16cbb433; QEMU docs/igd-assign.txt", "domainsmith gvtg pre-install sets x-igd-opregion", GvtgRules::opregionMissing).ifVgpu();

    /** Said for nothing: QEMU commit 16cbb433. */
    public static final Rule OPREGION_REDUNDANT = Check.advice("opregion-redundant",
            "The opregion is asked for, which QEMU 10.1 and newer gives without.", "QEMU commit 16cbb433", "leave x-igd-opregion out",
            GvtgRules::opregionRedundant).ifVgpu();

    /** Stock OVMF does not pass the opregion on: QEMU docs/igd-assign.txt. */
    public static final Rule OPREGION_UEFI = Check.surprise("opregion-with-uefi",
            "The guest has UEFI, whose usual firmware (OVMF) ignores the vGPU's opregion, and the vGPU has no option ROM that reads it: it "
                    + "shows nothing until the guest's driver runs, and that may miss its outputs.",
            "QEMU docs/igd-assign.txt", "boot SeaBIOS, or give the vGPU an option ROM: domainsmith gvtg pre-install --rom-file PATH",
            GvtgRules::opregionUefi).ifVgpu();

    /** Where the firmware looks for the host's own graphics: QEMU hw/vfio/pci-quirks.c. */
    public static final Rule LEGACY_SLOT = Check.surprise("mdev-at-igd-legacy-slot",
            "On pc the mdev is at 00:02.0, which is for a graphics card passed through whole.", "QEMU docs/igd-assign.txt",
            "move it to slot 3 or later", Check.eachGvtg((guest, vgpu, report) -> {
                if (guest.machine().isI440fx() && isAtLegacySlot(vgpu)) {
                    report.add(guest.source(vgpu), guest.name(vgpu) + " is at 00:02.0, the place of a graphics card passed through whole");
                }
            })).ifVgpu();

    /** kvmgt_open_device, i915/gvt/kvmgt.c: "KVM is required to use Intel vGPU". */
    public static final Rule NEEDS_KVM = Check.of(Severity.ERROR, Consequence.FAILS_AT_START, "gvt-needs-kvm",
            "The vGPU is GVT-g's (its alias is ua-gvtg, or an opregion is asked for) and the domain is not of type kvm: the host's driver refuses "
                    + "(\"KVM is required to use Intel vGPU\"). Advice for a vGPU that does not say whose it is; other vendors' need no KVM.",
            "Linux drivers/gpu/drm/i915/gvt/kvmgt.c", "use type='kvm'", GvtgRules::needsKvm).ifVgpu();

    /** Not needed: i915 gvt. */
    public static final Rule VIOMMU = Check.advice("viommu-with-gvtg",
            "A guest with a vGPU has an IOMMU, which the vGPU does not need and which costs speed.", "GVT-g setup guide", "remove the <iommu>",
            (guest, report) -> guest.gvtgVgpus().stream().findFirst().ifPresent(vgpu -> guest.devices("iommu").stream().findFirst()
                    .ifPresent(iommu -> report.add(iommu, Guest.name(iommu) + " is not needed for " + guest.name(vgpu))))).ifVgpu();

    /** The balloon stays still: QEMU hw/vfio/common.c. */
    public static final Rule BALLOON = Check.advice("balloon-useless-with-vfio",
            "A guest with a vGPU has a virtio balloon, which QEMU holds still while host devices use the guest's memory.",
            "QEMU hw/vfio/common.c, ram_block_discard_disable", "use <memballoon model='none'/>", (guest, report) -> guest.devices("memballoon").stream()
                    .filter(balloon -> Xml.value(balloon, "@model", "").startsWith("virtio")).findFirst()
                    .ifPresent(balloon -> report.add(balloon, Guest.name(balloon) + " cannot give memory back beside "
                            + guest.name(guest.vgpus().get(0))))).ifVgpu();

    /** All of this family. */
    public static final List<Rule> ALL = List.of(RAMFB_REPEATED, RAMFB_DISPLAY, SEVERAL, SEVERAL_DISPLAYS, MODEL, ROM, OPREGION_MISSING,
            OPREGION_REDUNDANT, OPREGION_UEFI, LEGACY_SLOT, NEEDS_KVM, VIOMMU, BALLOON);

    private GvtgRules() {
    }

    private static void ramfbRepeated(Guest guest, Report report) {
        if (!mentionsRamfb(guest)) {
            return;
        }
        List<QemuDevice> asked = guest.qemuDevices().stream().filter(device -> device.isHostdev() && device.properties().containsKey("ramfb")).toList();
        List<QemuDevice> there = guest.qemuDevices().stream().filter(device -> hasRamfb(guest, device)).toList();
        for (QemuDevice device : asked.subList(Math.min(1, asked.size()), asked.size())) {
            report.add(isUncertain(guest, device) || isUncertain(guest, asked.get(0)) ? Severity.WARNING : Severity.ERROR,
                    guest.supports(Feature.RAMFB_CHECK).isNo() ? Consequence.FAILS_AT_START : Consequence.REFUSED, device.element(),
                    asked.get(0).name() + " and " + device.name() + " both say ramfb='on'", report.remedy());
        }
        for (QemuDevice device : there.subList(Math.min(1, there.size()), there.size())) {
            if (asked.indexOf(device) < 1) {
                Severity severity = isUncertain(guest, device) || isUncertain(guest, there.get(0)) ? Severity.WARNING : Severity.ERROR;
                String message = device.name() + " and " + there.get(0).name() + " are both ramfb: QEMU refuses the second (\"duplicate fw_cfg file "
                        + "name\")";
                if (device.isArgument()) {
                    report.addAt(severity, Consequence.FAILS_AT_START, device.element(), "value", message, report.remedy());
                } else {
                    report.add(severity, Consequence.FAILS_AT_START, device.element(), message, report.remedy());
                }
            }
        }
    }

    private static boolean mentionsRamfb(Guest guest) {
        return guest.devices("hostdev").stream().anyMatch(hostdev -> Xml.is(hostdev, "@ramfb", "on"))
                || guest.qemuArgs().valuesOf("-device").stream().anyMatch(argument -> Xml.value(argument, "@value", "").contains("ramfb"))
                || guest.qemuArgs().settings().stream().anyMatch(setting -> setting.property().equals("ramfb") || setting.value().equals("ramfb"));
    }

    /** Whether QEMU makes a ramfb of a device. */
    private static boolean hasRamfb(Guest guest, QemuDevice device) {
        if (device.driver().equals("ramfb")) {
            return true;
        }
        String ramfb = device.properties().get("ramfb");
        for (QemuArgs.Setting setting : guest.qemuArgs().overridesThenSettings()) {
            if (!device.id().isEmpty() && setting.alias().equals(device.id()) && setting.property().equals("ramfb")) {
                ramfb = setting.value();
            }
        }
        // vfio-pci has no such property, which is another rule's
        return device.driver().equals("vfio-pci-nohotplug") && QemuSettings.isOn(ramfb);
    }

    /** Whether the target's libvirt may drop what is asked for: see {@link Feature#PCI_DISPLAY}. */
    private static boolean isUncertain(Guest guest, QemuDevice device) {
        return Xml.is(device.element(), "@type", "pci") && guest.supports(Feature.PCI_DISPLAY).isUnknown();
    }

    private static void needsKvm(Guest guest, Report report) {
        SourceElement root = guest.root();
        if (!Xml.has(root, "@type") || Xml.is(root, "@type", "kvm")) {
            return;
        }
        String but = "needs KVM, and the domain is of type " + root.attribute("type");
        Hostdev gvtg = guest.vgpus().stream().filter(vgpu -> guest.maker(vgpu) == Vgpus.Maker.GVTG).findFirst().orElse(null);
        Hostdev untold = guest.vgpus().stream().filter(vgpu -> guest.maker(vgpu) == Vgpus.Maker.UNTOLD).findFirst().orElse(null);
        if (gvtg != null) {
            // another hypervisor starts no vGPU at all, so that such a domain is for something else
            report.addAt(guest.isQemu() ? Severity.ERROR : Severity.WARNING, Consequence.FAILS_AT_START, root, "type", guest.name(gvtg)
                    + " is a vGPU of GVT-g, which " + but + ": the host's driver says \"KVM is required to use Intel vGPU\"", report.remedy());
        } else if (untold != null) {
            report.addAt(Severity.INFO, Consequence.ADVICE, root, "type", guest.name(untold) + " does not say whose vGPU it is; one of GVT-g " + but,
                    "use type='kvm' if the vGPU is Intel's");
        }
    }

    private static boolean isAtLegacySlot(Hostdev vgpu) {
        PciAddress address = PciAddress.of(vgpu.getAddress()).orElse(null);
        return address != null && address.bus() == 0 && address.slot() == 2 && address.function() == 0;
    }

    private static void switchDisplayOn(Domain domain) {
        for (Hostdev hostdev : domain.getDevices() == null ? List.<Hostdev>of() : domain.getDevices().getHostdevs()) {
            if (hostdev.getType() == HostdevType.MDEV && hostdev.getModel() == HostdevModel.VFIO_PCI && hostdev.getRamfb() == OnOff.ON) {
                hostdev.setDisplay(OnOff.ON);
            }
        }
    }

    private static @Nullable String model(Guest guest, SourceElement hostdev) {
        String model = Xml.value(hostdev, "@model");
        if (!Xml.is(hostdev, "@type", "mdev")) {
            return null;
        } else if (model == null) {
            return "names no model";
        }
        return !model.equals("vfio-pci") && (Xml.is(hostdev, "@display", "on") || Xml.is(hostdev, "@ramfb", "on"))
                ? "is of model " + model + ", which has neither display nor ramfb" : null;
    }

    private static @Nullable SourceElement opregion(Guest guest) {
        for (QemuArgs.Setting setting : guest.qemuArgs().settings()) {
            boolean on = setting.value().equals("on") || setting.value().equals("true");
            if (on && setting.property().equals("x-igd-opregion")) {
                return setting.element();
            }
        }
        return null;
    }

    private static void opregionUefi(Guest guest, Report report) {
        SourceElement os = Xml.first(guest.root(), "os");
        if (os == null || !Xml.is(os, "@firmware", "efi") && !Xml.is(os, "loader/@type", "pflash")) {
            return;
        }
        Hostdev vgpu = guest.gvtgVgpus().stream().findFirst().orElse(null);
        if (vgpu == null) {
            return;
        }
        boolean opregion = opregion(guest) != null
                || guest.supports(Feature.OPREGION_BY_DEFAULT).isYes() && Boolean.TRUE.equals(guest.display(vgpu));
        if (opregion && guest.qemuArgs().settings().stream().noneMatch(setting -> setting.property().equals("romfile"))) {
            report.add(os, "<os> (line " + os.line() + ") has UEFI, which ignores the opregion of " + guest.name(vgpu));
        }
    }

    private static void opregionMissing(Guest guest, Report report) {
        if (!guest.supports(Feature.OPREGION_BY_DEFAULT).isYes() && opregion(guest) == null && !guest.gvtgVgpus().isEmpty()) {
            Hostdev vgpu = guest.gvtgVgpus().get(0);
            report.add(guest.source(vgpu), guest.name(vgpu) + " has no opregion; a vGPU of GVT-g needs it before QEMU 10.1");
        }
    }

    private static void opregionRedundant(Guest guest, Report report) {
        SourceElement setting = guest.supports(Feature.OPREGION_BY_DEFAULT).isYes() ? opregion(guest) : null;
        if (setting != null) {
            report.add(setting, "x-igd-opregion (line " + setting.line() + ") is on by default in this QEMU");
        }
    }
}
