package io.domainsmith.guest;

import io.domainsmith.document.SourceElement;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Reads values as the source has them, words that the typed model does not know included. */
final class Elements {

    private Elements() {
    }

    /** The first element on a path of names such as {@code source/address}; empty if there is none. */
    static Optional<SourceElement> first(SourceElement from, String path) {
        SourceElement at = from;
        for (String name : path.split("/")) {
            List<SourceElement> children = at.children(name);
            if (children.isEmpty()) {
                return Optional.empty();
            }
            at = children.get(0);
        }
        return Optional.of(at);
    }

    static boolean has(SourceElement from, String path) {
        return first(from, path).isPresent();
    }

    /** An attribute of this element; empty if it is missing or says nothing. */
    static Optional<String> attribute(SourceElement element, String name) {
        return Optional.ofNullable(element.attribute(name)).filter(value -> !value.isBlank());
    }

    /** An attribute of the first element on a path; empty if it is missing or says nothing. */
    static Optional<String> attribute(SourceElement from, String path, String name) {
        return first(from, path).flatMap(element -> attribute(element, name));
    }

    static boolean is(SourceElement element, String name, String value) {
        return value.equals(element.attribute(name));
    }

    /** The text of the first element on a path, without blanks around it; empty if there is none. */
    static Optional<String> text(SourceElement from, String path) {
        return first(from, path).map(element -> element.text().strip()).filter(value -> !value.isEmpty());
    }

    static OptionalInt integer(@Nullable String text) {
        OptionalLong number = CNumber.decimal(text);
        return number.isPresent() && number.getAsLong() <= Integer.MAX_VALUE ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
    }

    /** A boolean that yes or no says; empty for anything else. */
    static Optional<Boolean> yesNo(Optional<String> text) {
        return text.filter(value -> value.equals("yes") || value.equals("no")).map("yes"::equals);
    }
}
