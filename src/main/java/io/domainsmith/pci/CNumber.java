package io.domainsmith.pci;

import java.util.OptionalLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An unsigned number as libvirt reads it (virStrToLong_uip with base 0): {@code 0x1b}, {@code 27} and {@code 033} are one
 * number; {@code 1b} and {@code 08} are none, although the RELAX NG schema lets them pass.
 *
 * @since 0.1
 */
public final class CNumber {

    private static final Pattern HEXADECIMAL = Pattern.compile("0[xX][0-9a-fA-F]{1,15}");
    private static final Pattern OCTAL = Pattern.compile("0[0-7]{0,20}");
    private static final Pattern DECIMAL = Pattern.compile("[1-9][0-9]{0,17}");
    private static final long GREATEST = 0xFFFF_FFFFL;

    private CNumber() {
    }

    /** Reads a number; empty if the text is none, is null, or needs more than 32 bits. */
    public static OptionalLong parse(@Nullable String text) {
        if (text == null) {
            return OptionalLong.empty();
        }
        long value;
        if (HEXADECIMAL.matcher(text).matches()) {
            value = Long.parseLong(text.substring(2), 16);
        } else if (OCTAL.matcher(text).matches()) {
            value = Long.parseLong(text, 8);
        } else if (DECIMAL.matcher(text).matches()) {
            value = Long.parseLong(text);
        } else {
            return OptionalLong.empty();
        }
        return value <= GREATEST ? OptionalLong.of(value) : OptionalLong.empty();
    }
}
