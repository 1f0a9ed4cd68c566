package io.domainsmith.cli;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.transform.Change;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.HostClaims;
import io.domainsmith.validate.Severity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of one file.
 *
 * @param input the file
 * @param findings what was found, after the repairs if there were any
 * @param claims what the domain claims; null for a fragment and for what cannot be read
 * @param repaired what the repairs made of it; null without {@code --fix}
 * @param notRepaired why the repairs were not made, or null
 * @param unreadable why there is nothing to find, or null
 */
record Checked(Input input, List<Finding> findings, @Nullable HostClaims claims, @Nullable Repaired repaired,
        @Nullable Failure notRepaired, @Nullable Unreadable unreadable) {

    /** A document before and after its repairs. */
    record Repaired(DomainDocument before, DomainDocument after, List<Change> changes) {
    }

    /** What prevents that a file is checked; a place only where its text is to blame. */
    record Unreadable(@Nullable Integer line, @Nullable Integer column, String problem, Failure failure) {
    }

    static Checked unreadable(Input input, @Nullable Integer line, @Nullable Integer column, String problem, Failure failure) {
        return new Checked(input, List.of(), null, null, null, new Unreadable(line, column, problem, failure));
    }

    boolean hasErrors() {
        return findings.stream().anyMatch(finding -> finding.severity() == Severity.ERROR);
    }

    int exitCode() {
        if (unreadable != null) {
            return unreadable.failure().exitCode();
        }
        return notRepaired != null ? notRepaired.exitCode() : hasErrors() ? ExitCode.INVALID : ExitCode.DONE;
    }
}
