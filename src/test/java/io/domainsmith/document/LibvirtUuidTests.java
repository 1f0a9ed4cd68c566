package io.domainsmith.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LibvirtUuidTests {

    private static final UUID UUID_OF_ALL = UUID.fromString("fff6f017-3417-4ad3-b05e-17ae3e1a4615");
    private static final Pattern FORM = Pattern.compile(
            "([0-9a-fA-F]{8})-?([0-9a-fA-F]{4})-?([0-9a-fA-F]{4})-?([0-9a-fA-F]{4})-?([0-9a-fA-F]{12})");
    private static final String MIXED = "0123456789abcdefABCDEF-- gG٣Ａ\n";

    @ParameterizedTest
    @ValueSource(strings = {"fff6f017-3417-4ad3-b05e-17ae3e1a4615", "FFF6F017-3417-4AD3-B05E-17AE3E1A4615",
            "fff6f01734174ad3b05e17ae3e1a4615", "fff6f017-34174ad3b05e-17ae3e1a4615", " \tfff6f017-3417-4ad3-b05e-17ae3e1a4615\n"})
    void readsItWithAndWithoutDashes(String text) {
        assertThat(LibvirtUuid.parse(text)).isEqualTo(UUID_OF_ALL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "fff6f017-3417-4ad3-b05e-17ae3e1a461", "fff6f017-3417-4ad3-b05e-17ae3e1a46155",
            "fff6f017--3417-4ad3-b05e-17ae3e1a4615", "ff-f6f017-3417-4ad3-b05e-17ae3e1a4615", "fff6f017-3417-4ad3-b05e-17ae3e1a4615-",
            "-fff6f017-3417-4ad3-b05e-17ae3e1a4615", "fff6f017-3417-4ad3-b05e-17ae3e1a461g", "fff6f017-3417-4ad3-b05e-17ae3e1a461٣"})
    void readsNothingElse(String text) {
        assertThat(LibvirtUuid.tryParse(text)).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> LibvirtUuid.parse(text)).withMessage("'" + text
                + "' is not a uuid; it looks like fff6f017-3417-4ad3-b05e-17ae3e1a4615 (uuidgen prints a new one)");
    }

    @Test
    void readsWhatItsFormSays() {
        for (int seed = 1; seed <= 20_000; seed++) {
            String text = text(new Random(seed));
            assertThat(LibvirtUuid.tryParse(text)).as("seed %d: '%s'", seed, text).isEqualTo(byForm(text));
        }
    }

    /** A uuid, often with a dash too many or too few, or another character somewhere. */
    private static String text(Random random) {
        StringBuilder text = new StringBuilder(new UUID(random.nextLong(), random.nextLong()).toString());
        for (int changes = random.nextInt(4); changes > 0; changes--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, MIXED.charAt(random.nextInt(MIXED.length())));
                case 1 -> text.insert(at, MIXED.charAt(random.nextInt(MIXED.length())));
                case 2 -> text.deleteCharAt(at);
                default -> {
                    int dash = text.indexOf("-");
                    if (dash >= 0) {
                        text.deleteCharAt(dash);
                    }
                }
            }
        }
        return text.toString();
    }

    private static Optional<UUID> byForm(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        return matcher.matches() ? Optional.of(UUID.fromString(matcher.replaceFirst("$1-$2-$3-$4-$5"))) : Optional.empty();
    }
}
