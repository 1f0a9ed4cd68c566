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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** libvirt's own documents, those that take a vGPU, through every stage on targets of each idiom, and from one target to another. */
class CorpusTargetTests {

    private static final HypervisorTarget SEED_LEGACY = HypervisorTarget.of("4.5.0", "2.12.0");
    private static final HypervisorTarget CLASSIC = HypervisorTarget.of("4.6.0", "3.0.0");
    private static final HypervisorTarget GAP = HypervisorTarget.of("8.4.0", "7.0.0");
    private static final HypervisorTarget MODERN = HypervisorTarget.of("9.0.0", "7.2.0");
    private static final HypervisorTarget CURRENT = HypervisorTarget.of("12.4.0", "11.0.0");

    private static final Map<Path, DomainDocument> ALL = new LinkedHashMap<>();
    private static final Map<Path, DomainDocument> BASES = new LinkedHashMap<>();

    @BeforeAll
    static void read() throws IOException {
        for (Path file : Corpus.documents()) {
            try {
                DomainDocument base = DomainDocument.parse(file);
                ALL.put(file, base);
                if (preInstall(base, MODERN).isPresent()) {
                    BASES.put(file, base);
                }
            } catch (ParseException e) {
                assertThat(e.problem()).as(file.toString()).isNotBlank();
            }
        }
        assertThat(BASES).hasSizeGreaterThan(100);
    }

    @TestFactory
    Stream<DynamicTest> everyStageOnEveryTarget() {
        return Stream.of(CLASSIC, GAP, MODERN, CURRENT).map(target -> DynamicTest.dynamicTest(target.describe(),
                () -> BASES.forEach((file, base) -> {
                    DomainDocument pre = preInstall(base, target).orElseThrow(() -> new AssertionError(file.toString()));
                    Optional<DomainDocument> last = run(Gvtg.finalStageRemembering(target), pre);
                    last.ifPresent(document -> {
                        assertThat(run(Gvtg.revert(target), document).orElseThrow().toXml()).as("%s: reverted", file).isEqualTo(pre.toXml());
                        DomainDocument forgetful = run(Gvtg.finalStage(target), pre).orElseThrow();
                        assertThat(run(Gvtg.revert(target), forgetful)).as("%s: reverted without memory", file).isPresent();
                    });
                })));
    }

    @TestFactory
    Stream<DynamicTest> fromOneTargetToAnotherAndBack() {
        return Stream.of(SEED_LEGACY, CLASSIC, GAP, MODERN, CURRENT).flatMap(from -> Stream.of(SEED_LEGACY, GAP, MODERN, CURRENT)
                .map(to -> DynamicTest.dynamicTest(from.describe() + " to " + to.describe(), () -> BASES.forEach((file, base) -> {
                    DomainDocument here = preInstall(base, from).orElseThrow(() -> new AssertionError(file.toString()));
                    DomainDocument there = run(Gvtg.retarget(null, to), here).orElseThrow(() -> new AssertionError(file.toString()));
                    assertThat(run(Gvtg.retarget(null, from), there).orElseThrow().toXml()).as(file.toString()).isEqualTo(here.toXml());
                }))));
    }

    /** Whatever the document is: what is there for QEMU's own options is said otherwise, or stays, and there is nothing else to do. */
    @TestFactory
    Stream<DynamicTest> anyDocumentForAnotherTarget() {
        return Stream.of(SEED_LEGACY, MODERN).map(target -> DynamicTest.dynamicTest(target.describe(),
                () -> ALL.forEach((file, document) -> run(Gvtg.retarget(null, target), document).ifPresent(there -> {
                    if (!document.toXml().contains("http://libvirt.org/schemas/domain/qemu/1.0") && !document.toXml().contains("'mdev'")) {
                        assertThat(there).as(file.toString()).isSameAs(document);
                    }
                }))));
    }

    private static Optional<DomainDocument> preInstall(DomainDocument base, HypervisorTarget target) {
        return run(Gvtg.preInstall(GvtgOptions.of(Guest.MDEV), target), base);
    }

    /** What a recipe makes, for good; empty if it is refused, in words. */
    private static Optional<DomainDocument> run(Pipeline recipe, DomainDocument document) {
        Pipeline unchecked = recipe.withValidation(ValidationLevel.OFF);
        try {
            DomainDocument result = unchecked.apply(document).document();
            assertThat(unchecked.apply(result).document()).as("once more").isSameAs(result);
            return Optional.of(result);
        } catch (StepException e) {
            assertThat(e.getMessage()).startsWith(e.step() + ": ").hasSizeGreaterThan(40);
            return Optional.empty();
        }
    }
}
