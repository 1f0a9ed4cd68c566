package io.domainsmith.cli;

import io.domainsmith.transform.Pipeline;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.DomainValidator;
import io.domainsmith.validate.FleetRule;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.RuleSet;
import io.domainsmith.validate.Severity;
import io.domainsmith.validate.Stage;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What the catalogue says of a rule, be it one of a {@link RuleSet}, the schema, or one about several domains. */
record RuleEntry(String id, Severity severity, Consequence consequence, Stage stage, String appliesTo, String description,
        String source, String wayOut, boolean repairs) {

    /** The id under which a file that cannot be read is reported. */
    static final String UNREADABLE = "unreadable";

    private static final List<RuleEntry> OUTSIDE = List.of(
            new RuleEntry(UNREADABLE, Severity.ERROR, Consequence.REFUSED, Stage.ANY, "every file",
                    "The file cannot be read, or is refused before it is looked at: not well-formed XML, not UTF-8, a DOCTYPE, over a "
                            + "limit.", "virXMLParse; the limits are Domainsmith's", "", false),
            new RuleEntry(DomainValidator.SCHEMA_RULE, Severity.ERROR, Consequence.REFUSED, Stage.ANY, "every domain",
                    "Libvirt's RELAX NG schema refuses it, as virsh define --validate does; a name or value that only a newer release "
                            + "knows is said to be so.", "domain.rng of the release", "", false),
            new RuleEntry(DomainValidator.SCHEMA_MISSING_RULE, Severity.WARNING, Consequence.ADVICE, Stage.ANY, "every domain",
                    "There is no schema to check against, because the build could not get libvirt's.", "schemas/README.md",
                    "run schemas/fetch and build again, or give --schemas", false),
            new RuleEntry(Pipeline.MOVED_DEVICE_RULE, Severity.WARNING, Consequence.SURPRISE, Stage.ANY, "the result of steps",
                    "A step, say a stylesheet of the user's own, gave a network card or a disk another address, so the guest finds a new one.",
                    "", "keep the address that the guest knows", false));

    /** The schema, the rules of a set in their order, and the rules about several domains. */
    static List<RuleEntry> all(RuleSet rules) {
        return Stream.of(OUTSIDE.stream(), rules.rules().stream().map(RuleEntry::of),
                Arrays.stream(FleetRule.values()).map(RuleEntry::of)).flatMap(entries -> entries).toList();
    }

    private static RuleEntry of(Rule rule) {
        return new RuleEntry(rule.id(), rule.severity(), rule.consequence(), rule.stage(), rule.appliesTo(), rule.description(),
                rule.source(), rule.wayOut(), rule.repair().isPresent());
    }

    private static RuleEntry of(FleetRule rule) {
        return new RuleEntry(rule.id(), rule.severity(), rule.consequence(), Stage.ANY, "several domains of one host",
                rule.description(), rule.source(), rule.wayOut(), false);
    }

    String firstSentence() {
        int end = description.indexOf(". ");
        return end < 0 ? description : description.substring(0, end + 1);
    }
}
