package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.guest.Machine;
import io.domainsmith.guest.Sizes;
import io.domainsmith.target.Feature;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.Severity;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The machine's features and timers.
 *
 * @since 0.1
 */
public final class FeatureRules {

    /** Features of other architectures: qemuValidateDomainDefFeatures, qemuValidateDomainDefPSeriesFeature. */
    public static final Rule ARCHITECTURE = Check.refused("feature-architecture",
            "A feature is of another architecture or machine type: hpt, htm, nested-hv, ccf-assist, cfpc, sbbc and ibs are of pseries, gic "
                    + "of ARM's virt, ioapic, pvspinlock, ps2 and apic's eoi of x86, hyperv of x86 and ARM's virt, and ppc64 is never without pmu.",
            "qemuValidateDomainDefFeatures, qemuValidateDomainDefPSeriesFeature", "remove the feature", FeatureRules::architecture);

    /** Memory of the system management mode: qemuValidateDomainDef, virDomainFeaturesDefParse. */
    public static final Rule TSEG = Check.refused("feature-tseg", "<tseg> is of q35 alone, and of whole MiB.",
            "qemuDomainDefValidateFeatures, virDomainDefParseXML", "use q35, and whole MiB",
            Check.each("features/smm/tseg", FeatureRules::tseg));

    /** A hint that needs the host's CPU: qemuValidateDomainDefFeatures. */
    public static final Rule KVM_HINT = Check.of(Severity.WARNING, Consequence.REFUSED, "feature-kvm-hint-dedicated",
            "KVM's hint-dedicated stands without the CPU mode host-passthrough or maximum, which libvirt before 9.0 may refuse.",
            "qemuValidateDomainDefFeatures", "use <cpu mode='host-passthrough'>", Check.each("features/kvm/hint-dedicated", (guest, hint) ->
                    Xml.is(hint, "@state", "on") && !Xml.is(guest.root(), "cpu/@mode", "host-passthrough", "maximum")
                            && !guest.supports(Feature.KVM_HINT_CHECK).isNo()
                                    ? "<hint-dedicated> (line " + hint.line() + ") needs the CPU mode host-passthrough before libvirt 9.0" : null))
            .where("domains of QEMU, libvirt before 9.0");

    /** Enlightenments that need others: QEMU target/i386/kvm/hyperv. */
    public static final Rule HYPERV = Check.failsAtStart("hyperv-dependencies",
            "A Hyper-V enlightenment is on without one that it needs: QEMU refuses to start, and libvirt of some releases to define.",
            "QEMU docs/system/i386/hyperv.rst; libvirt NEWS 11.9 and 12.0", "switch on what it needs, too",
            Check.each("features/hyperv", FeatureRules::hyperv));

    /** Timers: qemuValidateDomainDefClockTimers. */
    public static final Rule TIMER = Check.refused("clock-timer",
            "A timer is of another architecture, or has a policy that QEMU has not.", "qemuValidateDomainDefClockTimers",
            "remove the timer, or its policy", Check.each("clock/timer", FeatureRules::timer));

    /** CPU features of another architecture: virCPUarmValidateFeatures, qemuValidateDomainDefCpu. */
    public static final Rule CPU_FEATURE = Check.refused("cpu-feature-architecture",
            "On ARM a CPU feature is one of x86, or a vector length of SVE while SVE is off.", "virCPUarmValidateFeatures, virQEMUCapsCPUFilterFeatures",
            "remove the feature", Check.each("cpu/feature", FeatureRules::cpuFeature));

    /** What needs the PS/2 controller: qemuValidateDomainDefFeatures, qemuValidateDomainDeviceDefInput. */
    public static final Rule PS2 = Check.refused("feature-ps2", "The PS/2 controller is off, but an input is on the bus ps2, or vmport is on.",
            "qemuDomainDefPS2Validate, qemuValidateDomainDeviceDefInput", "say <ps2 state='on'/>, or leave the inputs and vmport out",
            Check.each("features/ps2", (guest, ps2) -> {
                SourceElement input = guest.devices("input").stream().filter(one -> Xml.is(one, "@bus", "ps2")).findFirst().orElse(null);
                if (!Xml.is(ps2, "@state", "off")) {
                    return null;
                } else if (input != null) {
                    return "<ps2> (line " + ps2.line() + ") is off, which " + Guest.name(input) + " needs";
                }
                return Xml.is(guest.root(), "features/vmport/@state", "on") ? "<ps2> (line " + ps2.line() + ") is off, which <vmport> needs" : null;
            }));

    /** All of this family. */
    public static final List<Rule> ALL = List.of(ARCHITECTURE, TSEG, KVM_HINT, HYPERV, TIMER, CPU_FEATURE, PS2);

    private static final List<String> PSERIES = List.of("hpt", "htm", "nested-hv", "ccf-assist", "cfpc", "sbbc", "ibs");
    private static final String OF_X86 = "(vmx|svm|mmx|sse.*|ssse3|avx.*|pae|pse|pge|smep|smap|invtsc|x2apic|xsave.*|lahf_lm|rdtscp|pdpe1gb|"
            + "pcid|invpcid|bmi[12]|fma|f16c|movbe|popcnt|nx|ds_cpl|monitor|hypervisor|md-clear|spec-ctrl|ssbd|ibpb|ibrs|stibp|amd-.*|vmx-.*)";

    private FeatureRules() {
    }

    private static void architecture(Guest guest, Report report) {
        Machine machine = guest.machine();
        if (!machine.isKnown()) {
            return;
        }
        for (SourceElement features : guest.all("features")) {
            for (SourceElement feature : features.children()) {
                architecture(machine, feature, report);
            }
        }
    }

    private static void architecture(Machine machine, SourceElement feature, Report report) {
        String name = feature.localName();
        boolean wrong = switch (name) {
            case "gic" -> !machine.isArmVirt();
            case "ioapic", "pvspinlock", "ps2" -> !machine.isX86();
            case "apic" -> !machine.isX86() && Xml.has(feature, "@eoi");
            case "hyperv" -> !machine.isX86() && !machine.isArmVirt();
            case "pmu" -> machine.isPpc64() && Xml.is(feature, "@state", "off");
            default -> PSERIES.contains(name) && !machine.isPseries();
        };
        if (wrong) {
            report.add(feature, "<" + name + "> in <features> (line " + feature.line() + ") is not of " + machine);
        }
    }

    private static @Nullable String tseg(Guest guest, SourceElement tseg) {
        String text = tseg.text().strip();
        OptionalLong size = Sizes.kibibytes(text, Xml.value(tseg, "@unit", "MiB"));
        if (guest.machine().isKnown() && !guest.machine().isQ35()) {
            return "<tseg> (line " + tseg.line() + ") is of q35, not of " + guest.machine();
        }
        return size.isPresent() && size.getAsLong() % 1024 != 0
                ? "<tseg> (line " + tseg.line() + ") is " + size.getAsLong() + " KiB, which are no whole MiB" : null;
    }

    private static @Nullable String hyperv(Guest guest, SourceElement hyperv) {
        if (Xml.is(hyperv, "@mode", "passthrough")) {
            return null;
        }
        String[][] needs = {{"synic", "vpindex"}, {"stimer", "synic", "vpindex"}, {"tlbflush", "vpindex"}, {"ipi", "vpindex"},
                {"evmcs", "vapic"}};
        for (String[] chain : needs) {
            for (int i = 1; i < chain.length; i++) {
                if (Xml.is(hyperv, chain[0] + "/@state", "on") && !Xml.is(hyperv, chain[i] + "/@state", "on")) {
                    return "<" + chain[0] + "> in <hyperv> (line " + hyperv.line() + ") needs <" + chain[i] + " state='on'/>";
                }
            }
        }
        return Xml.is(hyperv, "stimer/@state", "on") && guest.all("clock/timer").stream()
                .noneMatch(timer -> Xml.is(timer, "@name", "hypervclock") && !Xml.is(timer, "@present", "no"))
                        ? "<stimer> in <hyperv> (line " + hyperv.line() + ") needs <timer name='hypervclock' present='yes'/>" : null;
    }

    private static @Nullable String timer(Guest guest, SourceElement timer) {
        String name = Xml.value(timer, "@name", "");
        String wrong = wrong(guest, timer, name);
        return wrong == null ? null : "<timer name='" + name + "'> (line " + timer.line() + ") " + wrong;
    }

    private static @Nullable String wrong(Guest guest, SourceElement timer, String name) {
        String policy = Xml.value(timer, "@tickpolicy", "");
        Machine machine = guest.machine();
        boolean present = Xml.is(timer, "@present", "yes");
        if (name.equals("platform")) {
            return "is none of QEMU's";
        } else if (Set.of("tsc", "kvmclock", "hypervclock").contains(name) && present && !machine.arch().isEmpty() && !machine.isX86()) {
            return "is of x86, not of " + machine;
        } else if (name.equals("rtc") && Xml.is(timer, "@track", "boot")) {
            return "cannot track the boot";
        } else if (name.equals("rtc") && Set.of("merge", "discard").contains(policy) || name.equals("pit") && policy.equals("merge")
                || name.equals("armvtimer") && Set.of("merge", "catchup").contains(policy)) {
            return "has not the tickpolicy " + policy;
        } else if (name.equals("armvtimer") && machine.isKnown() && (!machine.isArmVirt() || !Xml.is(guest.root(), "@type", "kvm"))) {
            return "is of KVM on ARM's virt alone";
        }
        return name.equals("armvtimer") && Xml.is(timer, "@present", "no") ? "cannot be switched off" : null;
    }

    private static @Nullable String cpuFeature(Guest guest, SourceElement feature) {
        String name = Xml.value(feature, "@name", "");
        if (!guest.machine().isArm()) {
            return null;
        } else if (name.matches(OF_X86)) {
            return "<feature name='" + name + "'> (line " + feature.line() + ") is one of x86";
        }
        boolean off = guest.all("cpu/feature").stream()
                .anyMatch(other -> Xml.is(other, "@name", "sve") && Xml.is(other, "@policy", "disable", "forbid"));
        return off && name.matches("sve\\d+") && Xml.is(feature, "@policy", "require", "force")
                ? "<feature name='" + name + "'> (line " + feature.line() + ") is a vector length of SVE, which is off" : null;
    }
}
