package io.domainsmith.target;

import io.domainsmith.target.DeviceProperty.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What device-properties.txt says; read when a property is first asked for. */
final class DevicePropertyTable {

    private static final String FILE = "device-properties.txt";
    private static final Map<String, Map<String, DeviceProperty>> DEVICES = new HashMap<>();

    /** The releases whose lists are known, from the oldest to the newest. */
    static final List<Version> RELEASES = read();

    private DevicePropertyTable() {
    }

    /** The properties of a device by name; null if they are not known. */
    static @Nullable Map<String, DeviceProperty> of(String device) {
        return DEVICES.get(device);
    }

    private static List<Version> read() {
        List<Version> releases = List.of();
        String[] devices = new String[0];
        for (String line : text().split("\n")) {
            if (line.startsWith("releases ")) {
                releases = versions(line.substring("releases ".length()).split(" "));
            } else if (line.startsWith("[")) {
                devices = line.substring(1, line.length() - 1).split(" ");
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                String[] words = line.split(" ");
                Set<Version> in = in(words[2], releases);
                for (String device : devices) {
                    DEVICES.computeIfAbsent(device, name -> new HashMap<>()).put(words[0],
                            new DeviceProperty(device, words[0], Kind.valueOf(words[1].toUpperCase(Locale.ROOT)), in));
                }
            }
        }
        return releases;
    }

    private static List<Version> versions(String[] words) {
        List<Version> versions = new ArrayList<>();
        for (String word : words) {
            versions.add(Version.parse(word));
        }
        return List.copyOf(versions);
    }

    /** The releases in ranges such as {@code 5.2-7.2,11.1-}: both ends included, an open one goes to the newest. */
    private static Set<Version> in(String ranges, List<Version> releases) {
        Set<Version> in = new HashSet<>();
        for (String range : ranges.split(",")) {
            int dash = range.indexOf('-');
            Version first = Version.parse(dash < 0 ? range : range.substring(0, dash));
            Version last = dash < 0 ? first : dash == range.length() - 1 ? releases.get(releases.size() - 1) : Version.parse(range.substring(dash + 1));
            for (Version release : releases) {
                if (release.atLeast(first) && last.atLeast(release)) {
                    in.add(release);
                }
            }
        }
        return Set.copyOf(in);
    }

    private static String text() {
        try (InputStream in = Objects.requireNonNull(DevicePropertyTable.class.getResourceAsStream(FILE), FILE)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
