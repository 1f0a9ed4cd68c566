package io.domainsmith.pci;

import static io.domainsmith.pci.PciGuest.controller;
import static io.domainsmith.pci.PciGuest.pc;
import static io.domainsmith.pci.PciGuest.q35;
import static io.domainsmith.pci.PciGuest.rng;
import static io.domainsmith.pci.PciGuest.video;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainsmith.model.Controller;
import io.domainsmith.model.ControllerModelAttribute;
import io.domainsmith.model.ControllerType;
import io.domainsmith.model.Devices;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Os;
import io.domainsmith.model.OsType;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PciTopologyTests {

    /** The guide's buses: ports in two slots, a bridge behind the third of them. */
    private static final String[] GUIDE = {
        controller("pcie-root-port", 1, "00:1c.0"), controller("pcie-root-port", 2, "00:1c.1"),
        controller("pcie-root-port", 3, "00:1c.2"), controller("pcie-root-port", 4, "00:1c.3"),
        controller("pcie-root-port", 5, "00:1c.4"), controller("pcie-root-port", 6, "00:02.0"),
        controller("pcie-root-port", 7, "00:02.1"), controller("pcie-root-port", 8, "00:02.2"),
        controller("pcie-root-port", 9, "00:02.3"), controller("pcie-root-port", 10, "00:02.4"),
        controller("pcie-to-pci-bridge", 11, "08:00.0"), controller("pcie-root-port", 12, "00:02.5")};

    private static Map<Integer, Integer> numbers(Domain domain) {
        Map<Integer, Integer> numbers = new TreeMap<>();
        PciTopology.of(domain).buses().forEach(bus -> bus.guestNumber().ifPresent(number -> numbers.put(number, bus.index())));
        return numbers;
    }

    @Test
    void numbersTheBusesAsTheGuestFindsThem() {
        assertThat(numbers(q35(GUIDE)).values()).containsExactly(0, 6, 7, 8, 11, 9, 10, 12, 1, 2, 3, 4, 5);
        assertThat(numbers(q35(GUIDE)).keySet()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    }

    @Test
    void numbersASwitchWithAllThatIsBehindIt() {
        assertThat(numbers(q35(controller("pcie-switch-downstream-port", 4, "03:01.0"), controller("pcie-root-port", 1, "00:05.0"),
                controller("pcie-switch-downstream-port", 5, "03:00.0"), controller("pcie-root-port", 2, "00:04.0"),
                controller("pcie-switch-upstream-port", 3, "02:00.0")))).containsExactlyInAnyOrderEntriesOf(
                        Map.of(0, 0, 1, 2, 2, 3, 3, 5, 4, 4, 5, 1));
    }

    @Test
    void numbersConventionalBridges() {
        assertThat(numbers(q35(controller("dmi-to-pci-bridge", 1, "00:1e.0"), controller("pci-bridge", 2, "01:02.0"),
                controller("pci-bridge", 3, "01:01.0"), controller("pcie-root-port", 4, "00:03.0")))).containsExactlyInAnyOrderEntriesOf(
                        Map.of(0, 0, 1, 4, 2, 1, 3, 3, 4, 2));
        assertThat(numbers(pc(controller("pci-bridge", 1, "00:0a.0"), controller("pci-bridge", 2, "00:09.0"),
                controller("pci-bridge", 3, "02:1f.0")))).containsExactlyInAnyOrderEntriesOf(Map.of(0, 0, 1, 2, 2, 3, 3, 1));
    }

    @Test
    void anExpanderBusHasTheNumberThatItSays() {
        String expander = controller("pcie-expander-bus", 1, "00:04.0");
        assertThat(numbers(q35(expander, controller("pcie-root-port", 2, "01:00.0"), controller("pcie-root-port", 3, "00:05.0"))))
                .containsExactlyInAnyOrderEntriesOf(Map.of(0, 0, 254, 1, 255, 2, 1, 3));
        assertThat(numbers(q35(expander.replace("<address", "<target busNr='180'/><address"), controller("pcie-root-port", 2, "01:00.0"))))
                .containsExactlyInAnyOrderEntriesOf(Map.of(0, 0, 180, 1, 181, 2));
        // the bridge that QEMU's pxb has inside takes busNr itself
        assertThat(numbers(pc(controller("pci-expander-bus", 1, "00:04.0"), controller("pci-expander-bus", 2, "00:05.0"))))
                .containsExactlyInAnyOrderEntriesOf(Map.of(0, 0, 253, 2, 255, 1));
    }

    @Test
    void aGuestDoesNotFindAFunctionWithoutFunctionZero() {
        assertThat(numbers(q35(controller("pcie-root-port", 1, "00:02.1"), controller("pcie-root-port", 2, "00:03.0"))))
                .containsExactlyInAnyOrderEntriesOf(Map.of(0, 0, 1, 2));
        assertThat(numbers(q35(controller("pcie-root-port", 1, "00:02.1"), rng("00:02.0")))).containsEntry(1, 1);
        assertThat(numbers(q35(controller("pcie-root-port", 1, "00:1f.5")))).containsEntry(1, 1);
    }

    @Test
    void aControllerWithoutAnAddressHasNoNumberYet() {
        PciTopology topology = PciTopology.of(q35(controller("pcie-root-port", 1, ""), controller("pcie-root-port", 2, "00:02.0")));
        assertThat(topology.bus(1).orElseThrow().guestNumber()).isEmpty();
        assertThat(topology.bus(2).orElseThrow().guestNumber()).hasValue(1);
        assertThat(topology.isSettled()).isFalse();
        assertThat(topology.pending()).singleElement().hasToString("--:--.- controller (line 4)");
    }

    @Test
    void tellsWhereTheGuestFindsADevice() {
        Domain domain = q35(controller("pcie-root-port", 7, "00:02.0"), rng("07:00.0"), rng(""), rng("00:00.5"));
        PciTopology topology = PciTopology.of(domain);
        var rngs = domain.getDevices().getRngs();
        assertThat(topology.guestAddress(rngs.get(0))).hasValue(new GuestAddress(1, 0, 0)).hasToString("Optional[01:00.0]");
        assertThat(topology.address(rngs.get(0))).hasValue(PciAddress.parse("07:00.0"));
        assertThat(topology.guestAddress(rngs.get(1))).isEmpty();
        assertThat(topology.address(rngs.get(2))).as("slot 0 of bus 0 is none").isEmpty();
        assertThat(topology.pending()).extracting(PciDevice::device).contains(rngs.get(1), rngs.get(2));
    }

    @Test
    void addsTheControllersThatOnlyAddressesName() {
        PciTopology topology = PciTopology.of(q35(rng("02:00.0")));
        assertThat(topology.buses()).extracting(PciBus::model).containsExactly(PciControllerModel.PCIE_ROOT,
                PciControllerModel.PCIE_ROOT_PORT, PciControllerModel.PCIE_ROOT_PORT);
        assertThat(topology.pending()).extracting(PciDevice::name).containsExactly("controller 1 (added by libvirt)",
                "controller 2 (added by libvirt)");
        assertThat(PciTopology.of(pc(rng("01:01.0"))).buses()).last()
                .satisfies(bus -> assertThat(bus.model()).isEqualTo(PciControllerModel.PCI_BRIDGE));
    }

    @Test
    void knowsWhoStandsWhere() {
        Domain domain = PciGuest.withArguments(q35(video("qxl", "00:01.0"), controller("pcie-root-port", 1, "00:02.0"),
                rng("00:08.3").replace("0x08", "010"), "<sound model='ich9'/>",
                controller("pcie-root-port", 2, "00:03.0").replace("<address", "<alias name='ua-port'/><address")), "-device",
                "edu,addr=0x07.1,bus=pcie.0", "-device", "edu,bus=pci.1", "-device", "edu,bus=ua-port", "-device", "usb-mouse,bus=usb.0",
                "-device", "edu");
        PciTopology topology = PciTopology.of(domain);
        PciBus bus = topology.bus(0).orElseThrow();

        assertThat(bus).hasToString("00 chipset, 01 video (line 4), 02 controller (line 5), 03 controller (line 8), "
                + "07 -device argument (new), 08 rng (line 6), 1b kept for a device without an address, 1f chipset");
        assertThat(bus.at(8)).singleElement().hasToString("00:08.3 rng (line 6)");
        assertThat(bus.isFree(4)).isTrue();
        assertThat(bus.isFree(7)).isFalse();
        assertThat(bus.isFree(0x1f)).isFalse();
        assertThat(bus.shows(7)).isFalse();
        assertThat(bus.shows(1)).isTrue();
        assertThat(bus.freeSlots()).startsWith(4, 5, 6, 9).doesNotContain(0x1b, 0x1f).endsWith(0x1c, 0x1d, 0x1e);
        assertThat(topology.bus(1).orElseThrow().at(0)).singleElement().hasToString("01:00.0 -device argument (new)");
        assertThat(topology.bus(2).orElseThrow().isFree(0)).isFalse();
    }

    @Test
    void anArgumentWithoutASlotOfPciClaimsNone() {
        Domain domain = PciGuest.withArguments(q35(controller("pcie-root-port", 1, "00:02.0")), "-device", "edu,addr=0x30", "-device",
                "edu,addr=2f.1", "-device", "{\"driver\":\"edu\",\"addr\":300}", "-device", "edu,addr=zz", "-device", "edu,addr=4.9");

        assertThat(PciTopology.of(domain).bus(0).orElseThrow()).hasToString("00 chipset, 02 controller (line 4), 1f chipset");
    }

    @Test
    void twoAtOneAddressAreBothThere() {
        assertThat(PciTopology.of(q35(rng("00:05.0"), rng("00:05.0"))).bus(0).orElseThrow().at(5)).hasSize(2);
    }

    @Test
    void usbControllersOfTheChipsetHaveTheirSlots() {
        String group = "<controller type='usb' index='0' model='ich9-ehci1'/>"
                + "<controller type='usb' index='0' model='ich9-uhci1'><master startport='0'/></controller>";
        assertThat(PciTopology.of(q35(group)).bus(0).orElseThrow().freeSlots()).contains(0x1a, 0x1c, 0x1e).doesNotContain(0x1d);
        assertThat(PciTopology.of(q35(group, group.replace("index='0'", "index='1'"))).bus(0).orElseThrow().freeSlots())
                .doesNotContain(0x1a, 0x1d);
        assertThat(PciTopology.of(pc(group)).bus(0).orElseThrow().freeSlots()).contains(0x1a, 0x1d);
    }

    @Test
    void readsModelsThatNobodyParsed() {
        Domain domain = new Domain().withOs(new Os().withType(new OsType().withMachine("pc-q35-7.2"))).withDevices(new Devices());
        assertThat(PciTopology.of(domain).buses()).hasSize(1);
        domain.getDevices().getControllers().add(new Controller().withType(ControllerType.PCI));
        domain.getDevices().getControllers().add(new Controller().withType(ControllerType.PCI)
                .withModelAttribute(ControllerModelAttribute.PCIE_ROOT_PORT));
        assertThat(PciTopology.of(domain).buses()).extracting(PciBus::model)
                .containsExactly(PciControllerModel.PCIE_ROOT, PciControllerModel.PCIE_ROOT_PORT);
        assertThat(PciTopology.of(domain.withDevices(null)).buses()).hasSize(1);
    }

    @Test
    void refusesWhatCannotBeTold() {
        String asC = "; libvirt reads numbers as C does, so that 0x1b, 27 and 033 are one, and 1b and 08 are none: write them like "
                + "slot='0x08'";
        refuses(q35(rng("00:05.0").replace("0x05", "09")), "rng (line 4) has a PCI address with slot='09', which is no number" + asC);
        refuses(q35(rng("00:05.0").replace("0x05", "1b").replace("bus='0x00'", "bus='-1'")),
                "rng (line 4) has a PCI address with bus='-1' and slot='1b', which are no numbers" + asC);
        refuses(q35(rng("00:05.0").replace("0x05", "32")), "rng (line 4) has a PCI address with slot='32', which is more than 0x1f" + asC);
        refuses(q35(rng("00:05.0").replace("0x05", "0x20").replace("function='0x0'", "function='8'")),
                "rng (line 4) has a PCI address with function='8' and slot='0x20', which are more than 0x7 and 0x1f" + asC);
        refuses(q35(rng("00:05.0").replace("domain='0x0000'", "domain='0x0001'")), "rng (line 4) is at 0001:00:05.0, and a PC has no "
                + "PCI domain but 0; write domain='0x0000'");
        refuses(q35(controller("pcie-root-port", 1, "00:02.0"), controller("pcie-root-port", 1, "00:03.0")), "controller (line 5) has "
                + "index 1, as controller (line 4) has; libvirt takes each index of a PCI controller once: give it a free one");
        refuses(q35(controller("pcie-root", 0, ""), controller("pcie-root", 0, "")), "controller (line 5) has index 0, which another "
                + "controller has; libvirt takes each index of a PCI controller once: give it a free one");
        refuses(q35(controller("pci-root", 0, "")), "controller (line 4) is a pci-root with index 0; on this machine index 0, and no "
                + "other, is a pcie-root");
        refuses(pc(controller("pci-root", 3, "")), "controller (line 4) is a pci-root with index 3; on this machine index 0, and no "
                + "other, is a pci-root");
        refuses(q35(controller("pcie-root", 0, "00:02.0")), "controller (line 4) is bus 0 itself and stands on no other; remove its "
                + "<address>");
        refuses(q35(controller("pcie-root-port", 256, "00:02.0")), "controller (line 4) has index='256', and the index of a PCI "
                + "controller is a number from 0 to 255; give it a free one");
        refuses(q35("<controller type='pci' index='1'/>"), "controller (line 4) has no model of a PCI controller, and libvirt refuses "
                + "it; write one, such as model='pcie-root-port'");
        refuses(q35("<controller type='pci' index='1' model='pcie-expander-bus'><target busNr='0'/></controller>"), "controller (line 4) "
                + "has busNr='0', and the number of an expander bus is from 1 to 254; write such a number, or none");
        refuses(PciGuest.of("virt"), "the machine is neither q35 nor pc, and only their PCI buses are known; name one, such as "
                + "<type arch='x86_64' machine='q35'>hvm</type>");
    }

    @Test
    void aBridgeIsNotBehindItself() {
        refuses(pc(controller("pci-bridge", 1, "02:01.0"), controller("pci-bridge", 2, "01:01.0")), "controller (line 4) is behind "
                + "itself: its bus 1 is reached by way of bus 2, and that one by way of bus 1; give it an address on another bus");
        refuses(pc(controller("pci-bridge", 1, "01:01.0")), "controller (line 4) is behind itself: its bus 1 is reached by way of bus 1, "
                + "and that one by way of bus 1; give it an address on another bus");
    }

    private static void refuses(Domain domain, String message) {
        assertThatThrownBy(() -> PciTopology.of(domain)).isInstanceOf(PciTopologyException.class).hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource({"q35,PCIE_ROOT", "pc-q35-7.2,PCIE_ROOT", "pc,PCI_ROOT", "pc-i440fx-7.2,PCI_ROOT", "pc-1.0,PCI_ROOT",
        "rhel6.6.0,PCI_ROOT", "microvm,", "virt,", "pcx,"})
    void machinesAreToldApartAsLibvirtDoes(String machine, RootBus bus) {
        assertThat(RootBus.of(PciGuest.of(machine)).orElse(null)).isEqualTo(bus);
    }
}
