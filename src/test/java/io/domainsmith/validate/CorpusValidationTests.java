package io.domainsmith.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.domainsmith.Corpus;
import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.ParseException;
import io.domainsmith.target.HypervisorTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** The rules over libvirt's own test documents, with libvirt's own verdicts. */
class CorpusValidationTests {

    private static final DomainValidator LIBVIRT_9 = DomainValidator.forTarget(HypervisorTarget.of("9.0.0", "7.2.0"));

    private static boolean refuses(Finding finding) {
        return finding.severity() == Severity.ERROR && finding.consequence() == Consequence.REFUSED;
    }

    @Test
    void noRuleRefusesWhatLibvirtAccepts() throws IOException {
        List<Path> documents = Corpus.documents();
        Path folder = documents.get(0).getParent().getParent();
        Set<String> names = new HashSet<>(Files.readAllLines(folder.resolve("accepted.txt")));
        List<String> wrong = new ArrayList<>();
        List<String> bySchema = new ArrayList<>();
        int accepted = 0;
        for (Path file : documents) {
            String name = file.getFileName().toString().replaceFirst("\\.xml$", "");
            if (!file.getParent().endsWith("qemuxml2argvdata") || !names.contains(name)) {
                continue;
            }
            accepted++;
            for (Finding finding : LIBVIRT_9.validate(DomainDocument.parse(file))) {
                if (refuses(finding)) {
                    (finding.rule().equals(DomainValidator.SCHEMA_RULE) ? bySchema : wrong).add(name + ": " + finding);
                }
            }
        }
        assertThat(wrong).isEmpty();
        // ten of the 834 names are of tests whose document has another name
        assertThat(names).hasSize(834);
        assertThat(accepted).isEqualTo(824);
        assertThat(bySchema.stream().map(line -> line.substring(0, line.indexOf(':'))).distinct()).hasSize(3);
    }

    @Test
    void rulesNeverThrowAndCatchSomeOfWhatLibvirtRefuses() throws IOException {
        int caught = 0;
        for (Path file : Corpus.documents()) {
            boolean refused = Files.exists(Path.of(file.toString().replaceFirst("\\.xml$", ".err")));
            DomainDocument document;
            try {
                document = DomainDocument.parse(file);
            } catch (ParseException e) {
                // the reader has refused it before any rule could
                assertThat(e).hasMessageContaining("line");
                continue;
            }
            for (Stage stage : Stage.values()) {
                assertThatCode(() -> LIBVIRT_9.validate(document, stage)).as("%s", file).doesNotThrowAnyException();
            }
            if (refused && LIBVIRT_9.validate(document).stream().anyMatch(CorpusValidationTests::refuses)) {
                caught++;
            }
        }
        assertThat(caught).as("documents with an .err file that schema or rules refuse").isGreaterThanOrEqualTo(16);
    }

    @Test
    void oneValidatorServesManyThreads() throws Exception {
        List<DomainDocument> documents = new ArrayList<>();
        for (Path file : Corpus.documents().subList(0, 200)) {
            documents.add(DomainDocument.parse(file));
        }
        Callable<List<List<Finding>>> all = () -> documents.stream().map(LIBVIRT_9::validate).toList();
        List<List<Finding>> expected = all.call();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (Future<List<List<Finding>>> result : threads.invokeAll(Collections.nCopies(8, all))) {
                assertThat(result.get()).isEqualTo(expected);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
