package io.domainsmith.vgpu;

import io.domainsmith.target.Feature;
import io.domainsmith.target.Support;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformContext;

/** What a step needs of the target. */
final class Features {

    private Features() {
    }

    /** Refuses a target that is known not to have a feature. */
    static void require(Feature feature, TransformContext context) {
        Support support = context.target().supports(feature);
        if (support.isNo()) {
            throw new StepException(context.target().describe() + " has no " + support.what() + "; it needs " + support.where());
        }
    }
}
