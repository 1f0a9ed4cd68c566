package io.domainsmith.cli;

import io.domainsmith.transform.Change;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.FleetFinding;
import io.domainsmith.validate.Severity;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Findings and changes in the two forms that people and programs read. */
final class Report {

    private Report() {
    }

    /** A finding as compilers print theirs, the way out on a line of its own. */
    static String text(String label, Finding finding) {
        String line = label + ":" + finding.line() + ":" + finding.column() + ": " + id(finding.severity()) + ": "
                + finding.message() + " [" + finding.rule() + "]";
        return shown(line) + (finding.fix() == null ? "" : "\n    " + shown(finding.fix()));
    }

    /** In one line, whatever a document's values hold: a line end would forge a second one, an escape the whole screen. */
    private static String shown(String text) {
        StringBuilder line = new StringBuilder(text.length());
        boolean blank = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean control = Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
            if (!control) {
                line.append(c);
            } else if (!blank) {
                line.append(' ');
            }
            blank = control;
        }
        return line.toString();
    }

    /** A change: what, then from which step and why. */
    static String text(Change change) {
        return shown(change.kind() + " " + change.path() + values(change.before(), change.after()))
                + "\n    " + shown(change.step() + ": " + change.reason());
    }

    private static String values(@Nullable String before, @Nullable String after) {
        if (before == null) {
            return after == null ? "" : ": " + after;
        }
        return after == null ? ": " + before : ": " + before + " -> " + after;
    }

    /** How many findings of each severity, such as {@code 1 error, 2 warnings}. */
    static String count(List<Finding> findings) {
        return countOf(findings.stream().map(Finding::severity).toList());
    }

    /** The same of severities alone. */
    static String countOf(List<Severity> severities) {
        StringBuilder text = new StringBuilder();
        for (Severity severity : Severity.values()) {
            long number = severities.stream().filter(severity::equals).count();
            if (number > 0) {
                text.append(text.isEmpty() ? "" : ", ").append(number).append(' ')
                        .append(severity == Severity.INFO ? "for information" : plural(number, id(severity)));
            }
        }
        return text.isEmpty() ? "no findings" : text.toString();
    }

    static String plural(long number, String noun) {
        return number == 1 ? noun : noun + "s";
    }

    /** The form of {@code --report json}. */
    static String json(List<Change> changes, List<Finding> findings) {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("changes", changes.stream().map(Report::fields).toList());
        report.put("findings", findings.stream().map(Report::fields).toList());
        return Json.of(report);
    }

    /** A finding about several files: at the second of its places, which is the first that is one too many. */
    static String text(FleetFinding finding) {
        FleetFinding.Place place = finding.places().get(1);
        return text(new Input(place.file()).label(), new Finding(finding.rule(), finding.severity(), finding.consequence(),
                place.line(), place.column(), place.path(), finding.message(), finding.fix()));
    }

    /** A finding about several files as a JSON object. */
    static Map<String, @Nullable Object> fields(FleetFinding finding) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("rule", finding.rule());
        fields.put("severity", id(finding.severity()));
        fields.put("consequence", finding.consequence().id());
        fields.put("places", finding.places().stream().map(place -> {
            Map<String, Object> at = new LinkedHashMap<>();
            at.put("file", place.file());
            at.put("line", place.line());
            at.put("column", place.column());
            at.put("path", place.path());
            return at;
        }).toList());
        fields.put("message", finding.message());
        fields.put("fix", finding.fix());
        return fields;
    }

    /** A change as a JSON object. */
    static Map<String, @Nullable Object> fields(Change change) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("step", change.step());
        fields.put("kind", change.kind());
        fields.put("path", change.path());
        fields.put("before", change.before());
        fields.put("after", change.after());
        fields.put("reason", change.reason());
        return fields;
    }

    /** A finding as a JSON object. */
    static Map<String, @Nullable Object> fields(Finding finding) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("rule", finding.rule());
        fields.put("severity", id(finding.severity()));
        fields.put("consequence", finding.consequence().id());
        fields.put("line", finding.line());
        fields.put("column", finding.column());
        fields.put("path", finding.path());
        fields.put("message", finding.message());
        fields.put("fix", finding.fix());
        return fields;
    }

    static String id(Severity severity) {
        return severity.name().toLowerCase(Locale.ROOT);
    }
}
