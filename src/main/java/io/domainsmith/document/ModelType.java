package io.domainsmith.document;

import io.domainsmith.internal.ModelFields;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Locator;

/** What an element of the typed model holds: its attributes, its text and its children, each in libvirt's print order. */
final class ModelType {

    private static final ClassValue<ModelType> TYPES = new ClassValue<>() {
        @Override
        protected ModelType computeValue(Class<?> type) {
            return new ModelType(ModelFields.of(type));
        }
    };

    /** A property that holds text: an attribute, an element's value, or an element of text alone. */
    static final class Text {

        private final ModelFields fields;
        private final int field;
        private final String name;
        /** By how they are written; known when first needed, and empty where any text may stand. */
        private volatile @Nullable Map<String, Object> constants;

        private Text(ModelFields fields, int field) {
            this.fields = fields;
            this.field = field;
            this.name = fields.all().get(field).name();
        }

        String name() {
            return name;
        }

        private Map<String, Object> constants() {
            Map<String, Object> known = constants;
            if (known == null) {
                @Nullable Object[] listed = fields.constants(field);
                known = listed == null ? Map.of() : new LinkedHashMap<>();
                for (Object constant : listed == null ? new Object[0] : listed) {
                    known.put(fields.text(field, constant), constant);
                }
                constants = known;
            }
            return known;
        }

        /** The values that the grammar lists, or none where any text may stand. */
        List<String> knownValues() {
            return List.copyOf(constants().keySet());
        }

        /** Whether the model can hold this text. */
        boolean reads(String text) {
            return constants().isEmpty() || constants().containsKey(text);
        }

        /** What the model holds for a text; null for one that it does not know. */
        @Nullable Object value(String text) {
            Map<String, Object> known = constants();
            return known.isEmpty() ? text : known.get(text);
        }

        @Nullable String text(@Nullable Object value) {
            return value instanceof Enum<?> constant ? fields.text(field, constant) : (String) value;
        }

        /** Says whether the text is a value that the model knows. */
        boolean set(Object bean, String text) {
            Object value = value(text);
            fields.set(bean, field, value);
            return value != null;
        }
    }

    /** A property that holds one kind of child element, once or many times. */
    static final class Child {

        private final ModelFields fields;
        private final int field;
        private final int index;
        private final ModelFields.Field name;
        private final boolean list;
        /** Known when first needed, as a class is loaded for it; two threads may both find out, and find the same. */
        private @Nullable Optional<Text> leaf;
        /** Known when first needed: types are nested in each other. */
        private volatile @Nullable ModelType type;

        private Child(ModelFields fields, int field, int index) {
            this.fields = fields;
            this.field = field;
            this.index = index;
            this.name = fields.all().get(field);
            this.list = name.kind() == ModelFields.Kind.CHILDREN;
        }

        String namespaceUri() {
            return name.namespaceUri();
        }

        String localName() {
            return name.name();
        }

        /** The prefix that libvirt's users know the namespace by, or the empty string without a namespace. */
        String preferredPrefix() {
            return name.prefix();
        }

        /** The name, with that prefix. */
        String name() {
            return preferredPrefix().isEmpty() ? localName() : preferredPrefix() + ":" + localName();
        }

        boolean isList() {
            return list;
        }

        /** How text is held where the child is text alone, null where it is a class of its own. */
        @Nullable Text leaf() {
            Optional<Text> known = leaf;
            if (known == null) {
                Class<?> held = fields.type(field);
                known = held == String.class || held.isEnum() ? Optional.of(new Text(fields, field)) : Optional.empty();
                leaf = known;
            }
            return known.orElse(null);
        }

        /** The place among the children of its parent in libvirt's print order. */
        int index() {
            return index;
        }

        ModelType type() {
            ModelType known = type;
            if (known == null) {
                known = ModelType.of(fields.type(field));
                type = known;
            }
            return known;
        }

        /** What an object holds: null, a value, or a list of values. */
        @Nullable Object value(Object bean) {
            return fields.get(bean, field);
        }

        /** Adds to a list; elsewhere the last one stays. Says whether there is a value, and it took the place of none. */
        boolean add(Object bean, @Nullable Object value) {
            if (!list) {
                boolean first = fields.get(bean, field) == null;
                fields.set(bean, field, value);
                return first && value != null;
            } else if (value != null) {
                @SuppressWarnings("unchecked")
                List<Object> values = (List<Object>) fields.get(bean, field);
                if (values == null) {
                    values = new ArrayList<>();
                    fields.set(bean, field, values);
                }
                values.add(value);
            }
            return value != null;
        }
    }

    private final ModelFields fields;
    private final List<Text> attributes;
    private final Map<String, Text> attributesByName = new HashMap<>();
    private final @Nullable Text value;
    private final List<Child> children;
    private final int firstChild;
    private final Map<String, List<Child>> childrenByName = new HashMap<>();

    private ModelType(ModelFields fields) {
        this.fields = fields;
        List<Text> attributes = new ArrayList<>();
        Text value = null;
        List<Child> children = new ArrayList<>();
        for (int i = 0; i < fields.all().size(); i++) {
            switch (fields.all().get(i).kind()) {
                case ATTRIBUTE -> attributes.add(new Text(fields, i));
                case TEXT -> value = new Text(fields, i);
                case CHILD, CHILDREN -> children.add(new Child(fields, i, children.size()));
            }
        }
        this.attributes = List.copyOf(attributes);
        this.value = value;
        this.children = List.copyOf(children);
        this.firstChild = fields.all().size() - children.size();
        attributes.forEach(attribute -> attributesByName.put(attribute.name(), attribute));
        children.forEach(child -> childrenByName.computeIfAbsent(child.localName(), name -> new ArrayList<>(1)).add(child));
    }

    /** A new object that knows its place. */
    Object create(Locator place) {
        return fields.create(place);
    }

    static ModelType of(Class<?> type) {
        return TYPES.get(type);
    }

    List<Text> attributes() {
        return attributes;
    }

    /** The attribute of this name, or null where the model has none. */
    @Nullable Text attribute(String name) {
        return attributesByName.get(name);
    }

    @Nullable Text value() {
        return value;
    }

    List<Child> children() {
        return children;
    }

    /** The child of this name, or null where the model has none. */
    @Nullable Child child(String namespaceUri, String localName) {
        List<Child> named = childrenByName.getOrDefault(localName, List.of());
        for (int i = 0; i < named.size(); i++) {
            if (named.get(i).namespaceUri().equals(namespaceUri)) {
                return named.get(i);
            }
        }
        return null;
    }

    /** What an object's fields hold: those of the attributes, that of the text if there is one, those of the children. */
    @Nullable Object[] values(Object bean) {
        return fields.values(bean);
    }

    /** Where the values of the children begin. */
    int firstChild() {
        return firstChild;
    }
}
