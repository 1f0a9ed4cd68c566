package io.domainsmith.validate;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.SourceElement;
import io.domainsmith.target.Version;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the schema for a libvirt says about documents, seen beside the schemas of newer releases in the jar: whether a newer one
 * accepts what it refuses, and whether the libvirt itself may be one of those.
 */
record SchemaChecks(LibvirtSchemas schemas, @Nullable Version libvirt) {

    List<Finding> check(DomainDocument document) {
        Optional<LibvirtSchemas.Release> release = schemas.releaseFor(libvirt);
        if (release.isEmpty()) {
            return List.of(missing(document.root()));
        }
        List<Finding> findings = SchemaCheck.check(document, schemas, release.get());
        if (findings.isEmpty()) {
            return findings;
        }
        Map<LibvirtSchemas.Release, Refused> newer = new LinkedHashMap<>();
        for (LibvirtSchemas.Release other : LibvirtSchemas.bundled().newerThan(release.get())) {
            newer.put(other, Refused.of(SchemaCheck.check(document, LibvirtSchemas.bundled(), other)));
        }
        return findings.stream().map(finding -> newer.keySet().stream()
                .filter(other -> !newer.get(other).concerns(finding.path())).findFirst()
                .map(other -> acceptedBy(other, finding, release.get()))
                .orElseGet(() -> newer.isEmpty() ? perhapsKnownBy(finding, release.get()) : finding)).toList();
    }

    /**
     * What a schema refuses.
     *
     * @param paths of the findings
     * @param around them: those paths, and those of the elements around them
     */
    private record Refused(Set<String> paths, Set<String> around) {

        static Refused of(List<Finding> findings) {
            Refused refused = new Refused(new HashSet<>(), new HashSet<>());
            for (Finding finding : findings) {
                refused.paths.add(finding.path());
                outwards(finding.path()).forEach(refused.around::add);
            }
            return refused;
        }

        /** Whether it is about what is at a path, or about something in or around it. */
        boolean concerns(String path) {
            return around.contains(path) || outwards(path).anyMatch(paths::contains);
        }

        private static Stream<String> outwards(String path) {
            return Stream.iterate(path, at -> !at.isEmpty(), at -> at.substring(0, at.lastIndexOf('/')));
        }
    }

    private Finding acceptedBy(LibvirtSchemas.Release newer, Finding finding, LibvirtSchemas.Release release) {
        String message = finding.message() + "; valid since libvirt " + newer.version()
                + (release.version() == null ? "" : " or a release between the two");
        // a target between the two may be one that has it
        return isNewer(release)
                ? with(finding, Severity.WARNING, message, "see the documentation of libvirt " + libvirt
                        + ", or check with the schemas of a host that has it (--schemas)")
                : with(finding, finding.severity(), message, "run the domain with libvirt " + newer.version()
                        + " or newer, or take it out");
    }

    /** A name or value that nobody knew when the newest schema was made is perhaps one of the target's, if that is newer. */
    private Finding perhapsKnownBy(Finding finding, LibvirtSchemas.Release release) {
        boolean unheardOf = finding.fix() == null
                && (finding.message().contains("not allowed") || finding.message().contains("invalid"));
        return unheardOf && isNewer(release)
                ? with(finding, Severity.WARNING, finding.message(), "unless libvirt " + libvirt + " has learnt it after "
                        + release.version() + ": check with the schemas of a host that has it (--schemas)")
                : finding;
    }

    private boolean isNewer(LibvirtSchemas.Release release) {
        return libvirt != null && release.version() != null && libvirt.hasMoreThan(release.version());
    }

    private static Finding with(Finding finding, Severity severity, String message, String fix) {
        return new Finding(finding.rule(), severity, finding.consequence(), finding.line(), finding.column(), finding.path(),
                message, fix);
    }

    private Finding missing(SourceElement root) {
        return new Finding(DomainValidator.SCHEMA_MISSING_RULE, Severity.WARNING, Consequence.ADVICE, root.line(),
                root.column(), root.path(),
                "not checked against a schema: this build carries no RELAX NG schemas of libvirt"
                        + (libvirt == null ? "" : " (wanted for " + libvirt + ": that release or an older one)"),
                "run schemas/fetch, which tells what it cannot find (LIBVIRT_SCHEMAS=DIR names a folder that has domain.rng; "
                        + "Debian's libvirt0 up to 9.0.0 and libvirt-common after it carry one), and build again");
    }
}
