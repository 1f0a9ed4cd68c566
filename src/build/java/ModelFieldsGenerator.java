import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.NewArrayTree;
import com.sun.source.tree.ParameterizedTypeTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Writes, for each class that XJC has made of the derived schema, a class that knows its fields (io.domainsmith.internal.ModelFields):
 * what the annotations say is read here, once, and not whenever a program starts. Run by the build:
 * {@code java ModelFieldsGenerator.java ModelFieldsGenerator.java SOURCES OUTPUT}.
 */
public final class ModelFieldsGenerator {

    private static final String BASE = "io.domainsmith.internal.ModelFields";

    /** A package's namespace and the prefixes that are told for namespaces. */
    private record Space(String namespaceUri, Map<String, String> prefixes) {
    }

    /** A class or enum with the file that it stands in. */
    private record Type(String packageName, CompilationUnitTree file, ClassTree tree) {

        String name() {
            return packageName + "." + tree.getSimpleName();
        }

        boolean isEnum() {
            return tree.getKind() == Tree.Kind.ENUM;
        }
    }

    /** A field of a class: how it is declared, read, written and described. */
    private record Field(String description, String typeName, boolean list, boolean isEnum, String read, String write) {
    }

    private final Map<String, Space> spaces = new TreeMap<>();
    private final Map<String, Type> types = new TreeMap<>();

    private ModelFieldsGenerator() {
    }

    /** Reads the folder of the model's sources and writes into another, unless nothing has changed: this file, the first word, included. */
    public static void main(String[] args) throws IOException {
        List<Path> sources;
        try (Stream<Path> all = Files.walk(Path.of(args[1]))) {
            sources = all.filter(file -> file.toString().endsWith(".java")).sorted().toList();
        }
        Path output = Path.of(args[2]);
        String state = Stream.concat(Stream.of(Path.of(args[0])), sources.stream()).map(file -> file + " " + file.toFile().lastModified())
                .collect(Collectors.joining("\n"));
        // beside the folder, which is packed as it is
        Path told = output.resolveSibling(output.getFileName() + ".made-of");
        if (!Files.isDirectory(output) || !Files.exists(told) || !Files.readString(told).equals(state)) {
            ModelFieldsGenerator generator = new ModelFieldsGenerator();
            generator.read(sources);
            generator.write(output);
            Files.writeString(told, state);
        }
    }

    private void read(List<Path> files) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(null, manager, null, List.of("-proc:none"), null,
                    manager.getJavaFileObjectsFromPaths(files));
            for (CompilationUnitTree file : task.parse()) {
                String packageName = file.getPackageName().toString();
                annotation(file.getPackageAnnotations(), "XmlSchema").ifPresent(schema -> spaces.put(packageName, space(schema)));
                for (Tree declared : file.getTypeDecls()) {
                    if (declared instanceof ClassTree tree) {
                        Type type = new Type(packageName, file, tree);
                        types.put(type.name(), type);
                    }
                }
            }
        }
    }

    private static Space space(AnnotationTree schema) {
        Map<String, String> prefixes = new TreeMap<>();
        if (argument(schema, "xmlns") instanceof NewArrayTree array) {
            for (ExpressionTree one : array.getInitializers()) {
                prefixes.put(text((AnnotationTree) one, "namespaceURI", ""), text((AnnotationTree) one, "prefix", ""));
            }
        }
        return new Space(text(schema, "namespace", ""), prefixes);
    }

    private void write(Path output) throws IOException {
        for (Type type : types.values()) {
            if (annotation(type.tree().getModifiers().getAnnotations(), "XmlAccessorType").isPresent()) {
                Path file = output.resolve(type.name().replace('.', '/') + "Fields.java");
                String source = source(type, fields(type));
                // an unchanged file keeps its time, so that nothing is compiled again
                if (!Files.exists(file) || !Files.readString(file).equals(source)) {
                    Files.createDirectories(file.getParent());
                    Files.writeString(file, source);
                }
            }
        }
    }

    private List<Field> fields(Type type) {
        List<Field> attributes = new ArrayList<>();
        List<Field> texts = new ArrayList<>();
        Map<Integer, Field> children = new TreeMap<>();
        List<String> order = annotation(type.tree().getModifiers().getAnnotations(), "XmlType")
                .map(xmlType -> texts(argument(xmlType, "propOrder"))).orElse(List.of());
        Tree parent = type.tree().getExtendsClause();
        if (parent != null && parent.toString().endsWith("TextOrChildren")) {
            texts.add(new Field("text()", "String", false, false, "bean.getText()", "bean.setText((String) value)"));
        }
        for (Tree member : type.tree().getMembers()) {
            if (member instanceof VariableTree field && !field.getModifiers().getFlags().contains(Modifier.STATIC)) {
                List<? extends AnnotationTree> annotations = field.getModifiers().getAnnotations();
                String name = field.getName().toString();
                Optional<? extends AnnotationTree> attribute = annotation(annotations, "XmlAttribute");
                if (attribute.isPresent()) {
                    attributes.add(field(type, field, "attribute(" + quoted(text(attribute.get(), "name", name)) + ")"));
                } else if (annotation(annotations, "XmlValue").isPresent()) {
                    texts.add(field(type, field, "text()"));
                } else if (annotation(annotations, "XmlTransient").isEmpty()) {
                    children.put(order.indexOf(name), field(type, field, child(type, field, annotation(annotations, "XmlElement"))));
                }
            }
        }
        List<Field> all = new ArrayList<>(attributes);
        all.addAll(texts);
        all.addAll(children.values());
        return all;
    }

    private Field field(Type type, VariableTree field, String description) {
        boolean list = field.getType() instanceof ParameterizedTypeTree;
        String typeName = qualified(type, item(field));
        boolean isEnum = types.containsKey(typeName) && types.get(typeName).isEnum();
        String access = "bean." + field.getName();
        return new Field(description, typeName, list, isEnum, access,
                access + " = (" + (list ? "java.util.List<" + typeName + ">" : typeName) + ") value");
    }

    private String child(Type type, VariableTree field, Optional<? extends AnnotationTree> element) {
        boolean list = field.getType() instanceof ParameterizedTypeTree;
        Space own = space(type.packageName());
        String uri = element.map(annotation -> text(annotation, "namespace", own.namespaceUri())).orElse(own.namespaceUri());
        String name = element.map(annotation -> text(annotation, "name", field.getName().toString())).orElse(field.getName().toString());
        Type itemType = types.get(qualified(type, item(field)));
        boolean leaf = itemType == null || itemType.isEnum();
        Space told = space(leaf ? type.packageName() : itemType.packageName());
        String prefix = uri.isEmpty() ? "" : told.prefixes().getOrDefault(uri, own.prefixes().get(uri));
        if (prefix == null) {
            throw new IllegalStateException(type.name() + "." + field.getName() + ": no package tells a prefix for " + uri);
        }
        return (list ? "children(" : "child(") + quoted(uri) + ", " + quoted(prefix) + ", " + quoted(name) + ")";
    }

    private Space space(String packageName) {
        return spaces.getOrDefault(packageName, new Space("", Map.of()));
    }

    private static Tree item(VariableTree field) {
        return field.getType() instanceof ParameterizedTypeTree list ? list.getTypeArguments().get(0) : field.getType();
    }

    private String qualified(Type type, Tree name) {
        String simple = name.toString();
        for (ImportTree imported : type.file().getImports()) {
            String qualified = imported.getQualifiedIdentifier().toString();
            if (qualified.endsWith("." + simple)) {
                return qualified;
            }
        }
        String neighbour = type.packageName() + "." + simple;
        return types.containsKey(neighbour) ? neighbour : simple;
    }

    private static String source(Type type, List<Field> fields) {
        String name = type.tree().getSimpleName().toString();
        StringBuilder text = new StringBuilder("package " + type.packageName() + ";\n\n/** The fields of {@link " + name + "}. */\n")
                .append("@SuppressWarnings(\"unchecked\")\n")
                .append("final class ").append(name).append("Fields extends ").append(BASE).append(" {\n\n    ")
                .append(name).append("Fields() {\n        super(");
        for (int i = 0; i < fields.size(); i++) {
            text.append(i == 0 ? "\n                " : ",\n                ").append(fields.get(i).description());
        }
        text.append(");\n    }\n\n    @Override\n    public Object create(org.xml.sax.Locator place) {\n        ").append(name)
                .append(" bean = new ").append(name).append("();\n        bean.setSourceLocation(place);\n        return bean;\n    }\n");
        method(text, "Class<?> type(int field)", null, fields.stream()
                .map(field -> field.typeName().equals("String") ? "" : "return " + field.typeName() + ".class;").toList(), "return String.class;");
        text.append("\n    @Override\n    public Object[] values(Object object) {\n        ").append(name).append(" bean = (").append(name)
                .append(") object;\n        return new Object[] {")
                .append(fields.stream().map(Field::read).collect(Collectors.joining(", "))).append("};\n    }\n");
        method(text, "Object get(Object object, int field)", name, fields.stream().map(field -> "return " + field.read() + ";").toList(), null);
        method(text, "void set(Object object, int field, Object value)", name,
                fields.stream().map(field -> field.write() + ";\n                break;").toList(), null);
        if (fields.stream().anyMatch(Field::isEnum)) {
            method(text, "Object[] constants(int field)", null,
                    fields.stream().map(field -> field.isEnum() ? "return " + field.typeName() + ".values();" : "").toList(), "return null;");
            method(text, "String text(int field, Object constant)", null, fields.stream()
                    .map(field -> field.isEnum() ? "return ((" + field.typeName() + ") constant).value();" : "").toList(),
                    "return super.text(field, constant);");
        }
        return text.append("}\n").toString();
    }

    /** A method that does something else for each field; nothing for those with the empty string. */
    private static void method(StringBuilder text, String signature, String bean, List<String> cases, String otherwise) {
        text.append("\n    @Override\n    public ").append(signature).append(" {\n");
        if (bean != null && !cases.isEmpty()) {
            text.append("        ").append(bean).append(" bean = (").append(bean).append(") object;\n");
        }
        text.append("        switch (field) {\n");
        for (int i = 0; i < cases.size(); i++) {
            if (!cases.get(i).isEmpty()) {
                text.append("            case ").append(i).append(":\n                ").append(cases.get(i)).append('\n');
            }
        }
        text.append("            default:\n                ")
                .append(otherwise != null ? otherwise : "throw new IllegalArgumentException(\"there is no field \" + field);")
                .append("\n        }\n    }\n");
    }

    private static Optional<? extends AnnotationTree> annotation(List<? extends AnnotationTree> annotations, String simpleName) {
        return annotations.stream().filter(one -> {
            String name = one.getAnnotationType().toString();
            return name.equals(simpleName) || name.endsWith("." + simpleName);
        }).findFirst();
    }

    private static ExpressionTree argument(AnnotationTree annotation, String name) {
        for (ExpressionTree argument : annotation.getArguments()) {
            if (argument instanceof AssignmentTree assignment && assignment.getVariable().toString().equals(name)) {
                return assignment.getExpression();
            }
        }
        return null;
    }

    private static String text(AnnotationTree annotation, String name, String otherwise) {
        return argument(annotation, name) instanceof LiteralTree literal ? (String) literal.getValue() : otherwise;
    }

    private static List<String> texts(ExpressionTree array) {
        return array instanceof NewArrayTree texts
                ? texts.getInitializers().stream().map(text -> (String) ((LiteralTree) text).getValue()).toList() : List.of();
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }
}
