package io.domainsmith.validate.rules;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.DomainValidator;
import io.domainsmith.validate.Finding;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A row of rule-samples.txt or rule-cases.txt: the smallest domain that shows one mistake, and what is said of it.
 *
 * @param rule the id of the rule
 * @param target libvirt's and QEMU's release like {@code 8.1.0/6.2.0}
 * @param machine the machine type of x86_64, or {@code ARCH/MACHINE}; after a blank, what else stands in {@code <os>}
 * @param inDomain what stands on line 4, in the domain
 * @param inDevices what stands on line 6, in its devices
 * @param verdict what plain virsh define of libvirt 9.0.0 with QEMU 7.2 does: refused, defined, or a dash where it was not asked
 * @param message the message of the first finding
 */
public record RuleSample(String rule, String target, String machine, String inDomain, String inDevices, String verdict, String message) {

    static List<RuleSample> all() {
        return read("/rule-samples.txt");
    }

    /** The rows of rule-cases.txt, whose message is empty where the rule says nothing. */
    public static List<RuleSample> cases() {
        return read("/rule-cases.txt");
    }

    private static List<RuleSample> read(String file) {
        try (InputStream in = Objects.requireNonNull(RuleSample.class.getResourceAsStream(file), file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#")).map(RuleSample::of).toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RuleSample of(String line) {
        List<String> parts = Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
        if (parts.size() != 7) {
            throw new IllegalStateException("no seven columns: " + line);
        }
        String target = parts.get(1).isEmpty() ? "9.0.0/7.2.0" : parts.get(1);
        return new RuleSample(parts.get(0), target, parts.get(2), parts.get(3), parts.get(4), parts.get(5), parts.get(6));
    }

    HypervisorTarget hypervisor() {
        String[] releases = target.split("/");
        return HypervisorTarget.of(releases[0], releases[1]);
    }

    public DomainDocument document() {
        String[] os = machine.split(" ", 2);
        String[] type = os[0].contains("/") ? os[0].split("/") : new String[] {"x86_64", os[0]};
        return DomainDocument.parse("<domain type='qemu' xmlns:qemu='" + QemuArgs.NAMESPACE + "'>\n<name>a</name><memory unit='GiB'>2</memory>\n"
                + "<os><type arch='" + type[0] + "' machine='" + type[1] + "'>hvm</type>" + (os.length > 1 ? os[1] : "") + "</os>\n"
                + inDomain + "\n<devices>\n" + inDevices + "</devices>\n</domain>\n");
    }

    /** What the sample's rule finds in a document. */
    Stream<Finding> findings(DomainDocument document) {
        return DomainValidator.forTarget(hypervisor()).validate(document).stream().filter(finding -> finding.rule().equals(rule));
    }

    @Override
    public String toString() {
        return rule + " " + machine + " " + inDomain + inDevices;
    }
}
