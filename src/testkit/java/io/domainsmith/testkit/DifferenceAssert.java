package io.domainsmith.testkit;

import io.domainsmith.document.DocumentDifference;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on what two documents say differently.
 *
 * @since 0.1
 */
public final class DifferenceAssert extends AbstractAssert<DifferenceAssert, List<DocumentDifference>> {

    private final DomainAssert document;

    DifferenceAssert(DomainAssert document, List<DocumentDifference> differences) {
        super(differences, DifferenceAssert.class);
        this.document = document;
    }

    /**
     * Every difference is at one of these paths, or below it.
     *
     * @param paths such as {@code /domain/devices/hostdev}; a step without an index stands for any
     * @return the assertions on the document, to go on
     */
    public DomainAssert onlyIn(String... paths) {
        List<Pattern> allowed = Stream.of(paths).map(DifferenceAssert::atOrBelow).toList();
        List<DocumentDifference> others = actual.stream()
                .filter(difference -> allowed.stream().noneMatch(path -> path.matcher(difference.path()).matches())).toList();
        if (!others.isEmpty()) {
            throw failure("Expected differences only in %s, but there is also%s", String.join(", ", paths), DomainAssert.lines(others.stream()
                    .map(other -> other.kind() + " " + other.path() + ": " + other.before() + " -> " + other.after())));
        }
        return document;
    }

    private static Pattern atOrBelow(String path) {
        StringBuilder regex = new StringBuilder();
        for (String step : path.split("/")) {
            if (!step.isEmpty()) {
                regex.append('/').append(Pattern.quote(step)).append(step.endsWith("]") ? "" : "(\\[\\d+\\])?");
            }
        }
        return Pattern.compile(regex + "(/.*)?");
    }
}
