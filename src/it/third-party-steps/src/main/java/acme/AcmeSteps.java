package acme;

import io.domainsmith.recipe.StepOption;
import io.domainsmith.recipe.StepProvider;
import io.domainsmith.recipe.StepType;
import io.domainsmith.transform.Transformer;
import java.util.List;

/** Brings the step acme-rename. */
public final class AcmeSteps implements StepProvider {

    /** For the service loader. */
    public AcmeSteps() {}

    @Override
    public List<StepType> steps() {
        return List.of(StepType.of(
                "acme-rename",
                "Gives the domain another name.",
                options -> Transformer.of(
                        "acme-rename",
                        "Gives the domain another name.",
                        (domain, context) -> domain.setName(options.text("to"))),
                StepOption.required("to", StepOption.Kind.TEXT, "The new name.")));
    }
}
