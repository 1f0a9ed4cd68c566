package io.domainsmith.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.cli.Main;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages under {@code docs/commands} and {@code docs/command-line.md} describe every option that {@code --help} prints. */
class CommandReferenceTests {

    private static final Path COMMON = Path.of("docs/command-line.md");
    private static final Pattern SUBCOMMAND = Pattern.compile("(?m)^  ([a-z][a-z-]*)  ");
    private static final Pattern OPTION = Pattern.compile("(?m)^ +(-[a-zA-Z]|--[a-z-]+)(?:, (--[a-z-]+))?[ =\\n]");

    /** Commands without subcommands, such as {@code gvtg final}. */
    static List<String> commands() {
        List<String> commands = new ArrayList<>();
        collect("", commands);
        return commands;
    }

    private static void collect(String command, List<String> commands) {
        String[] parts = help(command).split("(?m)^Commands:\\n", 2);
        if (parts.length == 1) {
            commands.add(command.strip());
        } else {
            SUBCOMMAND.matcher(parts[1]).results().forEach(name -> collect(command + " " + name.group(1), commands));
        }
    }

    @Test
    void commands_are_found() {
        assertThat(commands()).contains("gvtg final", "recipes show", "validate").hasSizeGreaterThan(10);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void every_option_has_a_block_and_stands_in_the_synopsis(String command) throws IOException {
        List<String> pages = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("docs/commands"))) {
            for (Path file : files.toList()) {
                String page = Files.readString(file);
                if (page.contains("\n## domainsmith " + command + "\n")) {
                    pages.add(page);
                }
            }
        }
        assertThat(pages).as("a page with the heading '## domainsmith %s'", command).hasSize(1);
        String synopsis = pages.get(0).split("\n## domainsmith " + command + "\n", 2)[1].strip().split("\n\n", 2)[0];
        assertThat(synopsis).startsWith("domainsmith " + command);
        String blocks = Pattern.compile("(?m)^### .*$").matcher(pages.get(0) + "\n" + Files.readString(COMMON)).results()
                .map(heading -> heading.group()).reduce("", (a, b) -> a + "\n" + b);

        for (String option : options(command)) {
            assertThat(blocks).contains("`" + option + "`");
            if (!option.equals("-h") && !option.equals("--help")) {
                assertThat(synopsis).containsPattern("(?<![\\w-])" + option + "(?![\\w-])");
            }
        }
        assertThat(Pattern.compile("(?<![\\w-])--?[a-z][a-z-]*").matcher(synopsis).results().map(option -> option.group()))
                .isSubsetOf(options(command));
    }

    private static List<String> options(String command) {
        return OPTION.matcher(help(command)).results().flatMap(found -> Stream.of(found.group(1), found.group(2)))
                .filter(option -> option != null).distinct().toList();
    }

    private static String help(String command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Main.run((command + " --help").strip().split(" "), InputStream.nullInputStream(), out, OutputStream.nullOutputStream());
        return out.toString(StandardCharsets.UTF_8);
    }
}
