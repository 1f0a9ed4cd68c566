package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import java.util.Set;

/**
 * The guest's architecture and machine type, told from their names as libvirt's QEMU driver does it (qemuDomainMachineIsQ35 and
 * its kin). What the document does not say is the host's, or QEMU's default, and nothing that needs it is claimed.
 *
 * @param arch the architecture, or the empty string
 * @param type the machine type, or the empty string
 */
record Machine(String arch, String type) {

    private static final Set<String> X86 = Set.of("x86_64", "i686");
    private static final Set<String> S390 = Set.of("s390", "s390x");

    static Machine of(SourceElement root) {
        return new Machine(Xml.value(root, "os/type/@arch", ""), Xml.value(root, "os/type/@machine", ""));
    }

    boolean isX86() {
        return X86.contains(arch);
    }

    boolean isS390() {
        return S390.contains(arch);
    }

    boolean isPpc64() {
        return arch.startsWith("ppc64");
    }

    boolean isArm() {
        return arch.startsWith("arm") || arch.equals("aarch64");
    }

    boolean isQ35() {
        return isX86() && (type.equals("q35") || type.startsWith("pc-q35"));
    }

    /** i440fx: the machine that "pc" means, too. */
    boolean isI440fx() {
        return isX86() && (type.equals("pc") || type.startsWith("pc-0.") || type.startsWith("pc-1.")
                || type.startsWith("pc-i440") || type.startsWith("rhel"));
    }

    boolean isPseries() {
        return isPpc64() && (type.equals("pseries") || type.startsWith("pseries-"));
    }

    boolean isArmVirt() {
        return isArm() && (type.equals("virt") || type.startsWith("virt-"));
    }

    boolean isRiscvVirt() {
        return arch.startsWith("riscv") && (type.equals("virt") || type.startsWith("virt-"));
    }

    boolean isLoongArchVirt() {
        return arch.equals("loongarch64") && (type.equals("virt") || type.startsWith("virt-"));
    }

    /** A PC of before PCI. */
    boolean isIsaPc() {
        return isX86() && type.equals("isapc");
    }

    /** Whether arch and machine type are written: only then can it be told what a machine is not. */
    boolean isKnown() {
        return !arch.isEmpty() && !type.isEmpty();
    }

    /** Both, for messages. */
    @Override
    public String toString() {
        return (type.isEmpty() ? "this machine type" : type) + (arch.isEmpty() ? "" : " (" + arch + ")");
    }
}
