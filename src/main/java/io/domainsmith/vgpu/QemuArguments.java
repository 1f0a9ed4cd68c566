package io.domainsmith.vgpu;

import io.domainsmith.guest.QemuOptions;
import io.domainsmith.guest.QemuSettings;
import io.domainsmith.model.Domain;
import io.domainsmith.model.qemu.QemuArg;
import io.domainsmith.model.qemu.QemuCommandline;
import io.domainsmith.transform.StepException;
import java.util.ArrayList;
import java.util.List;

/** The {@code <qemu:arg>} of a domain to edit: see {@link QemuOptions}. */
final class QemuArguments {

    /** {@code -set device.NAME.KEY=VALUE}. */
    record Setting(QemuArg option, QemuArg argument, QemuSettings.Setting setting) {

        String device() {
            return setting.device();
        }

        String key() {
            return setting.property();
        }

        String value() {
            return setting.value();
        }

        boolean isOn() {
            return setting.isOn();
        }
    }

    /** {@code -display VALUE}. */
    record Display(QemuArg option, QemuArg argument, String value) {
    }

    private final Domain domain;

    QemuArguments(Domain domain) {
        this.domain = domain;
    }

    /** All device settings in order. */
    List<Setting> settings() {
        return QemuSettings.of(QemuOptions.of(domain), List.of()).arguments().stream().map(setting -> {
            List<QemuArg> args = domain.getQemuCommandline().getArgs();
            return new Setting(args.get(setting.index() - 1), args.get(setting.index()), setting);
        }).toList();
    }

    /** All displays in order; QEMU keeps the last. */
    List<Display> displays() {
        return pairs("display").stream().map(pair -> new Display(pair[0], pair[1], pair[1].getValue())).toList();
    }

    /** An option and its value. */
    private List<QemuArg[]> pairs(String wanted) {
        List<QemuArg[]> found = new ArrayList<>();
        for (QemuOptions.Option option : QemuOptions.of(domain).all(wanted)) {
            QemuArg value = domain.getQemuCommandline().getArgs().get(option.index());
            if (option.value() != null && value.getValue() != null) {
                found.add(new QemuArg[] {domain.getQemuCommandline().getArgs().get(option.index() - 1), value});
            }
        }
        return found;
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
        List<QemuOptions.Option> options = QemuOptions.of(domain).all();
        QemuOptions.Option last = options.isEmpty() ? null : options.get(options.size() - 1);
        if (last != null && last.value() == null && !last.name().isEmpty() && !QemuOptions.isWithoutValue(last.name())) {
            QemuArg arg = domain.getQemuCommandline().getArgs().get(last.index());
            throw new StepException("the arguments of QEMU end with " + arg.getValue()
                    + (arg.sourceLocation() == null ? "" : " (line " + arg.sourceLocation().getLineNumber() + ")")
                    + ", which lacks its value, and what is added behind it would become that; complete it, or take it out");
        }
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
