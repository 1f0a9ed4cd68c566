package io.domainsmith.pci;

import static io.domainsmith.pci.PciGuest.controller;
import static io.domainsmith.pci.PciGuest.pc;
import static io.domainsmith.pci.PciGuest.q35;
import static io.domainsmith.pci.PciGuest.rng;
import static io.domainsmith.pci.PciGuest.video;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainsmith.model.Controller;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Rng;
import java.util.List;
import org.junit.jupiter.api.Test;

class PciPlannerTests {

    private static final PciConstraint PCIE = PciConstraint.of(PciConnection.PCIE);

    private static String place(Domain domain, PciConstraint constraint) {
        Rng rng = new Rng();
        domain.getDevices().getRngs().add(rng);
        PciPlanner.of(domain).place("rng", rng, constraint);
        return PciAddress.of(rng.getAddress()).orElseThrow().toShortString();
    }

    private static Rng rngOf(Domain domain, int index) {
        return domain.getDevices().getRngs().get(index);
    }

    @Test
    void placesOnBusZeroFirst() {
        assertThat(place(q35(rng("00:01.0")), PCIE)).isEqualTo("00:02.0");
        assertThat(place(pc(), PCIE)).isEqualTo("00:02.0");
        assertThat(place(q35(), PCIE.preferring(PciAddress.parse("00:09.0")))).isEqualTo("00:09.0");
        assertThat(place(q35(rng("00:09.0")), PCIE.preferring(PciAddress.parse("00:09.0")))).isEqualTo("00:01.0");
        assertThat(place(q35(), PCIE.avoiding(PciAddress.parse("00:01.0"), PciAddress.parse("00:02.0")))).isEqualTo("00:03.0");
    }
    @Test
    void placesNobodyOnOthersOrOnTheChipset() {
        Domain domain = q35(rng("00:05.0"), rng(""));
        PciPlanner planner = PciPlanner.of(domain);
        assertThatThrownBy(() -> planner.put("rng", rngOf(domain, 1), PciAddress.parse("00:05.0"))).isInstanceOf(PciPlanException.class)
                .hasMessage("00:05.0 is no free slot for rng (line 5): 00 chipset, 05 rng (line 4), 1f chipset");
        assertThatThrownBy(() -> planner.put("rng", rngOf(domain, 1), PciAddress.parse("00:1f.0")))
                .hasMessage("00:1f.0 is no free slot for rng (line 5): 00 chipset, 05 rng (line 4), 1f chipset");
        assertThatThrownBy(() -> planner.put("rng", rngOf(domain, 1), PciAddress.parse("07:01.0")))
                .hasMessage("there is no PCI bus 7 for rng (line 5)");
    }

    @Test
    void movesNothingThatAGuestIsTiedTo() {
        Domain domain = q35("<interface type='user'>" + PciGuest.address("00:05.0") + "</interface>",
                controller("pcie-root-port", 1, "00:06.0"), "<controller type='scsi' model='virtio-scsi'>" + PciGuest.address("00:07.0")
                        + "</controller>", "<disk type='file'><target dev='vda' bus='virtio'/>" + PciGuest.address("00:08.0") + "</disk>",
                "<hostdev type='pci' mode='subsystem'>" + PciGuest.address("00:09.0") + "</hostdev>", rng("00:0a.0"));
        PciPlanner planner = PciPlanner.of(domain);
        var devices = domain.getDevices();
        assertThatThrownBy(() -> planner.place("interface", devices.getInterfaces().get(0), PCIE)).isInstanceOf(PciPlanException.class)
                .hasMessage("interface (line 4) stays at 00:05.0: the guest would take it for another network card, without the settings "
                        + "of this one; if no guest is installed yet, remove its <address>");
        assertThatThrownBy(() -> planner.place("controller", devices.getControllers().get(0), PciConstraint.of(PciConnection.PCIE_ROOT_PORT)))
                .hasMessage("controller (line 5) stays at 00:06.0: the guest would number its buses anew, and all that is behind them would "
                        + "move; if no guest is installed yet, remove its <address>");
        assertThatThrownBy(() -> planner.place("controller", devices.getControllers().get(1), PCIE))
                .hasMessage("controller (line 6) stays at 00:07.0: the guest may boot from its disks, and its firmware and drivers know it by "
                        + "its address; if no guest is installed yet, remove its <address>");
        assertThatThrownBy(() -> planner.swap("disk", devices.getDisks().get(0), "rng", devices.getRngs().get(0)))
                .hasMessage("disk (line 7) stays at 00:08.0: the guest may boot from it, and its firmware and drivers know it by its "
                        + "address; if no guest is installed yet, remove its <address>");
        assertThatThrownBy(() -> planner.swap("rng", devices.getRngs().get(0), "hostdev", devices.getHostdevs().get(0)))
                .hasMessage("hostdev (line 8) stays at 00:09.0: the guest may have tied settings to it, as to a network card or a disk; if no "
                        + "guest is installed yet, remove its <address>");
        assertThat(planner.topology().bus(0).orElseThrow()).hasToString("00 chipset, 05 interface (line 4), 06 controller (line 5), "
                + "07 controller (line 6), 08 disk (line 7), 09 hostdev (line 8), 0a rng (line 9), 1f chipset");
    }

    @Test
    void placesWhereDevicesCanBePluggedIn() {
        String port = controller("pcie-root-port", 2, "00:02.0");
        assertThat(place(q35(port, controller("pcie-root-port", 1, "00:03.0")), PCIE.withHotplug())).isEqualTo("02:00.0");
        assertThat(place(q35(port.replace("<address", "<target hotplug='off'/><address"), controller("pcie-root-port", 1, "00:03.0")),
                PCIE.withHotplug())).isEqualTo("01:00.0");
        Domain none = q35();
        assertThatThrownBy(() -> place(none, PCIE.withHotplug())).isInstanceOf(PciPlanException.class)
                .hasMessage("no slot is free for rng (new) with hotplug: 00 chipset, 1f chipset");
    }

    @Test
    void placesBeforeAndAfterInTheGuestsOrder() {
        Domain domain = q35(controller("pcie-root-port", 1, "00:03.0"), controller("pcie-root-port", 2, "00:02.0"),
                controller("pcie-root-port", 3, "00:04.0"), rng("01:00.0"));
        assertThat(place(domain, PCIE.after(rngOf(domain, 0)))).isEqualTo("03:00.0");
        Domain fresh = q35(rng("00:05.0"), rng("00:07.0"));
        assertThat(place(fresh, PCIE.after(rngOf(fresh, 0)).before(rngOf(fresh, 1)))).isEqualTo("00:06.0");
        assertThatThrownBy(() -> place(fresh, PCIE.after(rngOf(fresh, 0)).before(rngOf(fresh, 1)))).hasMessage("no slot is free for rng "
                + "(new) after the device (line 4) before the device (line 5): 00 chipset, 05 rng (line 4), 06 rng (new), 07 rng (line 5), "
                + "1f chipset");
    }

    @Test
    void prefersTheBusesThatAreMadeForAKind() {
        String buses = controller("pcie-root-port", 1, "00:1d.0") + controller("pcie-to-pci-bridge", 2, "01:00.0")
                + controller("pcie-root-port", 3, "00:1e.0");
        String[] full = new String[0x1d];
        full[0] = buses;
        for (int slot = 1; slot < 0x1d; slot++) {
            full[slot] = rng(String.format("00:%02x.0", slot));
        }
        assertThat(place(q35(full), PCIE)).isEqualTo("03:00.0");
        assertThat(place(q35(full), PciConstraint.of(PciConnection.PCI))).isEqualTo("02:01.0");
        assertThatThrownBy(() -> place(q35(full), PciConstraint.of(PciConnection.PCIE_ROOT_PORT))).as("nothing but bus 0 takes it")
                .hasMessageStartingWith("no slot is free for rng (new): 00 chipset, 01 rng (line 5), ");
    }

    @Test
    void aFunctionZeroStaysWithItsSiblings() {
        Domain domain = q35(rng("00:05.0"), rng("00:05.1"));
        PciPlanner planner = PciPlanner.of(domain);
        assertThatThrownBy(() -> planner.place("rng", rngOf(domain, 0), PCIE)).isInstanceOf(PciPlanException.class)
                .hasMessage("rng (line 4) is function 0 of its slot, and without it the guest does not find [00:05.1 rng (line 5)]; move "
                        + "these first");
        planner.place("rng", rngOf(domain, 1), PCIE);
        planner.place("rng", rngOf(domain, 0), PCIE);
        assertThat(planner.topology().bus(0).orElseThrow()).hasToString("00 chipset, 01 rng (line 5), 02 rng (line 4), 1f chipset");
    }

    @Test
    void swaps() {
        Domain domain = q35(controller("pcie-root-port", 1, "00:02.0"), rng("01:00.0"), rng("00:07.0"), rng("00:08.0"), rng("00:08.1"));
        PciPlanner planner = PciPlanner.of(domain);
        planner.swap("rng", rngOf(domain, 0), "rng", rngOf(domain, 1));
        assertThat(planner.address(rngOf(domain, 0))).hasValue(PciAddress.parse("00:07.0"));
        assertThat(PciAddress.of(rngOf(domain, 1).getAddress())).hasValue(PciAddress.parse("01:00.0"));
        assertThatThrownBy(() -> planner.swap("rng", rngOf(domain, 0), "rng", rngOf(domain, 2))).hasMessage("rng (line 5) and rng (line 7) "
                + "cannot change places: each has to be alone in its slot, on a bus that takes the other");
    }

    private static String added(Domain domain) {
        Controller bus = PciPlanner.of(domain).addBus();
        return bus.getModelAttribute().value() + " " + bus.getIndex() + " chassis " + (bus.getTarget().getChassis() == null
                ? bus.getTarget().getChassisNr() : bus.getTarget().getChassis() + " port " + bus.getTarget().getPort()) + " at "
                + PciAddress.of(bus.getAddress()).orElseThrow().toShortString();
    }

    @Test
    void addsABusBehindAllOthers() {
        assertThat(added(q35())).isEqualTo("pcie-root-port 1 chassis 1 port 0xf0 at 00:1e.0");
        assertThat(added(q35(controller("pcie-root-port", 1, "00:02.0")))).isEqualTo("pcie-root-port 2 chassis 2 port 0x18 at 00:03.0");
        assertThat(added(q35(controller("pcie-root-port", 1, "00:02.0"), controller("pcie-root-port", 2, "00:02.1"))))
                .isEqualTo("pcie-root-port 3 chassis 3 port 0x12 at 00:02.2");
        assertThat(added(q35(controller("pcie-root-port", 1, "00:02.0"), controller("pcie-root-port", 2, "00:02.7"))))
                .isEqualTo("pcie-root-port 3 chassis 3 port 0x18 at 00:03.0");
        assertThat(added(q35(controller("pcie-root-port", 1, "00:02.0").replace("<address", "<target chassis='2'/><address"))))
                .isEqualTo("pcie-root-port 2 chassis 1 port 0x18 at 00:03.0");
        assertThat(added(pc(controller("pci-bridge", 1, "00:05.0")))).isEqualTo("pci-bridge 2 chassis 2 at 00:06.0");
        Domain behind = q35(controller("dmi-to-pci-bridge", 1, "00:1e.0"));
        assertThatThrownBy(() -> added(behind)).isInstanceOf(PciPlanException.class).hasMessage("no slot is left on PCI bus 0 for a root "
                + "port behind the others, and one before them would renumber the guest's buses: 00 chipset, 1e controller (line 4), "
                + "1f chipset");
    }

    @Test
    void whatIsPlannedIsWhatTheDocumentThenSays() {
        Domain domain = q35(controller("pcie-root-port", 1, "00:02.0"), rng("01:00.0"));
        PciPlanner planner = PciPlanner.of(domain);
        planner.addBus();
        Rng rng = new Rng();
        domain.getDevices().getRngs().add(rng);
        planner.place("rng", rng, PCIE.after(rngOf(domain, 0)));
        assertThat(planner.topology().guestAddress(rng)).hasValue(new GuestAddress(2, 0, 0));
        assertThat(planner.comesBefore(rngOf(domain, 0), rng)).isTrue();
        assertThat(planner.comesBefore(rng, rngOf(domain, 0))).isFalse();
    }

    @Test
    void saysWhyADeviceCannotStandThere() {
        Domain domain = q35(video("qxl", "00:05.1"), rng("00:06.0"), rng("00:06.0"), rng("00:07.0"));
        PciPlanner planner = PciPlanner.of(domain);
        assertThat(planner.whyNot(domain.getDevices().getVideos().get(0), List.of()))
                .hasValue("the guest does not find a function of a slot without function 0");
        assertThat(planner.whyNot(rngOf(domain, 0), List.of())).hasValue("the slot is taken by [00:06.0 rng (line 6)]");
        assertThat(planner.whyNot(rngOf(domain, 0), List.of(rngOf(domain, 1)))).isEmpty();
        assertThat(planner.whyNot(rngOf(domain, 2), List.of())).isEmpty();
    }
}
