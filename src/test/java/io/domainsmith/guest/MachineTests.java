package io.domainsmith.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.model.ControllerModelAttribute;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a machine is by its name, as qemuDomainMachineIsQ35 and its kin tell it. */
class MachineTests {

    @ParameterizedTest
    @CsvSource({"x86_64, q35, x86 q35 known", "x86_64, pc-q35-7.2, x86 q35 known", "i686, pc, x86 i440fx known",
        "x86_64, pc-i440fx-7.2, x86 i440fx known", "x86_64, pc-0.14, x86 i440fx known", "x86_64, pc-1.3, x86 i440fx known",
        "x86_64, rhel6.6.0, x86 i440fx known", "x86_64, isapc, x86 isapc known", "x86_64, microvm, x86 known", "x86_64, xenpv, x86 known",
        "x86_64, virt, x86 known", "x86_64, pseries, x86 known", "ppc64, pseries, ppc64 pseries known", "ppc64le, pseries-7.2, ppc64 pseries known",
        "ppc64, pseriesX, ppc64 known", "ppc64, q35, ppc64 known", "aarch64, virt, arm arm-virt known", "armv7l, virt-7.2, arm arm-virt known",
        "aarch64, virtual, arm known", "aarch64, pc, arm known", "aarch64, isapc, arm known", "riscv64, virt, riscv-virt known",
        "riscv32, virt-8.0, riscv-virt known", "riscv64, spike, known", "loongarch64, virt, loongarch-virt known",
        "loongarch64, virt-9.0, loongarch-virt known", "loongarch64, other, known", "s390x, s390-ccw-virtio, s390 known", "s390, virt, s390 known",
        "x86_64, '', x86", "'', q35, q35", "'', pc-i440fx-9.0, i440fx", "'', virt, ''", "'', '', ''"})
    void names(String arch, String type, String kinds) {
        Machine machine = new Machine(arch, type);
        List<String> found = new ArrayList<>();
        add(found, "x86", machine.isX86());
        add(found, "s390", machine.isS390());
        add(found, "ppc64", machine.isPpc64());
        add(found, "arm", machine.isArm());
        add(found, "q35", machine.isQ35());
        add(found, "i440fx", machine.isI440fx());
        add(found, "isapc", machine.isIsaPc());
        add(found, "pseries", machine.isPseries());
        add(found, "arm-virt", machine.isArmVirt());
        add(found, "riscv-virt", machine.isRiscvVirt());
        add(found, "loongarch-virt", machine.isLoongArchVirt());
        add(found, "known", machine.isKnown());
        assertThat(String.join(" ", found)).isEqualTo(kinds);
    }

    private static void add(List<String> found, String kind, boolean is) {
        if (is) {
            found.add(kind);
        }
    }

    @ParameterizedTest
    @CsvSource({"x86_64, q35, q35 (x86_64)", "'', q35, q35", "x86_64, '', this machine type (x86_64)", "'', '', this machine type"})
    void words(String arch, String type, String words) {
        assertThat(new Machine(arch, type)).hasToString(words);
    }

    @ParameterizedTest
    @CsvSource({"x86_64, pc-q35-9.0, q35, 9.0, ''", "x86_64, q35, q35, '', ''", "x86_64, pc, pc, '', ''", "x86_64, pc-i440fx-2.8, pc, 2.8, ''",
        "x86_64, pc-1.0, pc, 1.0, ''", "x86_64, pc-q35-rhel9.6.0, q35, 9.6.0, rhel", "x86_64, pc-i440fx-rhel7.6.0, pc, 7.6.0, rhel",
        "x86_64, rhel6.6.0, pc, 6.6.0, rhel", "x86_64, pc-i440fx-jammy, pc, '', jammy", "x86_64, pc-q35-jammy-hpb, q35, '', jammy-hpb",
        "x86_64, pc-1.0-qemu-kvm, pc, 1.0, ''", "aarch64, virt-9.2, virt, 9.2, ''", "aarch64, virt, virt, '', ''",
        "aarch64, virt-rhel9.4.0, virt, 9.4.0, rhel", "ppc64le, pseries-jammy, pseries, '', jammy", "s390x, s390-ccw-virtio-8.2, s390-ccw-virtio, 8.2, ''",
        "s390x, s390-ccw-virtio-rhel8.6.0, s390-ccw-virtio, 8.6.0, rhel", "x86_64, xenfv-4.2, xenfv, 4.2, ''", "aarch64, raspi3b, raspi3b, '', ''",
        "arm, xlnx-zcu102, xlnx-zcu102, '', ''", "x86_64, microvm, microvm, '', ''", "'', '', '', '', ''"})
    void familiesAndVersions(String arch, String type, String family, String version, String distribution) {
        Machine machine = new Machine(arch, type);
        assertThat(machine.family()).isEqualTo(family);
        assertThat(machine.version().orElse("")).isEqualTo(version);
        assertThat(machine.distribution().orElse("")).isEqualTo(distribution);
    }

    @ParameterizedTest
    @CsvSource({"x86_64, q35, pcie-root", "x86_64, pc, pci-root", "x86_64, isapc, ''", "x86_64, microvm, ''", "aarch64, virt, pcie-root",
        "aarch64, raspi3b, ''", "riscv64, virt-8.0, pcie-root", "loongarch64, virt, pcie-root", "ppc64, pseries, pci-root", "ppc, mac99, pci-root",
        "s390x, s390-ccw-virtio, pci-root", "sparc, SS-5, ''", "'', '', ''"})
    void pciRoots(String arch, String type, String root) {
        assertThat(new Machine(arch, type).pciRoot().map(ControllerModelAttribute::value).orElse("")).isEqualTo(root);
    }

    @Test
    void theMachineOfADomain() {
        assertThat(Machine.of(DomainDocument.parse("<domain><os><type arch='x86_64' machine='pc-q35-9.0'>hvm</type></os></domain>").domain()))
                .isEqualTo(new Machine("x86_64", "pc-q35-9.0"));
        assertThat(Machine.of(DomainDocument.parse("<domain><os><type>hvm</type></os></domain>").domain())).isEqualTo(new Machine("", ""));
        assertThat(Machine.of(DomainDocument.parse("<domain/>").domain())).isEqualTo(new Machine("", ""));
    }
}
