package io.domainsmith.document;

import java.util.Optional;
import java.util.UUID;

/** A uuid, read as libvirt reads it (virUUIDParse): dashes and case are free. */
public final class LibvirtUuid {

    private static final int DIGITS = 32;

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
        String uuid = text.strip();
        long most = 0;
        long least = 0;
        int digits = 0;
        boolean dash = false;
        for (int i = 0; i < uuid.length(); i++) {
            char one = uuid.charAt(i);
            int digit = one < 0x80 ? Character.digit(one, 16) : -1;
            if (one == '-' && !dash && mayBeParted(digits)) {
                dash = true;
                continue;
            } else if (digit < 0 || digits == DIGITS) {
                return Optional.empty();
            }
            dash = false;
            digits++;
            most = most << 4 | least >>> 60;
            least = least << 4 | digit;
        }
        return digits == DIGITS ? Optional.of(new UUID(most, least)) : Optional.empty();
    }

    /** Whether a dash may stand after so many digits. */
    private static boolean mayBeParted(int digits) {
        return digits == 8 || digits == 12 || digits == 16 || digits == 20;
    }
}
