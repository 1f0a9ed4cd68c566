package io.domainsmith.validate.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.model.Domain;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.transform.Transformer;
import io.domainsmith.validate.DomainValidator;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.RuleSet;
import io.domainsmith.validate.ValidationLevel;
import jakarta.xml.bind.annotation.XmlElement;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What each rule says of the smallest domain with its mistake, and what its repair makes of that. */
class RuleSamplesTests {

    /** Rules whose samples are no rows: with a stage or a host of their own. */
    private static final Map<Class<?>, List<String>> ELSEWHERE = Map.of(
            AddressRulesTests.class, List.of("pci-address-duplicate"),
            DisplayRulesTests.class, List.of("gvt-display-off", "gvt-display-without-gl", "gvt-display-without-graphics"),
            DocumentRulesTests.class, List.of("repeated-element", "unknown-value"),
            MdevRulesTests.class, List.of("gvt-alias-index-mismatch", "mdev-uuid-duplicate", "mdev-uuid-invalid"),
            QemuNamespaceRulesTests.class, List.of("gvt-set-args-need-legacy-device", "qemu-namespace-lost"),
            TargetRulesTests.class, List.of("device-not-in-target", "domain-type-not-in-target", "machine-not-in-target",
                    "target-qemu-too-old", "target-release-unknown"),
            VideoOrderRulesTests.class, List.of("gvt-video-not-before-mdev", "gvt-video-order-undetermined"),
            VideoRulesTests.class, List.of("gvt-final-video-present", "gvt-primary-video-not-vga-class", "gvt-video-absent", "video-none-not-alone"));

    @ParameterizedTest
    @MethodSource("io.domainsmith.validate.rules.RuleSample#all")
    void everyRowIsFound(RuleSample sample) {
        assertThat(sample.findings()).extracting(Finding::rule).contains(sample.rule());
        sample.check();
    }

    @Test
    void everyRuleHasASample() {
        Set<String> sampled = Stream.concat(RuleSample.all().stream().map(RuleSample::rule), ELSEWHERE.values().stream().flatMap(List::stream))
                .collect(Collectors.toSet());
        assertThat(RuleSet.standard().rules().stream().map(Rule::id)).containsExactlyInAnyOrderElementsOf(sampled);
    }

    /** Findings that are about all of a kind, and stand at the first. */
    private static final List<String> OF_THE_FIRST = List.of("boot-order-conflict /domain/os/boot",
            "isapc-without-pci /domain/devices/graphics");

    /**
     * A rule that finds fault with an element of which there may be several is also shown one that stands behind another, so that a
     * finding at the first one or at another one does not pass.
     */
    @Test
    void everyRuleTellsWhichOfSeveral() {
        Set<String> own = new TreeSet<>();
        Set<String> behindAnother = new HashSet<>();
        Stream.concat(RuleSample.all().stream(), RuleSample.cases().stream()).forEach(sample -> sample.findings().forEach(finding -> {
            String place = finding.rule() + " " + finding.path().replaceAll("\\[\\d+]", "");
            if (finding.path().matches(".*\\[([2-9]|\\d\\d+)].*")) {
                behindAnother.add(place);
            }
            if (finding.rule().equals(sample.rule()) && severalMayStandAt(finding.path())) {
                own.add(place);
            }
        }));
        assertThat(own).hasSizeGreaterThan(150);
        own.removeAll(behindAnother);
        assertThat(own).containsExactlyInAnyOrderElementsOf(OF_THE_FIRST);
    }

    /** Whether the model has a list for one of the elements. */
    private static boolean severalMayStandAt(String path) {
        Class<?> type = Domain.class;
        for (String step : path.replaceAll("\\[\\d+]|/@.*", "").split("/")) {
            String name = step.substring(step.indexOf(':') + 1);
            Field field = Arrays.stream(type.getDeclaredFields()).filter(one -> name.equals(elementName(one))).findFirst().orElse(null);
            if (field != null && field.getType() == List.class) {
                return true;
            }
            type = field == null ? type : field.getType();
        }
        return false;
    }

    private static String elementName(Field field) {
        XmlElement element = field.getAnnotation(XmlElement.class);
        return element == null || element.name().startsWith("#") ? field.getName() : element.name();
    }

    static Stream<RuleSample> repairable() {
        Set<String> ids = RuleSet.standard().rules().stream().filter(rule -> rule.repair().isPresent()).map(Rule::id).collect(Collectors.toSet());
        List<RuleSample> samples = RuleSample.all().stream().filter(sample -> ids.contains(sample.rule())).toList();
        assertThat(samples.stream().map(RuleSample::rule)).containsAll(ids);
        return samples.stream();
    }

    @ParameterizedTest
    @MethodSource("repairable")
    void aRepairLeavesNothingToRepair(RuleSample sample) {
        Rule rule = RuleSet.standard().rules().stream().filter(one -> one.id().equals(sample.rule())).findFirst().orElseThrow();
        Pipeline repair = Pipeline.of(Transformer.repairing(rule)).withTarget(sample.hypervisor()).withValidation(ValidationLevel.OFF);
        DomainDocument repaired = repair.apply(sample.document()).document();
        assertThat(sample.findings(repaired)).isEmpty();
        assertThat(repair.apply(repaired).document()).isSameAs(repaired);
        assertThat(DomainValidator.forTarget(sample.hypervisor()).validateSchema(repaired)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            disk-property | q35 | | <disk type='file'><source file='/a'/><target dev='sda' bus='sata'/><product>P</product></disk>
            cpu-maxphysaddr | q35 | <cpu><maxphysaddr mode='emulate'/></cpu> |
            interface-type-options | q35 | | <interface type='vhostuser'><backend type='passt'/><ip address='10.0.0.1'/></interface>
            interface-port-forward | q35 | | <interface type='user'><backend type='passt'/><portForward proto='tcp'/></interface>
            filesystem | q35 | | <filesystem><driver type='virtiofs'/><source dir='/a'/><target dir='b'/><readonly/></filesystem>
            feature-kvm-hint-dedicated | q35 | <features><kvm><hint-dedicated state='on'/></kvm></features> |
            numa-distances | q35 | <cpu><numa><cell id='0' memory='1'><distances><sibling id='0' value='10'/></distances></cell></numa></cpu> |
            usb-port-conflict | q35 | | <input type='tablet' bus='usb'><address type='usb' bus='0' port='1'/></input>
            isapc-without-pci | isapc | | <memballoon model='none'/><serial type='pty'/>
            memory-address-conflict | q35 | | <memory model='dimm'><target><size unit='MiB'>512</size></target><address type='dimm' base='0x100000000'/></memory><memory model='dimm'><target><size unit='MiB'>512</size></target><address type='dimm' base='0x120000000'/></memory>
            """)
    void newerLibvirtTakes(String rule, String machine, String inDomain, String inDevices) {
        RuleSample sample = new RuleSample(rule, "11.3.0/10.0.0", machine, inDomain == null ? "" : inDomain, inDevices == null ? "" : inDevices, "-", List.of());
        assertThat(sample.findings(sample.document())).isEmpty();
    }
}
