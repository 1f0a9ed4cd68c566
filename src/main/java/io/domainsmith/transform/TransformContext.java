package io.domainsmith.transform;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.DomainSnapshot;
import io.domainsmith.document.SourceEdits;
import io.domainsmith.document.SourceElement;
import io.domainsmith.model.Domain;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.Severity;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
    private final List<Warning> warnings = new ArrayList<>();
    private SourceEdits edits;
    private @Nullable DomainDocument replacement;

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
     * The document that the domain was read from, for messages: the one that the pipeline was given, or what the last step made of
     * it that worked on the {@linkplain #replace document}. What earlier steps did is in the domain, not here.
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
     * Asks for a namespace's declaration on the root element to go if nothing in the result is in the namespace.
     *
     * @param uri the namespace
     */
    public void dropUnusedNamespace(String uri) {
        edits = edits.dropUnusedNamespace(uri);
    }

    /**
     * Gives the characters of an element that is new, where the model would be written in the manner of its neighbours.
     *
     * @param element the object of the model
     * @param xml one well-formed element that says what the object does
     */
    public void writeAs(Object element, String xml) {
        edits = edits.writeAs(element, xml);
    }

    /**
     * The document as it is now, with what earlier steps did and this one did to the domain: for steps that need the text.
     *
     * @param domain the domain that the step was given
     */
    public DomainDocument current(Domain domain) {
        return document.withDomain(domain, edits);
    }

    /**
     * Puts a document in the place of the {@linkplain #current current} one: for steps that say what types cannot, such as a
     * stylesheet. Only the edits go into the text. It is the last thing that such a step does; the next one gets a domain that
     * is read from the result.
     *
     * @param wanted what the document is to say
     */
    public void replace(DomainDocument wanted) {
        replacement = Objects.requireNonNull(wanted, "wanted");
    }

    @Nullable DomainDocument replacement() {
        return replacement;
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

    /**
     * Says what the user should know about what this step did or left alone: a finding of severity warning, with the step's
     * name for its rule, at the place that the element has in the result.
     *
     * @param element the object of the model that it is about
     * @param consequence what libvirt or QEMU will make of it
     * @param message what it is, naming the device
     * @param fix what the user can do, or null
     */
    public void warn(Object element, Consequence consequence, String message, @Nullable String fix) {
        warnings.add(new Warning(Objects.requireNonNull(element, "element"), Objects.requireNonNull(consequence, "consequence"),
                Objects.requireNonNull(message, "message"), fix));
    }

    /** What a step said; where it is in the result is known when there is one. */
    record Warning(Object element, Consequence consequence, String message, @Nullable String fix) {

        Finding in(DomainDocument result, DomainSnapshot model, String step) {
            SourceElement place = model.pathOf(element).flatMap(path -> find(result.root(), path)).orElse(result.root());
            return new Finding(step, Severity.WARNING, consequence, place.line(), place.column(), place.path(), message, fix);
        }

        /** The document may have other prefixes than the model's path, so only whether there is one is compared. */
        static Optional<SourceElement> find(SourceElement root, String path) {
            Optional<SourceElement> at = Optional.of(root);
            for (String step : path.substring("/domain".length()).split("/")) {
                int bracket = step.indexOf('[');
                String name = bracket < 0 ? step : step.substring(0, bracket);
                String localName = name.substring(name.indexOf(':') + 1);
                int index = bracket < 0 ? 0 : Integer.parseInt(step.substring(bracket + 1, step.length() - 1)) - 1;
                if (!step.isEmpty()) {
                    List<SourceElement> named = at.isEmpty() ? List.of() : localName.equals(name) ? at.get().children(name)
                            : at.get().children().stream().filter(child -> child.localName().equals(localName)
                                    && !child.namespaceUri().isEmpty()).toList();
                    at = index < named.size() ? Optional.of(named.get(index)) : Optional.empty();
                }
            }
            return at;
        }
    }

    List<Warning> warnings() {
        return warnings;
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
