package io.domainsmith;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every Java example in the Javadoc compiles. */
class JavadocExamplesTests {

    private static final Pattern EXAMPLE = Pattern.compile("<pre>\\{@code\\R(.*?)\\R \\* \\}</pre>", Pattern.DOTALL);

    private static final String AROUND = """
            import io.domainsmith.document.*;
            import io.domainsmith.edit.*;
            import io.domainsmith.model.*;
            import io.domainsmith.model.Domain;
            import io.domainsmith.pci.*;
            import io.domainsmith.recipe.*;
            import io.domainsmith.target.*;
            import io.domainsmith.transform.*;
            import io.domainsmith.validate.*;
            import io.domainsmith.vgpu.*;
            import io.domainsmith.xslt.*;
            import java.nio.file.*;
            import java.util.*;
            class Example {
                DomainDocument document;
                void example() throws Exception {
            %s
                }
            }
            """;

    static List<Arguments> examples() throws IOException {
        List<Arguments> examples = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            for (Path file : files.filter(name -> name.toString().endsWith(".java")).sorted().toList()) {
                Matcher matcher = EXAMPLE.matcher(Files.readString(file));
                while (matcher.find()) {
                    examples.add(Arguments.of(file.getFileName().toString(), matcher.group(1).replaceAll("(?m)^ +\\* ?", "")));
                }
            }
        }
        assertThat(examples).isNotEmpty();
        return examples;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void examples(String file, String code, @TempDir Path out) {
        JavaFileObject source = new SimpleJavaFileObject(URI.create("string:///Example.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return AROUND.replace("%s", code);
            }
        };
        StringWriter messages = new StringWriter();
        boolean compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(messages, null, null, List.of("-d", out.toString(), "-proc:none"), null, List.of(source)).call();
        assertThat(compiled).as("%s%n%s", code, messages).isTrue();
    }
}
