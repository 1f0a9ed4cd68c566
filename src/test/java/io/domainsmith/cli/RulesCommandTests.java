package io.domainsmith.cli;

import static io.domainsmith.cli.Cli.domainsmith;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.domainsmith.cli.Cli.Run;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.RuleSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class RulesCommandTests {

    @Test
    void oneRule() {
        assertThat(domainsmith("rules", "mdev-uuid-duplicate")).isEqualTo(new Run(0, """
                mdev-uuid-duplicate: error, refused
                    Two hostdevs name one mediated device, dashes and case aside.
                    Applies to domains of QEMU.
                    Way out: remove one of them.
                    Source: virDomainDefHostdevValidate.
                """, ""));
    }

    @Test
    void allRules() throws IOException {
        JsonNode all = new ObjectMapper().readTree(domainsmith("rules", "--format", "json").out());
        List<String> ids = all.findValuesAsText("id");
        assertThat(ids).doesNotHaveDuplicates().startsWith("unreadable", "schema", "schema-missing")
                .containsAll(RuleSet.standard().rules().stream().map(Rule::id).toList()).contains("fleet-mac");
        assertThat(domainsmith("rules").out().lines().filter(line -> !line.startsWith(" ") && !line.isEmpty())).hasSize(ids.size());
    }

    @Test
    void anUnknownRule() {
        assertThat(domainsmith("rules", "nonsense"))
                .isEqualTo(new Run(2, "", "domainsmith: there is no rule 'nonsense'; domainsmith rules lists all\n"));
    }

    /** If this fails: {@code bin/domainsmith rules --format markdown > docs/rules.md}. */
    @Test
    void thePageOfRulesIsWhatTheRulesSay() {
        assertThat(Path.of("docs/rules.md")).content().isEqualTo(RulesCommand.markdown(RuleEntry.all(RuleSet.standard())));
    }
}
