package io.domainsmith.testkit;

import io.domainsmith.document.DomainDocument;
import org.jspecify.annotations.Nullable;

/**
 * The way into the assertions, for a static import.
 *
 * @since 0.1
 */
public final class DomainAssertions {

    private DomainAssertions() {
    }

    /** Assertions on a document. */
    public static DomainAssert assertThat(@Nullable DomainDocument actual) {
        return new DomainAssert(actual);
    }
}
