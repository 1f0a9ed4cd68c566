package io.domainsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/** A file that nobody should read and an address that nobody should call. */
final class Bait implements AutoCloseable {

    /** What the file says. */
    static final String WORD = "CANARY";

    private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2001-01-01T00:00:00Z"));

    private final Path file;
    private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    Bait(Path folder) throws IOException {
        file = Files.writeString(folder.resolve("canary.xml"), "<domain>" + WORD + "</domain>");
        // read before it was last written: the next time is noted by a file system that is mounted with relatime, too
        times().setTimes(FileTime.from(Instant.parse("2002-01-01T00:00:00Z")), LONG_AGO, null);
    }

    private BasicFileAttributeView times() {
        return Files.getFileAttributeView(file, BasicFileAttributeView.class);
    }

    /** The file as a URI. */
    String uri() {
        return file.toUri().toString();
    }

    /** The file's name. */
    String path() {
        return file.toString();
    }

    /** The address. */
    String url() {
        return "http://127.0.0.1:" + socket.getLocalPort() + "/x";
    }

    void assertUntouched() throws IOException {
        assertThat(times().readAttributes().lastAccessTime()).as("when the canary file was read").isEqualTo(LONG_AGO);
        socket.setSoTimeout(1);
        boolean called;
        try {
            socket.accept().close();
            called = true;
        } catch (SocketTimeoutException e) {
            called = false;
        }
        assertThat(called).as("the address was called").isFalse();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
