package io.domainsmith.vgpu;

import io.domainsmith.guest.DeviceIds;
import io.domainsmith.guest.Displays;
import io.domainsmith.guest.Vgpus;
import io.domainsmith.guest.Videos;
import io.domainsmith.model.Alias;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.HostdevType;
import io.domainsmith.model.Video;
import io.domainsmith.model.VideoModel;
import io.domainsmith.model.VideoModelType;
import io.domainsmith.pci.PciDevice;
import io.domainsmith.pci.RootBus;
import io.domainsmith.target.Feature;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.transform.Transformer;
import io.domainsmith.validate.Consequence;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Leaves the vGPU as the only display: one {@code <video><model type='none'/></video>} in place of the emulated ones. libvirt
 * erases whatever else a none video says (virDomainDefPostParseVideo), and adds a video of its own where there is none.
 *
 * <p>The vGPU stays where it is, so that the guest keeps its driver, and the slot of the video stays free.
 *
 * @since 0.1
 */
public final class ReplaceVideoWithNone implements Transformer {

    private final boolean removesSecondaries;

    /** The step for guests with one video; it refuses several. */
    public ReplaceVideoWithNone() {
        this(false);
    }

    private ReplaceVideoWithNone(boolean removesSecondaries) {
        this.removesSecondaries = removesSecondaries;
    }

    /** The step that removes further videos too, the guest's other screens with them. */
    public static ReplaceVideoWithNone removingSecondaries() {
        return new ReplaceVideoWithNone(true);
    }

    @Override
    public String name() {
        return "replace-video-with-none";
    }

    @Override
    public String description() {
        return "Replaces the emulated video by none, so that the vGPU is the only display.";
    }

    @Override
    public void apply(Domain domain, TransformContext context) {
        Features.require(Feature.VIDEO_NONE, context);
        Placement placement = Placement.of(domain);
        requireVgpu(domain, context);
        List<Video> videos = domain.getDevices().getVideos();
        refuseSecondaries(videos);
        keepPlace(domain, placement, context);
        if (videos.isEmpty()) {
            Video none = new Video().withModel(new VideoModel().withType(VideoModelType.NONE));
            videos.add(none);
            context.changed(none, "Without a <video> libvirt adds one of its own choice.");
            return;
        }
        dropArguments(domain, videos, context);
        Video kept = videos.get(0);
        String alias = DeviceIds.userAlias(Videos.primary(domain).orElse(null)).orElse(null);
        for (Video other : List.copyOf(videos).subList(1, videos.size())) {
            context.changed(other, "libvirt takes a none video only without others beside it.");
        }
        videos.removeIf(video -> video != kept);
        VideoModel none = new VideoModel().withType(VideoModelType.NONE);
        if (!none.equals(kept.getModel())) {
            kept.setModel(none);
            context.changed(none, "The vGPU is the only display from now on; the screen stays dark until the guest's driver starts.");
        }
        context.changed(kept, "libvirt erases everything else that a none video says.");
        kept.withDriver(null).withAcpi(null).setAddress(null);
        if (alias == null) {
            kept.setAlias(null);
        } else if (!alias.equals(DeviceIds.userAlias(kept).orElse(null))) {
            kept.setAlias(new Alias().withName(alias));
        }
    }

    /** QEMU does not start over a -set for a device that is not there; libvirt ignores an override for one. */
    private static void dropArguments(Domain domain, List<Video> videos, TransformContext context) {
        if (isDone(domain)) {
            return;
        }
        DeviceNames names = new DeviceNames(domain);
        for (QemuArguments.Setting setting : new QemuArguments(domain).settings()) {
            if (videos.stream().anyMatch(video -> names.means(setting, video))) {
                context.changed(setting.argument(), "QEMU does not start over an option for a video that is gone.");
                context.warn(setting.argument(), Consequence.SURPRISE, "-set " + setting.argument().getValue()
                        + " is for a video that gives way, goes with it, and is not remembered", "write it again with the video");
                new QemuArguments(domain).remove(setting.option(), setting.argument());
            }
        }
    }

    private void refuseSecondaries(List<Video> videos) {
        if (videos.size() > 1 && !removesSecondaries) {
            throw new StepException("the guest has " + videos.size() + " videos, "
                    + videos.stream().map(video -> PciDevice.name("video", video)).collect(Collectors.joining(", "))
                    + ", and a none video must be the only one; remove those the guest can do without, or have "
                    + "all removed with --remove-secondary-videos (in Java, ReplaceVideoWithNone.removingSecondaries())");
        }
    }

    private static void requireVgpu(Domain domain, TransformContext context) {
        List<Hostdev> mdevs = Vgpus.all(domain);
        Optional<Hostdev> function = domain.getDevices().getHostdevs().stream().filter(ReplaceVideoWithNone::isFunction).findFirst();
        if (mdevs.isEmpty() && function.isPresent()) {
            context.warn(function.get(), Consequence.SURPRISE, PciDevice.name("hostdev", function.get()) + " is a PCI device, which has no "
                    + "display on the host: SPICE and VNC show nothing any more", "see the guest by RDP, Looking Glass or the like");
            return;
        }
        if (mdevs.isEmpty()) {
            throw new StepException("the domain has no <hostdev type='mdev' model='vfio-pci'>, so nothing would be left to see; "
                    + "run the pre-install recipe first");
        }
        Vgpus vgpus = Vgpus.of(domain);
        if (mdevs.stream().noneMatch(vgpus::showsDisplay)) {
            throw new StepException(Mdevs.name(mdevs.get(0)) + " has its display off, so nothing would be left to see; "
                    + "write display='on' on the <hostdev>, or run the pre-install recipe first");
        }
        // another vendor's picture is plain memory
        boolean plain = mdevs.stream().anyMatch(mdev -> vgpus.maker(mdev) == Vgpus.Maker.OTHER);
        if (!Displays.of(domain).hasOpenGl() && !(plain && domain.getDevices().getGraphics().stream().anyMatch(AddViewer::isViewer))) {
            throw new StepException("no OpenGL display is there to show " + Mdevs.name(mdevs.get(0))
                    + "; add <graphics type='egl-headless'/>, or run the pre-install recipe first");
        }
    }

    private static boolean isFunction(Hostdev device) {
        return device.getType() == HostdevType.PCI && DeviceIds.userAliasStartsWith(device, Vgpus.OTHER_ALIAS);
    }

    /** On pc libvirt would move a vGPU without an address to the slot that the video leaves, 00:02.0. */
    private static void keepPlace(Domain domain, Placement placement, TransformContext context) {
        for (Hostdev mdev : withoutPlace(domain, placement)) {
            context.changed(placement.place(mdev, Videos.primary(domain).orElse(null), context),
                    "libvirt would move the vGPU to the slot that the video leaves.");
        }
    }

    /** The vGPUs that get an address from this step. */
    static List<Hostdev> withoutPlace(Domain domain, Placement placement) {
        return placement.planner().root() != RootBus.PCI_ROOT ? List.of()
                : Vgpus.all(domain).stream().filter(mdev -> placement.planner().address(mdev).isEmpty()).toList();
    }

    /** Whether the only video is none already. */
    static boolean isDone(Domain domain) {
        List<Video> videos = domain.getDevices() == null ? List.of() : domain.getDevices().getVideos();
        return videos.size() == 1 && videos.get(0).getModel() != null
                && videos.get(0).getModel().getType() == VideoModelType.NONE;
    }
}
