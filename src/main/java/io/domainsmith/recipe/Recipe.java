package io.domainsmith.recipe;

import io.domainsmith.internal.NearestName;
import io.domainsmith.internal.SmallFile;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.transform.Transformer;
import io.domainsmith.validate.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline written as a YAML file: steps with their options, and parameters for whoever applies it.
 *
 * <pre>{@code
 * Recipe recipe = Recipe.parse("fast-disk.yaml", """
 *         description: The system disk without the host's cache.
 *         parameters:
 *           disk: {description: Its target., default: vda}
 *         steps:
 *           - set-value: {in: "disk[target=${disk}]", path: driver/@cache, value: none}
 *         """, StepCatalog.standard());
 * Pipeline pipeline = recipe.pipeline(Map.of("disk", "vdb"));
 * }</pre>
 *
 * <p>Immutable. A text in YAML is taken as written, {@code on} and {@code 0x1f} too; <code>$${</code> stands for <code>${</code>.
 *
 * @since 0.1
 */
public final class Recipe {

    /** The recipes that Domainsmith brings. */
    public static final List<String> SHIPPED =
            List.of("gvtg-pre-install", "gvtg-final", "gvtg-final-remembering", "gvtg-revert", "gvtg-retarget");

    static final Pattern PARAMETER = Pattern.compile("\\$(\\$)?\\{([^}]*)}");

    private final String file;
    private final String text;
    private final @Nullable Path folder;
    private final String description;
    private final Stage stage;
    private final Map<String, RecipeParameter> parameters;
    private final List<RecipeStep> steps;

    Recipe(String file, String text, @Nullable Path folder, String description, Stage stage,
            Map<String, RecipeParameter> parameters, List<RecipeStep> steps) {
        this.file = file;
        this.text = text;
        this.folder = folder;
        this.description = description;
        this.stage = stage;
        this.parameters = parameters;
        this.steps = List.copyOf(steps);
    }

    /**
     * Reads a recipe from a file in UTF-8.
     *
     * @throws IOException if it cannot be read
     * @throws RecipeException if it is no recipe, with everything that is wrong
     * @throws IllegalStateException if snakeyaml-engine is not on the class path
     */
    public static Recipe parse(Path file, StepCatalog catalog) throws IOException {
        return parse(file.toString(), SmallFile.text(file), file.toAbsolutePath().getParent(), catalog);
    }

    /**
     * Reads a recipe from a text.
     *
     * @param name what messages call it
     * @throws RecipeException if it is no recipe, with everything that is wrong
     * @throws IllegalStateException if snakeyaml-engine is not on the class path
     */
    public static Recipe parse(String name, String text, StepCatalog catalog) {
        return parse(name, text, null, catalog);
    }

    private static Recipe parse(String name, String text, @Nullable Path folder, StepCatalog catalog) {
        try {
            return new RecipeReader(name, text, folder, catalog).read();
        } catch (NoClassDefFoundError e) {
            throw new IllegalStateException("recipe files need snakeyaml-engine, which is not on the class path: add "
                    + "org.snakeyaml:snakeyaml-engine, 3.0.1 or newer", e);
        }
    }

    /**
     * A recipe that Domainsmith brings.
     *
     * @throws IllegalArgumentException if it brings none of this name
     */
    public static Recipe shipped(String name) {
        if (!SHIPPED.contains(name)) {
            throw new IllegalArgumentException("there is no recipe '" + name + "'" + NearestName.hint(name, SHIPPED));
        }
        try (InputStream in = Recipe.class.getResourceAsStream(name + ".yaml")) {
            if (in == null) {
                throw new IllegalStateException("the jar lacks the recipe " + name);
            }
            return parse(name + ".yaml", new String(in.readAllBytes(), StandardCharsets.UTF_8), StepCatalog.standard());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the recipe does. */
    public String description() {
        return description;
    }

    /** What whoever applies it may or must give. */
    public List<RecipeParameter> parameters() {
        return List.copyOf(parameters.values());
    }

    /** The recipe as written. */
    public String text() {
        return text;
    }

    /**
     * The pipeline, for an unknown target.
     *
     * @param values the parameters' values
     * @throws RecipeException if a parameter is unknown or missing, or a step does not take its value
     */
    public Pipeline pipeline(Map<String, String> values) {
        return pipeline(values, HypervisorTarget.unknown());
    }

    /**
     * The pipeline for a libvirt and QEMU, which steps may look at.
     *
     * @param values the parameters' values
     * @throws RecipeException if a parameter is unknown or missing, or a step does not take its value
     */
    public Pipeline pipeline(Map<String, String> values, HypervisorTarget target) {
        Map<String, String> filled = filled(values);
        List<Transformer> transformers = new ArrayList<>();
        List<RecipeException.Problem> problems = new ArrayList<>();
        for (RecipeStep step : steps) {
            try {
                transformers.add(step.type().create(options(step, filled, target)));
            } catch (IllegalArgumentException e) {
                problems.add(new RecipeException.Problem(file, step.line(), step.column(), step.type().name() + ": " + e.getMessage()));
            }
        }
        if (!problems.isEmpty()) {
            throw new RecipeException(problems);
        }
        return Pipeline.of(transformers).withTarget(target).withStage(stage);
    }

    private Map<String, String> filled(Map<String, String> values) {
        List<RecipeException.Problem> problems = new ArrayList<>();
        Map<String, String> filled = new LinkedHashMap<>();
        for (Map.Entry<String, String> value : values.entrySet()) {
            if (parameters.containsKey(value.getKey())) {
                filled.put(value.getKey(), value.getValue());
            } else {
                problems.add(new RecipeException.Problem(file, 0, 0, "there is no parameter '" + value.getKey() + "'"
                        + NearestName.hint(value.getKey(), parameters.keySet())));
            }
        }
        String missing = parameters.values().stream().filter(parameter -> parameter.required() && !filled.containsKey(parameter.name()))
                .map(RecipeParameter::name).collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            problems.add(new RecipeException.Problem(file, 0, 0, "a value is missing for " + missing));
        }
        if (!problems.isEmpty()) {
            throw new RecipeException(problems);
        }
        parameters.forEach((name, parameter) -> {
            if (parameter.defaultValue() != null) {
                filled.putIfAbsent(name, parameter.defaultValue());
            }
        });
        return filled;
    }

    private StepOptions options(RecipeStep step, Map<String, String> values, HypervisorTarget target) {
        Map<String, String> texts = new LinkedHashMap<>();
        step.texts().forEach((name, value) -> {
            String filled = fill(value.value(), values);
            if (filled != null) {
                check(step.type().option(name).orElseThrow(), filled);
                texts.put(name, filled);
            }
        });
        for (StepOption option : step.type().options()) {
            if (option.required() && step.texts().containsKey(option.name()) && !texts.containsKey(option.name())) {
                throw new IllegalArgumentException("the option '" + option.name() + "' needs a value");
            }
        }
        Map<String, Map<String, String>> maps = new LinkedHashMap<>();
        step.maps().forEach((name, entries) -> {
            Map<String, String> map = new LinkedHashMap<>();
            entries.forEach((key, value) -> {
                String filled = fill(value.value(), values);
                if (filled != null) {
                    map.put(key, filled);
                }
            });
            maps.put(name, map);
        });
        return new StepOptions(texts, maps, folder, target);
    }

    static void check(StepOption option, String value) {
        List<String> words = option.kind() == StepOption.Kind.FLAG ? List.of("true", "false") : option.words();
        if (!words.isEmpty() && !words.contains(value)) {
            throw new IllegalArgumentException("'" + value + "' is no value for '" + option.name() + "'" + NearestName.hint(value, words));
        }
    }

    /** The text with its parameters; null if it is nothing but one that has no value. */
    private static @Nullable String fill(String text, Map<String, String> values) {
        Matcher whole = PARAMETER.matcher(text);
        if (whole.matches() && whole.group(1) == null && !values.containsKey(whole.group(2))) {
            return null;
        }
        return PARAMETER.matcher(text).replaceAll(found -> Matcher.quoteReplacement(found.group(1) != null
                ? found.group().substring(1) : values.getOrDefault(found.group(2), "")));
    }
}
