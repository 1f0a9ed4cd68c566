package io.domainsmith.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The checks that Domainsmith was asked for, by number, and the rules that do them. */
class CatalogueTests {

    /**
     * Two of the 82 are no rules, for no rule sees a document before and after: that the last step gives up the video's slot (58) is among
     * the changes of a result, and that a network card or a disk was moved (81) is a finding of the pipeline.
     */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1 | gvt-set-args-need-legacy-device
            2 | gvt-video-not-before-mdev
            3 | gvt-video-order-undetermined
            4 | gvt-alias-index-mismatch
            5 | gvt-display-off
            6 | gvt-display-without-gl
            7 | gvt-display-without-graphics
            8 | gvt-final-video-present
            9 | gvt-video-absent
            10 | video-none-not-alone
            11 | video-none-residue
            12 | gvt-primary-video-not-vga-class
            13 | qemu-namespace-lost
            14 | egl-headless-duplicate
            15 | qemu-display-arg-repeated
            16 | egl-rendernode-discarded
            17 | spice-gl-with-egl-headless
            18 | egl-headless-incompatible-graphics
            19 | graphics-type-repeated
            20 | graphics-several-listens
            21 | graphics-listen-mismatch
            22 | spice-gl-off-rendernode
            23 | spice-gl-remote
            24 | spice-dependents
            25 | mdev-uuid-duplicate
            26 | mdev-uuid-invalid
            27 | gvt-several-mdev
            28 | mdev-several-display-on
            29 | mdev-model-not-vfio-pci
            30 | ramfb-needs-display
            31 | ramfb-repeated
            32 | hostdev-boot-order
            33 | hostdev-address-type
            34 | mdev-rom-ignored
            35 | opregion-missing
            36 | opregion-redundant
            37 | opregion-with-uefi
            38 | override-alias-dangling
            39 | override-alias-generated
            40 | override-bool-syntax
            41 | override-unsupported
            42 | qemu-arg-pairing
            43 | qemu-commandline-repeated
            44 | qemu-namespace-unused
            45 | qemu-capability-name
            46 | pci-address-duplicate
            47 | pci-address-reserved
            48 | pci-bus-rejects-device
            49 | pci-controller-missing
            50 | pci-function-without-function0
            51 | pci-multifunction-off
            52 | pci-slot-zero-on-bus0
            53 | pci-number-syntax
            54 | pci-chassis-duplicate
            55 | pci-port-mismatch
            56 | pci-controller-index
            57 | pci-bridge-order
            59 | mdev-at-igd-legacy-slot
            60 | machine-type-removed
            61 | machine-unsuitable
            62 | vfio-viommu-needs-caching-mode
            63 | viommu-with-gvtg
            64 | iommu-intremap-ioapic
            65 | iommu-eim-intremap
            66 | iommu-machine
            67 | virtio-iommu-without-viommu
            68 | memlock-unlimited
            69 | hard-limit-below-memory
            70 | balloon-useless-with-vfio
            71 | graphics-open-unprotected
            72 | host-specific-value
            73 | boot-order-conflict
            74 | disk-target-duplicate, drive-address-duplicate
            75 | usb-port-conflict, virtio-serial-port-conflict
            76 | vcpu-topology-mismatch
            77 | vcpupin-out-of-range
            78 | hyperv-dependencies
            79 | alias-not-user
            80 | live-xml-input
            82 | scsi-target-without-lun0
            """)
    void everyCheckHasItsRule(int number, String ids) {
        assertThat(RuleSet.standard().rules().stream().map(Rule::id).toList()).as("check %d", number).contains(ids.split(", "));
    }

    @Test
    void everyRuleSaysWhereItIsFrom() {
        List<Rule> rules = RuleSet.standard().rules();
        assertThat(rules).allSatisfy(rule -> {
            assertThat(rule.id()).matches("[a-z0-9]+(-[a-z0-9]+)*");
            assertThat(rule.description()).as(rule.id()).endsWith(".");
            assertThat(rule.source()).as(rule.id()).isNotBlank();
            assertThat(rule.appliesTo()).as(rule.id()).isNotBlank();
        });
        assertThat(rules.stream().map(Rule::id).collect(Collectors.toSet())).hasSameSizeAs(rules);
    }
}
