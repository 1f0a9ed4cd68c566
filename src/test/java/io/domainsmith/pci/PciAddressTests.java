package io.domainsmith.pci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainsmith.model.Address;
import io.domainsmith.model.AddressType;
import org.junit.jupiter.api.Test;

class PciAddressTests {

    private static Address pci(String bus, String slot, String function) {
        Address address = new Address();
        address.setType(AddressType.PCI);
        address.setBus(bus);
        address.setSlot(slot);
        address.setFunction(function);
        return address;
    }

    @Test
    void readsAndWritesOneForm() {
        assertThat(PciAddress.parse("0000:00:04.0")).isEqualTo(new PciAddress(0, 0, 4, 0)).hasToString("0000:00:04.0");
        assertThat(PciAddress.parse("0b:1f.7")).isEqualTo(new PciAddress(0, 11, 31, 7)).hasToString("0000:0b:1f.7");
        assertThat(PciAddress.parse("0b:1f.7").toShortString()).isEqualTo("0b:1f.7");
    }

    @Test
    void refusesOtherForms() {
        assertThatThrownBy(() -> PciAddress.parse("00:04")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'00:04' is not a PCI address; write it like 0000:00:04.0");
        assertThatThrownBy(() -> PciAddress.parse("0000:00:20.0")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("PCI slot 0x20 is not between 0 and 0x1f");
    }

    @Test
    void readsElementsAsLibvirtDoes() {
        assertThat(PciAddress.of(pci("0x00", "0x1b", "0x0"))).hasValue(new PciAddress(0, 0, 27, 0));
        assertThat(PciAddress.of(pci("0", "27", "0"))).hasValue(new PciAddress(0, 0, 27, 0));
        assertThat(PciAddress.of(pci(null, "033", null))).hasValue(new PciAddress(0, 0, 27, 0));
    }

    @Test
    void isSilentAboutWhatIsNoPciAddress() {
        assertThat(PciAddress.of(null)).isEmpty();
        assertThat(PciAddress.of(new Address())).isEmpty();
        assertThat(PciAddress.of(pci("0", "1b", "0"))).isEmpty();
        assertThat(PciAddress.of(pci("0", "08", "0"))).isEmpty();
        assertThat(PciAddress.of(pci("0", "0x20", "0"))).isEmpty();
        Address drive = pci("0", "1", "0");
        drive.setType(AddressType.DRIVE);
        assertThat(PciAddress.of(drive)).isEmpty();
    }

    @Test
    void slotZeroOfBusZeroCountsAsNone() {
        assertThat(PciAddress.parse("00:00.3").countsAsNone()).isTrue();
        assertThat(PciAddress.parse("01:00.0").countsAsNone()).isFalse();
        assertThat(PciAddress.parse("00:01.0").countsAsNone()).isFalse();
    }

    @Test
    void sortsByBusSlotAndFunction() {
        assertThat(PciAddress.parse("00:1f.7")).isLessThan(PciAddress.parse("01:00.0"));
        assertThat(PciAddress.parse("00:03.0")).isLessThan(PciAddress.parse("00:04.0"));
    }
}
