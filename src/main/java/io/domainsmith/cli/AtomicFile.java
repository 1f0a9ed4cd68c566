package io.domainsmith.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Replaces a file's content as a whole or not at all: written beside it, synced, given its mode and owner, renamed. A symbolic
 * link stays one and what it points at is replaced. What is no regular file (a pipe, {@code /dev/null}) is written to.
 */
class AtomicFile {

    private static final int MOST_LINKS = 40;

    private final Path file;
    private final Consumer<String> warnings;

    /**
     * A file that may be there or not.
     *
     * @param warnings takes what could not be kept of the old file
     */
    AtomicFile(Path file, Consumer<String> warnings) {
        this.file = file;
        this.warnings = warnings;
    }

    void write(byte[] content) throws IOException {
        Path target = target();
        if (Files.isDirectory(target)) {
            throw new FileSystemException(file.toString(), null, "is a directory");
        }
        boolean there = Files.exists(target);
        if (there && !Files.isWritable(target)) {
            throw Files.getFileStore(target).isReadOnly() ? new FileSystemException(file.toString(), null, "read-only file system")
                    : new AccessDeniedException(file.toString());
        }
        if (there && !Files.isRegularFile(target)) {
            try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.WRITE)) {
                out.write(content);
            }
            return;
        }
        Path beside = target.resolveSibling(".domainsmith-" + UUID.randomUUID() + ".tmp");
        try {
            fill(beside, content, there);
            if (there) {
                keepOwnerAndMode(target, beside);
            }
            rename(beside, target);
        } catch (IOException | RuntimeException | Error e) {
            discard(beside, e);
            throw e;
        }
    }

    /** Where the links end; the last one may point at what is not there yet. */
    private Path target() throws IOException {
        Path target = file.toAbsolutePath();
        for (int links = 0; Files.isSymbolicLink(target); links++) {
            if (links == MOST_LINKS) {
                throw new FileSystemException(file.toString(), null, "too many levels of symbolic links");
            }
            target = target.resolveSibling(Files.readSymbolicLink(target));
        }
        return target;
    }

    /** Nobody else may read the content of a file that is there before the new one has its mode and owner. */
    private static void fill(Path beside, byte[] content, boolean secretly) throws IOException {
        FileAttribute<?>[] attributes = secretly && isPosix(beside)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))}
                : new FileAttribute<?>[0];
        try (FileChannel channel = FileChannel.open(beside,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private void keepOwnerAndMode(Path target, Path beside) throws IOException {
        if (!isPosix(target)) {
            return;
        }
        PosixFileAttributes old = Files.readAttributes(target, PosixFileAttributes.class);
        PosixFileAttributeView view = Files.getFileAttributeView(beside, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        Set<PosixFilePermission> mode = EnumSet.noneOf(PosixFilePermission.class);
        mode.addAll(old.permissions());
        if (!view.readAttributes().group().equals(old.group())
                && !permitted("group", old.group().getName(), () -> view.setGroup(old.group()))) {
            // another group gets no more than everybody
            retainForGroup(mode);
        }
        view.setPermissions(mode);
        if (!view.readAttributes().owner().equals(old.owner())) {
            permitted("owner", old.owner().getName(), () -> view.setOwner(old.owner()));
        }
    }

    private boolean permitted(String what, String name, Change change) throws IOException {
        try {
            change.make();
            return true;
        } catch (FileSystemException e) {
            warnings.accept(file + ": its " + what + " " + name + " could not be kept: " + Failure.reason(e));
            return false;
        }
    }

    private static void retainForGroup(Set<PosixFilePermission> mode) {
        if (!mode.contains(PosixFilePermission.OTHERS_READ)) {
            mode.remove(PosixFilePermission.GROUP_READ);
        }
        if (!mode.contains(PosixFilePermission.OTHERS_WRITE)) {
            mode.remove(PosixFilePermission.GROUP_WRITE);
        }
        if (!mode.contains(PosixFilePermission.OTHERS_EXECUTE)) {
            mode.remove(PosixFilePermission.GROUP_EXECUTE);
        }
    }

    /** The last thing that can fail; tests make it. */
    void rename(Path beside, Path target) throws IOException {
        Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void discard(Path beside, Throwable cause) {
        try {
            Files.deleteIfExists(beside);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }

    /** A change of a file's attributes. */
    private interface Change {
        void make() throws IOException;
    }
}
