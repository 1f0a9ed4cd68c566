package io.domainsmith.guest;

import io.domainsmith.model.ControllerModelAttribute;
import io.domainsmith.model.Domain;
import io.domainsmith.model.DomainType;
import io.domainsmith.model.OsType;
import io.domainsmith.model.OsTypeValue;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The guest's architecture and machine type, told from their names as libvirt's QEMU driver does it (qemuDomainMachineIsQ35 and
 * its kin). What the document does not say is the host's, or QEMU's default: then nothing is claimed of the machine, except that
 * {@code q35} and {@code pc} are x86 machines.
 *
 * <pre>{@code
 * Machine machine = new Machine("x86_64", "pc-q35-rhel9.6.0");
 * machine.family();         // q35
 * machine.version();        // 9.6.0, of the distribution's own count
 * machine.distribution();   // rhel
 * }</pre>
 *
 * @param arch the architecture, such as {@code x86_64}, or the empty string
 * @param type the machine type, such as {@code pc-q35-9.0}, or the empty string
 * @since 0.1
 */
public record Machine(String arch, String type) {

    private static final Set<String> X86 = Set.of("x86_64", "i686");
    private static final Set<String> S390 = Set.of("s390", "s390x");
    private static final Set<String> WITH_PCI_ROOT = Set.of("alpha", "ppc", "ppcemb", "sparc64", "sh4", "sh4eb");

    /** QEMU's families of versioned machines; behind them comes QEMU's version, or a distribution's name with or without a version. */
    private static final Pattern VERSIONED = Pattern.compile("(pc-q35|pc-i440fx|pc|virt|pseries|s390-ccw-virtio|xenfv)"
            + "-([a-z][a-z-]*)?(\\d+(?:\\.\\d+)*)?(-[a-z-]+)?");
    private static final Pattern RHEL6 = Pattern.compile("rhel(\\d+(?:\\.\\d+)*)");

    /**
     * The machine of a domain. Without a name the machine of a QEMU guest on a PC is pc, whatever QEMU's own default is
     * (virQEMUCapsGetPreferredMachine).
     */
    public static Machine of(Domain domain) {
        OsType type = domain.getOs() == null ? null : domain.getOs().getType();
        String arch = type == null || type.getArch() == null ? "" : type.getArch().value();
        if (type != null && type.getMachine() != null) {
            return new Machine(arch, type.getMachine());
        }
        boolean qemu = domain.getType() == DomainType.KVM || domain.getType() == DomainType.QEMU;
        boolean pc = type != null && type.getValue() == OsTypeValue.HVM && (arch.isEmpty() || X86.contains(arch));
        return new Machine(arch, qemu && pc ? "pc" : "");
    }

    /**
     * The family: {@code q35}, {@code pc} (i440fx), or the machine type without what counts its versions, such as {@code virt}; empty
     * if the document names no machine.
     */
    public String family() {
        if (isQ35() || isI440fx()) {
            return isQ35() ? "q35" : "pc";
        }
        Matcher matcher = VERSIONED.matcher(type);
        return matcher.matches() ? matcher.group(1) : type;
    }

    /** The version in the machine type, such as {@code 9.0}: QEMU's, or the distribution's if there is one; empty without a version. */
    public Optional<String> version() {
        Matcher rhel = RHEL6.matcher(type);
        Matcher matcher = VERSIONED.matcher(type);
        return rhel.matches() ? Optional.of(rhel.group(1)) : matcher.matches() ? Optional.ofNullable(matcher.group(3)) : Optional.empty();
    }

    /** The distribution to which a machine type belongs, by its suffix such as {@code rhel} or {@code jammy}; empty for QEMU's own. */
    public Optional<String> distribution() {
        Matcher matcher = VERSIONED.matcher(type);
        return RHEL6.matcher(type).matches() ? Optional.of("rhel")
                : matcher.matches() ? Optional.ofNullable(matcher.group(2)) : Optional.empty();
    }

    /**
     * The root of the machine's PCI buses, as the model of libvirt's controller (qemuDomainDefAddDefaultDevices); empty for a machine
     * without PCI, and for one that is not known.
     */
    public Optional<ControllerModelAttribute> pciRoot() {
        if (isQ35() || isArmVirt() || isRiscvVirt() || isLoongArchVirt()) {
            return Optional.of(ControllerModelAttribute.PCIE_ROOT);
        }
        return isI440fx() || isPseries() || isS390() || WITH_PCI_ROOT.contains(arch) ? Optional.of(ControllerModelAttribute.PCI_ROOT)
                : Optional.empty();
    }

    /** Whether the document says that the guest is an x86 one, of 32 or 64 bits. */
    public boolean isX86() {
        return X86.contains(arch);
    }

    private boolean canBeX86() {
        return arch.isEmpty() || isX86();
    }

    /** Whether it is an IBM Z guest. */
    public boolean isS390() {
        return S390.contains(arch);
    }

    /** Whether it is a 64-bit POWER guest. */
    public boolean isPpc64() {
        return arch.startsWith("ppc64");
    }

    /** Whether it is an ARM guest, of 32 or 64 bits. */
    public boolean isArm() {
        return arch.startsWith("arm") || arch.equals("aarch64");
    }

    /** Whether it is a q35 machine. */
    public boolean isQ35() {
        return canBeX86() && (type.equals("q35") || type.startsWith("pc-q35"));
    }

    /** Whether it is i440fx: the machine that {@code pc} means, too. */
    public boolean isI440fx() {
        return canBeX86() && (type.equals("pc") || type.startsWith("pc-0.") || type.startsWith("pc-1.")
                || type.startsWith("pc-i440") || type.startsWith("rhel"));
    }

    /** Whether it is the machine of POWER guests. */
    public boolean isPseries() {
        return isPpc64() && isOrVersionOf("pseries");
    }

    /** Whether it is the virt machine of ARM guests. */
    public boolean isArmVirt() {
        return isArm() && isOrVersionOf("virt");
    }

    /** Whether it is the virt machine of RISC-V guests. */
    public boolean isRiscvVirt() {
        return arch.startsWith("riscv") && isOrVersionOf("virt");
    }

    /** Whether it is the virt machine of LoongArch guests. */
    public boolean isLoongArchVirt() {
        return arch.equals("loongarch64") && isOrVersionOf("virt");
    }

    private boolean isOrVersionOf(String family) {
        return type.equals(family) || type.startsWith(family + "-");
    }

    /** Whether it is a PC from before PCI. */
    public boolean isIsaPc() {
        return canBeX86() && type.equals("isapc");
    }

    /** Whether architecture and machine type are written: only then can it be told what a machine is not. */
    public boolean isKnown() {
        return !arch.isEmpty() && !type.isEmpty();
    }

    /** Both, for messages. */
    @Override
    public String toString() {
        return (type.isEmpty() ? "this machine type" : type) + (arch.isEmpty() ? "" : " (" + arch + ")");
    }
}
