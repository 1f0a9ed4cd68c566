package io.domainsmith.pci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.model.Domain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PciBusOccupancyTests {

    private static Domain domain(String devices) {
        return DomainDocument.parse("<domain xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>\n<devices>\n" + devices
                + "</devices>\n<qemu:commandline>\n<qemu:arg value='-device'/>\n<qemu:arg value='edu,addr=0x07.1,bus=pcie.0'/>\n"
                + "</qemu:commandline>\n</domain>").domain();
    }

    @Test
    void knowsWhoStandsWhere() {
        PciBusOccupancy bus = PciBusOccupancy.ofRootBus(RootBus.PCIE_ROOT, domain("""
                <video><model type='qxl'/><address type='pci' bus='0' slot='1' function='0'/></video>
                <rng><address type='pci' bus='0x01' slot='0x02'/></rng>
                <rng><address type='pci' bus='0' slot='010' function='3'/></rng>
                <sound model='ich9'/>
                """));

        assertThat(bus).hasToString("00 chipset, 01 video (line 3), 07 -device argument (line 10), 08 rng (line 5), "
                + "1b kept for a device without an address, 1f chipset");
        assertThat(bus.at(8)).singleElement().hasToString("00:08.3 rng (line 5)");
        assertThat(bus.isFree(2)).isTrue();
        assertThat(bus.isFree(7)).isFalse();
        assertThat(bus.isFree(0x1f)).isFalse();
        assertThat(bus.lowestFree(7, 0x1e)).hasValue(9);
        assertThat(bus.lowestFree(0x1b, 0x1b)).isEmpty();
        assertThat(bus.highestFree(1, 0x1b)).hasValue(0x1a);
    }

    @Test
    void usbControllersOfTheChipsetHaveTheirSlots() {
        String group = "<controller type='usb' index='0' model='ich9-ehci1'/>"
                + "<controller type='usb' index='0' model='ich9-uhci1'><master startport='0'/></controller>\n";
        assertThat(PciBusOccupancy.ofRootBus(RootBus.PCIE_ROOT, domain(group)).highestFree(0x18, 0x1e)).hasValue(0x1e);
        assertThat(PciBusOccupancy.ofRootBus(RootBus.PCIE_ROOT, domain(group)).highestFree(0x18, 0x1d)).hasValue(0x1c);
        assertThat(PciBusOccupancy.ofRootBus(RootBus.PCIE_ROOT, domain(group + group.replace("index='0'", "index='1'")))
                .highestFree(0x18, 0x1a)).hasValue(0x19);
        assertThat(PciBusOccupancy.ofRootBus(RootBus.PCI_ROOT, domain(group)).highestFree(0x18, 0x1d)).hasValue(0x1d);
    }

    @Test
    void namesWhatCannotBeRead() {
        assertThatThrownBy(() -> PciBusOccupancy.ofRootBus(RootBus.PCI_ROOT,
                domain("<rng><address type='pci' bus='0x00' slot='09'/></rng>\n"))).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rng (line 3) has a PCI address with slot='09', not a number; libvirt reads numbers as C does, up to "
                        + "slot 0x1f and function 0x7: write them like slot='0x08'");
    }

    @ParameterizedTest
    @CsvSource({"q35,PCIE_ROOT", "pc-q35-7.2,PCIE_ROOT", "pc,PCI_ROOT", "pc-i440fx-7.2,PCI_ROOT", "pc-1.0,PCI_ROOT",
        "rhel6.6.0,PCI_ROOT", "microvm,", "virt,", "pcx,"})
    void machinesAreToldApartAsLibvirtDoes(String machine, RootBus bus) {
        Domain domain = DomainDocument.parse("<domain><os><type machine='" + machine + "'>hvm</type></os></domain>").domain();
        assertThat(RootBus.of(domain).orElse(null)).isEqualTo(bus);
    }
}
