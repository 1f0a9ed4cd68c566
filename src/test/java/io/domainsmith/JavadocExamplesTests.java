package io.domainsmith;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every Java example in the Javadoc compiles. */
class JavadocExamplesTests {

    private static final Pattern EXAMPLE = Pattern.compile("<pre>\\{@code\\R(.*?)\\R \\* \\}</pre>", Pattern.DOTALL);

    static List<Arguments> examples() throws IOException {
        List<Arguments> examples = new ArrayList<>();
        for (Path sources : List.of(Path.of("src", "main", "java"), Path.of("src", "testkit", "java"))) {
            try (Stream<Path> files = Files.walk(sources)) {
                for (Path file : files.filter(name -> name.toString().endsWith(".java")).sorted().toList()) {
                    Matcher matcher = EXAMPLE.matcher(Files.readString(file));
                    while (matcher.find()) {
                        examples.add(Arguments.of(file.getFileName().toString(), matcher.group(1).replaceAll("(?m)^ +\\* ?", "")));
                    }
                }
            }
        }
        assertThat(examples).isNotEmpty();
        return examples;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void examples(String file, String code, @TempDir Path out) {
        JavaSnippet.compile(code, out);
    }
}
