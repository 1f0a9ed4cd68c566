package io.domainsmith.recipe;

import java.util.Map;

/**
 * A step of a recipe as written, its parameters not yet filled in.
 *
 * @param texts its options that are texts
 * @param maps its options that are mappings
 */
record RecipeStep(StepType type, Map<String, Text> texts, Map<String, Map<String, Text>> maps, int line, int column) {

    /** A text and where it stands. */
    record Text(String value, int line, int column) {
    }
}
