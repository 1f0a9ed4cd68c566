package io.domainsmith;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/** libvirt's RELAX NG files, as the build got them. */
public final class Schemas {

    private static final Path PLACE = Path.of("target", "generated-resources", "schemas");

    private Schemas() {
    }

    /** Returns the grammar of a release; aborts the test where the build could not get it. */
    public static Path domainRng(String release) {
        Path grammar = PLACE.resolve(release).resolve("domain.rng");
        if (!Files.exists(grammar)) {
            abort("the schemas of libvirt " + release + " are not here; how to have them: set LIBVIRT_SCHEMAS to a directory"
                    + " with libvirt's .rng files, or build where apt reaches a Debian mirror");
        }
        return grammar;
    }
}
