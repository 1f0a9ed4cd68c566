package io.domainsmith.start;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.Finding;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the rules say of the documents that were started on real QEMUs is what became of them, without starting them again. */
class TableOfDisplaysTests {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"bullseye, 7.0.0, 5.2.0", "bookworm, 9.0.0, 7.2.22", "trixie, 11.3.0, 10.0.13", "sid, 12.8.0, 11.1.3"})
    void theRulesSayWhatBecameOfThem(String suite, String libvirt, String qemu) throws Exception {
        Map<String, String> verdicts = StartGuestIT.verdicts(suite);
        TreeSet<String> made = new TreeSet<>();
        for (Path document : Stand.documents(suite, folder)) {
            String name = StartGuestIT.nameOf(document);
            if (StartGuestIT.isAnswered(name)) {
                made.add(name);
                assertThat(verdicts).containsKey(name);
                List<Finding> against = StartGuestIT.against(DomainDocument.parse(document), HypervisorTarget.of(libvirt, qemu),
                        StartGuestIT.stage(name));
                assertThat(against.isEmpty()).as("%s on %s: %s, and the rules say %s", name, suite, verdicts.get(name), against)
                        .isNotEqualTo(verdicts.get(name).startsWith("refused"));
            }
        }
        assertThat(made).isEqualTo(verdicts.keySet());
    }
}
