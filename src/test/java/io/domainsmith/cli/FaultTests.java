package io.domainsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A full disk, a folder that cannot be written, a kill: the file is the old one or the new one, never a part of one. */
@EnabledOnOs({OS.LINUX, OS.MAC})
class FaultTests {

    private static final String DOMAIN = """
            <domain type='kvm'>
              <name>a</name>
              <memory>1048576</memory>
              <os><type arch='x86_64' machine='q35'>hvm</type></os>
              <devices>
                <video><model type='vga'/></video>
                <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on' ramfb='on'>
                  <source><address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/></source>
                </hostdev>
                <graphics type='egl-headless'/>
              </devices>
            </domain>
            """;

    @TempDir
    private Path folder;

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** Ten kills; {@code -Dkills=200} for more. What is killed writes all the time, so each kill comes in the middle of it. */
    @Test
    void a_kill_leaves_the_old_file_or_the_new_one() throws Exception {
        Path file = folder.resolve("a.xml");
        List<String> whole = List.of(Writer.content(0), Writer.content(1));
        Files.writeString(file, whole.get(0));
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int kill = 1; kill <= Integer.getInteger("kills", 10); kill++) {
            Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xshare:auto",
                    "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), Writer.class.getName(),
                    file.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start();
            assertThat(process.getInputStream().read()).as("it writes").isEqualTo('w');
            Thread.sleep(random.nextInt(20), random.nextInt(1_000_000));
            process.destroyForcibly().waitFor();
            assertThat(process.exitValue()).as("killed, not ended").isEqualTo(137);
            assertThat(whole.contains(Files.readString(file))).as("kill %d, seed %d: a whole file", kill, seed).isTrue();
        }
        Path next = folder.resolve("b.xml");
        new AtomicFile(next, warning -> { }).write(new byte[1]);
        assertThat(names(folder)).as("what a kill leaves is hidden, and in nobody's way").contains("a.xml", "b.xml")
                .allMatch(name -> name.matches("[ab]\\.xml|\\.domainsmith-[0-9a-f-]{36}\\.tmp"));
    }

    /** Replaces a file all the time. */
    public static final class Writer {
        private Writer() {
        }

        public static void main(String[] args) throws IOException {
            AtomicFile file = new AtomicFile(Path.of(args[0]), warning -> { });
            for (int turn = 1;; turn++) {
                file.write(content(turn % 2).getBytes());
                if (turn == 1) {
                    System.out.print('w');
                    System.out.flush();
                }
            }
        }

        static String content(int turn) {
            return ("<domain type='" + turn + "'/>\n").repeat(20_000);
        }
    }

    @Test
    void a_folder_that_cannot_be_written_leaves_the_file() throws Exception {
        Path file = Files.writeString(folder.resolve("a.xml"), DOMAIN);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
        try {
            assumeThat(Files.isWritable(folder)).as("permissions do not bind this user").isFalse();
            assertThatItFails(file, "permission denied");
        } finally {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        assertThat(names(folder)).containsExactly("a.xml");
    }

    @Test
    void a_full_disk_leaves_the_file() throws Exception {
        Path file = onDisk("size=64k");
        try {
            Path ballast = Files.createFile(file.resolveSibling("ballast"));
            try (var out = Files.newOutputStream(ballast)) {
                out.write(new byte[1 << 20]);
            } catch (IOException e) {
                assertThat(e).hasMessageContaining("No space left on device");
            }
            assertThatItFails(file, "No space left on device");
            assertThat(names(file.getParent())).containsExactly("a.xml", "ballast");
        } finally {
            mount("umount", file.getParent().toString());
        }
    }

    @Test
    void a_read_only_disk_leaves_the_file() throws Exception {
        Path file = onDisk("size=1m");
        try {
            assertThat(mount("mount", "-o", "remount,ro", file.getParent().toString())).isZero();
            assertThatItFails(file, "read-only file system");
            assertThat(names(file.getParent())).containsExactly("a.xml");
        } finally {
            mount("umount", file.getParent().toString());
        }
    }

    private static void assertThatItFails(Path file, String reason) throws IOException {
        Cli.Run run = Cli.domainsmith("gvtg", "final", "--validation", "off", "--in-place", file.toString());
        assertThat(run.exitCode()).as(run.err()).isEqualTo(ExitCode.OUTPUT);
        assertThat(run.err()).isEqualTo("domainsmith: cannot write " + file + ": " + reason + "\n");
        assertThat(file).hasContent(DOMAIN);
    }

    private Path onDisk(String options) throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeThat(mount("mount", "-t", "tmpfs", "-o", options, "tmpfs", disk.toString())).as("only root can mount").isZero();
        return Files.writeString(disk.resolve("a.xml"), DOMAIN);
    }

    private static int mount(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        return process.waitFor(10, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }
}
