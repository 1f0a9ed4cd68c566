package io.domainsmith.vgpu;

import io.domainsmith.guest.Vgpus;
import io.domainsmith.guest.Videos;
import io.domainsmith.model.Controller;
import io.domainsmith.model.Device;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.Video;
import io.domainsmith.model.VideoModelType;
import io.domainsmith.pci.PciAddress;
import io.domainsmith.pci.PciDevice;
import io.domainsmith.pci.PciOrder.Move;
import io.domainsmith.pci.PciOrder;
import io.domainsmith.pci.PciPlanException;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.transform.Transformer;
import io.domainsmith.validate.Consequence;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Puts the primary video before every vGPU, as the guest finds them, with the addresses of both written out: the firmware shows the
 * first VGA device that it finds by bus, slot and function (SeaBIOS; the order on QEMU's command line plays no part).
 *
 * <p>The vGPU moves behind the video. Where no slot is left there the video moves before it, or the two change places, or a root port
 * (on pc a bridge) is added for the vGPU behind all others, in this order. Nothing else moves. The guest numbers buses as it finds
 * them, and that is what counts, not the controllers' indexes that libvirt's addresses give.
 *
 * <p>A {@code <video>} of type none is no device, and the firmware looks for no ramfb, bochs or gop among the VGA devices, so there is no order
 * then, nor where there is neither video nor graphics. Where there is a
 * {@code <graphics>} without a {@code <video>} a usual video is added, since libvirt would add one anyway.
 *
 * @since 0.1
 */
public final class OrderPciSlots implements Transformer {

    private static final Set<VideoModelType> NOT_VGA = Set.of(VideoModelType.NONE, VideoModelType.RAMFB, VideoModelType.BOCHS,
            VideoModelType.GOP);

    @Override
    public String name() {
        return "order-pci-slots";
    }

    @Override
    public String description() {
        return "Puts the primary video before the vGPU on the PCI bus, with both addresses written out.";
    }

    @Override
    public void apply(Domain domain, TransformContext context) {
        Placement.of(domain);
        List<Hostdev> mdevs = Vgpus.all(domain);
        if (mdevs.isEmpty()) {
            throw new StepException("the domain has no <hostdev type='mdev' model='vfio-pci'>; run insert-mdev-hostdev first");
        }
        boolean hasVideo = !domain.getDevices().getVideos().isEmpty();
        // libvirt adds a video only beside a <graphics>
        if (!hasVideo && domain.getDevices().getGraphics().isEmpty() || ReplaceVideoWithNone.isDone(domain)) {
            return;
        }
        if (!hasVideo) {
            Video usual = new Video().withModel(RestoreVideo.usual(context.target()));
            domain.getDevices().getVideos().add(usual);
            context.changed(usual, "Beside a <graphics> libvirt would add a video of its own choice, in a place of its own choice.");
        }
        Video video = Objects.requireNonNull(Videos.primary(domain).orElse(null));
        if (!isVga(video)) {
            return;
        }
        Placement placement = Placement.of(domain);
        placement.planner().whyNot(video, mdevs).ifPresent(why -> {
            throw new StepException(PciDevice.name("video", video) + " at " + placement.planner().address(video).orElseThrow()
                    .toShortString() + " cannot stand there: " + why + "; give it another address or remove its <address>");
        });
        try {
            for (Hostdev mdev : mdevs) {
                for (Move move : PciOrder.bring(placement.planner(), placement.video(video), placement.mdev(mdev))) {
                    report(domain, move, context);
                }
            }
        } catch (PciPlanException e) {
            throw new StepException(e.getMessage());
        }
    }

    /** Whether the firmware shows a video; ramfb is no PCI device. */
    private static boolean isVga(Video video) {
        return video.getModel() == null || video.getModel().getType() == null || !NOT_VGA.contains(video.getModel().getType());
    }

    private static void report(Domain domain, Move move, TransformContext context) {
        PciAddress from = move.from();
        if (move.device() instanceof Controller controller) {
            context.changed(controller, "No slot is free for the vGPU behind the video; this bus comes after all others.");
        } else if (move.device() instanceof Video video) {
            context.changed(move.address(), from == null ? "libvirt may put a video without an address behind a bridge, and the vGPU "
                    + "would come before it." : "No slot is free for the vGPU behind the video, so the video goes before it; Windows sets "
                    + "up the display adapter again.");
            warn(domain, "video", video, move, context);
        } else if (from == null) {
            context.changed(move.address(), "Left to libvirt the vGPU could come before the video.");
        } else if (move.device().sourceLocation() == null) {
            context.changed(move.address(), "The firmware shows the first display it finds: that has to be the video.");
        } else {
            context.changed(move.address(), "The firmware shows the first display it finds: that has to be the video. A guest that knew the "
                    + "vGPU at " + from.toShortString() + " sets up its driver and resolution again.");
            warn(domain, "hostdev", move.device(), move, context);
        }
    }

    /** An image of a running guest holds its devices at their addresses (virDomainDefCheckABIStability). */
    private static void warn(Domain domain, String kind, Device device, Move move, TransformContext context) {
        if (move.from() == null || device.sourceLocation() == null) {
            return;
        }
        String guest = domain.getName() == null || !domain.getName().matches("[\\w.:-]+") ? "NAME" : domain.getName();
        context.warn(device, Consequence.FAILS_AT_START, PciDevice.name(kind, device) + " moves away from " + move.from().toShortString()
                + ": a managed-save image or a snapshot with memory that was made before does not fit any more",
                "look with 'virsh list --all --with-managed-save' and 'virsh snapshot-list " + guest + "' (state running or paused); "
                        + "start the guest from its image and shut it down first, or drop the image with 'virsh managedsave-remove "
                        + guest + "'");
    }
}
