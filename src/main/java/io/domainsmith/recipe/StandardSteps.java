package io.domainsmith.recipe;

import static io.domainsmith.recipe.StepOption.Kind.FILE;
import static io.domainsmith.recipe.StepOption.Kind.FLAG;
import static io.domainsmith.recipe.StepOption.Kind.MAP;
import static io.domainsmith.recipe.StepOption.Kind.TEXT;

import io.domainsmith.document.LibvirtUuid;
import io.domainsmith.edit.AddElement;
import io.domainsmith.edit.CloneDomain;
import io.domainsmith.edit.PutElement;
import io.domainsmith.edit.RemoveElement;
import io.domainsmith.edit.SetValue;
import io.domainsmith.pci.PciAddress;
import io.domainsmith.transform.Transformer;
import io.domainsmith.vgpu.AddEglHeadless;
import io.domainsmith.vgpu.AddViewer;
import io.domainsmith.vgpu.DeclareQemuNamespace;
import io.domainsmith.vgpu.Idiom;
import io.domainsmith.vgpu.InsertMdevHostdev;
import io.domainsmith.vgpu.InsertPciHostdev;
import io.domainsmith.vgpu.MigrateQemuSetArguments;
import io.domainsmith.vgpu.OrderPciSlots;
import io.domainsmith.vgpu.RememberVideo;
import io.domainsmith.vgpu.ReplaceVideoWithNone;
import io.domainsmith.vgpu.RestoreDisplays;
import io.domainsmith.vgpu.RestoreVideo;
import io.domainsmith.vgpu.RetargetVgpu;
import io.domainsmith.vgpu.SetIgdOpRegion;
import io.domainsmith.vgpu.SetRamfb;
import io.domainsmith.vgpu.SetRomFile;
import io.domainsmith.vgpu.SetVgpuDisplay;
import io.domainsmith.vgpu.UndeclareQemuNamespace;
import io.domainsmith.vgpu.VgpuDisplay;
import io.domainsmith.xslt.StylesheetException;
import io.domainsmith.xslt.XsltStep;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The steps that Domainsmith brings, as recipes name them. */
final class StandardSteps {

    private static final StepOption MDEV = StepOption.required("mdev", TEXT, "The uuid of the mediated device.");
    private static final StepOption IDIOM = StepOption.optional("idiom", TEXT, "How the document asks for the vGPU's display; without it, as the target takes it.")
            .oneOf(Arrays.stream(Idiom.values()).map(Idiom::id).toList());
    private static final StepOption EVERY = StepOption.optional("all", FLAG, "Whether several may be selected.");

    static final List<StepType> ALL = List.of(
            StepType.of("declare-qemu-namespace", "Declares QEMU's namespace on the root element, so that libvirt reads what is written in it.",
                    StandardSteps::declareQemuNamespace, IDIOM),
            StepType.of("insert-mdev-hostdev", "Adds the vGPU as a hostdev of type mdev.",
                    StandardSteps::insertMdevHostdev, MDEV, IDIOM,
                    StepOption.optional("other-vendor", FLAG, "Whether it is no GVT-g vGPU: it needs neither OpenGL nor an opregion."),
                    StepOption.optional("no-display", FLAG, "Whether another vendor's vGPU shows nothing on the host: its users see the guest by RDP or the like.")),
            StepType.of("insert-pci-hostdev", "Adds a graphics card's virtual function as a hostdev of type pci.",
                    options -> new InsertPciHostdev(PciAddress.parse(options.text("host"))),
                    StepOption.required("host", TEXT, "The function's address on the host, such as 0000:00:02.1.")),
            StepType.of("add-egl-headless", "Adds the display on which the vGPU is drawn.",
                    options -> new AddEglHeadless(options.find("render-node"), idiom(options)),
                    StepOption.optional("render-node", TEXT, "The host's render node, such as /dev/dri/renderD128."), IDIOM),
            StepType.of("set-vgpu-display", "Gives the vGPU a display with which the guest starts on the target.", StandardSteps::setVgpuDisplay,
                    StepOption.optional("display", TEXT, "The display; without it, the domain's own if the guest starts with it, else the nearest that does.")
                            .oneOf(Arrays.stream(VgpuDisplay.values()).map(VgpuDisplay::id).toList()),
                    StepOption.optional("render-node", TEXT, "The host's render node, such as /dev/dri/renderD128."), IDIOM,
                    StepOption.optional("stage", TEXT, "The stage that the domain is in, any for either; without it, pre-install.")
                            .oneOf(List.of("pre-install", "final", "any"))),
            StepType.of("restore-displays", "Puts the displays back that the final stage exchanged.", options -> new RestoreDisplays()),
            StepType.of("add-viewer", "Adds a display for this host alone where there is neither SPICE nor VNC.", options -> new AddViewer()),
            StepType.of("order-pci-slots", "Puts the primary video before the vGPU, as firmware and guest look for it.",
                    options -> new OrderPciSlots()),
            StepType.of("set-igd-op-region", "Gives the guest's driver the OpRegion of the vGPU.",
                    options -> new SetIgdOpRegion(LibvirtUuid.parse(options.text("mdev")), idiom(options)), MDEV, IDIOM),
            StepType.of("set-ramfb", "Lets the vGPU's display show what the firmware draws.",
                    options -> new SetRamfb(LibvirtUuid.parse(options.text("mdev"))), MDEV),
            StepType.of("set-rom-file", "Gives the vGPU an option ROM, which UEFI firmware needs to show its picture.",
                    options -> new SetRomFile(LibvirtUuid.parse(options.text("mdev")), options.text("file"), idiom(options)), MDEV,
                    StepOption.required("file", TEXT, "The absolute path of the ROM on the host."), IDIOM),
            StepType.of("remember-video", "Keeps the emulated video in the metadata, so that restore-video can put it back.",
                    options -> new RememberVideo()),
            StepType.of("restore-video", "Puts the emulated video back beside the vGPU.", options -> new RestoreVideo()),
            StepType.of("migrate-qemu-set-arguments", "Says what -set arguments or overrides say in the way that the target takes.",
                    options -> new MigrateQemuSetArguments()),
            StepType.of("retarget-vgpu", "Asks for the vGPU's display and opregion in the way that the target takes.",
                    options -> new RetargetVgpu(idiom(options)), IDIOM),
            StepType.of("undeclare-qemu-namespace", "Drops the declaration of QEMU's namespace if nothing is left in it.",
                    options -> new UndeclareQemuNamespace()),
            StepType.of("replace-video-with-none", "Replaces the emulated video by none, so that the vGPU is the only display.",
                    options -> options.flag("remove-secondaries") ? ReplaceVideoWithNone.removingSecondaries() : new ReplaceVideoWithNone(),
                    StepOption.optional("remove-secondaries", FLAG, "Whether further videos are removed, the guest's other screens with them.")),
            StepType.of("add-element", "Adds elements from a fragment of XML, unless they are there: devices, or into another parent.",
                    StandardSteps::addElement,
                    StepOption.required("xml", TEXT, "The elements."),
                    StepOption.optional("into", TEXT, "The parent, such as /domain/os; without it, they are devices."),
                    StepOption.optional("again", FLAG, "Whether to add what is there already.")),
            StepType.of("put-element", "Puts an element in the place of another, or where libvirt prints it.",
                    options -> PutElement.at(options.text("at"), options.text("xml")),
                    StepOption.required("at", TEXT, "The place: /domain/cpu, or a device such as disk[target=vda]."),
                    StepOption.required("xml", TEXT, "The element.")),
            StepType.of("set-value", "Sets an attribute or an element's text by its path, making what is missing on the way.",
                    StandardSteps::setValue,
                    StepOption.required("path", TEXT, "The path, such as driver/@cache, or an absolute XPath."),
                    StepOption.required("value", TEXT, "The value."),
                    StepOption.optional("in", TEXT, "What the path starts from: a device such as disk[target=vda], or an XPath."), EVERY),
            StepType.of("remove-element", "Removes what a selector selects.",
                    options -> options.flag("all") ? RemoveElement.of(options.text("select")).all() : RemoveElement.of(options.text("select")),
                    StepOption.required("select", TEXT, "A device such as disk[target=vda], or an XPath to an element, attribute or comment."), EVERY),
            StepType.of("clone-domain", "Makes the domain another one that can stand beside it.",
                    StandardSteps::cloneDomain,
                    StepOption.required("name", TEXT, "The new name."),
                    StepOption.optional("uuid", TEXT, "The new uuid; without it, one that follows from the old one and the name."),
                    StepOption.optional("disks", MAP, "Storage of its own: from a disk's target to a path."),
                    StepOption.optional("host-devices", MAP, "Host devices of its own: from uuid to uuid, or from PCI address to PCI address.")),
            StepType.of("xslt", "Applies a stylesheet; only what its result says differently is edited into the document.",
                    StandardSteps::xslt,
                    StepOption.required("stylesheet", FILE, "The stylesheet."),
                    StepOption.optional("parameters", MAP, "Values of its parameters.")));

    private StandardSteps() {
    }

    private static Idiom idiom(StepOptions options) {
        String word = options.find("idiom");
        return Idiom.choose(word == null ? null : Idiom.parse(word), options.target());
    }

    private static Transformer insertMdevHostdev(StepOptions options) {
        UUID mdev = LibvirtUuid.parse(options.text("mdev"));
        boolean otherVendor = options.flag("other-vendor");
        if (!options.flag("no-display")) {
            return otherVendor ? InsertMdevHostdev.ofAnotherVendor(mdev) : new InsertMdevHostdev(mdev, idiom(options));
        } else if (!otherVendor) {
            throw new IllegalArgumentException("no-display is for another vendor's vGPU; say other-vendor: true, or leave it out");
        }
        return InsertMdevHostdev.ofAnotherVendorWithoutDisplay(mdev);
    }

    private static Transformer setVgpuDisplay(StepOptions options) {
        String word = options.find("display");
        VgpuDisplay display = word == null ? null : VgpuDisplay.parse(word);
        String stage = options.find("stage");
        if (stage == null || stage.equals("pre-install")) {
            return SetVgpuDisplay.preInstall(display, options.find("render-node"), idiom(options));
        }
        return stage.equals("final") ? SetVgpuDisplay.finalStage(display) : SetVgpuDisplay.retarget(display, idiom(options));
    }

    /** Nothing is written in the namespace where QEMU gives the opregion by itself. */
    private static Transformer declareQemuNamespace(StepOptions options) {
        DeclareQemuNamespace step = new DeclareQemuNamespace();
        return idiom(options) == Idiom.CURRENT ? Transformer.of(step.name(), step.description(), (domain, context) -> { }) : step;
    }

    private static Transformer addElement(StepOptions options) {
        String into = options.find("into");
        AddElement step = into == null ? AddElement.of(options.text("xml")) : AddElement.into(into, options.text("xml"));
        return options.flag("again") ? step.again() : step;
    }

    private static Transformer setValue(StepOptions options) {
        SetValue step = SetValue.of(options.text("path"), options.text("value"));
        String in = options.find("in");
        step = in == null ? step : step.in(in);
        return options.flag("all") ? step.all() : step;
    }

    private static Transformer cloneDomain(StepOptions options) {
        CloneDomain step = CloneDomain.named(options.text("name"));
        String uuid = options.find("uuid");
        step = uuid == null ? step : step.withUuid(LibvirtUuid.parse(uuid));
        for (Map.Entry<String, String> disk : options.map("disks").entrySet()) {
            step = step.withDisk(disk.getKey(), disk.getValue());
        }
        for (Map.Entry<String, String> device : options.map("host-devices").entrySet()) {
            step = step.withHostDevice(device.getKey(), device.getValue());
        }
        return step;
    }

    private static Transformer xslt(StepOptions options) {
        try {
            XsltStep step = XsltStep.of(options.file("stylesheet"));
            for (Map.Entry<String, String> parameter : options.map("parameters").entrySet()) {
                step = step.withParameter(parameter.getKey(), parameter.getValue());
            }
            return step;
        } catch (StylesheetException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("the stylesheet cannot be read: " + e, e);
        }
    }
}
