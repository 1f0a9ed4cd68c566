package io.domainsmith.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.Corpus;
import io.domainsmith.Schemas;
import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.ParseException;
import io.domainsmith.document.SourceAttribute;
import io.domainsmith.document.SourceElement;
import io.domainsmith.target.HypervisorTarget;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random slips of the finger in libvirt's own documents: the name that was meant is in the way out. */
class MisspeltNameTests {

    private static final long SEED = 20261124;
    private static final int DOCUMENTS = 400;

    private static final DomainValidator VALIDATOR =
            DomainValidator.forTarget(HypervisorTarget.of("9.0.0", "7.2.0")).withRuleSet(RuleSet.none());

    /** A name in the text: where, and what it is. */
    private record Name(String kind, int from, String text) {
    }

    @Test
    void theNameThatWasMeantIsNamed() throws IOException {
        Schemas.domainRng("9.0.0");
        List<Path> corpus = new ArrayList<>(Corpus.documents());
        Random random = new Random(SEED);
        Collections.shuffle(corpus, random);
        int slips = 0;
        int met = 0;
        List<String> others = new ArrayList<>();
        for (Path file : corpus.subList(0, DOCUMENTS)) {
            DomainDocument document = parse(file);
            if (document == null || !VALIDATOR.validate(document).isEmpty()) {
                continue;
            }
            List<Name> names = new ArrayList<>();
            collect(document.root(), document.toXml(), names);
            if (names.isEmpty()) {
                continue;
            }
            Name name = names.get(random.nextInt(names.size()));
            String slip = slip(name.text(), random);
            List<Finding> findings = VALIDATOR.validate(DomainDocument.parse(replaced(document.toXml(), name, slip)));
            if (findings.isEmpty()) {
                continue; // free text, or a name that is free to be anything
            }
            slips++;
            if (findings.stream().anyMatch(finding -> ("did you mean \"" + name.text() + "\"?").equals(finding.fix()))) {
                met++;
            } else {
                others.add(file.getFileName() + ": " + name.kind() + " " + name.text() + " -> " + slip + ": " + findings);
            }
        }
        assertThat(slips).isGreaterThan(DOCUMENTS / 2);
        assertThat(met).as("of %d (seed %d): %s", slips, SEED, String.join("\n", others)).isGreaterThan(slips * 98 / 100);
    }

    private static DomainDocument parse(Path file) throws IOException {
        try {
            return DomainDocument.parse(file);
        } catch (ParseException e) {
            return null;
        }
    }

    private static void collect(SourceElement element, String xml, List<Name> names) {
        int at = offset(xml, element.line(), element.column());
        if (element.parent() != null && element.prefix().isEmpty() && element.children().isEmpty() && element.name().length() > 3
                && xml.startsWith("/>", xml.indexOf('>', at) - 1)) {
            names.add(new Name("element", at + 1, element.name()));
        }
        for (SourceAttribute attribute : element.attributes()) {
            int from = offset(xml, element.placeOf(attribute.name()).line(), element.placeOf(attribute.name()).column());
            if (attribute.name().matches("[a-zA-Z]{4,}")) {
                names.add(new Name("attribute", from, attribute.name()));
            }
            if (attribute.value().matches("[a-z-]{4,}")) {
                names.add(new Name("value", xml.indexOf(attribute.value(), from + attribute.name().length()), attribute.value()));
            }
        }
        element.children().forEach(child -> collect(child, xml, names));
    }

    private static int offset(String xml, int line, int column) {
        int at = 0;
        for (int i = 1; i < line; i++) {
            at = xml.indexOf('\n', at) + 1;
        }
        return at + column - 1;
    }

    private static String slip(String name, Random random) {
        int at = 1 + random.nextInt(name.length() - 1);
        return switch (random.nextInt(4)) {
            case 0 -> name.substring(0, at) + name.substring(at + 1);
            case 1 -> name.substring(0, at) + name.charAt(at) + name.substring(at);
            case 2 -> name.substring(0, at) + (char) ('a' + random.nextInt(26)) + name.substring(at + 1);
            default -> name.substring(0, at - 1) + name.charAt(at) + name.charAt(at - 1) + name.substring(at + 1);
        };
    }

    private static String replaced(String xml, Name name, String slip) {
        return xml.substring(0, name.from()) + slip + xml.substring(name.from() + name.text().length());
    }
}
