package io.domainsmith.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainsmith.transform.StepException;
import io.domainsmith.transform.Transformer;
import io.domainsmith.validate.ValidationLevel;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class TransformerTesterTests {

    private static final String A = "<domain type='kvm'>\n  <name>a</name>\n</domain>\n";
    private static final String B = A.replace(">a<", ">b<");

    private static TransformerTester renaming(UnaryOperator<String> rule) {
        return TransformerTester.of(Transformer.of("rename", "Gives the domain another name.",
                (domain, context) -> domain.setName(rule.apply(domain.getName())))).withValidation(ValidationLevel.OFF);
    }

    private static TransformerTester refusing() {
        return TransformerTester.of(Transformer.of("refuse", "Refuses.", (domain, context) -> {
            throw new StepException("not on this host");
        })).withValidation(ValidationLevel.OFF);
    }

    @Test
    void aGoodStep() {
        assertThat(renaming(name -> "b").turns(A, B).changes()).hasSize(1);
        renaming(name -> "b").leaves(B);
        assertThat(refusing().refuses(A, "refuse: not on this host").step()).isEqualTo("refuse");
    }

    @Test
    void anotherResult() {
        assertThatThrownBy(() -> renaming(name -> "c").turns(A, B)).isInstanceOf(AssertionError.class).hasMessage("""
                the result is another one, first in line 2
                  expected:   <name>b</name>
                  actual:     <name>c</name>
                --- expected
                """ + B + "\n--- actual\n" + B.replace(">b<", ">c<"));
    }

    @Test
    void aStepThatIsNotIdempotent() {
        assertThatThrownBy(() -> renaming(name -> name + "b").turns(A, A.replace(">a<", ">ab<"))).isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("a second run is another one, first in line 2\n  expected:   <name>ab</name>\n  actual:     <name>abb</name>\n");
    }

    @Test
    void aStepThatHasSomethingToDo() {
        assertThatThrownBy(() -> renaming(name -> "b").leaves(A)).isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("the result is another one, first in line 2");
    }

    @Test
    void aStepThatIsNotRefused() {
        assertThatThrownBy(() -> renaming(name -> "a").refuses(A, "rename: no")).isInstanceOf(AssertionError.class)
                .hasMessage("the steps were to be refused with\n  rename: no\nbut were done: []");
        assertThatThrownBy(() -> refusing().refuses(A, "refuse: not at all")).isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("the message is another one, first in line 1\n  expected: refuse: not at all\n  actual:   refuse: not on this host");
    }

    @Test
    void aLineThatIsMissing() {
        assertThatThrownBy(() -> renaming(name -> "a").turns(A, A + "\n")).isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("the result is another one, first in line 5\n  expected: \n  actual:   (the end)\n");
    }
}
