package io.domainsmith.target;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FeatureTests {

    @ParameterizedTest
    @CsvSource({
        "JSON_DEVICE, 7.8.0, 7.2.0, NO", "JSON_DEVICE, 7.9.0, 6.1.0, NO", "JSON_DEVICE, 7.9.0, 6.2.0, YES",
        "JSON_DEVICE, 7.10.0, 6.2.0, YES", "JSON_DEVICE, 8.0.0, 7.2.0, NO", "JSON_DEVICE, 8.1.0, 6.2.0, NO",
        "JSON_DEVICE, 8.1.0, 7.0.0, YES", "JSON_DEVICE, 9.0.0, 7.2.22, YES", "JSON_DEVICE, 9.0.0, , UNKNOWN",
        "JSON_DEVICE, 8.0.0, , NO", "JSON_DEVICE, , 6.1.0, NO", "JSON_DEVICE, , 6.2.0, UNKNOWN", "JSON_DEVICE, , , UNKNOWN",
        // 12.4 takes no QEMU that is older than 7.2, 11.2 takes 6.2
        "JSON_DEVICE, 12.4.0, , YES", "JSON_DEVICE, 11.2.0, , UNKNOWN",
        "OVERRIDE, 8.4.0, , NO", "OVERRIDE, 8.5.0, , YES", "OVERRIDE, , 9.0.0, UNKNOWN", "OVERRIDE, 8.1.0, 7.0.0, NO",
        "OVERRIDE_CRASHES, 8.1.0, , NO", "OVERRIDE_CRASHES, 8.2.0, , YES", "OVERRIDE_CRASHES, 8.5.0, , NO",
        "OPREGION_BY_DEFAULT, 12.5.0, 10.0.2, NO", "OPREGION_BY_DEFAULT, , 10.1.0, YES", "OPREGION_BY_DEFAULT, 12.5.0, , UNKNOWN",
        "GVTG_HOTPLUG, , 10.0.0, YES", "GVTG_HOTPLUG, , 10.1.0, NO",
        "VIDEO_NONE, 4.5.0, , NO", "VIDEO_NONE, 4.6.0, , YES", "MDEV_DISPLAY, 4.6.0, 2.11.0, NO", "MDEV_DISPLAY, 4.6.0, , UNKNOWN",
        // 10.6 takes no QEMU that is older than 5.2
        "MDEV_DISPLAY, 10.6.0, , YES", "MDEV_RAMFB, 5.9.0, 4.0.0, NO", "MDEV_RAMFB, 5.10.0, 4.0.0, YES",
        "EGL_RENDER_NODE, 4.10.0, 3.1.0, NO", "USER_ALIAS, 3.8.0, , NO",
        "PCI_DISPLAY, 9.10.0, , NO", "PCI_DISPLAY, 10.5.0, , UNKNOWN", "PCI_DISPLAY, 11.0.0, , YES",
        "DEL_DEVICE_JSON, 7.10.0, , YES", "DEL_DEVICE_JSON, 8.1.0, , NO", "DEL_DEVICE_JSON_HOTPLUG, 8.1.0, , YES",
        "SPICE, 9.0.0, 7.2.0, UNKNOWN",
        "QEMU_FOR_LIBVIRT, 12.4.0, 7.1.0, NO", "QEMU_FOR_LIBVIRT, 12.4.0, 7.2.0, YES", "QEMU_FOR_LIBVIRT, 11.2.0, 6.1.0, NO",
        "QEMU_FOR_LIBVIRT, 11.1.0, 6.1.0, YES", "QEMU_FOR_LIBVIRT, 10.6.0, 5.1.0, NO", "QEMU_FOR_LIBVIRT, 9.0.0, 4.2.0, YES"})
    void theTable(Feature feature, @Nullable String libvirt, @Nullable String qemu, Support.Answer answer) {
        assertThat(HypervisorTarget.of(libvirt, qemu).supports(feature).answer()).isEqualTo(answer);
    }

    @Test
    void anAnswerSaysWhenAndFromWhere() {
        assertThat(HypervisorTarget.of("9.0.0", null).supports(Feature.OVERRIDE)).isEqualTo(new Support(Support.Answer.YES,
                "<qemu:override>", "libvirt 8.5.0 or later", "libvirt NEWS 8.2 and 8.5"));
        assertThat(Feature.JSON_DEVICE.where()).isEqualTo("libvirt 7.9.0 or later, but older than 8.0.0 with QEMU 6.2.0 or later; or "
                + "libvirt 8.1.0 or later with QEMU 7.0.0 or later");
        assertThat(Feature.GVTG_HOTPLUG.where()).isEqualTo("QEMU older than 10.1.0");
        assertThat(Feature.PCI_DISPLAY.where()).isEqualTo("libvirt 11.0.0 or later; or libvirt 10.0.0 or later, but older than 11.0.0 "
                + "(some of them)");
    }

    @ParameterizedTest
    @EnumSource
    void everyRowIsComplete(Feature feature) {
        assertThat(feature.what()).isNotBlank();
        assertThat(feature.where()).containsPattern("(libvirt|QEMU) (older than )?\\d+\\.\\d+\\.\\d+");
        assertThat(feature.source()).isNotBlank();
    }

    @Test
    void releasesHaveWords() {
        assertThat(Releases.libvirt("8.5.0")).hasToString("libvirt 8.5.0 or later");
        assertThat(Releases.libvirt("8.5.0", "9.0.0")).hasToString("libvirt 8.5.0 or later, but older than 9.0.0");
        assertThat(Releases.qemu("", "10.1.0")).hasToString("QEMU older than 10.1.0");
        assertThat(Releases.libvirt("8.5.0").withQemu("6.2.0")).hasToString("libvirt 8.5.0 or later with QEMU 6.2.0 or later");
        assertThat(Releases.qemu("")).hasToString("every release");
        assertThat(Releases.qemu("7.0.0").perhaps()).hasToString("QEMU 7.0.0 or later (some of them)");
    }

    @ParameterizedTest
    @CsvSource({"YES, true, false, false", "NO, false, true, false", "UNKNOWN, false, false, true"})
    void anAnswerIsOneOfThree(Support.Answer answer, boolean yes, boolean no, boolean unknown) {
        Support support = new Support(answer, "what", "where", "source");
        assertThat(support.isYes()).isEqualTo(yes);
        assertThat(support.isNo()).isEqualTo(no);
        assertThat(support.isUnknown()).isEqualTo(unknown);
    }
}
