package io.domainsmith.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.model.Disk;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How libvirt reads sizes, sets of numbers and the places of disks. */
class NumbersTests {

    @ParameterizedTest
    @CsvSource({"1, , 1", "1, KiB, 1", "1, k, 1", "1024, b, 1", "1025, bytes, 2", "1, byte, 1", "0, b, 0", "1, M, 1024", "2, MiB, 2048",
        "1, g, 1048576", "1, GiB, 1048576", "1, T, 1073741824", "1, TiB, 1073741824", "1, PiB, 1099511627776", "1, p, 1099511627776",
        "1, EiB, 1125899906842624", "7, e, 7881299347898368", "1, KB, 1", "2048, KB, 2000", "1, MB, 977", "1, GB, 976563", "1, TB, 976562500", "1, PB, 976562500000", "1, eb, 976562500000000",
        "8, EiB, ", "8191, PiB, 9006099743113216", "8192, PiB, ", "9223372036854775, KiB, ", "9007199254740991, KiB, 9007199254740991",
        "9007199254740992, KiB, ", "1, light, ", "x, KiB, ", "-1, KiB, ", "'', KiB, ", "1234567890123456789, b, 1205632705198689", "+1, KiB, 1", "1x, KiB, ", "9223372036854775807, b, 9007199254740992",
        "9223372036854775808, b, "})
    void sizes(String text, @Nullable String unit, @Nullable Long kibibytes) {
        assertThat(Sizes.kibibytes(text, unit)).isEqualTo(kibibytes == null ? OptionalLong.empty() : OptionalLong.of(kibibytes));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            <memory unit='GiB'>2</memory>                                                                                    | 2097152
            <memory> 2048</memory>                                                                                           | 2048
            <memory> 2048 </memory>                                                                                          | -
            <memory unit='GiB'>2</memory><cpu><numa><cell memory='1' unit='MiB'/><cell memory='512'/></numa></cpu>           | 1536
            <cpu><numa><cell memory='1' unit='MiB'/><cell/></numa></cpu>                                                     | -
            <memory>2048</memory><devices><memory><target><size>512</size></target></memory></devices>                       | 2048
            <cpu><numa><cell memory='1024'/></numa></cpu><devices><memory><target><size>512</size></target></memory></devices> | 1536
            <name>a</name>                                                                                                   | -
            """)
    void theGuestsMemory(String inDomain, @Nullable Long kibibytes) {
        DomainDocument document = DomainDocument.parse("<domain>" + inDomain + "</domain>");
        assertThat(Sizes.guestMemory(document.domain())).isEqualTo(kibibytes == null ? OptionalLong.empty() : OptionalLong.of(kibibytes));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0        | {0}
            0-3,^2,7 | {0, 1, 3, 7}
            5-5      | {5}
            ' 1 , 2' | {1, 2}
            ^0       | {}
            16383    | {16383}
            """)
    void setsOfNumbers(String text, String numbers) {
        CpuSet set = CpuSet.parse(text).orElseThrow();
        assertThat(set.bits()).hasToString(numbers);
        assertThat(set.greatest()).isEqualTo(set.bits().stream().max().orElse(-1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "1,", ",1", "3-1", "-1", "^", "1-2-3", "16384", "0-16384", "^1-2"})
    void noSetsOfNumbers(String text) {
        assertThat(CpuSet.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'0-3', '3-5', true", "'0-3', '4-5', false"})
    void setsMeetAndJoin(String one, String other, boolean meet) {
        CpuSet first = CpuSet.parse(one).orElseThrow();
        CpuSet second = CpuSet.parse(other).orElseThrow();
        assertThat(first.meets(second)).isEqualTo(meet);
        assertThat(first.plus(second).bits()).hasToString("{0, 1, 2, 3, 4, 5}");
        assertThat(first.bits()).hasToString("{0, 1, 2, 3}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            <disk><target dev='sda' bus='scsi'/></disk>                                              | scsi   | scsi 0:0:0:0
            <disk><target dev='sdg' bus='scsi'/></disk>                                              | scsi   | scsi 0:0:0:6
            <disk><target dev='sdh' bus='scsi'/></disk>                                              | scsi   | scsi 1:0:0:0
            <disk><target dev='sdaa'/></disk>                                                        | scsi   | scsi 3:0:0:5
            <disk><target dev='hda'/></disk>                                                         | ide    | ide 0:0:0:0
            <disk><target dev='hdb'/></disk>                                                         | ide    | ide 0:0:0:1
            <disk><target dev='hdc'/></disk>                                                         | ide    | ide 0:1:0:0
            <disk><target dev='hdd'/></disk>                                                         | ide    | ide 0:1:0:1
            <disk><target dev='hdf'/></disk>                                                         | ide    | ide 1:0:0:1
            <disk><target dev='sdf' bus='sata'/></disk>                                              | sata   | sata 0:0:0:5
            <disk><target dev='sdg' bus='sata'/></disk>                                              | sata   | sata 1:0:0:0
            <disk><target dev='sdn' bus='sata'/></disk>                                              | sata   | sata 2:0:0:1
            <disk device='floppy'><target dev='fdb'/></disk>                                         | fdc    | fdc 0:0:0:1
            <disk device='floppy'><target dev='fdc'/></disk>                                         | fdc    | fdc 1:0:0:0
            <disk><target dev='vda'/></disk>                                                         | virtio | -
            <disk><target dev='xvda'/></disk>                                                        | xen    | -
            <disk><target dev='fda'/></disk>                                                         | -      | -
            <disk/>                                                                                  | -      | -
            <disk><target dev='sd1' bus='scsi'/></disk>                                              | scsi   | -
            <disk><target dev='sda3' bus='scsi'/></disk>                                             | scsi   | scsi 0:0:0:0
            <disk><target dev='sda' bus='scsi'/><address type='drive' controller='1' bus='2' target='3' unit='0x4'/></disk> | scsi | scsi 1:2:3:4
            <disk><target dev='sda' bus='scsi'/><address type='drive'/></disk>                       | scsi   | scsi 0:0:0:0
            <disk><target dev='sda' bus='scsi'/><address type='drive' unit='x'/></disk>              | scsi   | -
            <disk><target dev='sda' bus='scsi'/><address type='pci'/></disk>                         | scsi   | -
            """)
    void placesOfDisks(String disk, @Nullable String bus, @Nullable String place) {
        Disk element = DomainDocument.parse("<domain><devices>" + disk + "</devices></domain>").domain().getDevices().getDisks().get(0);
        assertThat(DriveAddress.busOf(element).orElse(null)).isEqualTo(bus);
        assertThat(DriveAddress.of(element).map(DriveAddress::toString).orElse(null)).isEqualTo(place);
    }
}
