package io.domainsmith.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.SourceElement;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.testkit.TransformerTester;
import io.domainsmith.validate.ValidationLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What every step here has to keep, beside what the test kit asks of anybody's: its name and description read well, and devices of
 * other kinds keep every character.
 */
public final class StepKit {

    private final Transformer step;
    private final Set<String> owned;
    private final HypervisorTarget target;

    private StepKit(Transformer step, Set<String> owned, HypervisorTarget target) {
        this.step = step;
        this.owned = owned;
        this.target = target;
    }

    /**
     * A kit for a step.
     *
     * @param owned the kinds of device that the step may edit
     */
    public static StepKit of(Transformer step, String... owned) {
        lint(step);
        return new StepKit(step, Set.of(owned), HypervisorTarget.unknown());
    }

    public StepKit on(HypervisorTarget target) {
        return new StepKit(step, owned, target);
    }

    /** The step makes one text of another. */
    public TransformResult turns(String before, String after) {
        TransformResult result = tester().turns(before, after);
        assertThat(result.changes()).isNotEmpty().allSatisfy(change -> {
            assertThat(change.step()).isEqualTo(step.name());
            assertSentence(change.reason());
        });
        assertThat(others(result.document())).as("devices that the step does not own").isEqualTo(others(DomainDocument.parse(before)));
        return result;
    }

    /** The step finds its result there. */
    public void leaves(String xml) {
        tester().leaves(xml);
    }

    /** The step cannot be done. */
    public void refuses(String xml, String message) {
        assertThat(tester().refuses(xml, step.name() + ": " + message).step()).isEqualTo(step.name());
    }

    private TransformerTester tester() {
        return TransformerTester.of(step).withTarget(target).withValidation(ValidationLevel.OFF);
    }

    private static void lint(Transformer step) {
        String kebab = step.getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
        assertThat(step.name()).isEqualTo(kebab);
        assertSentence(step.description());
    }

    private static void assertSentence(String text) {
        assertThat(text).matches("(?s)[A-Z<l].*[^.]\\.").doesNotContain("  ");
    }

    private List<String> others(DomainDocument document) {
        List<String> found = new ArrayList<>();
        for (SourceElement devices : document.root().children("devices")) {
            List<SourceElement> all = devices.children();
            for (int i = 0; i < all.size(); i++) {
                if (!owned.contains(all.get(i).name())) {
                    String text = document.toXml();
                    int from = offset(text, all.get(i));
                    int to = i + 1 < all.size() ? offset(text, all.get(i + 1)) : text.indexOf("</devices>", from);
                    String name = all.get(i).name();
                    int end = text.substring(from, to).lastIndexOf("</" + name + ">");
                    found.add(text.substring(from, end < 0 ? text.indexOf('>', from) + 1 : from + end));
                }
            }
        }
        return found;
    }

    private static int offset(String text, SourceElement element) {
        int at = 0;
        for (int line = 1; line < element.line(); line++) {
            at = text.indexOf('\n', at) + 1;
        }
        return at + element.column() - 1;
    }
}
