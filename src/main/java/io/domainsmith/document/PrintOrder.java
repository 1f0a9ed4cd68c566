package io.domainsmith.document;

import io.domainsmith.model.Domain;
import java.util.List;

/**
 * The order in which libvirt prints the children of an element, so that a new one can be put where it would stand.
 *
 * @since 0.1
 */
public final class PrintOrder {

    private PrintOrder() {
    }

    /**
     * The names of the children that an element may have, in libvirt's order; none if the model does not know the element.
     *
     * @param path the names from the root on, such as {@code domain}, {@code devices}, {@code disk}; a name in a namespace is
     *     written <code>{uri}name</code>, here and in the result
     */
    public static List<String> children(List<String> path) {
        if (path.isEmpty() || !path.get(0).equals("domain")) {
            return List.of();
        }
        ModelType type = ModelType.of(Domain.class);
        for (String name : path.subList(1, path.size())) {
            ModelType.Child child = type.children().stream().filter(one -> name(one).equals(name)).findFirst().orElse(null);
            if (child == null || child.leaf() != null) {
                return List.of();
            }
            type = child.type();
        }
        return type.children().stream().map(PrintOrder::name).toList();
    }

    private static String name(ModelType.Child child) {
        return child.namespaceUri().isEmpty() ? child.localName() : "{" + child.namespaceUri() + "}" + child.localName();
    }
}
