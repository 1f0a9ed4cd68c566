package io.domainsmith.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Commands as picocli wants them: said in code, not in annotations, for to read those by reflection took a quarter of a short run.
 */
final class Commands {

    private static final IFactory CONTAINERS = new Containers();

    private Commands() {
    }

    /**
     * A command, as yet without options.
     *
     * @param work what it does; null if it is nothing without one of its subcommands
     */
    static CommandSpec command(String name, @Nullable Callable<Integer> work, String... description) {
        CommandSpec command = CommandSpec.wrapWithoutInspection(work, CONTAINERS).name(name);
        command.usageMessage().synopsisSubcommandLabel("COMMAND").description(description);
        return command;
    }

    /** Makes a command ready to run. */
    static CommandLine line(CommandSpec command) {
        return new CommandLine(command, CONTAINERS);
    }

    /** What holds the values of options that are given several times; picocli's own factory makes it by reflection. */
    private static final class Containers implements IFactory {
        @Override
        public <K> K create(Class<K> type) {
            if (type == List.class) {
                return type.cast(new ArrayList<>());
            }
            if (type == Map.class) {
                return type.cast(new LinkedHashMap<>());
            }
            throw new IllegalArgumentException("nothing but lists and maps is made for options, no " + type);
        }
    }
}
