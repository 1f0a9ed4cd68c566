package io.domainsmith.recipe;

import java.util.List;

/**
 * An option of a kind of step.
 *
 * @param name its name in a recipe, in kebab-case
 * @param kind what its value is
 * @param required whether a recipe must give it
 * @param description what it does, in a sentence
 * @param words the values that it takes, or none where others are allowed
 * @since 0.1
 */
public record StepOption(String name, Kind kind, boolean required, String description, List<String> words) {

    /** What the value of an option is. */
    public enum Kind {
        /** A text; numbers and words are taken as they are written. */
        TEXT,
        /** {@code true} or {@code false}. */
        FLAG,
        /** A file; relative to the recipe's folder. */
        FILE,
        /** A mapping of names to texts. */
        MAP
    }

    /** Copies the list. */
    public StepOption {
        words = List.copyOf(words);
    }

    /** An option that must be given. */
    public static StepOption required(String name, Kind kind, String description) {
        return new StepOption(name, kind, true, description, List.of());
    }

    /** An option that may be given. */
    public static StepOption optional(String name, Kind kind, String description) {
        return new StepOption(name, kind, false, description, List.of());
    }

    /** This option taking only some words. */
    public StepOption oneOf(List<String> words) {
        return new StepOption(name, kind, required, description, words);
    }
}
