package io.domainsmith.vgpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainsmith.target.Feature;
import io.domainsmith.target.HypervisorTarget;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdiomTests {

    @ParameterizedTest
    @CsvSource({
        "3.2.0, 2.10.0, seed-legacy", "4.5.0, 2.12.0, seed-legacy", "4.6.0, 2.12.0, classic", "7.8.0, 6.2.0, classic",
        "7.9.0, 6.1.0, classic", "7.10.0, 6.2.0, gap", "8.0.0, 6.2.0, classic", "8.0.0, 7.2.0, classic", "8.1.0, 6.2.0, classic",
        "8.4.0, 7.0.0, gap", "8.4.0, , gap", "8.5.0, 7.0.0, modern", "9.0.0, 7.2.0, modern", "9.0.0, , modern",
        "11.3.0, 10.0.0, modern", "11.3.0, 10.1.0, current", ", 10.1.0, current", ", 7.2.0, modern", ", , modern"})
    void theTargetChooses(@Nullable String libvirt, @Nullable String qemu, String idiom) {
        HypervisorTarget target = HypervisorTarget.of(libvirt, qemu);
        assertThat(Idiom.forTarget(target).id()).isEqualTo(idiom);
        assertThat(Idiom.choose(null, target).id()).isEqualTo(idiom);
        // what is chosen can be asked for as well
        assertThat(Idiom.choose(Idiom.parse(idiom), target).id()).isEqualTo(idiom);
    }

    /** What tells releases in the answers of libvirt 7.0, 8.0, 9.0, 11.3 and 12.8 to virsh domcapabilities. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            pc-q35-5.2    | -                       | -                                         | -                   | classic
            pc-q35-jammy  | <mode name='maximum'/>  | <tpm/>                                    | -                   | modern
            pc-q35-7.2    | <mode name='maximum'/>  | <tpm/><redirdev/><channel/>               | <hyperv/>           | modern
            pc-q35-10.0   | <mode name='maximum'/>  | <tpm/><redirdev/><channel/><crypto/>      | <launchSecurity/>   | modern
            pc-q35-11.1   | <mode name='maximum'/>  | <tpm/><redirdev/><channel/><console/>     | <launchSecurity/>   | current
            """)
    void domainCapabilitiesChoose(String machine, @Nullable String mode, @Nullable String devices, @Nullable String features, String idiom) {
        HypervisorTarget target = HypervisorTarget.parse(answer(machine, mode, devices, features));
        assertThat(Idiom.forTarget(target).id()).isEqualTo(idiom);
        assertThat(target.supports(Feature.OVERRIDE).isUnknown()).isEqualTo(machine.equals("pc-q35-jammy"));
        assertThat(Idiom.forTarget(target.with(HypervisorTarget.of("8.0.0", null)))).isIn(Idiom.CLASSIC, Idiom.CURRENT);
    }

    private static String answer(String machine, @Nullable String mode, @Nullable String devices, @Nullable String features) {
        return "<domainCapabilities><domain>kvm</domain><machine>" + machine + "</machine><os/><cpu><mode name='custom'/>"
                + (mode == null ? "" : mode) + "</cpu><devices><disk/><graphics/><video/><hostdev/><rng/>" + (devices == null ? "" : devices)
                + "</devices><features><gic/><backingStoreInput/>" + (features == null ? "" : features) + "</features></domainCapabilities>";
    }

    @Test
    void domainCapabilitiesOfAnOldLibvirtRefuseTheOverride() {
        assertThatThrownBy(() -> Idiom.choose(Idiom.MODERN, HypervisorTarget.parse(answer("pc-q35-5.2", null, null, null))))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("idiom modern needs libvirt 8.5.0 or later, for <qemu:override>, and "
                        + "the target is libvirt 5.10.0 or later, but older than 7.1.0; use idiom classic");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "commandline | 9.0.0 | 7.2.0 | does not start with libvirt 9.0.0 and QEMU 7.2.0: -set finds no device that libvirt gives QEMU as "
                + "JSON; use idiom modern",
        "seed-legacy | 8.4.0 | 7.0.0 | does not start with libvirt 8.4.0 and QEMU 7.0.0: -set finds no device that libvirt gives QEMU as "
                + "JSON; use idiom gap",
        "classic | 12.4.0 | | does not start with libvirt 12.4.0: -set finds no device that libvirt gives QEMU as JSON; use idiom modern",
        "gap | 8.0.0 | 7.2.0 | does not start with libvirt 8.0.0 and QEMU 7.2.0, which has no capability device.json to take away; use "
                + "idiom classic",
        "gap | 7.8.0 | | does not start with libvirt 7.8.0, which has no capability device.json to take away; use idiom classic",
        "modern | 8.4.0 | 6.2.0 | needs libvirt 8.5.0 or later, for <qemu:override>, and the target is libvirt 8.4.0 and QEMU 6.2.0; use "
                + "idiom classic",
        "current | | 10.0.0 | needs QEMU 10.1.0 or later, for the opregion by default, and the target is QEMU 10.0.0; use idiom modern",
        "classic | 4.5.0 | 2.12.0 | needs libvirt 4.6.0 or later with QEMU 2.10.0 or later, for <graphics type='egl-headless'>, and the "
                + "target is libvirt 4.5.0 and QEMU 2.12.0; use idiom seed-legacy"})
    void whatCannotWorkIsRefused(String idiom, @Nullable String libvirt, @Nullable String qemu, String why) {
        assertThatThrownBy(() -> Idiom.choose(Idiom.parse(idiom), HypervisorTarget.of(libvirt, qemu)))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("idiom " + idiom + " " + why);
    }

    @Test
    void whatMayWorkIsLeftToTheUser() {
        for (Idiom idiom : Idiom.values()) {
            assertThat(Idiom.choose(idiom, HypervisorTarget.unknown())).isEqualTo(idiom);
        }
        // the old syntax can be had on today's libvirt, too
        assertThat(Idiom.choose(Idiom.GAP, HypervisorTarget.of("9.0.0", "7.2.0"))).isEqualTo(Idiom.GAP);
    }

    @Test
    void words() {
        assertThat(Idiom.parse("override")).isEqualTo(Idiom.MODERN);
        assertThatThrownBy(() -> Idiom.parse("newest")).isInstanceOf(IllegalArgumentException.class).hasMessage(
                "'newest' is not an idiom; there are commandline, seed-legacy, classic, gap, modern, current");
    }
}
