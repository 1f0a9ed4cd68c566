package io.domainsmith.validate.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.DomainValidator;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A row of rule-samples.txt or rule-cases.txt: the smallest domain that shows one mistake, and all that the rules say of it.
 *
 * @param rule the id of the rule
 * @param target libvirt's and QEMU's release like {@code 8.1.0/6.2.0}
 * @param machine the machine type of x86_64, or {@code ARCH/MACHINE}; after a blank, what else stands in {@code <os>}
 * @param inDomain what stands in the domain before its devices; or the whole {@code <domain>}
 * @param inDevices what stands in its devices
 * @param verdict what plain virsh define of libvirt 9.0.0 with QEMU 7.2 does: refused, defined, or a dash where it was not asked
 * @param expected the lines below the row, one a finding of whatever rule
 */
public record RuleSample(String rule, String target, String machine, String inDomain, String inDevices, String verdict, List<String> expected) {

    /** With {@code -Drules.write=true} what is found is written below the rows; read the difference before committing it. */
    private static final boolean WRITE = Boolean.getBoolean("rules.write");

    private static final String INDENT = "    ";

    private static final int COLUMNS = 6;

    static List<RuleSample> all() {
        return read("rule-samples.txt");
    }

    /** The rows of rule-cases.txt, which show both sides of a rule's borders. */
    public static List<RuleSample> cases() {
        return read("rule-cases.txt");
    }

    private static List<RuleSample> read(String name) {
        try {
            Path file = Path.of("src", "test", "resources", name);
            List<String> lines = Files.readAllLines(file);
            if (WRITE) {
                lines = lines.stream().filter(line -> !line.startsWith(INDENT)).flatMap(RuleSample::written).toList();
                Files.write(file, lines);
            }
            List<RuleSample> samples = new ArrayList<>();
            for (int i = 0; i < lines.size(); i++) {
                if (!lines.get(i).startsWith("#")) {
                    int end = i + 1;
                    while (end < lines.size() && lines.get(end).startsWith(INDENT)) {
                        end++;
                    }
                    samples.add(of(lines.get(i), lines.subList(i + 1, end).stream().map(String::strip).toList()));
                    i = end - 1;
                }
            }
            return samples;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> written(String line) {
        if (line.startsWith("#")) {
            return Stream.of(line);
        }
        String row = Arrays.stream(line.split("\\|", -1)).limit(COLUMNS).collect(Collectors.joining("|")).stripTrailing();
        return Stream.concat(Stream.of(row), of(row, List.of()).found().stream().map(finding -> INDENT + finding));
    }

    private static RuleSample of(String line, List<String> expected) {
        List<String> parts = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
        if (parts.size() != COLUMNS) {
            throw new IllegalStateException("not " + COLUMNS + " columns: " + line);
        }
        String target = parts.get(1).isEmpty() ? "9.0.0/7.2.0" : parts.get(1);
        return new RuleSample(parts.get(0), target, parts.get(2), parts.get(3), parts.get(4), parts.get(5), expected);
    }

    HypervisorTarget hypervisor() {
        String[] releases = target.split("/");
        return HypervisorTarget.of(releases[0], releases[1]);
    }

    /** The domain, with each element on a line of its own, so that a line tells which. */
    public DomainDocument document() {
        String[] os = machine.split(" ", 2);
        String[] type = os[0].contains("/") ? os[0].split("/") : new String[] {"x86_64", os[0]};
        String namespace = inDomain.contains("<qemu:") ? " xmlns:qemu='" + QemuArgs.NAMESPACE + "'" : "";
        String xml = inDomain.startsWith("<domain") ? inDomain : "<domain type='qemu'" + namespace + "><name>a</name><memory unit='GiB'>2</memory><os><type arch='" + type[0] + "' machine='" + type[1] + "'>hvm</type>"
                + (os.length > 1 ? os[1] : "") + "</os>" + inDomain + "<devices>" + inDevices + "</devices></domain>";
        return DomainDocument.parse(xml.replaceAll("(?<=>)\\s*(?=<\\w)", "\n") + "\n");
    }

    /** What the rules, all of them, find in the domain. */
    List<Finding> findings() {
        return DomainValidator.forTarget(hypervisor()).validateRules(document(), Stage.ANY, List.of());
    }

    /** The same as it stands below the row: line, severity, consequence, path, rule and message. */
    List<String> found() {
        return findings().stream().map(finding -> finding.line() + " " + finding.severity().name().toLowerCase(Locale.ROOT) + " "
                + finding.consequence().id() + " " + finding.path() + " " + finding.rule() + ": " + finding.message()).toList();
    }

    /** What the sample's rule finds in a document. */
    Stream<Finding> findings(DomainDocument document) {
        return DomainValidator.forTarget(hypervisor()).validate(document).stream().filter(finding -> finding.rule().equals(rule));
    }

    /** Holds what is found, and where, against what stands below the row, and libvirt's verdict against the rule. */
    void check() {
        assertThat(found()).as("%s%n%s", this, numbered()).isEqualTo(expected);
        if (!verdict.equals("-")) {
            assertThat(findings().stream().anyMatch(finding -> finding.rule().equals(rule) && finding.consequence() == Consequence.REFUSED))
                    .as("refused by libvirt: %s", this).isEqualTo(verdict.equals("refused"));
        }
    }

    private String numbered() {
        List<String> lines = document().toXml().lines().toList();
        return IntStream.rangeClosed(1, lines.size()).mapToObj(line -> line + " " + lines.get(line - 1)).collect(Collectors.joining("\n"));
    }

    @Override
    public String toString() {
        return rule + " " + machine + " " + inDomain + inDevices;
    }
}
