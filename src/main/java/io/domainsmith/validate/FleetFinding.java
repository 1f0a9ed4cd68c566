package io.domainsmith.validate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that no document alone shows: several domains claim what only one can have.
 *
 * @param rule the id, one of those of {@link FleetRule}
 * @param severity how grave it is
 * @param consequence what libvirt or QEMU will do if the domains are of one host
 * @param places where the documents say so, in the order in which they were given; at least two
 * @param message what is wrong, naming the domains
 * @param fix what to do about it, or null
 * @since 0.1
 */
public record FleetFinding(String rule, Severity severity, Consequence consequence, List<Place> places, String message,
        @Nullable String fix) {

    /** Copies the list. */
    public FleetFinding {
        places = List.copyOf(places);
    }

    /**
     * A place in one of several documents.
     *
     * @param file the name under which the document was given
     * @param line the line, 1-based
     * @param column the column, 1-based
     * @param path the XPath of the element or attribute, 1-based
     */
    public record Place(String file, int line, int column, String path) {
    }
}
