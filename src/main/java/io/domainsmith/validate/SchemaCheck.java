package io.domainsmith.validate;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.SourceElement;
import io.domainsmith.document.SourcePlace;
import io.domainsmith.internal.NearestName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What libvirt's RELAX NG schema says about one document. One use. */
final class SchemaCheck implements SchemaWalk.Problems {

    private static final Pattern ALTERNATIVE = Pattern.compile("(?:, | or )(?=must be )");
    private static final Pattern ATTRIBUTE = Pattern.compile("^(?:found |value of )?attribute \"([^\"]+)\"");
    private static final Pattern MISPLACED = Pattern.compile("^element \"([^\"]+)\".* not allowed ");
    private static final Pattern NAMESPACES = Pattern.compile(" \\(with xmlns:[^)]*\\)");
    private static final Pattern LIBVIRT_NAMESPACE =
            Pattern.compile("xmlns:(\\w+)=\"http://libvirt\\.org/schemas/domain/(\\w+)/1\\.0\"");
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");

    private final List<Finding> findings = new ArrayList<>();
    /** Elements with a finding, and the elements around them: that those are incomplete is said by then. */
    private final Set<SourceElement> withFinding = new HashSet<>();
    private final Set<SourceElement> misplaced = new HashSet<>();
    private final LibvirtSchemas.Release release;

    private SchemaCheck(LibvirtSchemas.Release release) {
        this.release = release;
    }

    /** What one release's schema says. */
    static List<Finding> check(DomainDocument document, LibvirtSchemas schemas, LibvirtSchemas.Release release) {
        LibvirtSchemas.Matchers matchers = schemas.matchers(release);
        try {
            if (new SchemaWalk(document, matchers.accepting().lend(), null).accepts()) {
                return List.of();
            }
        } catch (StackOverflowError e) {
            // the walk that explains tells where
        }
        SchemaCheck check = new SchemaCheck(release);
        SchemaWalk walk = new SchemaWalk(document, matchers.explaining().lend(), check);
        try {
            walk.accepts();
        } catch (StackOverflowError e) {
            // java.util.regex, which Jing has match patterns, takes stack for each repetition
            check.tooLong(walk.current());
        }
        return check.findings;
    }

    private void tooLong(SourceElement element) {
        findings.add(new Finding(DomainValidator.SCHEMA_RULE, Severity.ERROR, Consequence.REFUSED, element.line(), element.column(), element.path(),
                "<" + element.name() + "> (line " + element.line() + "): has a value that is too long to be matched with a pattern; what follows is not "
                        + "checked (" + release.title() + ")", null));
    }

    @Override
    public void found(SourceElement element, String words, @Nullable SourcePlace text) {
        String problem = inSteadyOrder(withUsualPrefixes(words));
        boolean follows = problem.contains(" missing ") || problem.contains(" incomplete");
        Matcher wrongElement = MISPLACED.matcher(problem);
        boolean wrongPlace = wrongElement.find();
        if (insideMisplaced(element) || follows && !wrongPlace && withFinding.contains(element)) {
            return;
        }
        Matcher attribute = ATTRIBUTE.matcher(problem);
        SourcePlace place = element.place();
        String path = element.path();
        String subject = "<" + element.name() + "> (line " + element.line() + "): ";
        String message = problem;
        String fix = null;
        if (attribute.find()) {
            String name = attribute.group(1);
            place = element.placeOf(name);
            path += "/@" + name;
            String value = element.attribute(name);
            if (problem.startsWith("value of ") && value != null) {
                message = "value '" + value + "'" + problem.substring("value".length());
                fix = suggestion(value, problem);
            } else {
                fix = suggestion(name, problem);
            }
        } else if (problem.startsWith("character content of ")) {
            message = "'" + element.text().strip() + "' is invalid" + problem.substring(Math.max(0, problem.indexOf(';')));
            fix = suggestion(element.text(), problem);
        } else if (text != null) {
            place = text;
        } else if (wrongPlace) {
            fix = suggestion(wrongElement.group(1), problem);
            message = problem.replaceFirst("^element \"[^\"]+\" not allowed here", "not allowed in "
                    + (element.parent() == null ? "this place" : "<" + element.parent().name() + ">"));
            misplaced.add(element);
        }
        findings.add(new Finding(DomainValidator.SCHEMA_RULE, Severity.ERROR, Consequence.REFUSED, place.line(),
                place.column(), path, subject + message + " (" + release.title() + ")", fix));
        for (SourceElement at = element; at != null; at = at.parent()) {
            withFinding.add(at);
        }
    }

    /** Jing lists what a value must be in an order that differs from run to run. */
    private static String inSteadyOrder(String problem) {
        int at = problem.indexOf("; must be ");
        if (at < 0) {
            return problem;
        }
        String[] ways = ALTERNATIVE.split(problem.substring(at + "; ".length()));
        Arrays.sort(ways);
        String last = ways[ways.length - 1];
        String others = String.join(", ", Arrays.copyOf(ways, ways.length - 1));
        return problem.substring(0, at) + "; " + (others.isEmpty() ? last : others + " or " + last);
    }

    /** Jing numbers the namespaces of the names it expects; libvirt's have prefixes that everybody knows. */
    private static String withUsualPrefixes(String problem) {
        Matcher namespaces = NAMESPACES.matcher(problem);
        if (!namespaces.find()) {
            return problem;
        }
        String named = problem.substring(0, namespaces.start()) + problem.substring(namespaces.end());
        Matcher declared = LIBVIRT_NAMESPACE.matcher(namespaces.group());
        StringBuilder others = new StringBuilder();
        int told = 0;
        while (declared.find()) {
            named = named.replace("\"" + declared.group(1) + ":", "\"" + declared.group(2) + ":");
            others.append(namespaces.group(), told, declared.start());
            told = declared.end();
        }
        others.append(namespaces.group().substring(told));
        return others.toString().contains("xmlns") ? problem : named;
    }

    private boolean insideMisplaced(SourceElement element) {
        for (SourceElement at = element; at != null; at = at.parent()) {
            if (misplaced.contains(at)) {
                return true;
            }
        }
        return false;
    }

    /** The expected name or value that is nearest to what was written, if it is near. */
    private static @Nullable String suggestion(String written, String problem) {
        int expected = problem.indexOf(';');
        Matcher names = QUOTED.matcher(expected < 0 ? "" : problem.substring(expected));
        return NearestName.to(written.strip(), () -> names.results().map(name -> name.group(1)).iterator())
                .map(name -> "did you mean \"" + name + "\"?").orElse(null);
    }
}
