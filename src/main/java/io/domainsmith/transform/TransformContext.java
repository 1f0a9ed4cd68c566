package io.domainsmith.transform;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.SourceEdits;
import io.domainsmith.target.HypervisorTarget;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a step may ask for and say beside the typed domain. One for a run of a step.
 *
 * @since 0.1
 */
public final class TransformContext {

    private final DomainDocument document;
    private final HypervisorTarget target;
    private final Map<Object, String> reasons = new IdentityHashMap<>();
    private SourceEdits edits;

    TransformContext(DomainDocument document, HypervisorTarget target, SourceEdits edits) {
        this.document = document;
        this.target = target;
        this.edits = edits;
    }

    /** The libvirt and QEMU that the result is for. */
    public HypervisorTarget target() {
        return target;
    }

    /**
     * The document that the pipeline was given: where objects of the domain were read, for messages. What earlier steps did is
     * in the domain, not here.
     */
    public DomainDocument source() {
        return document;
    }

    /**
     * Asks for a namespace to be declared on the root element; one already bound there, under any prefix, is used as it is.
     *
     * @param prefix the prefix to bind if there is none
     * @param uri the namespace
     */
    public void requireNamespace(String prefix, String uri) {
        edits = edits.declareNamespace(prefix, uri);
    }

    /**
     * Gives the reason of a change. What changed is told from the documents; this says why.
     *
     * @param element the object of the model that was added, or that was edited, or in which something was edited or removed
     * @param reason why, in a sentence
     */
    public void changed(Object element, String reason) {
        reasons.put(Objects.requireNonNull(element, "element"), Objects.requireNonNull(reason, "reason"));
    }

    SourceEdits edits() {
        return edits;
    }

    @Nullable String reason(Iterable<Object> objects) {
        for (Object object : objects) {
            String reason = reasons.get(object);
            if (reason != null) {
                return reason;
            }
        }
        return null;
    }
}
