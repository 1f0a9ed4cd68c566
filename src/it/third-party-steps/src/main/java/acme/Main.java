package acme;

import io.domainsmith.recipe.Recipe;
import io.domainsmith.recipe.StepCatalog;
import io.domainsmith.testkit.TransformerTester;
import io.domainsmith.validate.ValidationLevel;
import java.util.Map;

/** Names the step in a recipe. */
public final class Main {

    private Main() {}

    /**
     * Applies a recipe, and fails if its result is not what it should be.
     *
     * @param args none
     */
    public static void main(String[] args) {
        StepCatalog catalog = StepCatalog.installed(Main.class.getClassLoader());
        Recipe recipe = Recipe.parse("acme.yaml", "steps:\n  - acme-rename: {to: b}\n", catalog);
        TransformerTester.of(recipe.pipeline(Map.of()).withValidation(ValidationLevel.OFF))
                .turns("<domain type='kvm'><name>a</name></domain>", "<domain type='kvm'><name>b</name></domain>");
    }
}
