package io.domainsmith.vgpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.transform.Change;
import io.domainsmith.transform.InvalidDomainException;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformResult;
import io.domainsmith.transform.Transformer;
import io.domainsmith.validate.Severity;
import io.domainsmith.validate.ValidationLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What every step keeps on whole domains, each of them following from a seed. */
class GeneratedDomainTests {

    private static final int DOMAINS = 150;
    private static final List<HypervisorTarget> TARGETS = List.of(HypervisorTarget.of("9.0.0", "7.2.0"),
            HypervisorTarget.of("11.3.0", "10.0.0"), HypervisorTarget.of("7.10.0", "6.2.0"), HypervisorTarget.of("5.0.0", "4.2.0"));

    private static final String MDEV = "fff6f017-3417-4ad3-b05e-17ae3e1a4615";

    private static List<Transformer> steps(HypervisorTarget target) {
        List<Transformer> steps = new ArrayList<>(Gvtg.preInstall(GvtgOptions.of(MDEV), target).steps());
        steps.add(new RememberVideo());
        steps.addAll(Gvtg.finalStage(target).steps());
        steps.addAll(Gvtg.revert(target).steps());
        steps.addAll(Gvtg.retarget(null, target).steps());
        return steps;
    }

    @Test
    void every_step_is_idempotent_and_leaves_alone_what_it_does_not_change() {
        int changes = 0;
        for (long seed = 1; seed <= DOMAINS; seed++) {
            GeneratedDomain generated = new GeneratedDomain(seed);
            DomainDocument document = DomainDocument.parse(generated.xml());
            HypervisorTarget target = TARGETS.get((int) (seed % TARGETS.size()));
            List<String> changed = new ArrayList<>();
            for (Transformer step : steps(target)) {
                String about = "seed " + seed + ", " + step.name() + " on\n" + document.toXml();
                String before = document.toXml();
                Pipeline pipeline = Pipeline.of(step).withTarget(target).withValidation(ValidationLevel.OFF);
                TransformResult result;
                try {
                    result = pipeline.apply(document);
                } catch (StepException e) {
                    assertThat(e).as(about).message().isNotBlank();
                    assertThat(document.toXml()).as(about).isEqualTo(before);
                    continue;
                }
                if (result.changes().isEmpty()) {
                    assertThat(result.document()).as(about).isSameAs(document);
                }
                assertThat(pipeline.apply(result.document()).document()).as("again: " + about).isSameAs(result.document());
                assertThat(result.document().domain()).as(about).isEqualTo(DomainDocument.parse(result.document().toXml()).domain());
                result.changes().forEach(change -> changed.add(kind(change)));
                assertPiecesAreKept(generated, changed, result.document().toXml(), about);
                changes += result.changes().size();
                document = result.document();
            }
        }
        assertThat(changes).as("changes that the steps made").isGreaterThan(5 * DOMAINS);
    }

    /** {@code video} of {@code /domain/devices/video[1]/model}, {@code metadata} of {@code /domain/metadata}. */
    private static String kind(Change change) {
        return change.path().replaceFirst("^/domain/(devices/)?", "").replaceFirst("[\\[/].*", "");
    }

    private static void assertPiecesAreKept(GeneratedDomain generated, List<String> changed, String after, String about) {
        int at = 0;
        for (GeneratedDomain.Piece piece : generated.pieces()) {
            if (changed.contains(piece.kind()) || piece.text().contains("<domain")) {
                continue;
            }
            int found = after.indexOf(piece.text(), at);
            assertThat(found).as("kept and in order: %s%n%s%nin%n%s", piece.text(), about, after).isNotNegative();
            at = found + piece.text().length();
        }
    }

    @Test
    void what_the_recipe_makes_is_valid_in_both_stages() {
        int made = 0;
        for (long seed = 1; seed <= DOMAINS; seed++) {
            GeneratedDomain generated = new GeneratedDomain(seed);
            DomainDocument document = DomainDocument.parse(generated.xml());
            HypervisorTarget target = TARGETS.get((int) (seed % 2));
            if (generated.pieces().stream().filter(piece -> piece.kind().equals("video")).count() > 1) {
                continue; // the final stage leaves it to its user which screens the guest can do without
            }
            DomainDocument preInstall;
            try {
                preInstall = Gvtg.preInstall(GvtgOptions.of(new UUID(seed, seed).toString()), target).apply(document).document();
            } catch (StepException | InvalidDomainException e) {
                continue;
            }
            made++;
            long about = seed;
            TransformResult last = Gvtg.finalStage(target).apply(preInstall);
            assertThat(last.findings()).as("seed %d: %s", about, last.document())
                    .noneMatch(finding -> finding.severity() == Severity.ERROR);
            DomainDocument remembered = Gvtg.finalStageRemembering(target).apply(preInstall).document();
            assertThat(Gvtg.revert(target).apply(remembered).document().toXml()).as("seed %d, there and back", about)
                    .isEqualTo(preInstall.toXml());
        }
        assertThat(made).as("domains that the recipe is for").isGreaterThan(DOMAINS / 3);
    }
}
