package io.domainsmith.vgpu;

import io.domainsmith.guest.CNumber;
import io.domainsmith.guest.Machine;
import io.domainsmith.guest.Vgpus;
import io.domainsmith.guest.Videos;
import io.domainsmith.model.Alias;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.HostdevMode;
import io.domainsmith.model.HostdevSource;
import io.domainsmith.model.HostdevSourceAddress;
import io.domainsmith.model.HostdevType;
import io.domainsmith.model.YesNo;
import io.domainsmith.pci.PciAddress;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.transform.Transformer;
import io.domainsmith.validate.Consequence;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

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
        Optional<Hostdev> known = hostdevs.stream().filter(this::isHost).findFirst();
        if (known.isPresent()) {
            warn(domain, known.get(), context);
            return;
        }
        Hostdev function = new Hostdev().withMode(HostdevMode.SUBSYSTEM).withType(HostdevType.PCI).withManaged(YesNo.YES)
                .withSource(new HostdevSource().withAddress(new HostdevSourceAddress()
                        .withDomain(String.format("0x%04x", host.domain())).withBus(String.format("0x%02x", host.bus()))
                        .withSlot(String.format("0x%02x", host.slot())).withFunction(String.format("0x%x", host.function()))));
        // the alias says that it is a vGPU; a PCI hostdev may be anything
        function.setAlias(new Alias().withName(Mdevs.freeAlias(domain, Vgpus.OTHER_ALIAS, function)));
        hostdevs.add(function);
        placement = Placement.of(domain);
        placement.place(function, Videos.primary(domain).orElse(null), context);
        warn(domain, function, context);
    }

    /** Intel's integrated GPU is at 00:02.0 of every host, and its virtual functions are the seven that follow (i915, xe). */
    private void warn(Domain domain, Hostdev function, TransformContext context) {
        boolean ofIntel = host.domain() == 0 && host.bus() == 0 && host.slot() == 2;
        Machine machine = Machine.of(domain);
        if (ofIntel && host.function() == 0) {
            context.warn(function, Consequence.SURPRISE, host + " is the host's integrated GPU itself and no virtual function of it: the host loses "
                    + "its display", "name one of its virtual functions, 0000:00:02.1 to 0000:00:02.7; sriov_numvfs in /sys/bus/pci/devices/0000:00:02.0 makes them");
        } else if (ofIntel && machine.isI440fx()) {
            context.warn(function, Consequence.ADVICE, "people report that the guest's driver (i915) works with a virtual function of Intel's in a "
                    + "q35 machine with the host's CPU, and this machine is " + machine.type(), "use machine='q35' and <cpu mode='host-passthrough'/>");
        }
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
