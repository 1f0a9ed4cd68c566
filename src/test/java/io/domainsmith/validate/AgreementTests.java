package io.domainsmith.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.domainsmith.Corpus;
import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.ParseException;
import io.domainsmith.target.HypervisorTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What the rules say of libvirt's own test documents, and what libvirt says: those that its tests refuse, those that they accept, and
 * those that a real libvirt 9.0.0 with QEMU 7.2 accepted.
 */
class AgreementTests {

    private static final DomainValidator LIBVIRT_9 = DomainValidator.forTarget(HypervisorTarget.of("9.0.0", "7.2.0"));
    private static final Path VERDICTS = Path.of("..", "shared", "libvirt", "verdicts-libvirt-9.0.0-qemu-7.2.tsv");

    private static final String HOST = "depends on the host: its CPU, its NUMA nodes, its huge pages";
    private static final String AT_START = "defined; refused when QEMU's command line is made: a warning that it fails at start";
    private static final String CAPABILITY = "refused by the test for a made-up QEMU without the feature";

    /** What no rule refuses, and why: the document alone does not decide it, or libvirt defines it. */
    private static final Map<String, String> NOT_DECIDED = Map.ofEntries(
            Map.entry("cpu-host-model-nofallback", HOST),
            Map.entry("cpu-nofallback", HOST),
            Map.entry("cpu-qemu-host-passthrough", AT_START),
            Map.entry("hugepages-default-5M", HOST),
            Map.entry("numatune-memnode-unavailable-restrictive", HOST),
            Map.entry("numatune-memnode-unavailable-strict", HOST),
            Map.entry("numatune-static-nodeset-exceed-hostnode", HOST),
            Map.entry("net-hostdev-fail", AT_START),
            Map.entry("net-vhostuser-fail", AT_START),
            Map.entry("memory-align-fail", "a size beyond what 64 bits hold once it is rounded up; the real libvirt defines it"),
            Map.entry("default-video-type-x86_64-caps-test-0", CAPABILITY),
            Map.entry("iothreads-nocap", CAPABILITY),
            Map.entry("usb-controller-default-unavailable-q35", CAPABILITY),
            Map.entry("usb-controller-explicit-unavailable-q35", CAPABILITY),
            Map.entry("usb-controller-qemu-xhci-unavailable", CAPABILITY),
            Map.entry("pseries-features-ccf", CAPABILITY),
            Map.entry("pseries-features-cfpc", CAPABILITY),
            Map.entry("pseries-features-hpt-pagesize", CAPABILITY),
            Map.entry("pseries-features-htm", CAPABILITY),
            Map.entry("pseries-features-ibs", CAPABILITY),
            Map.entry("pseries-features-nested-hv", CAPABILITY),
            Map.entry("pseries-features-sbbc", CAPABILITY));

    private static final Map<String, List<Finding>> FINDINGS = new TreeMap<>();
    private static Path folder;

    @BeforeAll
    static void validateAll() throws IOException {
        for (Path file : Corpus.documents()) {
            if (file.getParent().endsWith("qemuxml2argvdata")) {
                folder = file.getParent();
                FINDINGS.put(name(file), findings(file));
            }
        }
    }

    private static List<Finding> findings(Path file) throws IOException {
        try {
            return LIBVIRT_9.validate(DomainDocument.parse(file));
        } catch (ParseException e) {
            return List.of(new Finding("parse", Severity.ERROR, Consequence.REFUSED, 1, 1, "/", String.valueOf(e.getMessage()), null));
        }
    }

    private static String name(Path file) {
        return file.getFileName().toString().replaceFirst("\\.xml$", "");
    }

    private static boolean isRefused(String document) {
        return FINDINGS.getOrDefault(document, List.of()).stream()
                .anyMatch(finding -> finding.severity() == Severity.ERROR && finding.consequence() == Consequence.REFUSED);
    }

    private static Set<String> accepted() throws IOException {
        Set<String> names = new HashSet<>(Files.readAllLines(folder.resolveSibling("accepted.txt")));
        names.retainAll(FINDINGS.keySet());
        return names;
    }

    /** The documents that libvirt's tests expect to be refused, and never to be accepted. */
    private static Set<String> refused() throws IOException {
        Set<String> names = new TreeSet<>();
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(one -> one.toString().endsWith(".err")).toList()) {
                String name = file.getFileName().toString().replaceFirst("\\.err$", "");
                names.add(FINDINGS.containsKey(name) ? name : name.replaceFirst("\\.(x86_64|aarch64|ppc64|s390x|riscv64)-[a-z0-9.]+$", ""));
            }
        }
        names.removeAll(Files.readAllLines(folder.resolveSibling("accepted.txt")));
        return names;
    }

    @Test
    void whatTheDocumentDecidesIsRefused() throws IOException {
        Set<String> refused = refused();
        List<String> missed = refused.stream().filter(name -> !isRefused(name)).toList();
        long bySchema = refused.stream().filter(name -> FINDINGS.getOrDefault(name, List.of()).stream().anyMatch(finding ->
                finding.rule().equals(DomainValidator.SCHEMA_RULE))).count();
        int caught = refused.size() - missed.size();
        System.out.printf("refused by libvirt's tests: %d; by us: %d (%.1f %%), of these the schema alone: %d; not decided by the document: %d%n",
                refused.size(), caught, 100.0 * caught / refused.size(), bySchema, missed.size());
        assertThat(refused).hasSize(181);
        assertThat(missed).containsExactlyInAnyOrderElementsOf(NOT_DECIDED.keySet());
    }

    @Test
    void whatLibvirtsTestsAcceptIsNot() throws IOException {
        Set<String> accepted = accepted();
        List<String> wrong = accepted.stream().filter(AgreementTests::isRefused).sorted().toList();
        System.out.printf("accepted by libvirt's tests: %d; refused by us: %d, all by the schema%n", accepted.size(), wrong.size());
        assertThat(accepted).hasSize(824);
        assertThat(wrong).hasSize(3).allSatisfy(name -> assertThat(FINDINGS.get(name)).extracting(Finding::rule).contains("schema"));
    }

    @Test
    void whatARealLibvirtAcceptsHasNoError() throws IOException {
        assumeTrue(Files.exists(VERDICTS), "the real libvirt's verdicts are not here");
        List<String> errors = new ArrayList<>();
        Map<String, Integer> warnings = new TreeMap<>();
        int all = 0;
        for (String line : Files.readAllLines(VERDICTS)) {
            String[] parts = line.split("\t");
            if (!parts[1].equals("ok")) {
                continue;
            }
            all++;
            // some of the tests share a document, which is judged under its own name
            for (Finding finding : FINDINGS.getOrDefault(parts[0], List.of())) {
                if (finding.severity() == Severity.ERROR) {
                    errors.add(parts[0] + ": " + finding);
                } else if (finding.severity() == Severity.WARNING) {
                    warnings.merge(finding.rule(), 1, Integer::sum);
                }
            }
        }
        System.out.printf("accepted by a real libvirt: %d; errors of ours: %d; warnings: %s%n", all, errors.size(), warnings);
        assertThat(all).isEqualTo(701);
        // libvirt defines two <listen> and refuses to start them (qemuProcessStartValidateGraphics): StartGuestIT saw it
        assertThat(errors).singleElement().asString().startsWith("graphics-listen-network2: ").contains("graphics-several-listens",
                "consequence=FAILS_AT_START");
    }
}
