package io.domainsmith.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** schemas/fetch, on a machine made up for the test: its own lock, its own apt, its own cache, and no network. */
class FetchTests {

    private static final Path BASH = Path.of("/bin/bash");
    private static final String GRAMMAR = "<grammar/>\n";
    private static final String TYPES = "<grammar><!-- types --></grammar>\n";
    private static final List<String> TOOLS = List.of("awk", "cat", "cp", "cut", "dirname", "find", "fold", "mkdir", "mktemp",
            "mv", "rm", "sed", "sha256sum", "sleep", "tar", "timeout", "touch", "xz");

    @TempDir
    private Path machine;
    private final Map<String, String> environment = new TreeMap<>();

    private record Run(String warnings, Duration took) {
    }

    @BeforeEach
    void setUpMachine() throws Exception {
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

    // ---- without a network

    @Test
    void takesTheFilesOfTheUsersDirectoryAndKeepsThemForTheNextBuild() throws Exception {
        write("mine/domain.rng", GRAMMAR);
        write("mine/basictypes.rng", TYPES);
        write("mine/unrelated.rng", "");
        environment.put("LIBVIRT_SCHEMAS", machine.resolve("mine").toString());

        assertThat(fetch().warnings).isEmpty();
        assertThat(out()).containsOnlyKeys("1.0.0/basictypes.rng", "1.0.0/domain.rng", "NOTICE", "releases")
                .containsEntry("releases", "1.0.0\n").containsEntry("1.0.0/domain.rng", GRAMMAR);

        environment.remove("LIBVIRT_SCHEMAS");
        delete("out");
        assertThat(fetch().warnings).isEmpty();
        assertThat(out()).containsEntry("releases", "1.0.0\n");
    }

    @Test
    void takesADirectoryPerReleaseToo() throws Exception {
        write("mine/1.0.0/domain.rng", GRAMMAR);
        write("mine/1.0.0/basictypes.rng", TYPES);
        environment.put("LIBVIRT_SCHEMAS", machine.resolve("mine").toString());

        assertThat(fetch().warnings).isEmpty();
        assertThat(out()).containsEntry("releases", "1.0.0\n");
    }

    @Test
    void aFileWithAnotherDigestIsNotTheReleasesButTheHosts() throws Exception {
        write("mine/domain.rng", "<grammar><!-- mine --></grammar>");
        write("mine/basictypes.rng", TYPES);
        environment.put("LIBVIRT_SCHEMAS", machine.resolve("mine").toString());

        assertThat(fetch().warnings).contains("the schemas of libvirt 1.0.0 could not be had").contains("has host and says so");
        assertThat(out()).containsEntry("releases", "host\n").containsEntry("host/domain.rng", "<grammar><!-- mine --></grammar>");
    }

    @Test
    void saysThatTheUsersDirectoryIsNotUsed() throws Exception {
        write("mine/domain.rng", "<grammar><!-- mine --></grammar>");
        write("usr/share/libvirt/schemas/domain.rng", GRAMMAR);
        write("usr/share/libvirt/schemas/basictypes.rng", TYPES);
        environment.put("LIBVIRT_SCHEMAS", machine.resolve("mine").toString());

        assertThat(fetch().warnings).contains("is not used: it has no release with the digests in schemas/libvirt.lock.");
        assertThat(out()).containsEntry("releases", "1.0.0\n");
    }

    @Test
    void takesWhatTheMachineHasForWhatItIs() throws Exception {
        write("usr/share/libvirt/schemas/domain.rng", "<grammar><!-- another release --></grammar>");

        assertThat(fetch().warnings).contains("this machine has no apt");
        assertThat(out()).containsOnlyKeys("NOTICE", "host/domain.rng", "releases").containsEntry("releases", "host\n");
    }

    @Test
    void goesOnWithNothingAndSaysSo() throws Exception {
        Run run = fetch("--build");

        assertThat(run.warnings).isEqualTo("schemas/fetch: the schemas of libvirt 1.0.0 could not be had: there is no copy with the"
                + " digests in schemas/libvirt.lock, and libvirt's Debian package is out of reach: this machine has no apt with"
                + " sources for Debian. The build goes on; what it makes has no libvirt schemas at all and says so when it is asked to"
                + " validate. To have them: set LIBVIRT_SCHEMAS to a directory with libvirt's .rng files, or build where apt reaches a"
                + " Debian mirror.");
        assertThat(out()).containsOnlyKeys("NOTICE", "releases").containsEntry("releases", "");
    }

    @Test
    void mendsWhatSomeoneChangedInTheOutput() throws Exception {
        write("out/1.0.0/domain.rng", "changed");
        write("cache/domainsmith/schemas/1.0.0/domain.rng", GRAMMAR);
        write("cache/domainsmith/schemas/1.0.0/basictypes.rng", TYPES);

        assertThat(fetch().warnings).isEmpty();
        assertThat(out()).containsEntry("1.0.0/domain.rng", GRAMMAR);
    }

    @Test
    void doesWithoutACacheThatCannotBeWritten() throws Exception {
        write("usr/share/libvirt/schemas/domain.rng", GRAMMAR);
        write("usr/share/libvirt/schemas/basictypes.rng", TYPES);
        environment.put("XDG_CACHE_HOME", "/dev/null/cache");

        assertThat(fetch("--build").warnings).isEmpty();
        assertThat(out()).containsEntry("releases", "1.0.0\n");
    }

    // ---- with apt

    @Test
    void unpacksTheDebianPackageWithTheMachinesOwnSources() throws Exception {
        tool("apt-get", """
                for option; do case $option in Dir::Etc::SourceParts=*) cat "${option#*=}"/* >>"$MACHINE/sources.log" ;; esac; done
                case "$*" in *" download libvirt-one") touch libvirt-one_1_all.deb ;; esac
                """);
        tool("dpkg-deb", """
                mkdir -p "$3/usr/share/libvirt/schemas"
                printf '%s\\n' '<grammar/>' >"$3/usr/share/libvirt/schemas/domain.rng"
                printf '%s\\n' '<grammar><!-- types --></grammar>' >"$3/usr/share/libvirt/schemas/basictypes.rng"
                """);

        assertThat(fetch().warnings).isEmpty();
        assertThat(out()).containsEntry("releases", "1.0.0\n");
        assertThat(Files.readString(machine.resolve("sources.log"))).contains("URIs: mirror:/of/this/machine\nSuites: trixie\n")
                .doesNotContain("security");
        assertThat(machine.resolve("cache/domainsmith/schemas/1.0.0/domain.rng")).hasContent(GRAMMAR);
    }

    @Test
    void aBuildRemembersForADayThatTheNetworkFailed() throws Exception {
        tool("dpkg-deb", "exit 1");
        tool("apt-get", "echo asked >>\"$MACHINE/apt.log\"; exit 100");

        assertThat(fetch("--build").warnings).contains("could not be downloaded");
        assertThat(asked()).isEqualTo(1);
        assertThat(fetch("--build").warnings).contains("failed less than a day ago, and schemas/fetch tries again at once");
        assertThat(asked()).isEqualTo(1);

        assertThat(fetch().warnings).contains("could not be downloaded");
        assertThat(asked()).as("whoever calls it himself is answered anew").isEqualTo(2);

        lock("<grammar><!-- a new lock --></grammar>");
        fetch("--build");
        assertThat(asked()).as("a new lock is a new question").isEqualTo(3);

        Files.setLastModifiedTime(machine.resolve("cache/domainsmith/failed-schemas"),
                FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        fetch("--build");
        assertThat(asked()).as("a day later").isEqualTo(4);
    }

    @Test
    void waitsNoLongerThanItsLimit() throws Exception {
        script(3);
        tool("dpkg-deb", "exit 1");
        tool("apt-get", "sleep 60");

        Run run = fetch();

        assertThat(run.warnings).contains("could not be downloaded");
        assertThat(run.took).isLessThan(Duration.ofSeconds(20));
        assertThat(Files.readString(Path.of("schemas", "fetch"))).contains("\nlimit=60 ");
    }

    // ---- libvirt's test documents

    @Test
    void unpacksTheTestDocumentsWithoutTheirLinks() throws Exception {
        Path archive = archive();
        lock(GRAMMAR, "corpus 1.0.0 " + sha256(Files.readAllBytes(archive)) + " one.tar.xz one");
        tool("apt-get", """
                echo asked >>"$MACHINE/apt.log"
                case "$*" in *" source --download-only one") cp "$MACHINE/one.tar.xz" . ;; esac
                """);

        assertThat(fetch("--corpus").warnings).isEmpty();
        assertThat(out()).containsOnlyKeys("libvirt-1.0.0/archive", "libvirt-1.0.0/qemuxml2argvdata/a.xml");
        assertThat(asked()).as("update and source").isEqualTo(2);

        delete("out");
        assertThat(fetch("--corpus").warnings).isEmpty();
        assertThat(out()).containsKey("libvirt-1.0.0/qemuxml2argvdata/a.xml");
        assertThat(asked()).as("from the cache").isEqualTo(2);
    }

    @Test
    void anArchiveWithAnotherDigestIsNotUnpacked() throws Exception {
        archive();
        lock(GRAMMAR, "corpus 1.0.0 " + sha256("another".getBytes(StandardCharsets.UTF_8)) + " one.tar.xz one");
        tool("apt-get", "case \"$*\" in *source*) cp \"$MACHINE/one.tar.xz\" . ;; esac");

        assertThat(fetch("--build", "--corpus").warnings).isEqualTo("schemas/fetch: the test documents of libvirt 1.0.0 could not be"
                + " had: its Debian source package could not be downloaded (or has other files). The tests that need them are skipped.");
        assertThat(out()).isEmpty();
    }

    // ---- the made-up machine

    private void script(int limit) throws IOException {
        String script = Files.readString(Path.of("schemas", "fetch"));
        assertThat(script).contains("installed=/usr/share/", "/etc/os-release", "/etc/apt/", "limit=60");
        Path fetch = write("schemas/fetch", script.replace("installed=/usr/share/", "installed=" + machine + "/usr/share/")
                .replace("/etc/os-release", machine + "/etc/os-release").replace("/etc/apt/", machine + "/etc/apt/")
                .replace("limit=60", "limit=" + limit));
        Files.setPosixFilePermissions(fetch, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private void lock(String grammar, String... more) throws Exception {
        write("schemas/libvirt.lock", "# a comment\nrelease 1.0.0 libvirt-one trixie\n"
                + "file 1.0.0 " + sha256(TYPES.getBytes(StandardCharsets.UTF_8)) + " basictypes.rng\n"
                + "file 1.0.0 " + sha256(grammar.getBytes(StandardCharsets.UTF_8)) + " domain.rng\n" + String.join("\n", more) + "\n");
    }

    private void tool(String name, String body) throws IOException {
        Path tool = write("bin/" + name, "#!/bin/bash\nMACHINE=" + machine + "\n" + body);
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** A source archive with a document, a link to it, and something that is no test document. */
    private Path archive() throws Exception {
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

    private Run fetch(String... options) throws Exception {
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

    private long asked() throws IOException {
        return Files.readAllLines(machine.resolve("apt.log")).size();
    }

    private Map<String, String> out() throws IOException {
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

    private void delete(String directory) throws IOException {
        try (Stream<Path> files = Files.walk(machine.resolve(directory))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private Path write(String name, String text) throws IOException {
        Path file = machine.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
