package io.domainsmith.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.SourceElement;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.ValidationLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What every step has to keep, beside its own before and after: its name and description read well, a second run changes
 * nothing, a run that changes nothing returns the very same document, and devices of other kinds keep every character.
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
        DomainDocument document = DomainDocument.parse(before);
        TransformResult result = pipeline().apply(document);
        assertThat(result.document().toXml()).isEqualTo(after);
        assertThat(document.toXml()).as("the caller's document").isEqualTo(before);
        assertThat(result.changes()).isNotEmpty().allSatisfy(change -> {
            assertThat(change.step()).isEqualTo(step.name());
            assertSentence(change.reason());
        });
        assertThat(others(result.document())).as("devices that the step does not own").isEqualTo(others(document));
        leaves(result.document());
        return result;
    }

    /** The step finds its result there. */
    public void leaves(String xml) {
        leaves(DomainDocument.parse(xml));
    }

    private void leaves(DomainDocument document) {
        TransformResult again = pipeline().apply(document);
        assertThat(again.document().toXml()).isEqualTo(document.toXml());
        assertThat(again.document()).as("nothing changed, so the very same document").isSameAs(document);
        assertThat(again.changes()).isEmpty();
    }

    /** The step cannot be done. */
    public void refuses(String xml, String message) {
        DomainDocument document = DomainDocument.parse(xml);
        assertThatThrownBy(() -> pipeline().apply(document)).isInstanceOfSatisfying(StepException.class,
                e -> assertThat(e.step()).isEqualTo(step.name())).hasMessage(step.name() + ": " + message);
        assertThat(document.toXml()).isEqualTo(xml);
    }

    private Pipeline pipeline() {
        return Pipeline.of(step).withTarget(target).withValidation(ValidationLevel.OFF);
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
