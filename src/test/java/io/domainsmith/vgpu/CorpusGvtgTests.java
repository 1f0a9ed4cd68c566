package io.domainsmith.vgpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.Corpus;
import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.ParseException;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.transform.StepException;
import io.domainsmith.validate.ValidationLevel;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Over libvirt's own documents a recipe is either refused in words or done once and for all. */
class CorpusGvtgTests {

    private static final HypervisorTarget UNKNOWN = HypervisorTarget.unknown();

    @ParameterizedTest
    @EnumSource
    void everyDocumentIsRefusedOrDone(Idiom idiom) throws IOException {
        Pipeline preInstall = Gvtg.preInstall(GvtgOptions.of(Guest.MDEV).withIdiom(idiom), UNKNOWN)
                .withValidation(ValidationLevel.OFF);
        Pipeline finalStage = Pipeline.of(ReplaceVideoWithNone.removingSecondaries()).withValidation(ValidationLevel.OFF);
        int done = 0;
        for (Path file : Corpus.documents()) {
            DomainDocument base;
            try {
                base = DomainDocument.parse(file);
            } catch (ParseException e) {
                assertThat(e.problem()).as(file.toString()).isNotBlank();
                continue;
            }
            DomainDocument pre;
            try {
                pre = preInstall.apply(base).document();
            } catch (StepException e) {
                assertThat(e.getMessage()).as(file.toString()).startsWith(e.step() + ": ").hasSizeGreaterThan(40);
                continue;
            }
            assertThat(preInstall.apply(pre).document()).as(file + " again").isSameAs(pre);
            DomainDocument last = finalStage.apply(pre).document();
            assertThat(finalStage.apply(last).document()).as(file + " final again").isSameAs(last);
            assertThat(last.domain().getDevices().getVideos()).as(file.toString()).hasSize(1);
            done++;
        }
        assertThat(done).isGreaterThan(100);
    }
}
