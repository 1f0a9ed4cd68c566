package io.domainsmith.document;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A uuid, read as libvirt reads it (virUUIDParse): dashes and case are free. */
public final class LibvirtUuid {

    private static final Pattern FORM = Pattern.compile(
            "([0-9a-fA-F]{8})-?([0-9a-fA-F]{4})-?([0-9a-fA-F]{4})-?([0-9a-fA-F]{4})-?([0-9a-fA-F]{12})");

    private LibvirtUuid() {
    }

    /**
     * Reads a uuid.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static UUID parse(String text) {
        return tryParse(text).orElseThrow(() -> new IllegalArgumentException("'" + text
                + "' is not a uuid; it looks like fff6f017-3417-4ad3-b05e-17ae3e1a4615 (uuidgen prints a new one)"));
    }

    /** Reads a uuid, or nothing if it is none. */
    public static Optional<UUID> tryParse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        return matcher.matches()
                ? Optional.of(UUID.fromString(matcher.replaceFirst("$1-$2-$3-$4-$5")))
                : Optional.empty();
    }
}
