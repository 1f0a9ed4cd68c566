package io.domainsmith.guest;

import io.domainsmith.model.Domain;
import io.domainsmith.model.qemu.QemuArg;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The arguments of {@code <qemu:commandline>} as QEMU reads them: options, each with its value if it takes one. libvirt appends them to
 * its own arguments, so for an option of which the last one counts they overrule what libvirt wrote (qemuBuildCommandLine).
 *
 * <pre>{@code
 * QemuOptions options = QemuOptions.of(List.of("-snapshot", "-display", "egl-headless"));
 * String last = options.last("display").map(QemuOptions.Option::value).orElse("");   // egl-headless
 * }</pre>
 *
 * @since 0.1
 */
public final class QemuOptions {

    // qemu-options.hx of QEMU 2.12 to 11.1: what has no HAS_ARG; all other options take a value
    private static final Set<String> WITHOUT_VALUE = Set.of("h", "help", "version", "S", "snapshot", "no-fd-bootchk", "no-acpi", "no-hpet",
            "no-reboot", "no-shutdown", "daemonize", "nographic", "full-screen", "alt-grab", "ctrl-grab", "no-quit", "no-frame", "sdl",
            "curses", "portrait", "usb", "enable-kvm", "no-kvm", "no-kvm-irqchip", "no-kvm-pit", "no-kvm-pit-reinjection", "singlestep",
            "one-insn-per-tb", "win2k-hack", "no-user-config", "nodefaults", "nodefconfig", "enable-fips", "semihosting", "old-param",
            "preconfig", "only-migratable", "xen-attach", "xen-create", "xen-domid-restrict", "enable-sync-profile", "perfmap", "jitdump",
            "localtime", "std-vga", "rtc-td-hack", "tdf", "audio-help", "mem-prealloc");

    private static final Pattern MEMBER = Pattern.compile("\\s*\"([^\"\\\\]*)\"\\s*:\\s*(?:\"([^\"\\\\]*)\"|(true|false|-?[0-9]+))\\s*(?:,|$)");

    /**
     * An option of QEMU.
     *
     * @param name the name without its hyphens, such as {@code display}; empty for a word that is no option
     * @param value the argument behind it, or null if it takes none or is the last one
     * @param index the number of the argument that holds the value, or of the option itself if it has none; counted from 0
     */
    public record Option(String name, @Nullable String value, int index) {

        /** The value up to its first comma, such as {@code gtk} of {@code gtk,gl=on}; empty if there is none. */
        public String head() {
            return value == null ? "" : value.split(",", 2)[0];
        }

        /** What the value says behind {@code key=}; the last one if it says so twice. */
        public Optional<String> property(String key) {
            String found = null;
            for (String part : value == null ? new String[0] : value.split(",")) {
                if (part.startsWith(key + "=")) {
                    found = part.substring(key.length() + 1);
                }
            }
            return Optional.ofNullable(found);
        }
    }

    private final List<Option> all;

    private QemuOptions(List<Option> all) {
        this.all = List.copyOf(all);
    }

    /** The options that a domain gives to QEMU. */
    public static QemuOptions of(Domain domain) {
        List<QemuArg> args = domain.getQemuCommandline() == null ? List.of() : domain.getQemuCommandline().getArgs();
        return of(args.stream().map(arg -> Objects.requireNonNullElse(arg.getValue(), "")).toList());
    }

    /** The options in a list of arguments. */
    public static QemuOptions of(List<String> arguments) {
        List<Option> found = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            String text = arguments.get(i);
            String name = text.startsWith("--") ? text.substring(2) : text.startsWith("-") ? text.substring(1) : "";
            if (name.isEmpty() || WITHOUT_VALUE.contains(name) || i + 1 == arguments.size()) {
                found.add(new Option(name, null, i));
            } else {
                found.add(new Option(name, arguments.get(i + 1), ++i));
            }
        }
        return new QemuOptions(found);
    }

    /** Whether an option of this name, without hyphens, takes no value. */
    public static boolean isWithoutValue(String name) {
        return WITHOUT_VALUE.contains(name);
    }

    /** The other options, without those that a condition meets; their numbers stay. */
    public QemuOptions without(Predicate<Option> condition) {
        return new QemuOptions(all.stream().filter(condition.negate()).toList());
    }

    /** All options in order. */
    public List<Option> all() {
        return all;
    }

    /** The options of some names, without hyphens, in order. */
    public List<Option> all(String... names) {
        return all.stream().filter(option -> List.of(names).contains(option.name())).toList();
    }

    /** The last option of some names, without hyphens. */
    public Optional<Option> last(String... names) {
        return all(names).stream().reduce((one, other) -> other);
    }

    /**
     * The words of an option's value by name, in order (QEMU docs/devel/keyval, util/qemu-option.c): of {@code ramfb,id=a}, or of an
     * object of JSON with nothing nested in it. None where it is neither.
     *
     * @param first the name of a first word that has none, such as {@code driver}
     */
    public static Map<String, String> words(@Nullable String value, String first) {
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
}
