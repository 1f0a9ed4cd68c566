package io.domainsmith.document;

import io.domainsmith.model.Domain;
import io.domainsmith.model.TextOrChildren;
import jakarta.xml.bind.annotation.XmlAttribute;
import jakarta.xml.bind.annotation.XmlTransient;
import jakarta.xml.bind.annotation.XmlValue;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Edits of a typed copy that nobody would think of. */
public final class RandomEdits {

    private RandomEdits() {
    }

    /** Makes a few edits, and says which. */
    public static List<String> make(Domain domain, Random random) throws IllegalAccessException {
        List<String> done = new ArrayList<>();
        List<Object> beans = new ArrayList<>();
        collect(domain, beans);
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            Object bean = beans.get(random.nextInt(beans.size()));
            List<Field> fields = fields(bean);
            if (fields.isEmpty()) {
                continue;
            }
            Field field = fields.get(random.nextInt(fields.size()));
            Object value = field.get(bean);
            if (value instanceof List<?> list) {
                editList(list, random);
                done.add("list " + field);
            } else if (value instanceof String && random.nextBoolean()) {
                field.set(bean, "<&'\">\n\t" + random.nextInt(100));
                done.add("text " + field);
            } else if (value != null && !field.isAnnotationPresent(XmlValue.class)) {
                // an element without text reads as one with empty text
                field.set(bean, null);
                done.add("null " + field);
            } else if (field.getType() == String.class && field.isAnnotationPresent(XmlAttribute.class)) {
                field.set(bean, "new");
                done.add("new " + field);
            } else if (!(bean instanceof TextOrChildren) && !field.getType().isEnum() && field.getType() != String.class && field.getType() != List.class) {
                beans.stream().filter(field.getType()::isInstance).findFirst().ifPresent(other -> set(field, bean, other));
                done.add("taken " + field);
            }
        }
        return done;
    }

    private static void set(Field field, Object bean, Object value) {
        try {
            List<Object> below = new ArrayList<>();
            collect(value, below);
            // nothing can hold itself
            if (below.stream().noneMatch(held -> held == bean)) {
                field.set(bean, value);
            }
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static void editList(List<?> list, Random random) {
        List<Object> items = (List<Object>) list;
        switch (random.nextInt(4)) {
            case 0 -> Collections.shuffle(items, random);
            case 1 -> items.remove(random.nextInt(items.size()));
            case 2 -> items.add(random.nextInt(items.size() + 1), items.get(random.nextInt(items.size())));
            default -> items.clear();
        }
    }

    private static void collect(Object bean, List<Object> beans) throws IllegalAccessException {
        beans.add(bean);
        for (Field field : fields(bean)) {
            Object value = field.get(bean);
            for (Object item : value instanceof List<?> list ? list : value == null ? List.of() : List.of(value)) {
                if (item.getClass().getPackageName().startsWith("io.domainsmith.model") && !item.getClass().isEnum()) {
                    collect(item, beans);
                }
            }
        }
    }

    private static List<Field> fields(Object bean) throws IllegalAccessException {
        List<Field> fields = new ArrayList<>();
        for (Field field : bean.getClass().getDeclaredFields()) {
            if (!Modifier.isStatic(field.getModifiers()) && !field.isAnnotationPresent(XmlTransient.class)) {
                field.setAccessible(true);
                if (!(field.get(bean) instanceof List<?> list && list.isEmpty())) {
                    fields.add(field);
                }
            }
        }
        return fields;
    }
}
