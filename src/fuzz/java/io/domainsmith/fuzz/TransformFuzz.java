package io.domainsmith.fuzz;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.transform.InvalidDomainException;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformResult;
import io.domainsmith.validate.ValidationLevel;
import io.domainsmith.vgpu.Gvtg;
import io.domainsmith.vgpu.GvtgOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Whatever the steps make of a document can be read again, and a second run changes nothing; or they refuse it. */
public final class TransformFuzz {

    private static final List<HypervisorTarget> TARGETS = List.of(HypervisorTarget.unknown(), HypervisorTarget.of("9.0.0", "7.2.0"),
            HypervisorTarget.of("11.3.0", "10.0.0"), HypervisorTarget.of("7.10.0", "6.2.0"), HypervisorTarget.of("5.0.0", "4.2.0"));
    private static final GvtgOptions OPTIONS = GvtgOptions.of("fff6f017-3417-4ad3-b05e-17ae3e1a4615");

    private TransformFuzz() {
    }

    /** Called by Jazzer. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        FuzzedDocument.parse(bytes).ifPresent(document -> {
            Random choices = FuzzedDocument.choices(bytes);
            HypervisorTarget target = TARGETS.get(choices.nextInt(TARGETS.size()));
            ValidationLevel level = ValidationLevel.values()[choices.nextInt(ValidationLevel.values().length)];
            DomainDocument before = document;
            List<Pipeline> pipelines = new ArrayList<>(List.of(Gvtg.preInstall(OPTIONS, target), Gvtg.finalStageRemembering(target),
                    Gvtg.retarget(null, target), Gvtg.revert(target)));
            Collections.shuffle(pipelines, choices);
            for (Pipeline pipeline : pipelines) {
                try {
                    before = run(pipeline.withValidation(level), before);
                } catch (StepException | InvalidDomainException e) {
                    FuzzedDocument.check(e.getMessage() != null && !e.getMessage().isBlank(), "a refusal says why");
                }
            }
            FuzzedDocument.checkWritten(document, bytes);
        });
    }

    private static DomainDocument run(Pipeline pipeline, DomainDocument before) {
        TransformResult result = pipeline.apply(before);
        FuzzedDocument.checkReadable(result.document());
        FuzzedDocument.check(result.changes().isEmpty() == (result.document() == before), "a change is an edit: " + result.changes());
        FuzzedDocument.check(pipeline.apply(result.document()).document() == result.document(), "a second run changes nothing");
        return result.document();
    }
}
