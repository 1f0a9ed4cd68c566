package io.domainsmith.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.domainsmith.target.DeviceProperty;
import io.domainsmith.target.HypervisorTarget;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of properties is what this machine's QEMU lists, if its release is one of the table's. */
class DevicePropertiesIT {

    private static final Pattern RELEASE = Pattern.compile("version (\\d+\\.\\d+)\\.");
    private static final Pattern PROPERTY = Pattern.compile("(?m)^  ([^ =]+)=<(?!child<)");

    @Test
    void qemuListsWhatTheTableSays() throws Exception {
        Matcher release = RELEASE.matcher(qemu("--version"));
        assertThat(release.find()).isTrue();
        assumeTrue(Arrays.asList(table().lines().filter(line -> line.startsWith("releases ")).findFirst().orElseThrow().split(" "))
                .contains(release.group(1)), "a release of the table");
        HypervisorTarget target = HypervisorTarget.of(null, release.group(1));
        Set<String> devices = table().lines().filter(line -> line.startsWith("[")).flatMap(line -> Arrays.stream(line.replaceAll("[\\[\\]]", "").split(" ")))
                .collect(Collectors.toSet());
        assertThat(devices).contains("vfio-pci", "vfio-pci-nohotplug").allSatisfy(device -> {
            List<String> listed = new TreeSet<>(PROPERTY.matcher(qemu("-device", device + ",help")).results().map(found -> found.group(1)).toList())
                    .stream().toList();
            assertThat(DeviceProperty.names(device, target)).as(device).isEqualTo(listed);
        });
    }

    private static String table() throws IOException {
        try (InputStream in = Objects.requireNonNull(DeviceProperty.class.getResourceAsStream("device-properties.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String qemu(String... arguments) throws IOException {
        String[] command = new String[arguments.length + 1];
        command[0] = "qemu-system-x86_64";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
