package io.domainsmith.recipe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;

/**
 * The kinds of step that recipes can name. Immutable.
 *
 * @since 0.1
 */
public final class StepCatalog {

    private final Map<String, StepType> types;

    private StepCatalog(Map<String, StepType> types) {
        this.types = types;
    }

    /** The steps that Domainsmith brings. */
    public static StepCatalog standard() {
        return new StepCatalog(Map.of()).plus(StandardSteps.ALL);
    }

    /**
     * The steps that Domainsmith brings, and those of every {@link StepProvider} that a class loader finds.
     *
     * @throws IllegalArgumentException if two bring a step of the same name
     * @throws java.util.ServiceConfigurationError if a provider cannot be made
     */
    public static StepCatalog installed(ClassLoader loader) {
        StepCatalog catalog = standard();
        for (StepProvider provider : ServiceLoader.load(StepProvider.class, loader)) {
            catalog = catalog.plus(provider.steps());
        }
        return catalog;
    }

    /**
     * This catalog with more steps.
     *
     * @throws IllegalArgumentException if there is a step of the same name already
     */
    public StepCatalog plus(List<StepType> more) {
        Map<String, StepType> all = new LinkedHashMap<>(types);
        for (StepType type : more) {
            if (all.putIfAbsent(type.name(), type) != null) {
                throw new IllegalArgumentException("there is already a step '" + type.name() + "'; give the other one a prefix, such as acme-"
                        + type.name());
            }
        }
        return new StepCatalog(all);
    }

    /** The kinds of step, in the order in which they came. */
    public List<StepType> types() {
        return new ArrayList<>(types.values());
    }

    Set<String> names() {
        return types.keySet();
    }

    Optional<StepType> find(String name) {
        return Optional.ofNullable(types.get(name));
    }
}
