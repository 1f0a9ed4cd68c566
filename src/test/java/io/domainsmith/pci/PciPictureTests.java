package io.domainsmith.pci;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Guests of all sorts as text and as picture. What has no address in them stands in the text where a real libvirt 9.0.0 put it.
 */
class PciPictureTests {

    private static String resource(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(PciPictureTests.class.getResourceAsStream("/pci/" + name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static PciTree tree(String guest) throws IOException {
        return PciTree.of(DomainDocument.parse(resource(guest + ".xml")).domain());
    }

    @ParameterizedTest
    @ValueSource(strings = {"pc-defaults", "pc-many", "q35-all-kinds", "q35-bare", "q35-integrated", "q35-ports", "q35-problems"})
    void asText(String guest) throws IOException {
        assertThat(tree(guest)).hasToString(resource(guest + ".txt"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pc-defaults", "q35-ports", "q35-problems"})
    void asPicture(String guest) throws IOException {
        assertThat(PciSvg.of(tree(guest), guest)).isEqualTo(resource(guest + ".svg"));
    }
}
