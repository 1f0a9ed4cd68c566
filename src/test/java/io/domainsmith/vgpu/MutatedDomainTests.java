package io.domainsmith.vgpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.ParseException;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.transform.InvalidDomainException;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformResult;
import io.domainsmith.validate.ValidationLevel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What the recipes keep on documents with mistakes in them: {@code -Dmutants=200000 -Dmutants.from=5000} tries 200,000 of them from
 * seed 5,000 on.
 */
class MutatedDomainTests {

    private static final List<HypervisorTarget> TARGETS = List.of(HypervisorTarget.unknown(), HypervisorTarget.of("9.0.0", "7.2.0"),
            HypervisorTarget.of("11.3.0", "10.0.0"), HypervisorTarget.of("8.4.0", "7.0.0"), HypervisorTarget.of("7.10.0", "6.2.0"),
            HypervisorTarget.of("5.0.0", "4.2.0"));
    private static final GvtgOptions OPTIONS = GvtgOptions.of("fff6f017-3417-4ad3-b05e-17ae3e1a4615");

    @Test
    void a_second_run_changes_nothing_and_a_refusal_says_why() {
        MutatedDomain mutants = new MutatedDomain(documents());
        long from = Long.getLong("mutants.from", 1);
        int changed = 0;
        for (long seed = from; seed < from + Long.getLong("mutants", 4000); seed++) {
            Random random = new Random(seed);
            String xml = mutants.of(random);
            DomainDocument document;
            try {
                document = DomainDocument.parse(xml);
            } catch (ParseException e) {
                assertThat(e.problem()).as(xml).isNotBlank().doesNotContain("\n");
                continue;
            }
            for (Pipeline pipeline : pipelines(random)) {
                DomainDocument next = run(pipeline, document, "seed " + seed);
                changed += next == document ? 0 : 1;
                document = next;
            }
        }
        assertThat(changed).as("runs that changed something").isPositive();
    }

    private static List<String> documents() {
        try (Stream<Path> files = Files.walk(Path.of("testdata"))) {
            List<String> documents = new ArrayList<>();
            for (Path file : files.filter(file -> file.toString().endsWith(".xml")).sorted().toList()) {
                documents.add(Files.readString(file));
            }
            return documents;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One to three recipes for one target, in any order, now and then with validation. */
    private static List<Pipeline> pipelines(Random random) {
        HypervisorTarget target = TARGETS.get(random.nextInt(TARGETS.size()));
        ValidationLevel level = random.nextInt(8) > 0 ? ValidationLevel.OFF
                : ValidationLevel.values()[random.nextInt(ValidationLevel.values().length)];
        Idiom idiom = Idiom.values()[random.nextInt(Idiom.values().length)];
        List<Pipeline> all = new ArrayList<>(List.of(Gvtg.preInstall(OPTIONS, target), Gvtg.retarget(null, target), Gvtg.finalStage(target),
                Gvtg.finalStageRemembering(target), Gvtg.revert(target)));
        try {
            all.add(Gvtg.preInstall(OPTIONS.withIdiom(idiom), target));
        } catch (IllegalArgumentException e) {
            assertThat(e).as("%s for %s", idiom, target).message().isNotBlank();
        }
        Collections.shuffle(all, random);
        return all.subList(0, 1 + random.nextInt(3)).stream().map(pipeline -> pipeline.withValidation(level)).toList();
    }

    private static DomainDocument run(Pipeline pipeline, DomainDocument before, String seed) {
        String about = seed + ", " + pipeline.steps().stream().map(step -> step.name()).toList() + " on\n" + before.toXml();
        TransformResult result;
        try {
            result = pipeline.apply(before);
        } catch (StepException | InvalidDomainException e) {
            assertThat(e).as(about).message().isNotBlank();
            return before;
        } catch (RuntimeException e) {
            throw new AssertionError(about, e);
        }
        assertThat(result.changes().isEmpty()).as(about).isEqualTo(result.document() == before);
        assertThat(DomainDocument.parse(result.document().toXml()).domain()).as(about).isEqualTo(result.document().domain());
        try {
            TransformResult again = pipeline.apply(result.document());
            assertThat(again.changes()).as("again: " + about).isEmpty();
        } catch (StepException | InvalidDomainException e) {
            throw new AssertionError("refused at the second run: " + about, e);
        }
        return result.document();
    }
}
