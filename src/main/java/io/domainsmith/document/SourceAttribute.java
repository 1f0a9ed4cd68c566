package io.domainsmith.document;

/**
 * An attribute as the source has it.
 *
 * @param prefix the prefix, or the empty string
 * @param localName the name without the prefix
 * @param namespaceUri the namespace the prefix is bound to, or the empty string
 * @param value the value, entities resolved and white space normalised as XML 1.0 section 3.3.3 says
 * @since 0.1
 */
public record SourceAttribute(String prefix, String localName, String namespaceUri, String value) {

    /** The name as written, with its prefix. */
    public String name() {
        return prefix.isEmpty() ? localName : prefix + ":" + localName;
    }
}
