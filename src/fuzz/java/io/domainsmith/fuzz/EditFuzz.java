package io.domainsmith.fuzz;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.RandomEdits;
import io.domainsmith.model.Domain;
import java.util.Random;

/** Whatever is done to the typed copy, the spliced text reads as it. */
public final class EditFuzz {

    private EditFuzz() {
    }

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] bytes) throws IllegalAccessException {
        DomainDocument document = FuzzedDocument.parse(bytes).orElse(null);
        if (document == null) {
            return;
        }
        Random choices = FuzzedDocument.choices(bytes);
        Domain domain = document.domain();
        RandomEdits.make(domain, choices);
        DomainDocument edited;
        try {
            edited = document.withDomain(domain);
        } catch (IllegalArgumentException e) {
            // two <devices>, say: what the model cannot tell apart cannot be edited through it
            FuzzedDocument.check(e.getMessage() != null && !e.getMessage().isBlank(), "a refusal says why");
            return;
        }
        FuzzedDocument.check(edited.domain().equals(domain), "the result reads as the edited model:\n" + edited.toXml());
        FuzzedDocument.checkReadable(edited);
        FuzzedDocument.checkWritten(document, bytes);
    }
}
