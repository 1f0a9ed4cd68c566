package io.domainsmith.validate;

import org.jspecify.annotations.Nullable;

/**
 * Something about a document that its user should know.
 *
 * @param rule the id of the rule, such as {@code pci-address-duplicate}; {@code schema} for the RELAX NG schema
 * @param severity how grave it is
 * @param consequence what libvirt or QEMU will do
 * @param line the line it is about, 1-based
 * @param column the column, 1-based
 * @param path the XPath of the element or attribute, 1-based
 * @param message what is wrong, naming the device and its line
 * @param fix what to do about it, or null where there is nothing general to say
 * @since 0.1
 */
public record Finding(String rule, Severity severity, Consequence consequence, int line, int column, String path,
        String message, @Nullable String fix) {

    /** Compares the places of two findings, for lists in document order. */
    public int comparePlaces(Finding other) {
        int order = Integer.compare(line, other.line);
        return order != 0 ? order : Integer.compare(column, other.column);
    }
}
