package com.thaiopensource.relaxng.pattern;

import com.thaiopensource.xml.util.Name;
import org.jspecify.annotations.Nullable;

/**
 * The names of the elements and attributes that a pattern may begin with, as two sets of hash bits: what is not in them need not be sought
 * in the pattern. Without it, each tag of a domain is compared with all that may stand in a domain.
 *
 * @param elements a bit for each name
 * @param attributes a bit for each name
 */
record Reach(long elements, long attributes) {

    private static final Reach NONE = new Reach(0, 0);
    private static final long ALL = -1;

    /** A pattern that knows its names. */
    interface Known {
        Reach reach();
    }

    static Reach of(Pattern pattern) {
        if (pattern instanceof Known known) {
            return known.reach();
        } else if (pattern instanceof ElementPattern element) {
            return new Reach(bits(element.getNameClass()), 0);
        } else if (pattern instanceof AttributePattern attribute) {
            return new Reach(0, bits(attribute.getNameClass()));
        } else if (pattern instanceof OneOrMorePattern repeated) {
            return of(repeated.getOperand());
        } else if (pattern instanceof BinaryPattern binary) {
            return of(binary.getOperand1(), binary.getOperand2());
        }
        return NONE;
    }

    static Reach of(Pattern one, Pattern other) {
        Reach first = of(one);
        Reach second = of(other);
        return new Reach(first.elements | second.elements, first.attributes | second.attributes);
    }

    private static long bits(NameClass names) {
        return names instanceof SimpleNameClass simple ? bit(simple.getName()) : ALL;
    }

    private static long bit(Name name) {
        return 1L << name.getLocalName().hashCode();
    }

    /** What a function makes of a pattern with these names, if that is known without looking into it; else null. */
    @Nullable Pattern shortcut(Pattern pattern, PatternFunction<?> function, PatternBuilder builder) {
        if (function instanceof StartTagOpenDerivFunction tag) {
            long there = function instanceof StartAttributeDerivFunction ? attributes : elements;
            return (there & bit(tag.getName())) == 0 ? builder.makeNotAllowed() : null;
        }
        return attributes == 0 && function.getClass() == EndAttributesFunction.class ? pattern : null;
    }
}
