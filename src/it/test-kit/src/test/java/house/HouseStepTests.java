package house;

import static io.domainsmith.testkit.DomainAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.edit.PutElement;
import io.domainsmith.model.Domain;
import io.domainsmith.testkit.TransformerTester;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformContext;
import io.domainsmith.transform.Transformer;
import io.domainsmith.validate.ValidationLevel;
import org.junit.jupiter.api.Test;

class HouseStepTests {

    private static final String BEFORE = """
            <domain type='kvm'>
              <name>desk-7</name>  <!-- kept -->
              <devices>
                <video>
                  <model type='qxl'/>
                </video>
                <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                  <source>
                    <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                  </source>
                </hostdev>
              </devices>
            </domain>
            """;

    private static final class TitleByName implements Transformer {
        @Override
        public String name() {
            return "title-by-name";
        }

        @Override
        public String description() {
            return "Titles a domain by its name.";
        }

        @Override
        public void apply(Domain domain, TransformContext context) {
            if (!domain.getName().startsWith("desk-")) {
                throw new StepException("domain '" + domain.getName() + "' is none of ours");
            }
            domain.setTitle("Desk " + domain.getName().substring(5));
        }
    }

    private final TransformerTester tester = TransformerTester.of(new TitleByName()).withValidation(ValidationLevel.OFF);

    @Test
    void before_and_after() {
        tester.turns(BEFORE, BEFORE.replace("<!-- kept -->\n", "<!-- kept -->\n  <title>Desk 7</title>\n"));
    }

    @Test
    void a_domain_of_others() {
        tester.refuses(BEFORE.replace("desk-7", "web"), "title-by-name: domain 'web' is none of ours");
    }

    @Test
    void a_step_that_never_ends_is_found_out() {
        Transformer counter = Transformer.of("count", "Counts.", (domain, context) -> domain.setTitle(domain.getTitle() + "1"));
        assertThatThrownBy(() -> TransformerTester.of(counter).withValidation(ValidationLevel.OFF)
                        .turns("<domain><title>1</title></domain>", "<domain><title>11</title></domain>"))
                .hasMessageStartingWith("a second run is another one");
    }

    @Test
    void assertions_in_a_chain() {
        DomainDocument base = DomainDocument.parse(BEFORE);
        DomainDocument finished = Pipeline.of(PutElement.at("video[1]", "<video><model type='none'/></video>")).withValidation(ValidationLevel.OFF).apply(base).document();
        assertThat(finished)
                .hasMdev("fff6f017-3417-4ad3-b05e-17ae3e1a4615")
                .hasOnlyVideo("none")
                .differsFrom(base).onlyIn("/domain/devices/video")
                .isNotSameAs(base);
        assertThatThrownBy(() -> assertThat(finished).differsFrom(base).onlyIn("/domain/name"))
                .isInstanceOf(AssertionError.class)
                .hasMessage("Expected differences only in /domain/name, but there is also\n  changed /domain/devices/video/model/@type: qxl -> none");
    }
}
