package acme;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.recipe.Recipe;
import io.domainsmith.recipe.StepCatalog;
import io.domainsmith.validate.ValidationLevel;
import java.util.Map;

/** Names the step in a recipe. */
public final class Main {

    private Main() {}

    /**
     * Applies a recipe, and ends with 1 if its result is not what it should be.
     *
     * @param args none
     */
    public static void main(String[] args) {
        StepCatalog catalog = StepCatalog.installed(Main.class.getClassLoader());
        Recipe recipe = Recipe.parse("acme.yaml", "steps:\n  - acme-rename: {to: b}\n", catalog);
        String result = recipe.pipeline(Map.of())
                .withValidation(ValidationLevel.OFF)
                .apply(DomainDocument.parse("<domain type='kvm'><name>a</name></domain>"))
                .document()
                .toXml();
        System.out.println(result);
        System.exit(result.equals("<domain type='kvm'><name>b</name></domain>") ? 0 : 1);
    }
}
