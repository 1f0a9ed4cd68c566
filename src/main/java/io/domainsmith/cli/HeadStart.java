package io.domainsmith.cli;

import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.DomainValidator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the schema and the rules that a command will need, on a second processor, while the first reads options and document. */
final class HeadStart {

    private HeadStart() {
    }

    /** Starts, if these words of a command line look as if there were something to check. */
    static void of(String... args) {
        target(args).ifPresent(target -> beside(() -> DomainValidator.forTarget(target).prepare()));
    }

    /** Runs a task on a thread that the end of the program does not wait for. */
    static void beside(Runnable task) {
        Thread thread = new Thread(task, "schema");
        thread.setDaemon(true);
        // the command meets the same problem, and reports it
        thread.setUncaughtExceptionHandler((failed, problem) -> { });
        thread.start();
    }

    /** What the schema has to be for; a wrong guess costs nothing but the time of the second processor. */
    static Optional<HypervisorTarget> target(String... args) {
        List<String> words = List.of(args);
        if (words.isEmpty() || !words.get(0).equals("gvtg") && !words.get(0).equals("validate")
                || words.contains("--help") || words.contains("-h") || "off".equals(value(words, "--validation"))) {
            return Optional.empty();
        }
        try {
            return Optional.of(HypervisorTarget.of(value(words, "--libvirt"), null));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static @Nullable String value(List<String> words, String option) {
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).startsWith(option + "=")) {
                return words.get(i).substring(option.length() + 1);
            }
            if (words.get(i).equals(option) && i + 1 < words.size()) {
                return words.get(i + 1);
            }
        }
        return null;
    }
}
