package io.domainsmith.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.domainsmith.Corpus;
import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.ParseException;
import io.domainsmith.it.LibvirtJudge.Verdict;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.DomainValidator;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.Severity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Accepted documents with one mistake each, judged by the rules and by a real libvirt 9.0.0 with QEMU 7.2: Maven profile
 * {@code real-libvirt}. Prints the table of {@code docs/agreement.md}.
 */
class MutationAgreementIT {

    /** How many of each mutation; {@code -Dmutation.each=10} for fewer. */
    private static final int EACH = Integer.getInteger("mutation.each", 30);

    /** Below this share of agreement the rules have become worse. */
    private static final double FLOOR = 0.97;

    private static final Path VERDICTS = Path.of("..", "shared", "libvirt", "verdicts-libvirt-9.0.0-qemu-7.2.tsv");
    private static final DomainValidator LIBVIRT_9 = DomainValidator.forTarget(HypervisorTarget.of("9.0.0", "7.2.0"));

    /** A document with a mistake in it. */
    record Mutant(Path file, Mutation mutation, String base) {
    }

    /** How often who said what of one mutation. */
    private static final class Count {
        private int bothAccept;
        private int bothRefuse;
        private int onlyLibvirtRefuses;
        private int onlyWeRefuse;

        private void add(boolean libvirt, boolean we) {
            bothAccept += !libvirt && !we ? 1 : 0;
            bothRefuse += libvirt && we ? 1 : 0;
            onlyLibvirtRefuses += libvirt && !we ? 1 : 0;
            onlyWeRefuse += !libvirt && we ? 1 : 0;
        }

        private int all() {
            return bothAccept + bothRefuse + onlyLibvirtRefuses + onlyWeRefuse;
        }

        private double agreement() {
            return (double) (bothAccept + bothRefuse) / Math.max(1, all());
        }

        private String row(String name) {
            return String.format(Locale.ROOT, "| %s | %d | %d | %d | %d | %.1f %% |%n", name, bothAccept, bothRefuse, onlyLibvirtRefuses,
                    onlyWeRefuse, 100 * agreement());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theRulesSayWhatLibvirtSays(long seed, @TempDir Path folder) throws Exception {
        List<Mutant> mutants = mutants(seed, EACH, bases(), folder);
        Map<Path, Verdict> verdicts = LibvirtJudge.judge(mutants.stream().map(Mutant::file).toList(), folder.resolve("answers"));
        Map<String, Count> table = new TreeMap<>();
        Count total = new Count();
        StringBuilder disagreements = new StringBuilder();
        for (Mutant mutant : mutants) {
            String verdict = verdicts.get(mutant.file()).message();
            List<Finding> refused = refused(mutant.file());
            table.computeIfAbsent(mutant.mutation().words(), words -> new Count()).add(!verdict.equals("ok"), !refused.isEmpty());
            total.add(!verdict.equals("ok"), !refused.isEmpty());
            if (verdict.equals("ok") == !refused.isEmpty()) {
                disagreements.append("seed ").append(seed).append(", ").append(mutant.mutation().words()).append(" in ").append(mutant.base())
                        .append(": libvirt says '").append(verdict).append("', the rules ").append(refused).append('\n');
            }
        }
        StringBuilder text = new StringBuilder("| mistake | both accept | both refuse | libvirt alone refuses | the rules alone refuse | agreement |\n");
        table.forEach((name, count) -> text.append(count.row(name)));
        System.out.println("seed " + seed + "\n" + text + total.row("all") + "\n" + disagreements);
        assertThat(total.all()).isEqualTo(EACH * Mutation.values().length);
        assertThat(total.agreement()).as("agreement with seed %d:\n%s", seed, disagreements).isGreaterThanOrEqualTo(FLOOR);
    }

    /** What of a document would be refused. */
    static List<Finding> refused(Path file) throws Exception {
        try {
            return LIBVIRT_9.validate(DomainDocument.parse(file)).stream().filter(finding -> finding.severity() == Severity.ERROR
                    && finding.consequence() == Consequence.REFUSED).toList();
        } catch (ParseException e) {
            return List.of(new Finding("parse", Severity.ERROR, Consequence.REFUSED, 1, 1, "/", String.valueOf(e.getMessage()), null));
        }
    }

    /** The documents of x86 guests that the real libvirt accepted. */
    static List<Path> bases() throws Exception {
        assumeTrue(Files.exists(VERDICTS), "the real libvirt's verdicts are not here");
        Set<String> accepted = new HashSet<>();
        for (String line : Files.readAllLines(VERDICTS)) {
            String[] parts = line.split("\t");
            if (parts[1].equals("ok")) {
                accepted.add(parts[0] + ".xml");
            }
        }
        List<Path> bases = new ArrayList<>();
        for (Path file : Corpus.documents()) {
            if (file.getParent().endsWith("qemuxml2argvdata") && accepted.contains(file.getFileName().toString())
                    && Files.readString(file).matches("(?s).*arch=.(x86_64|i686).*")) {
                bases.add(file);
            }
        }
        return bases;
    }

    /** As many mutants of each mutation, the same for the same seed; written to a folder. */
    static List<Mutant> mutants(long seed, int each, List<Path> bases, Path folder) throws Exception {
        List<Mutant> mutants = new ArrayList<>();
        Random random = new Random(seed);
        for (Mutation mutation : Mutation.values()) {
            for (int made = 0; made < each;) {
                Path base = bases.get(random.nextInt(bases.size()));
                String text = mutation.of(base, random);
                if (text != null) {
                    Path file = folder.resolve("m" + mutants.size() + ".xml");
                    mutants.add(new Mutant(Files.writeString(file, text), mutation, base.getFileName().toString()));
                    made++;
                }
            }
        }
        return mutants;
    }
}
