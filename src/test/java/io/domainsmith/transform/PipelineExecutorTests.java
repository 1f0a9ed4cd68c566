package io.domainsmith.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.validate.ValidationLevel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** With an executor a pipeline does what it does without one. */
class PipelineExecutorTests {

    private static final DomainDocument DOCUMENT = DomainDocument.parse("""
            <domain type='kvm'>
              <name>guest</name>
              <memory unit='MiB'>512</memory>
              <os>
                <type arch='x86_64' machine='q35'>hvm</type>
              </os>
            </domain>
            """);
    private static final DomainDocument INVALID = DomainDocument.parse(DOCUMENT.toXml().replace("memory", "memorie"));

    private static final Transformer RENAME =
            Transformer.of("rename", "Gives the domain another name.", (domain, context) -> domain.setName("renamed"));
    private static final Transformer IMPOSSIBLE = Transformer.of("impossible", "Cannot be done.", (domain, context) -> {
        throw new StepException("there is nothing to do it with");
    });
    private static final Transformer BROKEN = Transformer.of("broken", "Has a defect.", (domain, context) -> {
        throw new IllegalArgumentException("a defect");
    });

    static Stream<Named<Executor>> executors() {
        return Map.<String, Executor>of(
                "a thread", task -> new Thread(task).start(),
                "the same thread", Runnable::run,
                "one that has no time", task -> { },
                "one that refuses", task -> {
                    throw new RejectedExecutionException("shut down");
                }).entrySet().stream().map(entry -> Named.of(entry.getKey(), entry.getValue()));
    }

    @ParameterizedTest
    @MethodSource("executors")
    void theResultIsTheSame(Executor executor) {
        for (Pipeline pipeline : List.of(Pipeline.of(RENAME), Pipeline.of(), Pipeline.of(RENAME).withValidation(ValidationLevel.OFF))) {
            TransformResult expected = pipeline.apply(DOCUMENT);
            TransformResult result = pipeline.withExecutor(executor).apply(DOCUMENT);
            assertThat(result.document().toXml()).isEqualTo(expected.document().toXml());
            assertThat(result.changes()).isEqualTo(expected.changes());
            assertThat(result.findings()).isEqualTo(expected.findings());
        }
    }

    @ParameterizedTest
    @MethodSource("executors")
    void whatTheSchemaRefusesComesBeforeWhatAStepCannotDo(Executor executor) {
        for (Transformer step : List.of(RENAME, IMPOSSIBLE, BROKEN)) {
            Pipeline pipeline = Pipeline.of(step);
            InvalidDomainException expected = catchThrowableOfType(InvalidDomainException.class, () -> pipeline.apply(INVALID));
            assertThat(expected).hasMessageStartingWith("the document is not valid before the first step: line 3, column 3: ");
            InvalidDomainException thrown =
                    catchThrowableOfType(InvalidDomainException.class, () -> pipeline.withExecutor(executor).apply(INVALID));
            assertThat(thrown).hasMessage(expected.getMessage());
            assertThat(thrown.findings()).isEqualTo(expected.findings());
            assertThat(thrown.inResult()).isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("executors")
    void aStepThatCannotBeDoneIsNamed(Executor executor) {
        assertThatThrownBy(() -> Pipeline.of(IMPOSSIBLE).withExecutor(executor).apply(DOCUMENT)).isInstanceOf(StepException.class)
                .hasMessage("impossible: there is nothing to do it with");
        assertThatThrownBy(() -> Pipeline.of(BROKEN).withExecutor(executor).apply(DOCUMENT))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("a defect");
    }

    @Test
    void itIsGivenTheCheckWhereThereIsOne() {
        List<Runnable> given = new ArrayList<>();
        Pipeline.of(RENAME).withExecutor(given::add).apply(DOCUMENT);
        assertThat(given).hasSize(1);
        Pipeline.of(RENAME).withValidation(ValidationLevel.OFF).withExecutor(given::add).apply(DOCUMENT);
        assertThat(given).hasSize(1);
    }

    @Test
    void anInterruptedThreadGetsItsResultAndStaysInterrupted() {
        Thread.currentThread().interrupt();
        TransformResult result = Pipeline.of(RENAME).withExecutor(task -> new Thread(task).start()).apply(DOCUMENT);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(result.changes()).hasSize(1);
    }
}
