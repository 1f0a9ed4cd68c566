package io.domainsmith;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A piece of Java from a documentation: statements, or a class. */
public final class JavaSnippet {

    private static final String IMPORTS = """
            import io.domainsmith.document.*;
            import io.domainsmith.edit.*;
            import io.domainsmith.guest.*;
            import io.domainsmith.model.*;
            import io.domainsmith.model.Domain;
            import io.domainsmith.pci.*;
            import io.domainsmith.recipe.*;
            import io.domainsmith.target.*;
            import io.domainsmith.testkit.*;
            import io.domainsmith.transform.*;
            import io.domainsmith.validate.*;
            import io.domainsmith.vgpu.*;
            import io.domainsmith.xslt.*;
            import java.nio.file.*;
            import java.util.*;
            """;
    private static final Pattern IMPORT = Pattern.compile("(?m)^import .*;$");
    private static final Pattern CLASS = Pattern.compile("(?m)^(?:public |final )*class (\\w+)");

    private JavaSnippet() {
    }

    /**
     * Compiles a snippet; statements become the main method of a class {@code Example} with a field {@code document}.
     *
     * @return whether it can be run
     */
    public static boolean compile(String code, Path folder) {
        String own = IMPORT.matcher(code).results().map(found -> found.group() + "\n").collect(Collectors.joining());
        String rest = IMPORT.matcher(code).replaceAll("");
        var declared = CLASS.matcher(rest);
        boolean statements = !declared.find();
        String name = statements ? "Example" : declared.group(1);
        String text = IMPORTS + own + (statements ? """
                public class Example {
                    static DomainDocument document;
                    public static void main(String[] args) throws Exception {
                %s
                    }
                }
                """.replace("%s", rest) : rest);
        JavaFileObject source = new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
        StringWriter messages = new StringWriter();
        boolean compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(messages, null, null, List.of("-d", folder.toString(), "-proc:none"), null, List.of(source)).call();
        assertThat(compiled).as("%s%n%s", code, messages).isTrue();
        return statements;
    }
}
