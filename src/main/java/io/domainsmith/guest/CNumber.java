package io.domainsmith.guest;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An unsigned number as libvirt reads it with C's strtoul. Blanks and a plus sign may precede the digits; nothing may follow them.
 *
 * <pre>{@code
 * CNumber.parse("0x1b");   // 27, as "27" and "033" are: the base follows from the prefix (virStrToLong_uip with base 0)
 * CNumber.parse("1b");     // empty, although the RELAX NG schema lets it pass
 * CNumber.decimal("033");  // 33 (virStrToLong_ullp with base 10)
 * }</pre>
 *
 * @since 0.1
 */
public final class CNumber {

    private static final long UINT_MAX = 0xFFFF_FFFFL;
    private static final String BLANKS = " \t\n\013\f\r";

    private CNumber() {
    }

    /** Reads a number of addresses and indexes, whose base follows from its prefix; empty if the text is none, is null, or needs more than 32 bits. */
    public static OptionalLong parse(@Nullable String text) {
        if (text == null) {
            return OptionalLong.empty();
        }
        int from = start(text);
        boolean hexadecimal = text.startsWith("0x", from) || text.startsWith("0X", from);
        int base = hexadecimal ? 16 : text.startsWith("0", from) ? 8 : 10;
        return parse(text, from + (hexadecimal ? 2 : 0), base, UINT_MAX);
    }

    /** Reads a number of sizes and counts, which is decimal; empty if the text is none, is null, or needs more than 63 bits. */
    public static OptionalLong decimal(@Nullable String text) {
        return text == null ? OptionalLong.empty() : parse(text, start(text), 10, Long.MAX_VALUE);
    }

    /** Where the digits begin. */
    private static int start(String text) {
        int from = 0;
        while (from < text.length() && BLANKS.indexOf(text.charAt(from)) >= 0) {
            from++;
        }
        return from + (text.startsWith("+", from) ? 1 : 0);
    }

    private static OptionalLong parse(String text, int from, int base, long greatest) {
        long value = 0;
        for (int i = from; i < text.length(); i++) {
            char one = text.charAt(i);
            int digit = one < 0x80 ? Character.digit(one, base) : -1;
            if (digit < 0 || value > (greatest - digit) / base) {
                return OptionalLong.empty();
            }
            value = value * base + digit;
        }
        return from < text.length() ? OptionalLong.of(value) : OptionalLong.empty();
    }
}
