package io.domainsmith.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.Corpus;
import io.domainsmith.model.Domain;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every document of libvirt's own tests: nothing is lost, and the edit script can write all of it. */
class CorpusDocumentTests {

    static java.util.List<Path> documents() {
        return Corpus.documents();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void what_is_parsed_is_written_byte_for_byte(Path file) throws Exception {
        byte[] bytes = Files.readAllBytes(file);
        DomainDocument document = DomainDocument.parse(file);

        assertThat(document.toXml().getBytes(StandardCharsets.UTF_8)).isEqualTo(bytes);
        assertThat(document.withDomain(document.domain())).isSameAs(document);
    }

    @ParameterizedTest
    @MethodSource("documents")
    void a_rebuild_from_nothing_reads_as_an_equal_model(Path file) throws Exception {
        Domain model = DomainDocument.parse(file).domain();
        model.setSourceLocation(null);

        DomainDocument rebuilt = DomainDocument.parse("<domain/>").withDomain(model);

        Domain read = rebuilt.domain();
        assertThat(read).isEqualTo(model);
        assertThat(rebuilt.withDomain(read)).isSameAs(rebuilt);
    }
}
