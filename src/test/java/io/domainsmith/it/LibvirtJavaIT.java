package io.domainsmith.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The example with libvirt's Java binding on the real QEMU driver: Maven profile {@code real-libvirt}. */
class LibvirtJavaIT {

    private static final Path ANSWERS = Path.of("target", "libvirt-java");

    @Test
    void takes_a_domain_of_the_qemu_driver_to_its_final_stage() throws IOException, InterruptedException {
        String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString()).collect(Collectors.joining(File.pathSeparator));
        LibvirtJudge.judge(List.of(Path.of("testdata/win10-q35.pre-install.modern.xml")), ANSWERS,
                Path.of(System.getProperty("java.home"), "bin", "java") + " -cp " + classPath + " " + EmbeddedDriver.class.getName());

        assertThat(answer("verdict")).isEqualTo("ok\n");
        assertThat(answer("said")).contains("replace-video-with-none").doesNotContain("ended with");
        assertThat(answer("after")).contains("<model type='none'/>", "type='mdev'", "x-igd-opregion").doesNotContain("qxl");
    }

    private static String answer(String kind) throws IOException {
        return Files.readString(ANSWERS.resolve("win10-q35.pre-install.modern." + kind));
    }
}
