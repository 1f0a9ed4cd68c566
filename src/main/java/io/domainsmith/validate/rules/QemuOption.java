package io.domainsmith.validate.rules;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What QEMU reads in the value of an option such as {@code -device} (QEMU docs/devel/keyval, util/qemu-option.c). */
final class QemuOption {

    private static final Pattern MEMBER = Pattern.compile("\\s*\"([^\"\\\\]*)\"\\s*:\\s*(?:\"([^\"\\\\]*)\"|(true|false|-?[0-9]+))\\s*(?:,|$)");

    private QemuOption() {
    }

    /**
     * Its words by name, in order: {@code ramfb,id=a} or an object of JSON with nothing nested in it. None where it is neither.
     *
     * @param first the name of a first word that has none
     */
    static Map<String, String> parse(@Nullable String value, String first) {
        String text = value == null ? "" : value.strip();
        return text.startsWith("{") ? json(text) : text(text, first);
    }

    private static Map<String, String> text(String text, String first) {
        Map<String, String> words = new LinkedHashMap<>();
        // a comma in a value is written twice
        for (String word : text.replace(",,", "\0").split(",")) {
            int equals = word.indexOf('=');
            boolean implied = equals < 0 && words.isEmpty();
            String name = implied ? first : equals < 0 ? word : word.substring(0, equals);
            if (!word.isEmpty()) {
                words.put(name, (implied ? word : equals < 0 ? "on" : word.substring(equals + 1)).replace('\0', ','));
            }
        }
        return words;
    }

    private static Map<String, String> json(String text) {
        Map<String, String> words = new LinkedHashMap<>();
        String members = text.endsWith("}") ? text.substring(1, text.length() - 1) : text.substring(1) + "?";
        Matcher member = MEMBER.matcher(members);
        int at = 0;
        while (at < members.length()) {
            if (!member.find(at) || member.start() != at) {
                return new LinkedHashMap<>();
            }
            words.put(member.group(1), member.group(2) == null ? member.group(3) : member.group(2));
            at = member.end();
        }
        return words;
    }

    /** Whether a value of a property that is on or off means on; through an override it is true or false. */
    static boolean isOn(@Nullable String value) {
        return value != null && switch (value) {
            case "on", "yes", "true", "y" -> true;
            default -> false;
        };
    }
}
