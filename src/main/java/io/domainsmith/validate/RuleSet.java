package io.domainsmith.validate;

import io.domainsmith.validate.rules.AddressRules;
import io.domainsmith.validate.rules.BootRules;
import io.domainsmith.validate.rules.ChardevRules;
import io.domainsmith.validate.rules.ControllerRules;
import io.domainsmith.validate.rules.CpuRules;
import io.domainsmith.validate.rules.DevicePropertyRules;
import io.domainsmith.validate.rules.DeviceRules;
import io.domainsmith.validate.rules.DiskRules;
import io.domainsmith.validate.rules.DiskSourceRules;
import io.domainsmith.validate.rules.DisplayRules;
import io.domainsmith.validate.rules.DocumentRules;
import io.domainsmith.validate.rules.FeatureRules;
import io.domainsmith.validate.rules.FirmwareRules;
import io.domainsmith.validate.rules.GraphicsRules;
import io.domainsmith.validate.rules.GvtgRules;
import io.domainsmith.validate.rules.HostdevRules;
import io.domainsmith.validate.rules.InterfaceRules;
import io.domainsmith.validate.rules.IommuRules;
import io.domainsmith.validate.rules.MachineRules;
import io.domainsmith.validate.rules.MdevRules;
import io.domainsmith.validate.rules.MemoryRules;
import io.domainsmith.validate.rules.NumaRules;
import io.domainsmith.validate.rules.PciBusRules;
import io.domainsmith.validate.rules.PciControllerRules;
import io.domainsmith.validate.rules.QemuArgumentRules;
import io.domainsmith.validate.rules.QemuNamespaceRules;
import io.domainsmith.validate.rules.S390Rules;
import io.domainsmith.validate.rules.SecurityRules;
import io.domainsmith.validate.rules.TargetRules;
import io.domainsmith.validate.rules.UsbRules;
import io.domainsmith.validate.rules.VideoDeviceRules;
import io.domainsmith.validate.rules.VideoOrderRules;
import io.domainsmith.validate.rules.VideoRules;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An immutable list of rules.
 *
 * @since 0.1
 */
public final class RuleSet {

    private static final RuleSet STANDARD = new RuleSet(null);

    /** Made when they are first asked for: rules and this class know each other, and a short run has other things to do first. */
    private static final class Standard {
        static final List<Rule> RULES = Stream.of(
                DocumentRules.ALL, QemuNamespaceRules.ALL, QemuArgumentRules.ALL, DevicePropertyRules.ALL, VideoOrderRules.ALL,
                DisplayRules.ALL,
                VideoRules.ALL, MdevRules.ALL, HostdevRules.ALL, GraphicsRules.ALL, VideoDeviceRules.ALL, AddressRules.ALL,
                PciBusRules.ALL, PciControllerRules.ALL, ControllerRules.ALL, UsbRules.ALL, DiskRules.ALL,
                DiskSourceRules.ALL, InterfaceRules.ALL, ChardevRules.ALL, DeviceRules.ALL, MemoryRules.ALL, NumaRules.ALL,
                CpuRules.ALL, FeatureRules.ALL, MachineRules.ALL, BootRules.ALL, FirmwareRules.ALL, IommuRules.ALL,
                SecurityRules.ALL, GvtgRules.ALL, S390Rules.ALL, TargetRules.ALL)
                .flatMap(List::stream).toList();
    }

    /** Null for the standard ones. */
    private final @Nullable List<Rule> rules;

    private RuleSet(@Nullable List<Rule> rules) {
        this.rules = rules == null ? null : List.copyOf(rules);
    }

    /** The rules that Domainsmith brings. */
    public static RuleSet standard() {
        return STANDARD;
    }

    /** No rules: what is left is the schema. */
    public static RuleSet none() {
        return new RuleSet(List.of());
    }

    /**
     * This set and more rules after it.
     *
     * @throws IllegalArgumentException if two rules would have the same id
     */
    public RuleSet plus(Rule... more) {
        List<Rule> all = new ArrayList<>(rules());
        for (Rule rule : more) {
            if (all.stream().anyMatch(other -> other.id().equals(rule.id()))) {
                throw new IllegalArgumentException("there is already a rule '" + rule.id() + "'");
            }
            all.add(rule);
        }
        return new RuleSet(all);
    }

    /**
     * This set and, after it, the rules that jars declare as services: in {@code META-INF/services/io.domainsmith.validate.Rule}, a
     * class with a public constructor without parameters a line.
     *
     * @param loader sees the jars
     * @throws IllegalArgumentException if two rules would have the same id
     * @throws java.util.ServiceConfigurationError if a declared class is not there, or is no rule
     */
    public RuleSet plusInstalled(ClassLoader loader) {
        return plus(ServiceLoader.load(Rule.class, loader).stream().map(ServiceLoader.Provider::get).toArray(Rule[]::new));
    }

    /** The rules in the order in which they run. */
    public List<Rule> rules() {
        return rules == null ? Standard.RULES : rules;
    }
}
