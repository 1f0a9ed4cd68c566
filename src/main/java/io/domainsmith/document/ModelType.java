package io.domainsmith.document;

import io.domainsmith.model.TextOrChildren;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlEnumValue;
import jakarta.xml.bind.annotation.XmlNs;
import jakarta.xml.bind.annotation.XmlSchema;
import jakarta.xml.bind.annotation.XmlType;
import jakarta.xml.bind.annotation.XmlValue;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Locator;

/**
 * What the generated classes say of themselves in their JAXB annotations: the attributes, the text and the children of an
 * element, each in libvirt's print order.
 */
final class ModelType {

    private static final ClassValue<ModelType> TYPES = new ClassValue<>() {
        @Override
        protected ModelType computeValue(Class<?> type) {
            return new ModelType(type);
        }
    };

    /** A Java property that holds text: an attribute, an element's value, or an element of text alone. */
    static final class Text {

        private final String name;
        private final @Nullable Field field;
        private final Map<String, Object> constants;
        private final List<String> texts;

        /**
         * A property in a field.
         *
         * @param field the field, or null for the text of a {@link TextOrChildren}
         */
        private Text(String name, @Nullable Field field, Class<?> valueType) {
            this.name = name;
            this.field = field;
            if (valueType.isEnum()) {
                constants = new LinkedHashMap<>();
                for (Object constant : valueType.getEnumConstants()) {
                    constants.put(enumText(valueType, (Enum<?>) constant), constant);
                }
                texts = List.copyOf(constants.keySet());
            } else if (valueType == String.class) {
                constants = Map.of();
                texts = List.of();
            } else {
                throw new IllegalStateException(name + " is neither a string nor an enum, but " + valueType);
            }
        }

        private static String enumText(Class<?> type, Enum<?> constant) {
            try {
                XmlEnumValue value = type.getField(constant.name()).getAnnotation(XmlEnumValue.class);
                return value == null ? constant.name() : value.value();
            } catch (NoSuchFieldException e) {
                throw new IllegalStateException(e);
            }
        }

        String name() {
            return name;
        }

        /** The values that the grammar lists, or none where any text may stand. */
        List<String> knownValues() {
            return texts;
        }

        /** Whether the model can hold this text. */
        boolean reads(String text) {
            return constants.isEmpty() || constants.containsKey(text);
        }

        /** What the model holds for a text; null for one that it does not know. */
        @Nullable Object value(String text) {
            return constants.isEmpty() ? text : constants.get(text);
        }

        @Nullable String text(@Nullable Object value) {
            return value instanceof Enum<?> constant ? texts.get(constant.ordinal()) : (String) value;
        }

        void set(Object bean, String text) {
            if (field == null) {
                ((TextOrChildren) bean).setText(text);
            } else {
                ModelType.set(field, bean, value(text));
            }
        }

        private @Nullable String of(Object bean) {
            return field == null ? ((TextOrChildren) bean).getText() : text(get(field, bean));
        }
    }

    /** A Java property that holds one kind of child element, once or many times. */
    static final class Child {

        private final String namespaceUri;
        private final String localName;
        private final String preferredPrefix;
        private final Field field;
        private final boolean list;
        private final Class<?> itemType;
        private final @Nullable Text leaf;
        private final int index;
        /** Known when first needed: types are nested in each other. */
        private volatile @Nullable ModelType type;

        private Child(Field field, int index) {
            XmlElement element = field.getAnnotation(XmlElement.class);
            this.field = field;
            this.index = index;
            this.list = List.class.isAssignableFrom(field.getType());
            this.itemType = list
                    ? (Class<?>) ((ParameterizedType) field.getGenericType()).getActualTypeArguments()[0]
                    : field.getType();
            this.localName = element == null || element.name().equals("##default") ? field.getName() : element.name();
            this.namespaceUri = element == null || element.namespace().equals("##default")
                    ? elementNamespace(field.getDeclaringClass()) : element.namespace();
            this.preferredPrefix = namespaceUri.isEmpty() ? "" : ModelType.prefixOf(
                    itemType == String.class || itemType.isEnum() ? field.getDeclaringClass() : itemType, namespaceUri);
            this.leaf = itemType == String.class || itemType.isEnum() ? new Text(localName, field, itemType) : null;
        }

        String namespaceUri() {
            return namespaceUri;
        }

        String localName() {
            return localName;
        }

        /** The prefix that libvirt's users know the namespace by, or the empty string without a namespace. */
        String preferredPrefix() {
            return preferredPrefix;
        }

        /** The name, with that prefix. */
        String name() {
            return preferredPrefix.isEmpty() ? localName : preferredPrefix + ":" + localName;
        }

        boolean isList() {
            return list;
        }

        /** How text is held where the child is text alone, null where it is a class of its own. */
        @Nullable Text leaf() {
            return leaf;
        }

        /** The place among the children of its parent in libvirt's print order. */
        int index() {
            return index;
        }

        ModelType type() {
            ModelType known = type;
            if (known == null) {
                known = ModelType.of(itemType);
                type = known;
            }
            return known;
        }

        /** What an object holds: null, a value, or a list of values. */
        @Nullable Object value(Object bean) {
            return get(field, bean);
        }

        /** Adds to a list; elsewhere the last one stays. */
        void add(Object bean, @Nullable Object value) {
            if (!list) {
                set(field, bean, value);
            } else if (value != null) {
                @SuppressWarnings("unchecked")
                List<Object> values = (List<Object>) get(field, bean);
                if (values == null) {
                    values = new ArrayList<>();
                    set(field, bean, values);
                }
                values.add(value);
            }
        }
    }

    private static final @Nullable String[] NONE = {};

    private final Constructor<?> constructor;
    private final Field locator;
    private final List<Text> attributes;
    private final Map<String, Text> attributesByName = new HashMap<>();
    private final @Nullable Text value;
    private final List<Child> children;
    private final Map<String, List<Child>> childrenByName = new HashMap<>();

    private ModelType(Class<?> type) {
        List<Text> attributes = new ArrayList<>();
        Text value = TextOrChildren.class.isAssignableFrom(type)
                ? new Text("", null, String.class)
                : null;
        List<Field> elements = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
            field.setAccessible(true);
            XmlAttribute attribute = field.getAnnotation(XmlAttribute.class);
            if (attribute != null) {
                attributes.add(new Text(attribute.name().equals("##default") ? field.getName() : attribute.name(), field,
                        field.getType()));
            } else if (field.isAnnotationPresent(XmlValue.class)) {
                value = new Text("", field, field.getType());
            } else if (isElement(field)) {
                elements.add(field);
            }
        }
        XmlType xmlType = type.getAnnotation(XmlType.class);
        if (xmlType != null) {
            List<String> order = Arrays.asList(xmlType.propOrder());
            elements.sort(Comparator.comparingInt(field -> order.indexOf(field.getName())));
        }
        List<Child> children = new ArrayList<>();
        for (Field field : elements) {
            children.add(new Child(field, children.size()));
        }
        this.attributes = List.copyOf(attributes);
        this.value = value;
        this.children = List.copyOf(children);
        attributes.forEach(attribute -> attributesByName.put(attribute.name(), attribute));
        children.forEach(child -> childrenByName.computeIfAbsent(child.localName(), name -> new ArrayList<>(1)).add(child));
        try {
            this.constructor = type.getDeclaredConstructor();
            this.locator = type.getDeclaredField("locator");
            this.locator.setAccessible(true);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("not a class of the generated model: " + type, e);
        }
    }

    /** A new object that knows its place. */
    Object create(Locator place) {
        try {
            Object bean = constructor.newInstance();
            locator.set(bean, place);
            return bean;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isElement(Field field) {
        return !Modifier.isStatic(field.getModifiers())
                && !field.isAnnotationPresent(jakarta.xml.bind.annotation.XmlTransient.class);
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
        for (Child child : childrenByName.getOrDefault(localName, List.of())) {
            if (child.namespaceUri.equals(namespaceUri)) {
                return child;
            }
        }
        return null;
    }

    @Nullable String[] attributeTexts(Object bean) {
        if (attributes.isEmpty()) {
            return NONE;
        }
        @Nullable String[] texts = new @Nullable String[attributes.size()];
        for (int i = 0; i < texts.length; i++) {
            texts[i] = attributes.get(i).of(bean);
        }
        return texts;
    }

    @Nullable String valueText(Object bean) {
        return value == null ? null : value.of(bean);
    }

    private static @Nullable Object get(Field field, Object bean) {
        try {
            return field.get(bean);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void set(Field field, Object bean, @Nullable Object value) {
        try {
            field.set(bean, value);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String elementNamespace(Class<?> type) {
        XmlSchema schema = type.getPackage().getAnnotation(XmlSchema.class);
        return schema == null || schema.elementFormDefault() != jakarta.xml.bind.annotation.XmlNsForm.QUALIFIED
                ? "" : schema.namespace();
    }

    private static String prefixOf(Class<?> type, String uri) {
        XmlSchema schema = type.getPackage().getAnnotation(XmlSchema.class);
        if (schema != null) {
            for (XmlNs namespace : schema.xmlns()) {
                if (namespace.namespaceURI().equals(uri)) {
                    return namespace.prefix();
                }
            }
        }
        // http://libvirt.org/schemas/domain/vmware/1.0 has text alone, so no package of its own
        String[] steps = uri.split("/");
        return steps[steps.length - 2];
    }
}
