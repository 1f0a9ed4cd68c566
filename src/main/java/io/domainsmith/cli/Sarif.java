package io.domainsmith.cli;

import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.FleetFinding;
import io.domainsmith.validate.Severity;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Findings as SARIF 2.1.0 (OASIS), which code hosts show beside the lines. */
final class Sarif implements FindingsPrinter {

    private final Consumer<String> lines;
    private final List<RuleEntry> rules;
    private final List<Object> results = new ArrayList<>();

    Sarif(Consumer<String> lines, List<RuleEntry> rules) {
        this.lines = lines;
        this.rules = rules;
    }

    @Override
    public void file(Checked checked) {
        String file = checked.input().name();
        Checked.Unreadable unreadable = checked.unreadable();
        if (unreadable != null) {
            results.add(result(RuleEntry.UNREADABLE, Severity.ERROR, Consequence.REFUSED, unreadable.problem(), null,
                    List.of(location(file, unreadable.line(), unreadable.column(), null))));
        }
        for (Finding finding : checked.findings()) {
            results.add(result(finding.rule(), finding.severity(), finding.consequence(), finding.message(), finding.fix(),
                    List.of(location(file, finding.line(), finding.column(), finding.path()))));
        }
    }

    @Override
    public void end(List<FleetFinding> fleet) {
        for (FleetFinding finding : fleet) {
            List<Map<String, Object>> places = finding.places().stream()
                    .map(place -> location(place.file(), place.line(), place.column(), place.path())).toList();
            Map<String, Object> result = result(finding.rule(), finding.severity(), finding.consequence(), finding.message(),
                    finding.fix(), List.of(places.get(1)));
            List<Object> others = new ArrayList<>(places);
            others.remove(1);
            result.put("relatedLocations", others);
            results.add(result);
        }
        Map<String, Object> driver = new LinkedHashMap<>();
        driver.put("name", "Domainsmith");
        driver.put("version", new RootCommand.Versions().getVersion()[0].replace("domainsmith ", ""));
        driver.put("rules", rules.stream().map(Sarif::rule).toList());
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("tool", Map.of("driver", driver));
        run.put("columnKind", "utf16CodeUnits");
        run.put("results", results);
        Map<String, Object> log = new LinkedHashMap<>();
        log.put("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
        log.put("version", "2.1.0");
        log.put("runs", List.of(run));
        lines.accept(Json.of(log));
    }

    private static Map<String, Object> rule(RuleEntry rule) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", rule.id());
        fields.put("shortDescription", Map.of("text", rule.firstSentence()));
        fields.put("fullDescription", Map.of("text", rule.description()));
        if (!rule.wayOut().isEmpty()) {
            fields.put("help", Map.of("text", rule.wayOut()));
        }
        fields.put("defaultConfiguration", Map.of("level", level(rule.severity())));
        fields.put("properties", Map.of("consequence", rule.consequence().id()));
        return fields;
    }

    private Map<String, Object> result(String rule, Severity severity, Consequence consequence, String message, @Nullable String fix,
            List<Object> locations) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("ruleId", rule);
        for (int i = 0; i < rules.size(); i++) {
            if (rules.get(i).id().equals(rule)) {
                result.put("ruleIndex", i);
            }
        }
        result.put("level", level(severity));
        // code hosts show the message alone
        result.put("message", Map.of("text", fix == null ? message : message + "\n" + fix));
        result.put("locations", locations);
        result.put("properties", Map.of("consequence", consequence.id()));
        return result;
    }

    private static Map<String, Object> location(String file, @Nullable Integer line, @Nullable Integer column, @Nullable String path) {
        Map<String, Object> physical = new LinkedHashMap<>();
        physical.put("artifactLocation", Map.of("uri", uri(file)));
        if (line != null && column != null) {
            Map<String, Object> region = new LinkedHashMap<>();
            region.put("startLine", line);
            region.put("startColumn", column);
            physical.put("region", region);
        }
        Map<String, Object> location = new LinkedHashMap<>();
        location.put("physicalLocation", physical);
        if (path != null) {
            location.put("logicalLocations", List.of(Map.of("fullyQualifiedName", path)));
        }
        return location;
    }

    /** A file's name as a URI: relative where the name is, for code hosts look it up in the repository. */
    private static String uri(String file) {
        if (file.equals("-")) {
            return "stdin";
        }
        try {
            Path path = Path.of(file);
            if (path.isAbsolute()) {
                return path.toUri().toString();
            }
            String relative = new URI(null, null, "/" + file, null).toASCIIString().substring(1);
            return relative.split("/", 2)[0].contains(":") ? "./" + relative : relative;
        } catch (URISyntaxException | InvalidPathException e) {
            throw new IllegalArgumentException("'" + file + "' has no URI", e);
        }
    }

    private static String level(Severity severity) {
        return switch (severity) {
            case ERROR -> "error";
            case WARNING -> "warning";
            case INFO -> "note";
        };
    }
}
