package io.domainsmith.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.rules.VideoRules;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.ServiceConfigurationError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleSetTests {

    private static final Rule NOTED = new Rule() {
        @Override
        public String id() {
            return "noted";
        }

        @Override
        public String description() {
            return "Notes every document.";
        }

        @Override
        public List<Finding> check(DomainDocument document, RuleContext context) {
            return List.of(new Finding("noted", Severity.INFO, Consequence.ADVICE, 1, 1, "/domain", "noted", null));
        }
    };

    @Test
    void bringsTheStandardRules() {
        assertThat(RuleSet.standard().rules()).extracting(Rule::id).startsWith("repeated-element", "unknown-value")
                .contains("pci-address-duplicate", "boot-order-conflict", "vcpu-topology-mismatch", "memlock-unlimited", "target-qemu-too-old");
        assertThat(RuleSet.standard().rules()).hasSizeGreaterThan(140);
    }

    @Test
    void takesRulesOfAUser() {
        DomainValidator validator = DomainValidator.forTarget(HypervisorTarget.unknown()).withRules(NOTED);
        assertThat(validator.rules().rules()).hasSize(RuleSet.standard().rules().size() + 1);
        assertThat(validator.withRuleSet(RuleSet.none()).rules().rules()).isEmpty();
        assertThat(validator.validate(DomainDocument.parse("<domain type='kvm'/>"))).extracting(Finding::rule)
                .contains("noted");
        assertThat(RuleSet.standard().rules()).doesNotContain(NOTED);
    }

    @Test
    void anIdIsTakenOnce() {
        assertThatThrownBy(() -> RuleSet.standard().plus(VideoRules.VIDEO_ABSENT)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is already a rule 'gvt-video-absent'");
    }

    @Test
    void everyRuleSaysWhatItIs() {
        for (Rule rule : RuleSet.standard().rules()) {
            assertThat(rule.id()).matches("[a-z0-9]+(-[a-z0-9]+)*");
            assertThat(rule.description()).as(rule.id()).endsWith(".").hasSizeGreaterThan(15);
            assertThat(rule.source()).as(rule.id()).isNotBlank();
            assertThat(rule.appliesTo()).as(rule.id()).isNotBlank();
            assertThat(rule.wayOut()).as(rule.id()).doesNotEndWith(".");
        }
        assertThat(RuleSet.standard().rules()).extracting(Rule::id).doesNotHaveDuplicates();
    }

    @Test
    void aRuleOfAUserNeedsNoMoreThanItsCheck() {
        assertThat(NOTED.severity()).isEqualTo(Severity.WARNING);
        assertThat(NOTED.consequence()).isEqualTo(Consequence.ADVICE);
        assertThat(NOTED.stage()).isEqualTo(Stage.ANY);
        assertThat(NOTED.appliesTo()).isEqualTo("every domain");
        assertThat(NOTED.source()).isEmpty();
        assertThat(NOTED.wayOut()).isEmpty();
        assertThat(NOTED.repair()).isEmpty();
    }

    /** A rule as a jar brings it. */
    public static final class InstalledRule implements Rule {
        @Override
        public String id() {
            return "installed";
        }

        @Override
        public String description() {
            return "Comes with a jar.";
        }

        @Override
        public List<Finding> check(DomainDocument document, RuleContext context) {
            return List.of();
        }
    }

    private static ClassLoader jarWith(Path folder, String className) throws IOException {
        Files.createDirectories(folder.resolve("META-INF/services"));
        Files.writeString(folder.resolve("META-INF/services/" + Rule.class.getName()), className + "\n");
        return new URLClassLoader(new URL[] {folder.toUri().toURL()}, RuleSetTests.class.getClassLoader());
    }

    @Test
    void takesRulesThatJarsBring(@TempDir Path folder) throws IOException {
        RuleSet with = RuleSet.standard().plusInstalled(jarWith(folder, InstalledRule.class.getName()));
        assertThat(with.rules()).last().isInstanceOf(InstalledRule.class);
        assertThat(RuleSet.standard().plusInstalled(RuleSetTests.class.getClassLoader()).rules())
                .isEqualTo(RuleSet.standard().rules());
        ClassLoader broken = jarWith(folder, "no.such.Rule");
        assertThatThrownBy(() -> RuleSet.standard().plusInstalled(broken)).isInstanceOf(ServiceConfigurationError.class)
                .hasMessageContaining("no.such.Rule");
    }
}
