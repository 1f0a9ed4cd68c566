package io.domainsmith.pci;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An unsigned number as libvirt reads it (virStrToLong_uip with base 0): {@code 0x1b}, {@code 27} and {@code 033} are one
 * number; {@code 1b} and {@code 08} are none, although the RELAX NG schema lets them pass. Blanks and a plus sign may precede the
 * digits, as strtoul has it; nothing may follow them.
 *
 * @since 0.1
 */
public final class CNumber {

    private static final long GREATEST = 0xFFFF_FFFFL;

    private CNumber() {
    }

    /** Reads a number; empty if the text is none, is null, or needs more than 32 bits. */
    public static OptionalLong parse(@Nullable String text) {
        if (text == null) {
            return OptionalLong.empty();
        }
        int from = 0;
        while (from < text.length() && " \t\n\013\f\r".indexOf(text.charAt(from)) >= 0) {
            from++;
        }
        from += text.startsWith("+", from) ? 1 : 0;
        boolean hexadecimal = text.startsWith("0x", from) || text.startsWith("0X", from);
        int base = hexadecimal ? 16 : text.startsWith("0", from) ? 8 : 10;
        from += hexadecimal ? 2 : 0;
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
