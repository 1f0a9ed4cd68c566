package consumer;

import io.domainsmith.recipe.Recipe;
import io.domainsmith.xslt.XsltStep;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.jar.JarFile;
import javax.xml.datatype.DatatypeConfigurationException;
import javax.xml.datatype.DatatypeFactory;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.SAXParserFactory;
import javax.xml.stream.XMLEventFactory;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.validation.SchemaFactory;
import javax.xml.xpath.XPathFactory;

/** Runs the README's example, reads the facts of guests, and looks at what came along with Domainsmith. */
public final class Main {

    private static final List<String> FAILURES = new ArrayList<>();

    private Main() {}

    /**
     * Checks, and ends with 1 if something is not as it should be.
     *
     * @param args none
     */
    public static void main(String[] args) throws Exception {
        jaxpDefaults("before the example");
        ReadmeExample.run();
        jaxpDefaults("after the example");
        exampleOutput();
        GuestFacts.run();
        absentClasses();
        optionalLibraries();
        theJar();
        FAILURES.forEach(failure -> System.out.println("FAILED: " + failure));
        System.exit(FAILURES.isEmpty() ? 0 : 1);
    }

    private static void exampleOutput() throws Exception {
        check(
                Files.mismatch(Path.of("win10-final.xml"), Path.of("testdata/win10-q35.final.modern.xml")) == -1,
                "the README's example wrote testdata/win10-q35.final.modern.xml");
    }

    private static void jaxpDefaults(String when) {
        Map<Supplier<Object>, Supplier<Object>> lookups = Map.of(
                TransformerFactory::newInstance, TransformerFactory::newDefaultInstance,
                XMLInputFactory::newFactory, XMLInputFactory::newDefaultFactory,
                XMLOutputFactory::newFactory, XMLOutputFactory::newDefaultFactory,
                XMLEventFactory::newFactory, XMLEventFactory::newDefaultFactory,
                DocumentBuilderFactory::newInstance, DocumentBuilderFactory::newDefaultInstance,
                SAXParserFactory::newInstance, SAXParserFactory::newDefaultInstance,
                XPathFactory::newInstance, XPathFactory::newDefaultInstance,
                Main::schemaFactory, SchemaFactory::newDefaultInstance,
                Main::datatypeFactory, DatatypeFactory::newDefaultInstance);
        lookups.forEach((lookup, ofTheJdk) -> {
            Class<?> found = lookup.get().getClass();
            Class<?> expected = ofTheJdk.get().getClass();
            check(found == expected, when + ", JAXP answers " + expected.getName() + ", as without Domainsmith (found " + found.getName() + ")");
        });
    }

    private static Object schemaFactory() {
        return SchemaFactory.newInstance("http://www.w3.org/2001/XMLSchema");
    }

    private static Object datatypeFactory() {
        try {
            return DatatypeFactory.newInstance();
        } catch (DatatypeConfigurationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void absentClasses() {
        List.of(
                        "picocli.CommandLine",
                        "com.github.difflib.DiffUtils",
                        "net.sf.saxon.TransformerFactoryImpl",
                        "org.snakeyaml.engine.v2.api.Load",
                        "org.xmlresolver.Resolver",
                        "com.ctc.wstx.stax.WstxInputFactory",
                        "org.codehaus.stax2.XMLInputFactory2")
                .forEach(name -> check(!present(name), name + " is not on the class path"));
        check(present("io.domainsmith.internal.wstx.stax.WstxInputFactory"), "Woodstox is in the jar, under its own package");
    }

    private static void optionalLibraries() {
        says(() -> XsltStep.of("a.xsl", "<a/>"), "stylesheets need Saxon-HE, which is not on the class path: add net.sf.saxon:Saxon-HE, 13.1 or newer");
        says(() -> Recipe.shipped("gvtg-final"), "recipe files need snakeyaml-engine, which is not on the class path: add "
                + "org.snakeyaml:snakeyaml-engine, 3.0.1 or newer");
    }

    private static void says(Supplier<Object> call, String message) {
        try {
            check(false, "there was no need of a library: " + call.get());
        } catch (IllegalStateException e) {
            check(message.equals(e.getMessage()), "without the library: " + e.getMessage());
        }
    }

    private static boolean present(String name) {
        try {
            Class.forName(name, false, Main.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    private static void theJar() throws Exception {
        Path jar = jarOf(Class.forName("io.domainsmith.document.DomainDocument"));
        String module = ModuleFinder.of(jar).findAll().iterator().next().descriptor().name();
        check(module.equals("io.domainsmith"), "the jar is module io.domainsmith (it is " + module + ")");
        try (JarFile file = new JarFile(jar.toFile())) {
            List.of("META-INF/LICENSE", "META-INF/NOTICE")
                    .forEach(name -> check(file.getEntry(name) != null, "the jar holds " + name));
            check(
                    file.stream().noneMatch(entry -> entry.getName().startsWith("META-INF/services/javax.xml.")),
                    "the jar registers no JAXP service");
        }
    }

    private static Path jarOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    static void check(boolean holds, String what) {
        System.out.println((holds ? "ok: " : "not so: ") + what);
        if (!holds) {
            FAILURES.add(what);
        }
    }
}
