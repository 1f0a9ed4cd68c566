package io.domainsmith.document;

import io.domainsmith.model.Domain;
import java.util.List;

/**
 * Makes the typed copy of a source tree: only what the model knows, each object with its place.
 *
 * <p>Reads as JAXB does ({@code ModelReaderTests} compares the two over libvirt's tests), without its context, which takes
 * longer to make than all the rest of a short run.
 */
final class ModelReader {

    /** Whether the copy says all that the model could: no value was unknown, and nothing stood again where one may stand. */
    private boolean whole = true;

    Domain read(Source source) {
        return (Domain) read(source.root(), ModelType.of(Domain.class));
    }

    /** Whether there is surely no {@link ModelGap} in what was read. */
    boolean isWhole() {
        return whole;
    }

    private Object read(SourceElement element, ModelType type) {
        Object bean = type.create(new SourceLocator(element));
        List<SourceAttribute> attributes = element.attributes();
        for (int i = 0; i < attributes.size(); i++) {
            SourceAttribute attribute = attributes.get(i);
            ModelType.Text property = attribute.namespaceUri().isEmpty() ? type.attribute(attribute.localName()) : null;
            if (property != null) {
                check(property.set(bean, attribute.value()));
            }
        }
        if (type.value() != null) {
            check(type.value().set(bean, element.text()));
        }
        List<SourceElement> children = element.children();
        for (int i = 0; i < children.size(); i++) {
            SourceElement child = children.get(i);
            ModelType.Child kind = type.child(child.namespaceUri(), child.localName());
            if (kind != null) {
                check(kind.add(bean, kind.leaf() == null ? read(child, kind.type()) : kind.leaf().value(child.text())));
            }
        }
        return bean;
    }

    private void check(boolean taken) {
        whole &= taken;
    }
}
