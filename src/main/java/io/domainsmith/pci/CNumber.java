package io.domainsmith.pci;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An unsigned number as libvirt reads it (virStrToLong_uip with base 0): {@code 0x1b}, {@code 27} and {@code 033} are one
 * number; {@code 1b} and {@code 08} are none, although the RELAX NG schema lets them pass.
 *
 * @since 0.1
 */
public final class CNumber {

    private static final long GREATEST = 0xFFFF_FFFFL;

    private CNumber() {
    }

    /** Reads a number; empty if the text is none, is null, or needs more than 32 bits. */
    public static OptionalLong parse(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return OptionalLong.empty();
        }
        boolean hexadecimal = text.startsWith("0x") || text.startsWith("0X");
        int base = hexadecimal ? 16 : text.startsWith("0") ? 8 : 10;
        int from = hexadecimal ? 2 : 0;
        long value = 0;
        for (int i = from; i < text.length(); i++) {
            char one = text.charAt(i);
            int digit = one < 0x80 ? Character.digit(one, base) : -1;
            value = value * base + digit;
            if (digit < 0 || value > GREATEST) {
                return OptionalLong.empty();
            }
        }
        return from < text.length() ? OptionalLong.of(value) : OptionalLong.empty();
    }
}
