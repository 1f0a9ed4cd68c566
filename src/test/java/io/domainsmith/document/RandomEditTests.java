package io.domainsmith.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.Corpus;
import io.domainsmith.model.Domain;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Edits that nobody would think of: whatever is done to the typed copy, the spliced text reads as it. */
class RandomEditTests {

    static List<Path> documents() {
        return Corpus.documents();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void the_result_reads_as_the_edited_model(Path file) throws Exception {
        DomainDocument document = DomainDocument.parse(file);
        for (int seed = 1; seed <= 4; seed++) {
            Domain domain = document.domain();
            List<String> edits = RandomEdits.make(domain, new Random(seed * 31L + file.getFileName().toString().hashCode()));
            DomainDocument edited = document.withDomain(domain);
            assertThat(edited.domain()).as("seed %d: %s%n%s", seed, edits, edited).isEqualTo(domain);
        }
    }
}
