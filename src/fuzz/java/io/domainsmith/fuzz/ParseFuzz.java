package io.domainsmith.fuzz;

/** What is parsed is written byte for byte, and without an edit nothing changes; everything else is refused in one line. */
public final class ParseFuzz {

    private ParseFuzz() {
    }

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        FuzzedDocument.parse(bytes).ifPresent(document -> {
            FuzzedDocument.checkWritten(document, bytes);
            FuzzedDocument.checkReadable(document);
            FuzzedDocument.check(document.withDomain(document.domain()) == document, "no edit, no change");
        });
    }
}
