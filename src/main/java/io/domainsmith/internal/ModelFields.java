package io.domainsmith.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Locator;

/**
 * The fields of one generated class of the model, by number: what its JAXB annotations say of them, and their values.
 *
 * <p>The build writes a subclass for each class ({@code src/build/java/ModelFieldsGenerator.java}). To read the annotations when a
 * program starts takes longer than all else that a short run does, and a field is read ten times as fast as by reflection.
 */
public abstract class ModelFields {

    /** How a field stands in the XML. */
    public enum Kind {
        /** An attribute. */
        ATTRIBUTE,
        /** The text of the element. */
        TEXT,
        /** A child element that stands once. */
        CHILD,
        /** A child element that may stand many times. */
        CHILDREN
    }

    /**
     * One field.
     *
     * @param namespaceUri the namespace, or the empty string
     * @param prefix the prefix that libvirt's users know the namespace by, or the empty string
     * @param name the name in the XML, without prefix; empty for the text
     */
    public record Field(Kind kind, String namespaceUri, String prefix, String name) {
    }

    private final List<Field> fields;

    protected ModelFields(Field... fields) {
        this.fields = List.of(fields);
    }

    protected static Field attribute(String name) {
        return new Field(Kind.ATTRIBUTE, "", "", name);
    }

    protected static Field text() {
        return new Field(Kind.TEXT, "", "", "");
    }

    protected static Field child(String namespaceUri, String prefix, String name) {
        return new Field(Kind.CHILD, namespaceUri, prefix, name);
    }

    protected static Field children(String namespaceUri, String prefix, String name) {
        return new Field(Kind.CHILDREN, namespaceUri, prefix, name);
    }

    /**
     * The fields of a class.
     *
     * @throws IllegalStateException if it is no class of the generated model
     */
    public static ModelFields of(Class<?> type) {
        try {
            var constructor = Class.forName(type.getName() + "Fields", true, type.getClassLoader()).getDeclaredConstructor();
            constructor.setAccessible(true);
            return (ModelFields) constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("not a class of the generated model: " + type, e);
        }
    }

    /** Attributes, then the text, then children in libvirt's print order. */
    public final List<Field> all() {
        return fields;
    }

    /** The class of a field's value; of a list, that of what it holds. */
    public abstract Class<?> type(int field);

    /** The values of all fields. */
    public abstract @Nullable Object[] values(Object bean);

    /** A field's value. */
    public abstract @Nullable Object get(Object bean, int field);

    /** Gives a field a value. */
    public abstract void set(Object bean, int field, @Nullable Object value);

    /** A new object that was read from a place. */
    public abstract Object create(Locator place);

    /** The constants of a field whose values the grammar lists; null for others. */
    public Object @Nullable [] constants(int field) {
        return null;
    }

    /** How such a constant is written. */
    public String text(int field, Object constant) {
        throw new IllegalArgumentException("field " + field + " has no listed values");
    }
}
