package io.domainsmith.vgpu;

import io.domainsmith.model.Domain;
import io.domainsmith.model.qemu.QemuArg;
import io.domainsmith.model.qemu.QemuCommandline;
import io.domainsmith.transform.StepException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code <qemu:arg>} of a domain, read as the option and value pairs that QEMU reads. */
final class QemuArguments {

    /** {@code -set device.NAME.KEY=VALUE}. */
    record Setting(QemuArg option, QemuArg argument, String device, String key, String value) {

        boolean isOn() {
            return List.of("on", "yes", "true", "y").contains(value);
        }
    }

    /** {@code -display VALUE}. */
    record Display(QemuArg option, QemuArg argument, String value) {
    }

    // QEMU's own reading of -set: "%63[^.].%63[^.].%63[^=]" (qemu_set_option)
    private static final Pattern SETTING = Pattern.compile("device\\.([^.]+)\\.([^=]+)=(.*)", Pattern.DOTALL);

    private final Domain domain;

    QemuArguments(Domain domain) {
        this.domain = domain;
    }

    /** All device settings in order. */
    List<Setting> settings() {
        List<Setting> found = new ArrayList<>();
        for (QemuArg[] pair : pairs("set")) {
            Matcher matcher = SETTING.matcher(pair[1].getValue());
            if (matcher.matches()) {
                found.add(new Setting(pair[0], pair[1], matcher.group(1), matcher.group(2), matcher.group(3)));
            }
        }
        return found;
    }

    /** All displays in order; QEMU keeps the last. */
    List<Display> displays() {
        return pairs("display").stream().map(pair -> new Display(pair[0], pair[1], pair[1].getValue())).toList();
    }

    /** An option and its value; an option without a value, and arguments without one, are nobody's. */
    private List<QemuArg[]> pairs(String wanted) {
        List<QemuArg[]> found = new ArrayList<>();
        List<QemuArg> args = domain.getQemuCommandline() == null ? List.of() : domain.getQemuCommandline().getArgs();
        for (int i = 0; i + 1 < args.size(); i++) {
            if (takesValue(args.get(i))) {
                if (option(args.get(i)).equals(wanted) && args.get(i + 1).getValue() != null) {
                    found.add(new QemuArg[] {args.get(i), args.get(i + 1)});
                }
                i++;
            }
        }
        return found;
    }

    private static String option(QemuArg arg) {
        String text = arg.getValue() == null ? "" : arg.getValue();
        return text.startsWith("--") ? text.substring(2) : text.startsWith("-") ? text.substring(1) : "";
    }

    /**
     * Adds an option and its value behind all others.
     *
     * @throws StepException if they would become the value of an option that lacks its own
     */
    void add(String option, String value) {
        refuseLoneOption();
        if (domain.getQemuCommandline() == null) {
            domain.setQemuCommandline(new QemuCommandline());
        }
        domain.getQemuCommandline().withArgs(new QemuArg().withValue(option), new QemuArg().withValue(value));
    }

    private void refuseLoneOption() {
        List<QemuArg> args = domain.getQemuCommandline() == null ? List.of() : domain.getQemuCommandline().getArgs();
        QemuArg last = args.isEmpty() ? null : args.get(args.size() - 1);
        boolean isValue = false;
        for (int i = 0; i + 1 < args.size(); i++) {
            isValue = !isValue && takesValue(args.get(i));
        }
        if (last != null && !isValue && takesValue(last)) {
            throw new StepException("the arguments of QEMU end with " + last.getValue()
                    + (last.sourceLocation() == null ? "" : " (line " + last.sourceLocation().getLineNumber() + ")")
                    + ", which lacks its value, and what is added behind it would become that; complete it, or take it out");
        }
    }

    /** Of the options that steps deal with; what others take is not known. */
    private static boolean takesValue(QemuArg arg) {
        return List.of("set", "display").contains(option(arg));
    }

    /** Removes a pair, and the container with the last one. */
    void remove(QemuArg option, QemuArg value) {
        QemuCommandline commandline = domain.getQemuCommandline();
        commandline.getArgs().removeIf(arg -> arg == option || arg == value);
        if (commandline.getArgs().isEmpty() && commandline.getEnvs().isEmpty()) {
            domain.setQemuCommandline(null);
        }
    }
}
