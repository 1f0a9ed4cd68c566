package io.domainsmith.vgpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The guide's own pre.xml as the yardstick; the guide is read where it is and not part of this repository. */
class SeedTests {

    private static final String OPEN = "  <domain type='kvm'";
    private static final String CLOSE = "  </domain>\n";

    /** The first document of the guide, its indentation in the guide's text taken off. */
    private static String preXml() throws IOException {
        Path folder = Path.of("..", "shared", "seed");
        if (!Files.isDirectory(folder)) {
            return abort("the guide is not here (../shared/seed), so its pre.xml is no yardstick in this run");
        }
        List<Path> guides;
        try (Stream<Path> files = Files.list(folder)) {
            guides = files.filter(file -> file.toString().endsWith(".txt")).toList();
        }
        assertThat(guides).hasSize(1);
        String guide = Files.readString(guides.get(0), StandardCharsets.UTF_8);
        int from = guide.indexOf(OPEN);
        int to = guide.indexOf(CLOSE, from) + CLOSE.length();
        return guide.substring(from, to).replaceAll("(?m)^  ", "");
    }

    private static String without(String text, String part) {
        assertThat(text).containsOnlyOnce(part);
        return text.replace(part, "");
    }

    private static String between(String text, String from, String to) {
        int start = text.indexOf(from);
        return text.substring(start, text.indexOf(to, start) + to.length());
    }

    @Test
    void theGuidesPartsComeBackByteForByte() throws IOException {
        String pre = preXml();
        String base = without(pre, " xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'");
        base = without(base, between(base, "  <qemu:commandline>", "</qemu:commandline>\n"));
        base = without(base, "    <graphics type='egl-headless'/>\n");
        base = without(base, between(base, "    <hostdev ", "</hostdev>\n"));
        base = without(base, "      <gl enable='no' rendernode='/dev/dri/by-path/pci-0000:00:02.0-render'/>\n");
        GvtgOptions options = GvtgOptions.of("fff6f017-3417-4ad3-b05e-17ae3e1a4615").withIdiom(Idiom.COMMANDLINE)
                .withRenderNode("/dev/dri/by-path/pci-0000:00:02.0-render");

        DomainDocument result = Gvtg.preInstall(options, HypervisorTarget.unknown()).apply(DomainDocument.parse(base)).document();

        assertThat(result.toXml()).isEqualTo(pre);
    }

    @Test
    void theGuidesFinalStepChangesTheVideoAlone() throws IOException {
        String pre = preXml();
        String video = between(pre, "    <video>\n", "</video>\n");

        DomainDocument result = Gvtg.finalStage(HypervisorTarget.unknown()).apply(DomainDocument.parse(pre)).document();

        assertThat(result.toXml()).isEqualTo(pre.replace(video, "    <video>\n      <model type='none'/>\n    </video>\n"));
    }
}
