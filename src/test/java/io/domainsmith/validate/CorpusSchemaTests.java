package io.domainsmith.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.Corpus;
import io.domainsmith.Schemas;
import io.domainsmith.agreement.Mutants;
import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.ParseException;
import io.domainsmith.target.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the build compiled says what Jing says of the schema's own files, word for word. */
class CorpusSchemaTests {

    private static final int MISTAKES = 3000;

    @ParameterizedTest
    @ValueSource(strings = {"9.0.0", "11.3.0"})
    void theCorpus(String release) throws Exception {
        Both both = new Both(release);
        int refused = 0;
        for (Path file : Corpus.documents()) {
            try {
                refused += both.refuse(file.toString(), DomainDocument.parse(file));
            } catch (ParseException e) {
                assertThat(e.problem()).as(file.toString()).isNotBlank();
            }
        }
        assertThat(refused).isPositive();
    }

    @ParameterizedTest
    @ValueSource(strings = {"9.0.0", "11.3.0"})
    void mistakes(String release) throws Exception {
        Both both = new Both(release);
        List<Path> bases = Corpus.documents().stream().filter(file -> file.toString().contains("qemuxml2argvdata")).toList();
        int refused = 0;
        for (Mutants.Mutant mutant : new Mutants(readable(bases)).make(MISTAKES, 7)) {
            refused += both.refuse(mutant.kind() + " in " + mutant.base() + "\n" + mutant.xml(), DomainDocument.parse(mutant.xml()));
        }
        assertThat(refused).isGreaterThan(MISTAKES / 20);
    }

    private static List<Path> readable(List<Path> files) {
        return files.stream().filter(file -> {
            try {
                DomainDocument.parse(file);
                return true;
            } catch (ParseException | IOException e) {
                return false;
            }
        }).toList();
    }

    /** One release's schema, as compiled by the build and as compiled by Jing. */
    private record Both(LibvirtSchemas files, LibvirtSchemas.Release asFiles, LibvirtSchemas.Release asCompiled) {

        Both(String release) throws Exception {
            this(LibvirtSchemas.in(Schemas.domainRng(release).getParent()), new LibvirtSchemas.Release("host", null, "schema"),
                    new LibvirtSchemas.Release(release, Version.parse(release), "schema"));
        }

        /** 1 if they refuse the document, else 0. */
        int refuse(String name, DomainDocument document) {
            List<Finding> expected = SchemaCheck.check(document, files, asFiles);
            assertThat(SchemaCheck.check(document, LibvirtSchemas.bundled(), asCompiled)).as(name).isEqualTo(expected);
            return expected.isEmpty() ? 0 : 1;
        }
    }
}
