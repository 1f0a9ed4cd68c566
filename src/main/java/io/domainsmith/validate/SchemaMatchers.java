package io.domainsmith.validate;

import com.thaiopensource.relaxng.match.Matcher;
import java.lang.ref.SoftReference;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Jing's matchers of one compiled schema, each lent to one document at a time. What a matcher has found out about the grammar it
 * keeps for the next document, which makes it ten times as fast as a new one.
 *
 * <p>What they keep is bounded: a matcher is dropped after {@value #MOST_ELEMENTS} elements, and the garbage collector may take
 * those that rest.
 */
final class SchemaMatchers {

    private static final int MOST_ELEMENTS = 500_000;

    private final Supplier<Matcher> made;
    private final Queue<SoftReference<Lent>> resting = new ConcurrentLinkedQueue<>();

    SchemaMatchers(Supplier<Matcher> made) {
        this.made = made;
    }

    /** A matcher for one document, to be given back with {@link Lent#rest}. */
    Lent lend() {
        for (SoftReference<Lent> next = resting.poll(); next != null; next = resting.poll()) {
            Lent rested = next.get();
            if (rested != null) {
                return rested;
            }
        }
        return new Lent();
    }

    /**
     * A matcher while it is in use: by one thread, for one document.
     *
     * <p>It remembers what the last elements did to the matcher, since guests resemble each other, and a result its source: the
     * same text in the same state leads to the same state.
     */
    final class Lent {

        private static final int MOST_REMEMBERED = 1000;
        private static final int LONGEST_REMEMBERED = 2000;

        /** The characters of an element that the schema accepted, and what was matched before it. */
        private record Seen(Matcher before, String text) {

            @Override
            public boolean equals(@Nullable Object other) {
                return other instanceof Seen that && that.text.equals(text) && that.before.equals(before);
            }

            @Override
            public int hashCode() {
                return 31 * text.hashCode() + before.hashCode();
            }
        }

        private final Matcher fresh = made.get();
        private final Map<Seen, Matcher> seen = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Seen, Matcher> eldest) {
                return size() > MOST_REMEMBERED;
            }
        };
        private int elements;

        /** A matcher before the first element. */
        Matcher start() {
            return fresh.start();
        }

        /** The state after an element, if the schema has accepted the same characters in the same state lately. */
        @Nullable Matcher recall(Matcher before, String text) {
            Matcher after = seen.get(new Seen(before, text));
            return after == null ? null : after.copy();
        }

        /** Remembers the state after an element that the schema accepted. */
        void remember(Matcher before, String text, Matcher after) {
            if (text.length() <= LONGEST_REMEMBERED) {
                seen.put(new Seen(before, text), after.copy());
            }
        }

        /** Gives the matcher back after a whole document; one that was left half-way is not used again. */
        void rest(int elementsMatched) {
            elements += elementsMatched;
            if (elements < MOST_ELEMENTS) {
                resting.add(new SoftReference<>(this));
            }
        }
    }
}
