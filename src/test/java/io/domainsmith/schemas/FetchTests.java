package io.domainsmith.schemas;

import static io.domainsmith.schemas.FetchMachine.GRAMMAR;
import static io.domainsmith.schemas.FetchMachine.TYPES;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** schemas/fetch, on a machine made up for the test: its own lock, its own apt, its own cache, and no network. */
class FetchTests {

    @TempDir
    private Path directory;
    private FetchMachine machine;

    @BeforeEach
    void setUpMachine() throws Exception {
        machine = new FetchMachine(directory);
    }

    // ---- without a network

    @Test
    void takesTheFilesOfTheUsersDirectoryAndKeepsThemForTheNextBuild() throws Exception {
        machine.write("mine/domain.rng", GRAMMAR);
        machine.write("mine/basictypes.rng", TYPES);
        machine.write("mine/unrelated.rng", "");
        machine.set("LIBVIRT_SCHEMAS", machine.path("mine").toString());

        assertThat(machine.fetch().warnings()).isEmpty();
        assertThat(machine.out()).containsOnlyKeys("1.0.0/basictypes.rng", "1.0.0/domain.rng", "NOTICE", "releases")
                .containsEntry("releases", "1.0.0\n").containsEntry("1.0.0/domain.rng", GRAMMAR);

        machine.unset("LIBVIRT_SCHEMAS");
        machine.delete("out");
        assertThat(machine.fetch().warnings()).isEmpty();
        assertThat(machine.out()).containsEntry("releases", "1.0.0\n");
    }

    @Test
    void takesADirectoryPerReleaseToo() throws Exception {
        machine.write("mine/1.0.0/domain.rng", GRAMMAR);
        machine.write("mine/1.0.0/basictypes.rng", TYPES);
        machine.set("LIBVIRT_SCHEMAS", machine.path("mine").toString());

        assertThat(machine.fetch().warnings()).isEmpty();
        assertThat(machine.out()).containsEntry("releases", "1.0.0\n");
    }

    @Test
    void aFileWithAnotherDigestIsNotTheReleasesButTheHosts() throws Exception {
        machine.write("mine/domain.rng", "<grammar><!-- mine --></grammar>");
        machine.write("mine/basictypes.rng", TYPES);
        machine.set("LIBVIRT_SCHEMAS", machine.path("mine").toString());

        assertThat(machine.fetch().warnings()).contains("the schemas of libvirt 1.0.0 could not be had").contains("has host and says so");
        assertThat(machine.out()).containsEntry("releases", "host\n").containsEntry("host/domain.rng", "<grammar><!-- mine --></grammar>");
    }

    @Test
    void saysThatTheUsersDirectoryIsNotUsed() throws Exception {
        machine.write("mine/domain.rng", "<grammar><!-- mine --></grammar>");
        machine.write("usr/share/libvirt/schemas/domain.rng", GRAMMAR);
        machine.write("usr/share/libvirt/schemas/basictypes.rng", TYPES);
        machine.set("LIBVIRT_SCHEMAS", machine.path("mine").toString());

        assertThat(machine.fetch().warnings()).contains("is not used: it has no release with the digests in schemas/libvirt.lock.");
        assertThat(machine.out()).containsEntry("releases", "1.0.0\n");
    }

    @Test
    void takesWhatTheMachineHasForWhatItIs() throws Exception {
        machine.write("usr/share/libvirt/schemas/domain.rng", "<grammar><!-- another release --></grammar>");

        assertThat(machine.fetch().warnings()).contains("this machine has no apt");
        assertThat(machine.out()).containsOnlyKeys("NOTICE", "host/domain.rng", "releases").containsEntry("releases", "host\n");
    }

    @Test
    void goesOnWithNothingAndSaysSo() throws Exception {
        FetchMachine.Run run = machine.fetch("--build");

        assertThat(run.warnings()).isEqualTo("schemas/fetch: the schemas of libvirt 1.0.0 could not be had: there is no copy with the"
                + " digests in schemas/libvirt.lock, and libvirt's Debian package is out of reach: this machine has no apt with"
                + " sources for Debian. The build goes on; what it makes has no libvirt schemas at all and says so when it is asked to"
                + " validate. To have them: set LIBVIRT_SCHEMAS to a directory with libvirt's .rng files, or build where apt reaches a"
                + " Debian mirror.");
        assertThat(machine.out()).containsOnlyKeys("NOTICE", "releases").containsEntry("releases", "");
    }

    @Test
    void mendsWhatSomeoneChangedInTheOutput() throws Exception {
        machine.write("out/1.0.0/domain.rng", "changed");
        machine.write("cache/domainsmith/schemas/1.0.0/domain.rng", GRAMMAR);
        machine.write("cache/domainsmith/schemas/1.0.0/basictypes.rng", TYPES);

        assertThat(machine.fetch().warnings()).isEmpty();
        assertThat(machine.out()).containsEntry("1.0.0/domain.rng", GRAMMAR);
    }

    @Test
    void doesWithoutACacheThatCannotBeWritten() throws Exception {
        machine.write("usr/share/libvirt/schemas/domain.rng", GRAMMAR);
        machine.write("usr/share/libvirt/schemas/basictypes.rng", TYPES);
        machine.set("XDG_CACHE_HOME", "/dev/null/cache");

        assertThat(machine.fetch("--build").warnings()).isEmpty();
        assertThat(machine.out()).containsEntry("releases", "1.0.0\n");
    }

    // ---- with apt

    @Test
    void unpacksTheDebianPackageWithTheMachinesOwnSources() throws Exception {
        machine.tool("apt-get", """
                for option; do case $option in Dir::Etc::SourceParts=*) cat "${option#*=}"/* >>"$MACHINE/sources.log" ;; esac; done
                case "$*" in *" download libvirt-one") touch libvirt-one_1_all.deb ;; esac
                """);
        machine.tool("dpkg-deb", """
                mkdir -p "$3/usr/share/libvirt/schemas"
                printf '%s\\n' '<grammar/>' >"$3/usr/share/libvirt/schemas/domain.rng"
                printf '%s\\n' '<grammar><!-- types --></grammar>' >"$3/usr/share/libvirt/schemas/basictypes.rng"
                """);

        assertThat(machine.fetch().warnings()).isEmpty();
        assertThat(machine.out()).containsEntry("releases", "1.0.0\n");
        assertThat(Files.readString(machine.path("sources.log"))).contains("URIs: mirror:/of/this/machine\nSuites: trixie\n")
                .doesNotContain("security");
        assertThat(machine.path("cache/domainsmith/schemas/1.0.0/domain.rng")).hasContent(GRAMMAR);
    }

    @Test
    void aBuildRemembersForADayThatTheNetworkFailed() throws Exception {
        machine.tool("dpkg-deb", "exit 1");
        machine.tool("apt-get", "echo asked >>\"$MACHINE/apt.log\"; exit 100");

        assertThat(machine.fetch("--build").warnings()).contains("could not be downloaded");
        assertThat(machine.asked()).isEqualTo(1);
        assertThat(machine.fetch("--build").warnings()).contains("failed less than a day ago, and schemas/fetch tries again at once");
        assertThat(machine.asked()).isEqualTo(1);

        assertThat(machine.fetch().warnings()).contains("could not be downloaded");
        assertThat(machine.asked()).as("whoever calls it himself is answered anew").isEqualTo(2);

        machine.lock("<grammar><!-- a new lock --></grammar>");
        machine.fetch("--build");
        assertThat(machine.asked()).as("a new lock is a new question").isEqualTo(3);

        Files.setLastModifiedTime(machine.path("cache/domainsmith/failed-schemas"),
                FileTime.from(Instant.now().minus(Duration.ofHours(25))));
        machine.fetch("--build");
        assertThat(machine.asked()).as("a day later").isEqualTo(4);
    }

    @Test
    void waitsNoLongerThanItsLimit() throws Exception {
        machine.script(3);
        machine.tool("dpkg-deb", "exit 1");
        machine.tool("apt-get", "sleep 60");

        FetchMachine.Run run = machine.fetch();

        assertThat(run.warnings()).contains("could not be downloaded");
        assertThat(run.took()).isLessThan(Duration.ofSeconds(20));
        assertThat(Files.readString(Path.of("schemas", "fetch"))).contains("\nlimit=60 ");
    }

    // ---- libvirt's test documents

    @Test
    void unpacksTheTestDocumentsWithoutTheirLinks() throws Exception {
        Path archive = machine.archive();
        machine.lock(GRAMMAR, "corpus 1.0.0 " + FetchMachine.sha256(Files.readAllBytes(archive)) + " one.tar.xz one");
        machine.tool("apt-get", """
                echo asked >>"$MACHINE/apt.log"
                case "$*" in *" source --download-only one") cp "$MACHINE/one.tar.xz" . ;; esac
                """);

        assertThat(machine.fetch("--corpus").warnings()).isEmpty();
        assertThat(machine.out()).containsOnlyKeys("libvirt-1.0.0/archive", "libvirt-1.0.0/qemuxml2argvdata/a.xml");
        assertThat(machine.asked()).as("update and source").isEqualTo(2);

        machine.delete("out");
        assertThat(machine.fetch("--corpus").warnings()).isEmpty();
        assertThat(machine.out()).containsKey("libvirt-1.0.0/qemuxml2argvdata/a.xml");
        assertThat(machine.asked()).as("from the cache").isEqualTo(2);
    }

    @Test
    void anArchiveWithAnotherDigestIsNotUnpacked() throws Exception {
        machine.archive();
        machine.lock(GRAMMAR, "corpus 1.0.0 " + FetchMachine.sha256("another".getBytes(StandardCharsets.UTF_8)) + " one.tar.xz one");
        machine.tool("apt-get", "case \"$*\" in *source*) cp \"$MACHINE/one.tar.xz\" . ;; esac");

        assertThat(machine.fetch("--build", "--corpus").warnings()).isEqualTo("schemas/fetch: the test documents of libvirt 1.0.0 could not be"
                + " had: its Debian source package could not be downloaded (or has other files). The tests that need them are skipped.");
        assertThat(machine.out()).isEmpty();
    }
}
