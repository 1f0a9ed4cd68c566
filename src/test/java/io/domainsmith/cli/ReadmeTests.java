package io.domainsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.transform.Transformer;
import io.domainsmith.vgpu.Gvtg;
import io.domainsmith.vgpu.GvtgOptions;
import io.domainsmith.vgpu.Idiom;
import io.domainsmith.vgpu.RememberVideo;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The documents in this repository that tell people what to type. */
class ReadmeTests {

    /** {@code domainsmith}, then words and options up to the end of the command. */
    private static final Pattern COMMAND = Pattern.compile("\\bdomainsmith((?: +(?!\\|)[^\\s'`]+)+)");
    private static final Pattern OPTION = Pattern.compile("`(--?[a-z][a-z-]*)");

    private static final Path COMMAND_LINE = Path.of("docs/command-line.md");
    private static final Path STEPS = Path.of("docs/steps.md");

    static Stream<Path> documents() {
        return Stream.concat(Stream.of("command-line", "commands/apply", "commands/gvtg", "commands/pci", "commands/validate", "guide", "java", "virt-xml",
                "what-changed").map(page -> Path.of("docs", page + ".md")),
                Stream.of(Path.of("README.md"), Path.of("testdata/README.md")));
    }

    @ParameterizedTest
    @MethodSource("documents")
    void commandsExist(Path document) throws IOException {
        Matcher commands = COMMAND.matcher(Files.readString(document));
        int seen = 0;
        while (commands.find()) {
            Deque<String> words = new ArrayDeque<>(Stream.of(commands.group(1).strip().split(" +")).toList());
            CommandLine command = Main.commandLine(console());
            while (!words.isEmpty() && command.getSubcommands().containsKey(words.peek())) {
                command = command.getSubcommands().get(words.remove());
            }
            if (command.getParent() == null) {
                continue;
            }
            assertThat(command.getSubcommands()).as(commands.group()).isEmpty();
            assertThat(words.stream().map(word -> word.replaceAll("[\\[\\]]", "")).filter(word -> word.startsWith("-") && !word.equals("-")))
                    .as(commands.group()).isSubsetOf(command.getCommandSpec().optionsMap().keySet());
            seen++;
        }
        assertThat(seen).isPositive();
    }

    /** That every option is there is {@code CommandReferenceTests}. */
    @ParameterizedTest
    @ValueSource(strings = {"command-line", "commands/apply", "commands/gvtg", "commands/pci", "commands/validate"})
    void optionsExist(String page) throws IOException {
        Set<String> known = new TreeSet<>();
        collect(Main.commandLine(console()), known);
        // an option of virsh, and one of QEMU
        known.addAll(Set.of("--security-info", "-set"));

        assertThat(OPTION.matcher(Files.readString(Path.of("docs", page + ".md"))).results().map(result -> result.group(1))
                .collect(Collectors.toSet())).isNotEmpty().isSubsetOf(known);
    }

    @Test
    void thePageHasEveryCommand() throws IOException {
        Set<String> commands = new TreeSet<>();
        collectNames(Main.commandLine(console()), commands);

        assertThat(Files.readString(COMMAND_LINE)).contains(commands);
    }

    private static void collectNames(CommandLine command, Set<String> names) {
        if (command.getSubcommands().isEmpty()) {
            names.add("\n    " + command.getCommandSpec().qualifiedName());
        }
        command.getSubcommands().values().forEach(one -> collectNames(one, names));
    }

    @Test
    void theTableOfStepsIsTheRecipes() throws IOException {
        assertThat(Pattern.compile("(?m)^\\| `([a-z][a-z-]+)` \\|").matcher(Files.readString(STEPS)).results()
                .map(result -> result.group(1)))
                .containsExactlyElementsOf(Stream.of(Gvtg.preInstall(GvtgOptions.of(Cli.MDEV), HypervisorTarget.unknown()),
                                Gvtg.finalStage(HypervisorTarget.unknown()),
                                Pipeline.of(new RememberVideo()), Gvtg.revert(HypervisorTarget.unknown()), Gvtg.retarget(null, HypervisorTarget.unknown()))
                        .flatMap(recipe -> recipe.steps().stream()).map(Transformer::name).distinct().toList());
    }

    @Test
    void theTableOfIdiomsIsAllThereAre() throws IOException {
        assertThat(Pattern.compile("(?m)^\\| ([a-z-]+) \\| .*(QEMU|libvirt|asked)").matcher(Files.readString(STEPS)).results()
                .map(result -> result.group(1)).filter(word -> !word.equals("idiom")))
                .containsExactlyInAnyOrderElementsOf(Stream.of(Idiom.values()).map(Idiom::id).toList());
    }

    private static void collect(CommandLine command, Set<String> options) {
        options.addAll(command.getCommandSpec().optionsMap().keySet());
        command.getSubcommands().values().forEach(sub -> collect(sub, options));
    }

    private static Console console() {
        return new Console(InputStream.nullInputStream(), OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream());
    }
}
