package io.domainsmith.target;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DevicePropertyTests {

    @ParameterizedTest
    @CsvSource({
        // a release whose list is known, and its corrections
        "vfio-pci, x-igd-opregion, , 7.2.0, YES", "vfio-pci, x-igd-opregion, , 7.2.22, YES", "vfio-pci, legacy-igd, , 7.2.22, NO",
        "vfio-pci, x-enable-migration, , 7.2.0, YES", "vfio-pci, x-enable-migration, , 10.0.0, NO",
        "vfio-pci, enable-migration, , 7.2.0, NO", "vfio-pci, enable-migration, , 10.0.2, YES",
        "vfio-pci, ramfb, , 10.0.0, NO", "vfio-pci-nohotplug, ramfb, , 5.2.0, YES",
        // between two of them
        "vfio-pci, x-igd-opregion, , 8.2.0, YES", "vfio-pci, enable-migration, , 8.2.0, UNKNOWN", "vfio-pci, x-enable-migration, , 8.2.0, UNKNOWN",
        "vfio-pci, legacy-igd, , 8.2.0, NO", "vfio-pci, x-enable-migration, , 10.2.0, NO", "vfio-pci, ats, , 10.0.0, NO",
        "vfio-pci, ats, , 10.1.0, UNKNOWN", "vfio-pci, ats, , 11.0.0, UNKNOWN", "vfio-pci, ats, , 8.0.0, NO",
        // older than all, newer than all
        "vfio-pci, x-igd-opregion, , 4.2.0, UNKNOWN", "vfio-pci, enable-migration, , 4.2.0, NO", "vfio-pci, legacy-igd, , 4.2.0, UNKNOWN",
        "vfio-pci, x-igd-opregion, , 12.0.0, YES", "vfio-pci, x-enable-migration, , 12.0.0, NO", "vfio-pci, legacy-igd, , 12.0.0, UNKNOWN",
        // no release known: what all have, what none has, and the rest
        "vfio-pci, x-igd-opregion, , , YES", "vfio-pci, legacy-igd, , , NO", "vfio-pci, enable-migration, , , UNKNOWN",
        // libvirt 12.4 takes no QEMU that is older than 7.2
        "vfio-pci, romsize, 9.0.0, , UNKNOWN", "vfio-pci, romsize, 12.4.0, , YES", "virtio-vga, virgl, 9.0.0, , UNKNOWN", "virtio-vga, virgl, 12.4.0, , NO"})
    void theTable(String device, String property, @Nullable String libvirt, @Nullable String qemu, Support.Answer answer) {
        assertThat(HypervisorTarget.of(libvirt, qemu).supports(DeviceProperty.of(device, property).orElseThrow()).answer()).isEqualTo(answer);
    }

    @Test
    void anAnswerNamesTheReleasesThatHaveIt() {
        HypervisorTarget target = HypervisorTarget.of("9.0.0", "7.2.0");
        assertThat(target.supports(DeviceProperty.of("vfio-pci", "enable-migration").orElseThrow())).isEqualTo(new Support(Support.Answer.NO,
                "the property enable-migration of vfio-pci", "QEMU 10.0 and 11.1", "QEMU -device NAME,help"));
        assertThat(target.supports(DeviceProperty.of("vfio-pci", "ats").orElseThrow()).where()).isEqualTo("QEMU 11.1");
        assertThat(target.supports(DeviceProperty.of("vfio-pci", "host").orElseThrow()).where()).isEqualTo("QEMU 5.2, 7.2, 10.0 and 11.1");
        assertThat(target.supports(DeviceProperty.of("vfio-pci", "legacy-igd").orElseThrow()).where()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"vfio-pci, x-igd-opregion, BOOL", "vfio-pci, display, STRING", "vfio-pci, xres, NUMBER", "vfio-pci, addr, ANY",
        "vfio-pci, legacy-igd, ANY", "vfio-pci-nohotplug, ramfb, BOOL", "vfio-pci, multifunction, BOOL", "qxl, vgamem_mb, NUMBER",
        "vfio-pci, ats, STRING", "virtio-net-pci, ats, BOOL", "virtio-blk-pci, logical_block_size, NUMBER"})
    void whatJsonHasToGive(String device, String property, DeviceProperty.Kind kind) {
        assertThat(DeviceProperty.of(device, property).orElseThrow().kind()).isEqualTo(kind);
    }

    @Test
    void aDeviceThatIsNotInTheTableHasNoProperties() {
        assertThat(DeviceProperty.of("ich9-intel-hda", "debug")).isEmpty();
        assertThat(DeviceProperty.names("ich9-intel-hda", HypervisorTarget.unknown())).isEmpty();
    }

    @Test
    void theNamesAreThoseOfTheTarget() {
        assertThat(DeviceProperty.names("vfio-pci", HypervisorTarget.of(null, "7.2.0"))).contains("x-enable-migration", "x-igd-opregion", "romsize")
                .doesNotContain("enable-migration", "ramfb");
        assertThat(DeviceProperty.names("vfio-pci-nohotplug", HypervisorTarget.unknown())).contains("x-enable-migration", "enable-migration", "ramfb");
    }
}
