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
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Edits of a typed copy that nobody would think of. */
public final class RandomEdits {

    private RandomEdits() {
    }

    /** Puts equal new objects in the place of all below a domain. */
    public static void copyAll(Domain domain) throws IllegalAccessException {
        Domain copy = copy(domain);
        for (Field field : fields(domain)) {
            field.set(domain, field.get(copy));
        }
    }

    /** Puts equal new objects in the place of some, each with all that is in it. */
    public static void copySome(Domain domain, Random random) throws IllegalAccessException {
        List<Object> beans = new ArrayList<>();
        collect(domain, beans);
        for (Object bean : beans) {
            for (Field field : fields(bean)) {
                Object value = field.get(bean);
                if (value != null && random.nextInt(20) == 0) {
                    field.set(bean, value instanceof List<?> list ? new ArrayList<>(list.stream().map(RandomEdits::copy).toList()) : copy(value));
                }
            }
        }
    }

    /** Whether an object stands in two places of a domain. */
    static boolean repeats(Domain domain) throws IllegalAccessException {
        List<Object> beans = new ArrayList<>();
        collect(domain, beans);
        Set<Object> met = Collections.newSetFromMap(new IdentityHashMap<>());
        return !beans.stream().allMatch(met::add);
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

    /** A new object that says the same, down to the last, and was read from no document. */
    @SuppressWarnings("unchecked")
    public static <T> T copy(T value) {
        if (!isBean(value)) {
            return value;
        }
        try {
            Object copy = value.getClass().getConstructor().newInstance();
            if (value instanceof TextOrChildren mixed) {
                ((TextOrChildren) copy).setText(mixed.getText());
            }
            for (Field field : fields(value)) {
                Object held = field.get(value);
                field.set(copy, held instanceof List<?> list ? new ArrayList<>(list.stream().map(RandomEdits::copy).toList()) : held == null ? null
                        : copy(held));
            }
            return (T) copy;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isBean(Object value) {
        return value.getClass().getPackageName().startsWith("io.domainsmith.model") && !value.getClass().isEnum();
    }

    private static void collect(Object bean, List<Object> beans) throws IllegalAccessException {
        beans.add(bean);
        for (Field field : fields(bean)) {
            Object value = field.get(bean);
            for (Object item : value instanceof List<?> list ? list : value == null ? List.of() : List.of(value)) {
                if (isBean(item)) {
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
