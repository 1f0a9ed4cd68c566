package io.domainsmith.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A machine made up for schemas/fetch: with its own lock, apt, tools and cache, and without a network. */
final class FetchMachine {

    /** What the lock's release 1.0.0 consists of: domain.rng and basictypes.rng. */
    static final String GRAMMAR = "<grammar/>\n";
    static final String TYPES = "<grammar><!-- types --></grammar>\n";

    private static final Path BASH = Path.of("/bin/bash");
    private static final List<String> TOOLS = List.of("awk", "cat", "cp", "cut", "dirname", "find", "fold", "mkdir", "mktemp",
            "mv", "rm", "sed", "sha256sum", "sleep", "tar", "timeout", "touch", "xz");

    private final Path machine;
    private final Map<String, String> environment = new TreeMap<>();

    /** What fetch said on standard error, blanks and line ends evened out, and how long it took. */
    record Run(String warnings, Duration took) {
    }

    FetchMachine(Path directory) throws Exception {
        machine = directory;
        assumeTrue(Files.isExecutable(BASH), "no bash here");
        write("etc/os-release", "VERSION_CODENAME=bookworm\n");
        write("etc/apt/sources.list.d/debian.sources", """
                Types: deb
                URIs: mirror:/of/this/machine
                Suites: bookworm bookworm-updates
                Components: main

                Types: deb
                URIs: mirror:/for/security
                Suites: bookworm-security
                Components: main
                """);
        for (String tool : TOOLS) {
            Optional<Path> own = Stream.of("/usr/bin", "/bin").map(place -> Path.of(place, tool)).filter(Files::isExecutable).findFirst();
            assumeTrue(own.isPresent(), () -> "no " + tool + " here");
            tool(tool, "exec " + own.get() + " \"$@\"");
        }
        script(60);
        lock(GRAMMAR);
        environment.put("PATH", machine.resolve("bin").toString());
        environment.put("XDG_CACHE_HOME", machine.resolve("cache").toString());
        environment.put("TMPDIR", Files.createDirectories(machine.resolve("tmp")).toString());
    }

    Path path(String name) {
        return machine.resolve(name);
    }

    void set(String variable, String value) {
        environment.put(variable, value);
    }

    void unset(String variable) {
        environment.remove(variable);
    }

    /** Installs schemas/fetch with another limit of seconds for the network. */
    void script(int limit) throws IOException {
        String script = Files.readString(Path.of("schemas", "fetch"));
        assertThat(script).contains("installed=/usr/share/", "/etc/os-release", "/etc/apt/", "limit=60");
        Path fetch = write("schemas/fetch", script.replace("installed=/usr/share/", "installed=" + machine + "/usr/share/")
                .replace("/etc/os-release", machine + "/etc/os-release").replace("/etc/apt/", machine + "/etc/apt/")
                .replace("limit=60", "limit=" + limit));
        Files.setPosixFilePermissions(fetch, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    void lock(String grammar, String... more) throws Exception {
        write("schemas/libvirt.lock", "# a comment\nrelease 1.0.0 libvirt-one trixie\n"
                + "file 1.0.0 " + sha256(TYPES.getBytes(StandardCharsets.UTF_8)) + " basictypes.rng\n"
                + "file 1.0.0 " + sha256(grammar.getBytes(StandardCharsets.UTF_8)) + " domain.rng\n" + String.join("\n", more) + "\n");
    }

    void tool(String name, String body) throws IOException {
        Path tool = write("bin/" + name, "#!/bin/bash\nMACHINE=" + machine + "\n" + body);
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A source archive with a document, a link to it, and something that is no test document. */
    Path archive() throws Exception {
        write("one/tests/qemuxml2argvdata/a.xml", "<domain/>");
        write("one/README", "");
        Files.createSymbolicLink(machine.resolve("one/tests/qemuxml2argvdata/b.xml"), Path.of("a.xml"));
        for (String kind : List.of("qemuxml2xmloutdata", "genericxml2xmlindata", "genericxml2xmloutdata", "bhyvexml2argvdata")) {
            Files.createDirectories(machine.resolve("one/tests").resolve(kind));
            Files.createSymbolicLink(machine.resolve("one/tests").resolve(kind).resolve("a.xml"), Path.of("../qemuxml2argvdata/a.xml"));
        }
        Files.createSymbolicLink(machine.resolve("one/tests/qemuxml2argvdata/a.err"), Path.of("a.xml"));
        Path archive = machine.resolve("one.tar.xz");
        assertThat(new ProcessBuilder("tar", "-cJf", archive.toString(), "-C", machine.toString(), "one").inheritIO().start().waitFor())
                .isZero();
        return archive;
    }

    Run fetch(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of(BASH.toString(), machine.resolve("schemas/fetch").toString()));
        command.addAll(List.of(options));
        command.add(machine.resolve("out").toString());
        Path errors = machine.resolve("errors");
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile())
                .redirectOutput(machine.resolve("output").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        long start = System.nanoTime();
        Process process = builder.start();
        assertThat(process.waitFor(90, TimeUnit.SECONDS)).isTrue();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertThat(process.exitValue()).as("never fails").isZero();
        assertThat(machine.resolve("output")).isEmptyFile();
        return new Run(Files.readString(errors).replaceAll("\\s+", " ").strip(), took);
    }

    long asked() throws IOException {
        return Files.readAllLines(machine.resolve("apt.log")).size();
    }

    Map<String, String> out() throws IOException {
        Map<String, String> texts = new TreeMap<>();
        Path out = machine.resolve("out");
        if (Files.exists(out)) {
            try (Stream<Path> files = Files.walk(out)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    texts.put(out.relativize(file).toString(), Files.readString(file));
                }
            }
        }
        return texts;
    }

    void delete(String directory) throws IOException {
        try (Stream<Path> files = Files.walk(machine.resolve(directory))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    Path write(String name, String text) throws IOException {
        Path file = machine.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
