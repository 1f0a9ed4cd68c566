package io.domainsmith.transform;

import io.domainsmith.validate.Finding;
import java.util.List;

/** What strict validation throws, for tests of those who catch it. */
public final class Refusals {

    private Refusals() {
    }

    /** The exception with these findings. */
    public static InvalidDomainException invalid(boolean inResult, Finding... findings) {
        return new InvalidDomainException("not valid", inResult, List.of(findings));
    }
}
