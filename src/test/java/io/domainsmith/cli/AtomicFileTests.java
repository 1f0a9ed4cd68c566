package io.domainsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs({OS.LINUX, OS.MAC})
class AtomicFileTests {

    @TempDir
    private Path folder;

    private final List<String> warnings = new ArrayList<>();

    private void write(Path file, String content) throws IOException {
        new AtomicFile(file, warnings::add).write(content.getBytes());
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aNewFileHasTheModeThatTheUmaskGives() throws IOException {
        Path usual = Files.createFile(folder.resolve("usual"));
        Path file = folder.resolve("new");

        write(file, "new");

        assertThat(file).hasContent("new");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(usual));
        assertThat(names()).containsExactly("new", "usual");
    }

    @Test
    void aFileThatIsThereKeepsItsMode() throws IOException {
        Path file = Files.writeString(folder.resolve("a.xml"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rwxr--"));
        Object inode = Files.getAttribute(file, "unix:ino");

        write(file, "new");

        assertThat(file).hasContent("new");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-rwxr--");
        assertThat(Files.getAttribute(file, "unix:ino")).as("replaced, not overwritten").isNotEqualTo(inode);
        assertThat(names()).containsExactly("a.xml");
        assertThat(warnings).isEmpty();
    }

    @Test
    void itKeepsItsOwnerAndGroup() throws IOException {
        Assumptions.assumeTrue(Integer.valueOf(0).equals(Files.getAttribute(folder, "unix:uid")), "needs root");
        Path file = Files.writeString(folder.resolve("a.xml"), "old");
        Files.setAttribute(file, "unix:uid", 12345);
        Files.setAttribute(file, "unix:gid", 54321);

        write(file, "new");

        assertThat(Files.getAttribute(file, "unix:uid")).isEqualTo(12345);
        assertThat(Files.getAttribute(file, "unix:gid")).isEqualTo(54321);
        assertThat(warnings).isEmpty();
    }

    @Test
    void aLinkStaysALink() throws IOException {
        Path below = Files.createDirectory(folder.resolve("below"));
        Path file = Files.writeString(below.resolve("a.xml"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("below/a.xml"));
        Path linkToLink = Files.createSymbolicLink(folder.resolve("link2"), link);

        write(linkToLink, "new");

        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(Files.isSymbolicLink(linkToLink)).isTrue();
        assertThat(file).hasContent("new");
    }

    @Test
    void aLinkToNothingGetsItsFile() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("a.xml"));

        write(link, "new");

        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(folder.resolve("a.xml")).hasContent("new");
    }

    @Test
    void linksInACircleAreRefused() throws IOException {
        Path one = folder.resolve("one");
        Files.createSymbolicLink(one, Path.of("two"));
        Files.createSymbolicLink(folder.resolve("two"), Path.of("one"));

        assertThatThrownBy(() -> write(one, "new")).isInstanceOf(FileSystemException.class)
                .hasMessageEndingWith("too many levels of symbolic links");
    }

    @Test
    void aFolderAndAMissingFolderAreRefused() throws IOException {
        assertThatThrownBy(() -> write(folder, "new")).isInstanceOf(FileSystemException.class).hasMessageEndingWith("is a directory");
        assertThatThrownBy(() -> write(folder.resolve("no/such"), "new")).isInstanceOf(NoSuchFileException.class);
        assertThat(names()).isEmpty();
    }

    @Test
    void whatIsNoRegularFileIsWrittenTo() throws IOException {
        Path device = Path.of("/dev/null");
        write(device, "new");

        assertThat(Files.isRegularFile(device)).isFalse();
        assertThat(Files.exists(device)).isTrue();
    }

    @Test
    void aFileThatMayNotBeWrittenStaysAsItWas() throws IOException {
        Path file = Files.writeString(folder.resolve("a.xml"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r--r--"));
        Assumptions.assumeFalse(Files.isWritable(file), "root may write everything");

        assertThatThrownBy(() -> write(file, "new")).isInstanceOf(AccessDeniedException.class);
        assertThat(file).hasContent("old");
        assertThat(names()).containsExactly("a.xml");
    }

    @Test
    void aFailedRenameLeavesTheFileAndNothingBeside() throws IOException {
        Path file = folder.resolve("a.xml");
        Files.writeString(file, "old");
        AtomicFile replaced = new AtomicFile(file, warning -> { }) {
            @Override
            void rename(Path beside, Path target) throws IOException {
                throw new FileSystemException(target.toString(), null, "Device or resource busy");
            }
        };

        assertThatThrownBy(() -> replaced.write("new".getBytes())).hasMessageEndingWith("Device or resource busy");
        assertThat(file).hasContent("old");
        assertThat(names()).containsExactly("a.xml");
    }
}
