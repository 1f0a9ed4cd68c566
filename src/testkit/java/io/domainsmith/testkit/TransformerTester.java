package io.domainsmith.testkit;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformResult;
import io.domainsmith.transform.Transformer;
import io.domainsmith.validate.Stage;
import io.domainsmith.validate.ValidationLevel;
import java.util.List;
import java.util.Objects;

/**
 * Runs steps on a text and compares with another, then runs them again: on its own result a step has nothing to do, and gives
 * the very same document back. Works with any test framework, as it needs none.
 *
 * <pre>{@code
 * TransformerTester.of(Transformer.of("rename", "Gives the domain another name.", (domain, context) -> domain.setName("b")))
 *         .withValidation(ValidationLevel.OFF)
 *         .turns("<domain type='kvm'><name>a</name></domain>", "<domain type='kvm'><name>b</name></domain>");
 * }</pre>
 *
 * @since 0.1
 */
public final class TransformerTester {

    private final Pipeline pipeline;

    private TransformerTester(Pipeline pipeline) {
        this.pipeline = pipeline;
    }

    /** A tester of steps, for an unknown target, with strict validation. */
    public static TransformerTester of(Transformer... steps) {
        return of(Pipeline.of(steps));
    }

    /** A tester of a pipeline, with its target, stage and validation. */
    public static TransformerTester of(Pipeline pipeline) {
        return new TransformerTester(Objects.requireNonNull(pipeline, "pipeline"));
    }

    /** This tester for another libvirt and QEMU. */
    public TransformerTester withTarget(HypervisorTarget target) {
        return new TransformerTester(pipeline.withTarget(target));
    }

    /** This tester with its result validated for a stage. */
    public TransformerTester withStage(Stage stage) {
        return new TransformerTester(pipeline.withStage(stage));
    }

    /** This tester with another level of validation. */
    public TransformerTester withValidation(ValidationLevel level) {
        return new TransformerTester(pipeline.withValidation(level));
    }

    /**
     * The steps make one text of another, character by character, and then have nothing left to do.
     *
     * @return what the first run gave
     * @throws AssertionError if they do not
     */
    public TransformResult turns(String before, String after) {
        DomainDocument document = DomainDocument.parse(before);
        TransformResult result = pipeline.apply(document);
        same("the result", after, result.document().toXml());
        same("the caller's document", before, document.toXml());
        if (result.changes().isEmpty() && !before.equals(after)) {
            throw new AssertionError("the text is another one, but no change is told");
        }
        leaves("a second run", result.document());
        return result;
    }

    /**
     * The steps find their result there: they change nothing and give the very same document back.
     *
     * @throws AssertionError if they do not
     */
    public void leaves(String xml) {
        leaves("the result", DomainDocument.parse(xml));
    }

    /**
     * The steps cannot be done, and leave the caller's document as it was.
     *
     * @param message the whole message
     * @return what was thrown, which names the step
     * @throws AssertionError if they can be done, or say something else
     */
    public StepException refuses(String xml, String message) {
        DomainDocument document = DomainDocument.parse(xml);
        TransformResult result;
        try {
            result = pipeline.apply(document);
        } catch (StepException e) {
            same("the message", message, String.valueOf(e.getMessage()));
            same("the caller's document", xml, document.toXml());
            return e;
        }
        throw new AssertionError("the steps were to be refused with\n  " + message + "\nbut were done: " + result.changes());
    }

    private void leaves(String what, DomainDocument document) {
        TransformResult again = pipeline.apply(document);
        same(what, document.toXml(), again.document().toXml());
        if (again.document() != document) {
            throw new AssertionError(what + " says the same, but is another document: a step that changes nothing gives the one that it got");
        }
        if (!again.changes().isEmpty()) {
            throw new AssertionError(what + " is the same, but changes are told: " + again.changes());
        }
    }

    private static void same(String what, String expected, String actual) {
        if (!expected.equals(actual)) {
            throw new AssertionError(what + " is another one, first in " + firstDifference(expected, actual)
                    + "\n--- expected\n" + expected + "\n--- actual\n" + actual);
        }
    }

    private static String firstDifference(String expected, String actual) {
        List<String> wanted = List.of(expected.split("\n", -1));
        List<String> got = List.of(actual.split("\n", -1));
        int line = 0;
        while (line < Math.min(wanted.size(), got.size()) && wanted.get(line).equals(got.get(line))) {
            line++;
        }
        return "line " + (line + 1) + "\n  expected: " + lineOf(wanted, line) + "\n  actual:   " + lineOf(got, line);
    }

    private static String lineOf(List<String> lines, int line) {
        return line < lines.size() ? lines.get(line).replace("\r", "\\r") : "(the end)";
    }
}
