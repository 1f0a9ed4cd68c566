package io.domainsmith.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import example.FinalStage;
import example.Main;
import groovy.lang.Binding;
import groovy.lang.GroovyObject;
import groovy.util.GroovyScriptEngine;
import io.domainsmith.document.DocumentDifference;
import io.domainsmith.document.DomainDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.libvirt.Connect;

/** What stands under examples/, run by what it is for. */
class ExamplesTests {

    private static final Path EXAMPLES = Path.of("examples");

    @Test
    void the_minimal_program(@TempDir Path folder) throws Exception {
        Path file = Files.copy(Path.of("testdata/win10-q35.xml"), folder.resolve("win10.xml"));
        Main.main(new String[] {file.toString(), "fff6f017-3417-4ad3-b05e-17ae3e1a4615"});
        assertThat(file).hasSameTextualContentAs(Path.of("testdata/win10-q35.pre-install.modern.xml"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"minimal", "libvirt-java"})
    void the_dependency_is_this_version(String example) throws IOException {
        Matcher version = Pattern.compile("<artifactId>domainsmith</artifactId>\\s*<version>([^<]*)</version>")
                .matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();
        assertThat(Files.readString(EXAMPLES.resolve(example).resolve("pom.xml"))).contains("<version>" + version.group(1) + "</version>");
    }

    /** As LibvirtKvmAgentHook does: the script's value gets its method called with a logger and the XML. */
    @Test
    void cloudstacks_agent_hook() throws Exception {
        List<String> log = new ArrayList<>();
        GroovyScriptEngine engine = new GroovyScriptEngine(EXAMPLES.resolve("cloudstack").toString());
        GroovyObject hook = (GroovyObject) engine.run("libvirt-vm-xml-transformer.groovy",
                new Binding(Map.of("recipe", EXAMPLES.resolve("cloudstack/domainsmith.yaml").toString())));
        String xml = Files.readString(Path.of("testdata/win10-q35.xml"));
        String result = (String) hook.invokeMethod("transform", new Object[] {new AgentLog(log), xml});
        assertThat(DomainDocument.parse(xml).differencesTo(DomainDocument.parse(result)))
                .extracting(DocumentDifference::path)
                .containsExactly("/domain/cpu/@mode", "/domain/devices/disk[2]/driver/@discard", "/domain/devices/rng");
        assertThat(log).anyMatch(line -> line.startsWith("info domainsmith: "));
        assertThat(hook.invokeMethod("transform", new Object[] {new AgentLog(log), result})).isEqualTo(result);
    }

    /** The two methods of the agent's logger that the hook calls. */
    public record AgentLog(List<String> lines) {
        public void info(Object message) {
            lines.add("info " + message);
        }

        public void warn(Object message) {
            lines.add("warn " + message);
        }
    }

    @Test
    void kubevirts_sidecar(@TempDir Path folder) throws Exception {
        String xml = Files.readString(Path.of("testdata/win10-q35.pre-install.modern.xml"));
        String done = Files.readString(Path.of("testdata/win10-q35.final.modern.xml"));
        Run run = sidecar(folder, "--vmi", "{\"metadata\":{\"name\":\"win10\"}}", "--domain", xml);
        assertThat(run.out()).isEqualTo(done);
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).contains("replace-video-with-none: ");
        assertThat(sidecar(folder, "--vmi", "{}", "--domain", done)).satisfies(again -> {
            assertThat(again.exitCode()).isZero();
            assertThat(again.out()).isEqualTo(done);
        });
        Run refused = sidecar(folder, "--vmi", "{}", "--domain", "<domain/>");
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.out()).isEmpty();
    }

    private record Run(int exitCode, String out, String err) {
    }

    private static Run sidecar(Path folder, String... args) throws IOException, InterruptedException {
        Path launcher = folder.resolve("domainsmith");
        Files.writeString(launcher, "#!/bin/sh\nexec '" + Path.of(System.getProperty("java.home"), "bin", "java") + "' -cp '"
                + System.getProperty("java.class.path") + "' io.domainsmith.cli.Main \"$@\"\n");
        assertThat(launcher.toFile().setExecutable(true)).isTrue();
        List<String> command = new ArrayList<>(List.of(EXAMPLES.resolve("kubevirt/onDefineDomain").toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put("DOMAINSMITH", launcher.toString());
        builder.environment().put("DOMAINSMITH_RECIPE", EXAMPLES.resolve("kubevirt/recipe.yaml").toString());
        Process process = builder.start();
        process.getOutputStream().close();
        assertThat(process.waitFor(300, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), Files.readString(folder.resolve("out")), Files.readString(folder.resolve("err")));
    }

    /** libvirt's test driver keeps a domain for as long as a connection is open. */
    @Test
    void libvirts_java_binding() throws Exception {
        assumeTrue(Stream.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib")
                .anyMatch(folder -> Files.exists(Path.of(folder, "libvirt.so.0"))), "libvirt's library is not installed");
        Connect connect = new Connect("test:///default");
        try {
            connect.domainDefineXML(Files.readString(Path.of("testdata/win10-q35.pre-install.modern.xml"))
                    .replaceFirst("<domain type='kvm'", "<domain type='test'"));
            FinalStage.main(new String[] {"test:///default", "win10-drafting"});
            assertThat(connect.domainLookupByName("win10-drafting").getXMLDesc(2)).contains("<model type='none'/>").doesNotContain("qxl");
        } finally {
            connect.close();
        }
    }
}
