package io.domainsmith.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Files that people write, such as stylesheets: none is as long as {@value #MOST} bytes. */
public final class SmallFile {

    /** The length in bytes that is not read any more. */
    public static final int MOST = 10 << 20;

    private SmallFile() {
    }

    /**
     * The content of a file.
     *
     * @throws IOException if it cannot be read, or is longer than {@link #MOST}
     */
    public static byte[] bytes(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MOST + 1);
            if (bytes.length > MOST) {
                throw new FileSystemException(file.toString(), null,
                        String.format(Locale.ROOT, "it has more than %,d bytes", MOST));
            }
            return bytes;
        }
    }

    /**
     * The content of a file in UTF-8.
     *
     * @throws java.nio.charset.CharacterCodingException if it is not UTF-8
     * @throws IOException if it cannot be read, or is longer than {@link #MOST}
     */
    public static String text(Path file) throws IOException {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(file))).toString();
    }
}
