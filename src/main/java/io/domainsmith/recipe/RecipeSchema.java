package io.domainsmith.recipe;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON Schema of recipes, from which editors complete and check them.
 *
 * @since 0.1
 */
public final class RecipeSchema {

    /** The resource in the jar that holds the schema for the steps that Domainsmith brings. */
    public static final String RESOURCE = "/io/domainsmith/recipe/recipe.schema.json";

    private static final String DESCRIPTION = "description";

    private RecipeSchema() {
    }

    /** The schema (draft 2020-12) for recipes with the steps of a catalog. */
    public static String of(StepCatalog catalog) {
        Map<String, Object> parameter = object(Map.of(), List.of());
        parameter.put("properties", ordered(DESCRIPTION, described(text(), "What the parameter is for."),
                "default", described(text(), "Its value if none is given."),
                "required", described(flag(), "Whether a value must be given; if it has no default, it must, unless this is false.")));
        Map<String, Object> parameters = ordered("type", "object", DESCRIPTION, "What whoever applies the recipe gives it.",
                "additionalProperties", parameter);
        Map<String, Object> steps = ordered("type", "array", DESCRIPTION, "The steps, in order.", "items",
                ordered("anyOf", catalog.types().stream().flatMap(type -> step(type).stream()).toList()));
        Map<String, Object> schema = ordered("$schema", "https://json-schema.org/draft/2020-12/schema",
                "title", "Domainsmith recipe", DESCRIPTION, "A pipeline of steps that edit a libvirt domain.");
        schema.putAll(object(ordered(DESCRIPTION, described(text(), "What the recipe does."),
                "stage", ordered("enum", List.of("pre-install", "final"), DESCRIPTION, "What the result is validated for."),
                "parameters", parameters, "steps", steps), List.of("steps")));
        StringBuilder out = new StringBuilder();
        write(schema, "", out);
        return out.append('\n').toString();
    }

    private static List<Map<String, Object>> step(StepType type) {
        Map<String, Object> options = new LinkedHashMap<>();
        type.options().forEach(option -> options.put(option.name(), described(value(option), option.description())));
        List<String> required = type.options().stream().filter(StepOption::required).map(StepOption::name).toList();
        Map<String, Object> with = object(options, required);
        Map<String, Object> named = object(ordered(type.name(), described(required.isEmpty()
                ? ordered("anyOf", List.of(with, ordered("type", "null"))) : with, type.description())), List.of(type.name()));
        return required.isEmpty() ? List.of(ordered("const", type.name(), DESCRIPTION, type.description()), named) : List.of(named);
    }

    private static Map<String, Object> value(StepOption option) {
        return switch (option.kind()) {
            case FLAG -> flag();
            case MAP -> ordered("type", "object", "additionalProperties", text());
            case TEXT, FILE -> option.words().isEmpty() ? text()
                    : ordered("anyOf", List.of(ordered("enum", option.words()), parameter()));
        };
    }

    private static Map<String, Object> text() {
        return ordered("type", List.of("string", "number", "boolean"));
    }

    private static Map<String, Object> flag() {
        return ordered("anyOf", List.of(ordered("type", "boolean"), parameter()));
    }

    private static Map<String, Object> parameter() {
        return ordered("type", "string", "pattern", "\\$\\{.*\\}");
    }

    private static Map<String, Object> described(Map<String, Object> schema, String description) {
        schema.put(DESCRIPTION, description);
        return schema;
    }

    private static Map<String, Object> object(Map<String, Object> properties, List<String> required) {
        Map<String, Object> schema = ordered("type", "object", "additionalProperties", false, "properties", properties);
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema;
    }

    private static Map<String, Object> ordered(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }

    private static void write(Object value, String indent, StringBuilder out) {
        String deeper = indent + "  ";
        if (value instanceof Map<?, ?> map) {
            out.append('{');
            for (Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator(); entries.hasNext();) {
                Map.Entry<?, ?> entry = entries.next();
                out.append('\n').append(deeper);
                write(entry.getKey(), deeper, out);
                out.append(": ");
                write(entry.getValue(), deeper, out);
                out.append(entries.hasNext() ? "," : "\n" + indent);
            }
            out.append('}');
        } else if (value instanceof List<?> list) {
            out.append('[');
            for (Iterator<?> items = list.iterator(); items.hasNext();) {
                out.append('\n').append(deeper);
                write(items.next(), deeper, out);
                out.append(items.hasNext() ? "," : "\n" + indent);
            }
            out.append(']');
        } else if (value instanceof Boolean) {
            out.append(value);
        } else {
            out.append('"').append(String.valueOf(value).replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
        }
    }
}
