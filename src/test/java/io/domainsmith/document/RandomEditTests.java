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
            Random random = new Random(seed * 31L + file.getFileName().toString().hashCode());
            List<String> edits = RandomEdits.make(domain, random);
            RandomEdits.copySome(domain, random);
            edits.addAll(RandomEdits.make(domain, random));
            DomainDocument edited = document.withDomain(domain);
            assertThat(edited.domain()).as("seed %d: %s%n%s", seed, edits, edited).isEqualTo(domain);
        }
    }

    /** What has not changed is taken over from the snapshot before, and must not be missed for it. */
    @ParameterizedTest
    @MethodSource("documents")
    void a_next_snapshot_tells_what_a_new_one_tells(Path file) throws Exception {
        DomainDocument document = DomainDocument.parse(file);
        Domain domain = document.domain();
        DomainSnapshot first = DomainSnapshot.of(domain);
        DomainSnapshot firstAnew = DomainSnapshot.of(domain);
        DomainSnapshot next = first;
        DomainSnapshot anew = firstAnew;
        Random random = new Random(file.getFileName().toString().hashCode());
        boolean alone = true;
        for (int round = 1; round <= 4; round++) {
            List<String> edits = RandomEdits.make(domain, random);
            DomainSnapshot before = next;
            DomainSnapshot beforeAnew = anew;
            next = before.next();
            anew = DomainSnapshot.of(domain);
            // an object that stands in two places is another one in each new snapshot
            alone &= !RandomEdits.repeats(domain);
            if (alone) {
                assertThat(told(next, before)).as("round %d: %s", round, edits).isEqualTo(told(anew, beforeAnew));
            }
        }
        assertThat(document.withDifference(first, next, SourceEdits.none()))
                .isEqualTo(document.withDifference(firstAnew, anew, SourceEdits.none()));
        assertThat(next.next()).isSameAs(next);
    }

    private static List<String> told(DomainSnapshot now, DomainSnapshot before) {
        return now.since(before).stream().map(difference -> difference.kind() + " " + difference.path() + " " + difference.before() + " "
                + difference.after()).toList();
    }
}
