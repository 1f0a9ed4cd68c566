package io.domainsmith.vgpu;

import io.domainsmith.model.Domain;
import io.domainsmith.model.Graphics;
import io.domainsmith.model.GraphicsType;
import io.domainsmith.model.Listen;
import io.domainsmith.model.ListenType;
import io.domainsmith.model.YesNo;
import io.domainsmith.target.Feature;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.transform.Transformer;
import java.util.List;

/**
 * Adds a display on the loopback address, SPICE or else VNC, where a domain has neither: something has to carry the vGPU's picture
 * to the user, and libvirt refuses a vGPU's display without any (qemuValidateDomainMdevDefVFIOPCI).
 *
 * @since 0.1
 */
public final class AddViewer implements Transformer {

    @Override
    public String name() {
        return "add-viewer";
    }

    @Override
    public String description() {
        return "Adds a display for this host alone where nothing carries the vGPU's picture to the user.";
    }

    @Override
    public void apply(Domain domain, TransformContext context) {
        if (domain.getDevices() == null) {
            throw new StepException("the domain has no <devices>; a vGPU needs a whole guest around it");
        }
        List<Graphics> graphics = domain.getDevices().getGraphics();
        if (graphics.stream().noneMatch(AddViewer::isViewer)) {
            Graphics viewer = viewer(context.target());
            graphics.add(0, viewer);
            context.changed(viewer, "Something has to carry the picture to the user: " + (viewer.getType() == GraphicsType.SPICE ? "SPICE" : "VNC")
                    + ", for this host alone.");
        }
    }

    /** SPICE on the loopback address, or VNC where the target has no SPICE. */
    static Graphics viewer(HypervisorTarget target) {
        return new Graphics().withType(target.supports(Feature.SPICE).isNo() ? GraphicsType.VNC : GraphicsType.SPICE).withAutoport(YesNo.YES)
                .withListens(new Listen().withType(ListenType.ADDRESS).withAddress("127.0.0.1"));
    }

    static boolean isViewer(Graphics graphics) {
        return graphics.getType() == GraphicsType.SPICE || graphics.getType() == GraphicsType.VNC;
    }
}
