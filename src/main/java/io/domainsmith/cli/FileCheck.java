package io.domainsmith.cli;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.DomainFragment;
import io.domainsmith.document.ParseException;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformResult;
import io.domainsmith.transform.Transformer;
import io.domainsmith.validate.DomainValidator;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.HostClaims;
import io.domainsmith.validate.Stage;
import io.domainsmith.validate.ValidationLevel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks files, each for itself; safe to share between threads. */
record FileCheck(Console console, DomainValidator validator, HypervisorTarget target, Stage stage, boolean fix) {

    Checked check(Input input) {
        try {
            byte[] bytes = input.bytes(console);
            DomainDocument document;
            try {
                document = DomainDocument.parse(new ByteArrayInputStream(bytes));
            } catch (ParseException e) {
                DomainFragment fragment = fragment(bytes);
                if (fragment == null) {
                    return Checked.unreadable(input, e.line(), e.column(), e.problem(), input.refused(e));
                }
                return check(input, fragment);
            }
            return check(input, document);
        } catch (IOException e) {
            return Checked.unreadable(input, null, null, Failure.reason(e), input.unreadable(e));
        } catch (Failure e) {
            return Checked.unreadable(input, null, null, String.valueOf(e.getMessage()), e);
        }
    }

    /** Devices without a domain, or null if it is not that either: then what was said of the domain holds. */
    private static @Nullable DomainFragment fragment(byte[] bytes) throws IOException {
        try {
            return DomainFragment.parse(new ByteArrayInputStream(bytes));
        } catch (ParseException e) {
            return null;
        }
    }

    private Checked check(Input input, DomainFragment fragment) {
        Failure notRepaired = fix ? Failure.said(ExitCode.STEP, input.label()
                + ": not repaired: --fix repairs whole domains, and this is a device without one", null) : null;
        return new Checked(input, validator.validate(fragment), null, null, notRepaired, null);
    }

    private Checked check(Input input, DomainDocument document) {
        List<Finding> findings = validator.validate(document, stage);
        HostClaims claims = HostClaims.of(document);
        if (!fix) {
            return new Checked(input, findings, claims, null, null, null);
        }
        try {
            TransformResult result = repair(document, findings);
            List<Finding> left = result.document() == document ? findings : validator.validate(result.document(), stage);
            return new Checked(input, left, claims, new Checked.Repaired(document, result.document(), result.changes()), null, null);
        } catch (StepException e) {
            return new Checked(input, findings, claims, null,
                    Failure.said(ExitCode.STEP, input.label() + ": not repaired: " + e.getMessage(), e), null);
        }
    }

    private TransformResult repair(DomainDocument document, List<Finding> findings) {
        Set<String> found = findings.stream().map(Finding::rule).collect(Collectors.toSet());
        List<Transformer> repairs = validator.rules().rules().stream()
                .filter(rule -> found.contains(rule.id()) && rule.repair().isPresent()).map(Transformer::repairing).toList();
        return Pipeline.of(repairs).withTarget(target).withValidation(ValidationLevel.OFF).apply(document);
    }
}
