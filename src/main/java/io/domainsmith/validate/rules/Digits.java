package io.domainsmith.validate.rules;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Decimal numbers of digits alone, without a sign. */
final class Digits {

    private Digits() {
    }

    /** The number that a text is; empty for null, and for a text that is not 1 to so many (18 at most) digits. */
    static OptionalLong parse(@Nullable String text, int most) {
        if (text == null || text.isEmpty() || text.length() > most) {
            return OptionalLong.empty();
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                return OptionalLong.empty();
            }
            value = value * 10 + digit - '0';
        }
        return OptionalLong.of(value);
    }
}
