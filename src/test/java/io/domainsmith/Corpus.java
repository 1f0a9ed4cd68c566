package io.domainsmith;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** libvirt's own test documents: read where they are, never copied into this project. */
public final class Corpus {

    private static final List<Path> PLACES = List.of(
            Path.of("..", "shared", "corpus", "libvirt-9.0.0"),
            Path.of("target", "corpus", "libvirt-9.0.0"));

    private Corpus() {
    }

    /** Returns the documents, sorted; aborts the test where there are none. */
    public static List<Path> documents() {
        for (Path place : PLACES) {
            if (Files.isDirectory(place)) {
                return documentsIn(place);
            }
        }
        return abort("libvirt's test documents are not here: run schemas/fetch --corpus target/corpus to test against them");
    }

    private static List<Path> documentsIn(Path place) {
        try (Stream<Path> files = Files.walk(place)) {
            return files.filter(file -> file.toString().endsWith(".xml")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
