package io.domainsmith.guest;

import io.domainsmith.model.Domain;
import io.domainsmith.model.qemu.QemuDevice;
import io.domainsmith.model.qemu.QemuProperty;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The properties of QEMU's devices that a document sets past libvirt: by {@code <qemu:override>} and by arguments
 * {@code -set device.ID.PROPERTY=VALUE}. libvirt writes the overrides into {@code -device}; QEMU reads {@code -set} after that
 * (system/vl.c, qemu_set_option), so an argument overrules an override, and a later argument an earlier one.
 *
 * <pre>{@code
 * QemuSettings settings = QemuSettings.of(document.domain());
 * settings.value("hostdev0", "display");   // on, off, or empty if nothing sets it
 * }</pre>
 *
 * @since 0.1
 */
public final class QemuSettings {

    /** QEMU reads {@code %63[^.].%63[^.].%63[^=]=}, of which the first is the group. */
    private static final Pattern SETTING = Pattern.compile("device\\.([^.]+)\\.([^=]+)=(.*)", Pattern.DOTALL);
    private static final Set<String> ON = Set.of("on", "yes", "true", "y");

    /**
     * A property of a device.
     *
     * @param device the id of the device
     * @param property the name of the property, such as {@code x-igd-opregion}
     * @param value the value as written
     * @param isOverride whether {@code <qemu:override>} says so, and not an argument
     * @param index the number of the {@code <qemu:arg>} that holds the value, or of the {@code <qemu:property>} among all; counted from 0
     */
    public record Setting(String device, String property, String value, boolean isOverride, int index) {

        /** Whether the value of a property that is on or off means on. */
        public boolean isOn() {
            return QemuSettings.isOn(value);
        }
    }

    private final List<Setting> overrides;
    private final List<Setting> arguments;
    private final Map<String, List<Setting>> byDevice;

    private QemuSettings(List<Setting> overrides, List<Setting> arguments) {
        this.overrides = List.copyOf(overrides);
        this.arguments = List.copyOf(arguments);
        this.byDevice = all().stream().collect(Collectors.groupingBy(Setting::device));
    }

    /** What a domain sets. */
    public static QemuSettings of(Domain domain) {
        List<Setting> overrides = new ArrayList<>();
        List<QemuDevice> devices = domain.getQemuOverride() == null ? List.of() : domain.getQemuOverride().getDevices();
        for (QemuDevice device : devices) {
            List<QemuProperty> properties = device.getFrontend() == null ? List.of() : device.getFrontend().getProperties();
            for (QemuProperty property : properties) {
                overrides.add(override(device.getAlias(), property.getName(), property.getValue(), overrides.size()));
            }
        }
        return of(QemuOptions.of(domain), overrides);
    }

    /** What arguments set that were read already, and these overrides. */
    public static QemuSettings of(QemuOptions options, List<Setting> overrides) {
        List<Setting> arguments = new ArrayList<>();
        for (QemuOptions.Option option : options.all("set")) {
            Matcher matcher = SETTING.matcher(option.value() == null ? "" : option.value());
            if (matcher.matches()) {
                arguments.add(new Setting(matcher.group(1), matcher.group(2), matcher.group(3), false, option.index()));
            }
        }
        return new QemuSettings(overrides, arguments);
    }

    /** A property of an override, where what the document leaves out is the empty string. */
    public static Setting override(@Nullable String device, @Nullable String property, @Nullable String value, int index) {
        return new Setting(device == null ? "" : device, property == null ? "" : property, value == null ? "" : value, true, index);
    }

    /** What {@code <qemu:override>} sets, in order. */
    public List<Setting> overrides() {
        return overrides;
    }

    /** What {@code -set device.ID.PROPERTY=VALUE} sets, in order. */
    public List<Setting> arguments() {
        return arguments;
    }

    /** Both, in the order in which they apply: of two for one property the later one counts. */
    public List<Setting> all() {
        return Stream.concat(overrides.stream(), arguments.stream()).toList();
    }

    /** What sets a property of a device in the end; empty if nothing does. */
    public Optional<Setting> last(String device, String property) {
        return last(Set.of(device), property);
    }

    /** What sets a property of a device with several names in the end; empty if nothing does. */
    public Optional<Setting> last(Set<String> names, String property) {
        return names.stream().flatMap(name -> byDevice.getOrDefault(name, List.of()).stream()).filter(setting -> setting.property().equals(property))
                .max(Comparator.comparing((Setting setting) -> !setting.isOverride()).thenComparing(Setting::index));
    }

    /** The value that a property of a device has in the end; empty if nothing sets it. */
    public Optional<String> value(String device, String property) {
        return last(device, property).map(Setting::value);
    }

    /** Whether the value of a property that is on or off means on (QEMU qapi_bool_parse; an override says true). */
    public static boolean isOn(@Nullable String value) {
        return value != null && ON.contains(value);
    }
}
