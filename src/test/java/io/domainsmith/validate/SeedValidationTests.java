package io.domainsmith.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The guide's own document: good before installation and after the final step, but for what warnings say of it. */
class SeedValidationTests {

    private static final Path GUIDE = Path.of("..", "shared", "seed", "000_4b47c06d7afe740c.txt");

    private static String pre() throws IOException {
        assumeTrue(Files.exists(GUIDE), "the guide is not here");
        String guide = Files.readString(GUIDE);
        return guide.substring(guide.indexOf("<domain "), guide.indexOf("</domain>") + "</domain>".length());
    }

    private static List<String> rules(String xml, HypervisorTarget target, Stage stage, Severity severity) {
        return DomainValidator.forTarget(target).validate(DomainDocument.parse(xml), stage).stream()
                .filter(finding -> finding.severity() == severity).map(Finding::rule).toList();
    }

    private static String last() throws IOException {
        return pre().replaceFirst("(?s)<video>.*</video>", "<video><model type='none'/></video>");
    }

    @Test
    void warningsSayWhatCouldBeBetter() throws IOException {
        HypervisorTarget unknown = HypervisorTarget.unknown();
        assertThat(rules(pre(), unknown, Stage.PRE_INSTALL, Severity.ERROR)).isEmpty();
        assertThat(rules(last(), unknown, Stage.FINAL, Severity.ERROR)).isEmpty();
        assertThat(rules(last(), unknown, Stage.FINAL, Severity.WARNING)).containsExactlyInAnyOrder("gvt-set-args-need-legacy-device",
                "graphics-open-unprotected", "egl-headless-duplicate", "gvt-display-without-dmabuf");
    }

    @Test
    void aTargetThatCannotDoItMakesThemAnError() throws IOException {
        assertThat(rules(last(), HypervisorTarget.of("9.0.0", "7.2.0"), Stage.FINAL, Severity.ERROR))
                .containsExactlyInAnyOrder("gvt-set-args-need-legacy-device", "gvt-display-without-dmabuf");
    }

    @Test
    void thePreInstallDocumentIsNotFinal() throws IOException {
        assertThat(rules(pre(), HypervisorTarget.unknown(), Stage.FINAL, Severity.ERROR))
                .containsExactly("gvt-final-video-present");
    }
}
