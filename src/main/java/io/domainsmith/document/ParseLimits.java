package io.domainsmith.document;

/**
 * Bounds on what {@link DomainDocument#parse(String, ParseLimits) parse} accepts, so that a hostile document costs no more
 * than a large honest one.
 *
 * <p>The defaults leave an ample margin over real documents and are no more than 128 MB of heap can bear. The largest domain in
 * libvirt's own tests has about 60 kB, 1,300 elements, 9 levels and 11 attributes on an element; its longest value has a few
 * hundred characters, and what is long in the field (a kernel's command line, a password's hash, foreign metadata) stays below a
 * megabyte. All limits hold for {@link DomainDocument#withDomain} too: what it gives can be parsed again.
 *
 * <p>A depth far above the default needs a thread with a larger stack.
 *
 * @param bytes length of the document in bytes of UTF-8, default 10 MiB; no more is read of a stream
 * @param depth levels of nested elements, the root being level 1, default 128
 * @param elements elements in the whole document, default 100,000
 * @param attributes attributes and namespace declarations of one element, and namespace declarations of it and the elements around it,
 *     default 256
 * @param names different names of elements, attributes and prefixes in the whole document, default 4,096: names can be chosen so that all that looks
 *     them up takes the square of their number
 * @param nameLength characters (UTF-16 units) of an element's or attribute's qualified name, default 1,024
 * @param valueLength characters (UTF-16 units) of an attribute's value or of an element's text, default 1 Mi
 * @since 0.1
 */
public record ParseLimits(int bytes, int depth, int elements, int attributes, int names, int nameLength, int valueLength) {

    /** The limits that apply where none are given. */
    public static final ParseLimits DEFAULT = new ParseLimits(10 << 20, 128, 100_000, 256, 4096, 1024, 1 << 20);

    /**
     * Checks that every limit is positive.
     *
     * @throws IllegalArgumentException if a limit is zero or negative
     */
    public ParseLimits {
        requirePositive("bytes", bytes);
        requirePositive("depth", depth);
        requirePositive("elements", elements);
        requirePositive("attributes", attributes);
        requirePositive("names", names);
        requirePositive("nameLength", nameLength);
        requirePositive("valueLength", valueLength);
    }

    private static void requirePositive(String name, int value) {
        if (value <= 0) {
            throw new IllegalArgumentException("the limit '" + name + "' must be positive, not " + value);
        }
    }

    /** These limits with another number of bytes. */
    public ParseLimits withBytes(int bytes) {
        return new ParseLimits(bytes, depth, elements, attributes, names, nameLength, valueLength);
    }

    /** These limits with another depth. */
    public ParseLimits withDepth(int depth) {
        return new ParseLimits(bytes, depth, elements, attributes, names, nameLength, valueLength);
    }

    /** These limits with another number of elements. */
    public ParseLimits withElements(int elements) {
        return new ParseLimits(bytes, depth, elements, attributes, names, nameLength, valueLength);
    }

    /** These limits with another number of attributes an element. */
    public ParseLimits withAttributes(int attributes) {
        return new ParseLimits(bytes, depth, elements, attributes, names, nameLength, valueLength);
    }

    /** These limits with another number of different names. */
    public ParseLimits withNames(int names) {
        return new ParseLimits(bytes, depth, elements, attributes, names, nameLength, valueLength);
    }

    /** These limits with another length of a name. */
    public ParseLimits withNameLength(int nameLength) {
        return new ParseLimits(bytes, depth, elements, attributes, names, nameLength, valueLength);
    }

    /** These limits with another length of a value. */
    public ParseLimits withValueLength(int valueLength) {
        return new ParseLimits(bytes, depth, elements, attributes, names, nameLength, valueLength);
    }
}
