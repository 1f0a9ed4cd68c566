package io.domainsmith.transform;

import io.domainsmith.model.Domain;
import io.domainsmith.validate.Repair;
import io.domainsmith.validate.Rule;
import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * One edit of a domain. A step changes nothing when its result is there already, and touches no device that it does not own.
 *
 * <pre>{@code
 * Transformer rename = Transformer.of("rename", "Gives the domain another name.",
 *         (domain, context) -> domain.setName("win10-gvt"));
 * }</pre>
 *
 * @since 0.1
 */
public interface Transformer {

    /** The id, such as {@code insert-mdev-hostdev}. */
    String name();

    /** What the step does, in a full sentence; the reason of a change for which the step gives none of its own. */
    String description();

    /**
     * Edits the pipeline's private copy.
     *
     * @throws StepException if the step cannot be done on this domain; the caller's document is untouched
     */
    void apply(Domain domain, TransformContext context);

    /** A step from a function. */
    static Transformer of(String name, String description, BiConsumer<? super Domain, ? super TransformContext> action) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(action, "action");
        return new Transformer() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public String description() {
                return description;
            }

            @Override
            public void apply(Domain domain, TransformContext context) {
                action.accept(domain, context);
            }

            @Override
            public String toString() {
                return name;
            }
        };
    }

    /**
     * The mechanical way out of what a rule finds, as a step: {@code repair-} and the rule's id.
     *
     * @throws IllegalArgumentException if the rule has none
     */
    static Transformer repairing(Rule rule) {
        Repair repair = rule.repair().orElseThrow(() -> new IllegalArgumentException(
                "what rule '" + rule.id() + "' finds has no mechanical repair; its way out: " + rule.wayOut()));
        return of("repair-" + rule.id(), "Repairs what rule " + rule.id() + " finds: " + rule.wayOut() + ".",
                (domain, context) -> repair.apply(domain, context.target()));
    }
}
