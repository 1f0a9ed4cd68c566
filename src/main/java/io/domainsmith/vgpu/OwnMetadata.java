package io.domainsmith.vgpu;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.ParseException;
import io.domainsmith.document.SourceElement;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Metadata;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code <metadata>} in which steps keep what they take away, and what it was without that. */
final class OwnMetadata {

    private OwnMetadata() {
    }

    /** The domain's metadata, added if there is none. */
    static Metadata of(Domain domain) {
        if (domain.getMetadata() == null) {
            domain.setMetadata(new Metadata());
        }
        return domain.getMetadata();
    }

    /** The text of a metadata element that has no content yet, empty if there is no element; null if it has content. */
    static @Nullable String bare(Domain domain, DomainDocument source) {
        if (domain.getMetadata() == null) {
            return "";
        }
        List<SourceElement> known = source.root().children("metadata");
        return known.size() == 1 && known.get(0).children().isEmpty() ? source.textOf(known.get(0)) : null;
    }

    /**
     * Takes the metadata back to what it was before something was kept in it, if nothing else is there now.
     *
     * @param bare what it was, or null if it had content
     * @param element the element that kept it, for messages
     * @param where the place of that element in the document, for messages
     */
    static void restore(Domain domain, @Nullable String bare, String element, String where, TransformContext context) {
        Metadata metadata = domain.getMetadata();
        if (bare == null || metadata.getBeforeFinal() != null || metadata.getFormerDisplays() != null || hasOthers(context.source())) {
            context.changed(metadata, "What was remembered is restored.");
        } else if (bare.isEmpty()) {
            domain.setMetadata(null);
        } else {
            if (!isBare(bare)) {
                throw new StepException("what <metadata> remembers of itself" + where + " is no <metadata> without content; "
                        + "remove the attribute metadata of <domainsmith:" + element + ">");
            }
            Metadata empty = new Metadata();
            context.writeAs(empty, bare);
            domain.setMetadata(empty);
        }
    }

    /** Whether somebody else keeps something there. */
    private static boolean hasOthers(DomainDocument source) {
        return source.root().children("metadata").stream().flatMap(metadata -> metadata.children().stream())
                .anyMatch(child -> !child.namespaceUri().startsWith("https://domainsmith.io/xmlns/"));
    }

    private static boolean isBare(String text) {
        try {
            DomainDocument document = DomainDocument.parse("<domain>" + text + "</domain>");
            List<SourceElement> found = document.root().children();
            return found.size() == 1 && found.get(0).is("", "metadata") && found.get(0).children().isEmpty()
                    && document.textOf(found.get(0)).equals(text);
        } catch (ParseException e) {
            return false;
        }
    }
}
