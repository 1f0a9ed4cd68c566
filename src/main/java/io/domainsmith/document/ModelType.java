package io.domainsmith.document;

import io.domainsmith.model.TextOrChildren;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlEnumValue;
import jakarta.xml.bind.annotation.XmlNs;
import jakarta.xml.bind.annotation.XmlSchema;
import jakarta.xml.bind.annotation.XmlType;
import jakarta.xml.bind.annotation.XmlValue;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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
        private final Function<Object, @Nullable Object> getter;
        private final Map<String, Object> constants;
        private final Map<Object, String> texts;

        private Text(String name, Field field, Class<?> valueType) {
            this(name, valueType, bean -> get(field, bean));
            field.setAccessible(true);
        }

        private Text(String name, Class<?> valueType, Function<Object, @Nullable Object> getter) {
            this.name = name;
            this.getter = getter;
            if (valueType.isEnum()) {
                constants = new LinkedHashMap<>();
                texts = new LinkedHashMap<>();
                for (Object constant : valueType.getEnumConstants()) {
                    String text = enumText(valueType, (Enum<?>) constant);
                    constants.put(text, constant);
                    texts.put(constant, text);
                }
            } else if (valueType == String.class) {
                constants = Map.of();
                texts = Map.of();
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
            return List.copyOf(constants.keySet());
        }

        /** Whether the model can hold this text. */
        boolean reads(String text) {
            return constants.isEmpty() || constants.containsKey(text);
        }

        @Nullable String text(@Nullable Object value) {
            return value == null || value instanceof String ? (String) value : texts.get(value);
        }

        private @Nullable String of(Object bean) {
            return text(getter.apply(bean));
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
            field.setAccessible(true);
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
            return ModelType.of(itemType);
        }

        List<?> values(Object bean) {
            Object value = get(field, bean);
            return value == null ? List.of() : list ? (List<?>) value : List.of(value);
        }
    }

    private final List<Text> attributes;
    private final @Nullable Text value;
    private final List<Child> children;

    private ModelType(Class<?> type) {
        List<Text> attributes = new ArrayList<>();
        Text value = TextOrChildren.class.isAssignableFrom(type)
                ? new Text("", String.class, bean -> ((TextOrChildren) bean).getText())
                : null;
        List<Field> elements = new ArrayList<>();
        for (Field field : type.getDeclaredFields()) {
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

    @Nullable Text value() {
        return value;
    }

    List<Child> children() {
        return children;
    }

    /** The child of this name, or null where the model has none. */
    @Nullable Child child(String namespaceUri, String localName) {
        for (Child child : children) {
            if (child.localName.equals(localName) && child.namespaceUri.equals(namespaceUri)) {
                return child;
            }
        }
        return null;
    }

    @Nullable String[] attributeTexts(Object bean) {
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
