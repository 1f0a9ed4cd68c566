package io.domainsmith.cli;

import io.domainsmith.validate.FleetFinding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Findings in one of the forms of {@code --format}. */
interface FindingsPrinter {

    /** What came of a file. */
    void file(Checked checked);

    /** That was the last file; what there is about several of them. */
    void end(List<FleetFinding> fleet);

    /** A printer that hands over lines, without their line feeds. */
    static FindingsPrinter of(Words.FindingsForm form, Consumer<String> lines, List<RuleEntry> rules) {
        return switch (form) {
            case TEXT -> new Text(lines);
            case JSON -> new JsonObject(lines);
            case SARIF -> new Sarif(lines, rules);
        };
    }

    /** As compilers print theirs. What is unreadable is for standard error in every form. */
    record Text(Consumer<String> lines) implements FindingsPrinter {

        @Override
        public void file(Checked checked) {
            checked.findings().forEach(finding -> lines.accept(Report.text(checked.input().label(), finding)));
        }

        @Override
        public void end(List<FleetFinding> fleet) {
            fleet.forEach(finding -> lines.accept(Report.text(finding)));
        }
    }

    /** One object, of the form that {@code findings.schema.json} describes. */
    final class JsonObject implements FindingsPrinter {

        private final Consumer<String> lines;
        private final List<Object> files = new ArrayList<>();

        private JsonObject(Consumer<String> lines) {
            this.lines = lines;
        }

        @Override
        public void file(Checked checked) {
            Map<String, Object> file = new LinkedHashMap<>();
            file.put("file", checked.input().name());
            file.put("findings", checked.unreadable() == null
                    ? checked.findings().stream().map(Report::fields).toList() : List.of(fields(checked.unreadable())));
            if (checked.repaired() != null) {
                file.put("changes", checked.repaired().changes().stream().map(Report::fields).toList());
            }
            files.add(file);
        }

        @Override
        public void end(List<FleetFinding> fleet) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("files", files);
            all.put("fleet", fleet.stream().map(Report::fields).toList());
            lines.accept(Json.of(all));
        }

        /** A finding too, for a file without findings would pass for a good one. */
        private static Map<String, @Nullable Object> fields(Checked.Unreadable unreadable) {
            Map<String, @Nullable Object> finding = new LinkedHashMap<>();
            finding.put("rule", RuleEntry.UNREADABLE);
            finding.put("severity", "error");
            finding.put("consequence", "refused");
            finding.put("line", unreadable.line());
            finding.put("column", unreadable.column());
            finding.put("path", null);
            finding.put("message", unreadable.problem());
            finding.put("fix", null);
            return finding;
        }
    }
}
