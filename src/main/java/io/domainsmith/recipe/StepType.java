package io.domainsmith.recipe;

import io.domainsmith.transform.Transformer;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A kind of step that a recipe can name.
 *
 * <pre>{@code
 * StepType rename = StepType.of("rename", "Gives the domain another name.",
 *         options -> Transformer.of("rename", "Gives the domain another name.",
 *                 (domain, context) -> domain.setName(options.text("to"))),
 *         StepOption.required("to", StepOption.Kind.TEXT, "The new name."));
 * }</pre>
 *
 * @since 0.1
 */
public final class StepType {

    private final String name;
    private final String description;
    private final Function<StepOptions, Transformer> factory;
    private final List<StepOption> options;

    private StepType(String name, String description, Function<StepOptions, Transformer> factory, List<StepOption> options) {
        this.name = name;
        this.description = description;
        this.factory = factory;
        this.options = options;
    }

    /**
     * A kind of step.
     *
     * @param name its name in recipes, in kebab-case
     * @param description what it does, in a full sentence
     * @param factory makes a step of the options; it throws an IllegalArgumentException for values that do not fit
     * @param options its options
     * @throws IllegalArgumentException if the name is not in kebab-case, or two options have the same
     */
    public static StepType of(String name, String description, Function<StepOptions, Transformer> factory, StepOption... options) {
        if (!name.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException("'" + name + "' is no name for a step: write it like add-egl-headless");
        }
        if (List.of(options).stream().map(StepOption::name).distinct().count() < options.length) {
            throw new IllegalArgumentException("two options of the step '" + name + "' have the same name");
        }
        return new StepType(name, description, factory, List.of(options));
    }

    /** The name in recipes. */
    public String name() {
        return name;
    }

    /** What it does, in a full sentence. */
    public String description() {
        return description;
    }

    /** The options. */
    public List<StepOption> options() {
        return options;
    }

    Optional<StepOption> option(String wanted) {
        return options.stream().filter(option -> option.name().equals(wanted)).findFirst();
    }

    Transformer create(StepOptions values) {
        return factory.apply(values);
    }
}
