package io.domainsmith.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.Schemas;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.xml.transform.stream.StreamSource;
import net.sf.saxon.lib.Feature;
import net.sf.saxon.s9api.Processor;
import net.sf.saxon.s9api.QName;
import net.sf.saxon.s9api.SaxonApiException;
import net.sf.saxon.s9api.XdmAtomicValue;
import net.sf.saxon.s9api.Xslt30Transformer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The committed binding XSDs are what libvirt's grammar says. */
class DerivationTests {

    private static final Path COMMITTED = Path.of("schemas", "derived");
    private static final Path STYLESHEET = Path.of("schemas", "rng-to-binding-xsd.xsl");

    private static final String NO_DOCTYPE = "http://saxon.sf.net/feature/parserFeature?uri="
            + URLEncoder.encode("http://apache.org/xml/features/disallow-doctype-decl", StandardCharsets.UTF_8);

    @TempDir
    private Path derived;

    @Test
    void whatIsCommittedIsDerivedFromTheNewestRelease() throws Exception {
        derive("11.3.0");

        Map<String, String> committed = texts(COMMITTED);
        Map<String, String> anew = texts(derived);
        assertThat(anew.keySet()).as("mvn -Pderive writes them, and removes none").isEqualTo(committed.keySet());
        anew.forEach((name, text) -> assertThat(committed.get(name)).as(name + " differs: run mvn -Pderive initialize").isEqualTo(text));
    }

    @Test
    void theOldestReleaseDerivesToo() throws Exception {
        derive("9.0.0");

        assertThat(texts(derived)).containsOnlyKeys("bhyve.xsd", "domain.xsd", "lxc.xsd", "qemu.xsd", "vmware.xsd", "xen.xsd")
                .allSatisfy((name, text) -> assertThat(text).contains("libvirt 9.0.0 (502 types in all)"));
    }

    private void derive(String release) throws SaxonApiException {
        Path grammar = Schemas.domainRng(release);
        Processor processor = new Processor(false);
        processor.setConfigurationProperty(Feature.ALLOWED_PROTOCOLS, "file");
        processor.getUnderlyingConfiguration().setConfigurationProperty(NO_DOCTYPE, true);
        Xslt30Transformer transformer = processor.newXsltCompiler().compile(new StreamSource(STYLESHEET.toFile())).load30();
        transformer.setStylesheetParameters(Map.of(new QName("release"), new XdmAtomicValue(release)));
        transformer.setBaseOutputURI(derived.resolve("domain.xsd").toUri().toString());
        transformer.transform(new StreamSource(grammar.toFile()), processor.newSerializer(derived.resolve("domain.xsd").toFile()));
    }

    private static Map<String, String> texts(Path directory) throws IOException {
        Map<String, String> texts = new TreeMap<>();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                texts.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return texts;
    }
}
