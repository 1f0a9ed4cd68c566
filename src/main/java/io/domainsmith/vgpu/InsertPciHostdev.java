package io.domainsmith.vgpu;

import io.domainsmith.model.Alias;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.HostdevMode;
import io.domainsmith.model.HostdevSource;
import io.domainsmith.model.HostdevSourceAddress;
import io.domainsmith.model.HostdevType;
import io.domainsmith.model.YesNo;
import io.domainsmith.pci.CNumber;
import io.domainsmith.pci.PciAddress;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.transform.Transformer;
import java.util.List;
import java.util.Objects;

/**
 * Gives the guest a virtual function of an SR-IOV graphics card as {@code <hostdev type='pci'>}, behind the last hostdev and at a
 * PCI address behind the video's. libvirt binds the function to vfio-pci and back (managed='yes').
 *
 * @since 0.1
 */
public final class InsertPciHostdev implements Transformer {

    private final PciAddress host;

    /** The step for a function of the host. */
    public InsertPciHostdev(PciAddress host) {
        this.host = Objects.requireNonNull(host, "host");
    }

    @Override
    public String name() {
        return "insert-pci-hostdev";
    }

    @Override
    public String description() {
        return "Gives the guest the graphics card's virtual function, at a PCI address behind the video's.";
    }

    @Override
    public void apply(Domain domain, TransformContext context) {
        Placement placement = Placement.of(domain);
        List<Hostdev> hostdevs = domain.getDevices().getHostdevs();
        if (hostdevs.stream().anyMatch(this::isHost)) {
            return;
        }
        Hostdev function = new Hostdev().withMode(HostdevMode.SUBSYSTEM).withType(HostdevType.PCI).withManaged(YesNo.YES)
                .withSource(new HostdevSource().withAddress(new HostdevSourceAddress()
                        .withDomain(String.format("0x%04x", host.domain())).withBus(String.format("0x%02x", host.bus()))
                        .withSlot(String.format("0x%02x", host.slot())).withFunction(String.format("0x%x", host.function()))));
        // the alias says that it is a vGPU; a PCI hostdev may be anything
        function.setAlias(new Alias().withName(Mdevs.freeAlias(domain, Mdevs.OTHER_ALIAS, function)));
        hostdevs.add(function);
        placement = Placement.of(domain);
        placement.place(function, Placement.primary(domain), context);
    }

    private boolean isHost(Hostdev device) {
        HostdevSourceAddress at = device.getType() != HostdevType.PCI || device.getSource() == null ? null : device.getSource().getAddress();
        return at != null && is(at.getDomain(), host.domain()) && is(at.getBus(), host.bus()) && is(at.getSlot(), host.slot())
                && is(at.getFunction(), host.function());
    }

    private static boolean is(String text, long number) {
        return (text == null ? 0 : CNumber.parse(text).orElse(-1)) == number;
    }
}
