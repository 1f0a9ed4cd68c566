package io.domainsmith.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.thaiopensource.relaxng.match.Matcher;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a matcher remembers of elements that the schema accepted. */
class SchemaMatchersTests {

    private SchemaMatchers matchers;
    private SchemaMatchers.Lent lent;
    private Matcher start;

    @BeforeEach
    void lend() {
        LibvirtSchemas schemas = LibvirtSchemas.bundled();
        Optional<LibvirtSchemas.Release> newest = schemas.releaseFor(null);
        assumeTrue(newest.isPresent(), "the build found no schemas");
        matchers = new SchemaMatchers(() -> schemas.matchers(newest.get()).accepting().lend().start());
        lent = matchers.lend();
        start = lent.start();
    }

    private Matcher after() {
        Matcher after = lent.start();
        assertThat(after.matchStartDocument()).isTrue();
        return after;
    }

    @Test
    void the_same_text_in_the_same_state_leads_to_the_same_state() {
        // of one hash code
        lent.remember(start, "Aa", after());
        assertThat(lent.recall(start, "Aa")).isEqualTo(after()).isNotSameAs(lent.recall(start, "Aa"));
        assertThat(lent.recall(start, "BB")).isNull();
        assertThat(lent.recall(start, "other")).isNull();
    }

    @Test
    void what_is_long_or_long_ago_is_forgotten() {
        lent.remember(start, "x".repeat(2000), after());
        lent.remember(start, "x".repeat(2001), after());
        assertThat(lent.recall(start, "x".repeat(2000))).isNotNull();
        assertThat(lent.recall(start, "x".repeat(2001))).isNull();
        for (int i = 0; i < 999; i++) {
            lent.remember(start, "text " + i, after());
        }
        assertThat(lent.recall(start, "x".repeat(2000))).isNotNull();
        lent.remember(start, "one more", after());
        assertThat(lent.recall(start, "text 0")).isNull();
        assertThat(lent.recall(start, "text 1")).isNotNull();
        assertThat(lent.recall(start, "x".repeat(2000))).isNotNull();
    }

    @Test
    void one_that_has_seen_much_is_not_lent_again() {
        lent.rest(499_999);
        assertThat(matchers.lend()).isSameAs(lent);
        lent.rest(1);
        assertThat(matchers.lend()).isNotSameAs(lent);
    }
}
