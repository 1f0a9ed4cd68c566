package io.domainsmith.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainsmith.internal.ModelFields;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlElement;
import jakarta.xml.bind.annotation.XmlEnumValue;
import jakarta.xml.bind.annotation.XmlNsForm;
import jakarta.xml.bind.annotation.XmlSchema;
import jakarta.xml.bind.annotation.XmlTransient;
import jakarta.xml.bind.annotation.XmlType;
import jakarta.xml.bind.annotation.XmlValue;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.glassfish.jaxb.core.Locatable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xml.sax.Locator;
import org.xml.sax.helpers.LocatorImpl;

/** What the build wrote down of the model's classes is what their annotations say. */
class ModelFieldsTests {

    static Set<Class<?>> classes() {
        Set<Class<?>> found = new LinkedHashSet<>();
        collect(Domain.class, found);
        return found;
    }

    private static void collect(Class<?> type, Set<Class<?>> found) {
        if (type != String.class && !type.isEnum() && found.add(type)) {
            ModelFields fields = ModelFields.of(type);
            for (int i = 0; i < fields.all().size(); i++) {
                collect(fields.type(i), found);
            }
        }
    }

    @Test
    void allClassesAreThere() {
        assertThat(classes()).hasSizeGreaterThan(400);
    }

    @ParameterizedTest
    @MethodSource("classes")
    void fieldsAreAsTheAnnotationsSay(Class<?> type) throws Exception {
        ModelFields fields = ModelFields.of(type);
        List<Field> declared = inOrder(type);
        int text = TextOrChildren.class.isAssignableFrom(type) ? 1 : 0;
        assertThat(fields.all()).hasSize(declared.size() + text);
        LocatorImpl place = new LocatorImpl();
        Object bean = fields.create(place);
        assertThat(((Locatable) bean).sourceLocation()).isSameAs(place);
        int at = 0;
        for (Field field : declared) {
            if (text == 1 && fields.all().get(at).kind() == ModelFields.Kind.TEXT) {
                at++;
            }
            assertThat(fields.all().get(at)).as("%s", field).isEqualTo(described(field));
            holdsWhatIsSet(fields, at, field, bean);
            at++;
        }
        assertThat(fields.values(bean)).hasSameSizeAs(fields.all());
    }

    private static List<Field> inOrder(Class<?> type) {
        List<Field> attributes = new ArrayList<>();
        List<Field> texts = new ArrayList<>();
        List<Field> children = new ArrayList<>();
        List<String> order = List.of(type.getAnnotation(XmlType.class).propOrder());
        for (Field field : type.getDeclaredFields()) {
            field.setAccessible(true);
            if (field.isAnnotationPresent(XmlAttribute.class)) {
                attributes.add(field);
            } else if (field.isAnnotationPresent(XmlValue.class)) {
                texts.add(field);
            } else if (!Modifier.isStatic(field.getModifiers()) && !field.isAnnotationPresent(XmlTransient.class) && field.getType() != Locator.class) {
                children.add(field);
            }
        }
        children.sort((one, other) -> Integer.compare(order.indexOf(one.getName()), order.indexOf(other.getName())));
        attributes.addAll(texts);
        attributes.addAll(children);
        return attributes;
    }

    private static ModelFields.Field described(Field field) {
        XmlAttribute attribute = field.getAnnotation(XmlAttribute.class);
        if (attribute != null) {
            return new ModelFields.Field(ModelFields.Kind.ATTRIBUTE, "", "", attribute.name());
        } else if (field.isAnnotationPresent(XmlValue.class)) {
            return new ModelFields.Field(ModelFields.Kind.TEXT, "", "", "");
        }
        XmlElement element = field.getAnnotation(XmlElement.class);
        XmlSchema schema = field.getDeclaringClass().getPackage().getAnnotation(XmlSchema.class);
        String namespace = element != null && !element.namespace().equals("##default") ? element.namespace()
                : schema.elementFormDefault() == XmlNsForm.QUALIFIED ? schema.namespace() : "";
        String[] steps = namespace.split("/");
        String prefix = namespace.isEmpty() ? "" : namespace.contains("domainsmith") ? "domainsmith" : steps[steps.length - 2];
        return new ModelFields.Field(field.getType() == List.class ? ModelFields.Kind.CHILDREN : ModelFields.Kind.CHILD, namespace, prefix,
                element == null || element.name().equals("##default") ? field.getName() : element.name());
    }

    private static void holdsWhatIsSet(ModelFields fields, int at, Field field, Object bean) throws Exception {
        Class<?> held = field.getType() == List.class
                ? (Class<?>) ((ParameterizedType) field.getGenericType()).getActualTypeArguments()[0] : field.getType();
        assertThat(fields.type(at)).isSameAs(held);
        if (held.isEnum()) {
            assertThat(fields.constants(at)).isEqualTo(held.getEnumConstants());
            for (Object constant : held.getEnumConstants()) {
                XmlEnumValue written = held.getField(((Enum<?>) constant).name()).getAnnotation(XmlEnumValue.class);
                assertThat(fields.text(at, constant)).isEqualTo(written == null ? ((Enum<?>) constant).name() : written.value());
            }
        } else {
            assertThat(fields.constants(at)).isNull();
            assertThatThrownBy(() -> fields.text(at, "x")).isInstanceOf(IllegalArgumentException.class);
        }
        Object value = field.getType() == List.class ? new ArrayList<>() : held == String.class ? "text"
                : held.isEnum() ? held.getEnumConstants()[0] : ModelFields.of(held).create(new LocatorImpl());
        fields.set(bean, at, value);
        assertThat(field.get(bean)).isSameAs(value);
        assertThat(fields.get(bean, at)).isSameAs(value);
        assertThat(fields.values(bean)[at]).isSameAs(value);
    }

    @Test
    void anotherClassIsRefused() {
        assertThatThrownBy(() -> ModelFields.of(String.class)).isInstanceOf(IllegalStateException.class)
                .hasMessage("not a class of the generated model: class java.lang.String");
    }
}
