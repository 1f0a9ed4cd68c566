package io.domainsmith.recipe;

import io.domainsmith.internal.NearestName;
import io.domainsmith.validate.Stage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** YAML to a recipe; everything that is wrong is found in one go. */
final class RecipeReader {

    private static final List<String> RECIPE_KEYS = List.of("description", "stage", "parameters", "steps");
    private static final List<String> PARAMETER_KEYS = List.of("description", "default", "required");

    private final String name;
    private final String text;
    private final @Nullable Path folder;
    private final StepCatalog catalog;
    private final List<RecipeException.Problem> problems = new ArrayList<>();
    private final Map<String, RecipeParameter> parameters = new LinkedHashMap<>();

    RecipeReader(String name, String text, @Nullable Path folder, StepCatalog catalog) {
        this.name = name;
        this.text = text;
        this.folder = folder;
        this.catalog = catalog;
    }

    Recipe read() {
        Recipe recipe = recipe(compose());
        if (!problems.isEmpty()) {
            throw new RecipeException(problems);
        }
        return recipe;
    }

    private Node compose() {
        try {
            LoadSettings settings = LoadSettings.builder().setLabel(name).build();
            Optional<Node> root = new Composer(settings, new ParserImpl(settings, new StreamReader(settings, text))).getSingleNode();
            return root.orElseThrow(() -> new RecipeException(List.of(
                    new RecipeException.Problem(name, 1, 1, "the recipe is empty; it needs a list of steps"))));
        } catch (MarkedYamlEngineException e) {
            Mark mark = e.getProblemMark().or(e::getContextMark).orElse(null);
            throw new RecipeException(List.of(new RecipeException.Problem(name, mark == null ? 1 : mark.getLine() + 1,
                    mark == null ? 1 : mark.getColumn() + 1, "not YAML: " + e.getProblem())));
        } catch (StackOverflowError e) {
            throw new RecipeException(List.of(new RecipeException.Problem(name, 1, 1, "not YAML that can be read: it is nested too deeply")));
        } catch (YamlEngineException e) {
            throw new RecipeException(List.of(new RecipeException.Problem(name, 1, 1, "not YAML: " + e.getMessage())));
        }
    }

    private Recipe recipe(Node root) {
        Map<String, Node> entries = mapping(root, "a recipe", RECIPE_KEYS);
        Node described = entries.get("description");
        Stage stage = stage(entries.get("stage"));
        if (entries.get("parameters") != null) {
            mapping(entries.get("parameters"), "parameters", null).forEach(this::parameter);
        }
        List<RecipeStep> steps = new ArrayList<>();
        Node listed = entries.get("steps");
        if (listed == null) {
            problem(root, "the recipe has no steps");
        } else if (listed instanceof SequenceNode sequence) {
            sequence.getValue().forEach(node -> step(node, steps));
        } else {
            problem(listed, "'steps' is a list, one step a line, each after a dash");
        }
        return new Recipe(name, text, folder, described == null ? "" : text(described, "description"), stage, parameters, steps);
    }

    private Stage stage(@Nullable Node node) {
        if (node == null) {
            return Stage.ANY;
        }
        String wanted = text(node, "stage");
        List<Stage> stages = List.of(Stage.PRE_INSTALL, Stage.FINAL);
        return stages.stream().filter(stage -> stage.id().equals(wanted)).findFirst().orElseGet(() -> {
            problem(node, "'" + wanted + "' is no stage" + NearestName.hint(wanted, stages.stream().map(Stage::id).toList()));
            return Stage.ANY;
        });
    }

    private void parameter(String key, Node node) {
        Map<String, Node> entries = mapping(node, "the parameter '" + key + "'", PARAMETER_KEYS);
        Node described = entries.get("description");
        Node value = entries.get("default");
        Node required = entries.get("required");
        String word = required == null ? String.valueOf(value == null) : text(required, "required");
        if (!word.equals("true") && !word.equals("false")) {
            problem(required == null ? node : required, "'" + word + "' is no value for 'required'; there are true, false");
        }
        if (!key.matches("[A-Za-z][A-Za-z0-9_-]*")) {
            problem(node, "'" + key + "' is no name for a parameter: write it like render-node");
        }
        parameters.put(key, new RecipeParameter(key, described == null ? "" : text(described, "description"),
                word.equals("true"), value == null ? null : text(value, "default")));
    }

    private void step(Node node, List<RecipeStep> steps) {
        if (node instanceof ScalarNode scalar) {
            type(scalar, scalar.getValue()).ifPresent(type -> step(type, node, Map.of(), steps));
        } else if (node instanceof MappingNode mapping && mapping.getValue().size() == 1
                && mapping.getValue().get(0).getKeyNode() instanceof ScalarNode key) {
            Node options = mapping.getValue().get(0).getValueNode();
            type(key, key.getValue()).ifPresent(type -> step(type, key, isNull(options) ? Map.of() : mapping(options,
                    "the step '" + type.name() + "'", type.options().stream().map(StepOption::name).toList()), steps));
        } else {
            problem(node, "a step is its name, or its name with options: '- add-element:' and under it 'xml: <rng model=...'");
        }
    }

    private Optional<StepType> type(Node at, String wanted) {
        Optional<StepType> type = catalog.find(wanted);
        if (type.isEmpty()) {
            problem(at, "there is no step '" + wanted + "'" + NearestName.hint(wanted, catalog.names()));
        }
        return type;
    }

    private void step(StepType type, Node at, Map<String, Node> given, List<RecipeStep> steps) {
        Map<String, RecipeStep.Text> texts = new LinkedHashMap<>();
        Map<String, Map<String, RecipeStep.Text>> maps = new LinkedHashMap<>();
        for (StepOption option : type.options()) {
            Node node = given.get(option.name());
            if (node == null || isNull(node)) {
                if (option.required()) {
                    problem(at, "the step '" + type.name() + "' needs the option '" + option.name() + "': " + option.description());
                }
            } else if (option.kind() == StepOption.Kind.MAP) {
                Map<String, RecipeStep.Text> map = new LinkedHashMap<>();
                mapping(node, "'" + option.name() + "'", null).forEach((key, value) -> map.put(key, value(value, key)));
                maps.put(option.name(), map);
            } else {
                RecipeStep.Text value = value(node, option.name());
                texts.put(option.name(), value);
                if (!Recipe.PARAMETER.matcher(value.value()).find()) {
                    try {
                        Recipe.check(option, value.value());
                    } catch (IllegalArgumentException e) {
                        problem(node, String.valueOf(e.getMessage()));
                    }
                }
            }
        }
        steps.add(new RecipeStep(type, texts, maps, line(at), column(at)));
    }

    private RecipeStep.Text value(Node node, String what) {
        String value = text(node, what);
        Matcher used = Recipe.PARAMETER.matcher(value);
        while (used.find()) {
            if (used.group(1) == null && !parameters.containsKey(used.group(2))) {
                problem(node, "there is no parameter '" + used.group(2) + "'" + NearestName.hint(used.group(2), parameters.keySet()));
            }
        }
        return new RecipeStep.Text(value, line(node), column(node));
    }

    private String text(Node node, String what) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        problem(node, "'" + what + "' is a text");
        return "";
    }

    private static boolean isNull(Node node) {
        return node.getTag().equals(Tag.NULL);
    }

    /** The entries of a mapping; where the keys are known, any other is a problem. */
    private Map<String, Node> mapping(Node node, String what, @Nullable Collection<String> keys) {
        Map<String, Node> entries = new LinkedHashMap<>();
        if (!(node instanceof MappingNode mapping)) {
            problem(node, what + " is a mapping: NAME: VALUE");
            return entries;
        }
        for (NodeTuple entry : mapping.getValue()) {
            String key = text(entry.getKeyNode(), "a name");
            if (keys != null && !keys.contains(key)) {
                problem(entry.getKeyNode(), what + " has no '" + key + "'" + NearestName.hint(key, keys));
            } else if (entries.putIfAbsent(key, entry.getValueNode()) != null) {
                problem(entry.getKeyNode(), "'" + key + "' stands here twice");
            }
        }
        return entries;
    }

    private void problem(Node at, String message) {
        RecipeException.Problem problem = new RecipeException.Problem(name, line(at), column(at), message);
        if (!problems.contains(problem)) {
            problems.add(problem);
        }
    }

    private static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }

    private static int column(Node node) {
        return node.getStartMark().map(Mark::getColumn).orElse(0) + 1;
    }
}
