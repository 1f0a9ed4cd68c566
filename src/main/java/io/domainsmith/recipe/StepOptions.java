package io.domainsmith.recipe;

import io.domainsmith.target.HypervisorTarget;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values that a recipe gives to the options of one step; they fit what the kind of step declares.
 *
 * @since 0.1
 */
public final class StepOptions {

    private final Map<String, String> texts;
    private final Map<String, Map<String, String>> maps;
    private final @Nullable Path folder;
    private final HypervisorTarget target;

    StepOptions(Map<String, String> texts, Map<String, Map<String, String>> maps, @Nullable Path folder, HypervisorTarget target) {
        this.target = target;
        this.texts = texts;
        this.maps = maps;
        this.folder = folder;
    }

    /** The libvirt and QEMU that the recipe's result is for. */
    public HypervisorTarget target() {
        return target;
    }

    /**
     * The value of an option that is required, or was found to be there.
     *
     * @throws IllegalArgumentException if it was not given
     */
    public String text(String name) {
        String text = texts.get(name);
        if (text == null) {
            throw new IllegalArgumentException("the option '" + name + "' is missing");
        }
        return text;
    }

    /** The value of an option, or null if it was not given. */
    public @Nullable String find(String name) {
        return texts.get(name);
    }

    /** Whether a flag is set. */
    public boolean flag(String name) {
        return "true".equals(texts.get(name));
    }

    /** The entries of a mapping, in order; none if it was not given. */
    public Map<String, String> map(String name) {
        return maps.getOrDefault(name, Map.of());
    }

    /**
     * The file that an option names, found from the recipe's folder.
     *
     * @throws IllegalArgumentException if it was not given, or the recipe has no folder
     */
    public Path file(String name) {
        Path file = Path.of(text(name));
        if (file.isAbsolute()) {
            return file;
        }
        if (folder == null) {
            throw new IllegalArgumentException("'" + file + "' is relative, and this recipe does not come from a file; write an absolute path");
        }
        return folder.resolve(file);
    }
}
