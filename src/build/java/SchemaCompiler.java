import com.thaiopensource.datatype.xsd.DatatypeLibraryFactoryImpl;
import com.thaiopensource.datatype.xsd.regex.java.RegexEngineImpl;
import com.thaiopensource.relaxng.match.MatchablePattern;
import com.thaiopensource.relaxng.match.MatchablePatternLoader;
import com.thaiopensource.resolver.Input;
import com.thaiopensource.resolver.xml.sax.SAXResolver;
import com.thaiopensource.xml.sax.DraconianErrorHandler;
import com.thaiopensource.xml.util.Name;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.relaxng.datatype.Datatype;

/**
 * Compiles libvirt's RELAX NG schemas, so that nobody has to who uses them: {@code domain.rng} in each folder becomes
 * {@code domain.grammar}, which {@code CompiledGrammar} reads and whose Javadoc tells its form. Jing keeps its patterns to itself, hence
 * the reflection.
 */
public final class SchemaCompiler {

    private static final String PATTERNS = "com.thaiopensource.relaxng.pattern.";

    /** How a class of Jing's is written: its kind, and the fields that are its operands. */
    private record Form(char kind, String... operands) {
    }

    private static final Map<String, Form> FORMS = Map.ofEntries(
            Map.entry("EmptyPattern", new Form('E')), Map.entry("NotAllowedPattern", new Form('N')),
            Map.entry("TextPattern", new Form('T')), Map.entry("ChoicePattern", new Form('|', "p1", "p2")),
            Map.entry("GroupPattern", new Form(',', "p1", "p2")), Map.entry("InterleavePattern", new Form('&', "p1", "p2")),
            Map.entry("OneOrMorePattern", new Form('+', "p")), Map.entry("ElementPattern", new Form('<', "nameClass", "p")),
            Map.entry("AttributePattern", new Form('@', "nameClass", "p")), Map.entry("ListPattern", new Form('L', "p")),
            Map.entry("SimpleNameClass", new Form('n', "name")), Map.entry("AnyNameClass", new Form('*')),
            Map.entry("AnyNameExceptNameClass", new Form('^', "nameClass")), Map.entry("NsNameClass", new Form(':', "namespaceUri")),
            Map.entry("NsNameExceptNameClass", new Form('~', "namespaceURI", "nameClass")),
            Map.entry("ChoiceNameClass", new Form('/', "nameClass1", "nameClass2")), Map.entry("NullNameClass", new Form('0')));

    private final List<Integer> nodes = new ArrayList<>();
    private final Map<Object, Integer> places = new IdentityHashMap<>();
    private final Map<String, Integer> texts = new HashMap<>();
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final List<Integer> ends = new ArrayList<>();
    /** Elements name each other in circles: what they hold is written after them, here its place is filled in. */
    private final Deque<Runnable> later = new ArrayDeque<>();

    private SchemaCompiler() {
    }

    /** Compiles the schemas in the folders below one, if there are any. */
    public static void main(String[] args) throws Exception {
        Path schemas = Path.of(args[0]);
        if (!Files.isDirectory(schemas)) {
            return;
        }
        List<Path> releases;
        try (var folders = Files.list(schemas)) {
            releases = folders.filter(folder -> Files.isRegularFile(folder.resolve("domain.rng"))).toList();
        }
        for (Path release : releases) {
            try {
                Files.write(release.resolve("domain.grammar"), new SchemaCompiler().compile(release.resolve("domain.rng")));
            } catch (Exception e) {
                throw new IllegalStateException(release + " cannot be compiled", e);
            }
        }
    }

    private byte[] compile(Path schema) throws Exception {
        Input input = new Input();
        input.setUri(schema.toUri().toString());
        MatchablePattern grammar = new MatchablePatternLoader().load(input, new SAXResolver(), new DraconianErrorHandler(),
                new DatatypeLibraryFactoryImpl(new RegexEngineImpl()), 0);
        int start = place(field(grammar, "start"));
        while (!later.isEmpty()) {
            later.poll().run();
        }
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(file);
        out.writeInt(start);
        out.writeInt(nodes.size());
        out.writeInt(ends.size());
        for (int node : nodes) {
            out.writeInt(node);
        }
        for (int end : ends) {
            out.writeInt(end);
        }
        bytes.writeTo(out);
        return file.toByteArray();
    }

    /** Where a pattern, name class or data type is among the nodes; it is written if it is not there yet. */
    private int place(Object object) {
        Integer known = places.get(object);
        return known != null ? known : write(object);
    }

    private int write(Object object) {
        String type = object.getClass().getName().replace(PATTERNS, "");
        switch (type) {
            case "RefPattern" -> {
                return place(field(object, "p"));
            }
            case "DataPattern" -> {
                return add(object, 'D', datatype(object, (List<?>) field(object, "params")));
            }
            case "DataExceptPattern" -> {
                return add(object, '-', datatype(object, (List<?>) field(object, "params")), place(field(object, "except")));
            }
            case "ValuePattern" -> {
                if (((Datatype) field(object, "dt")).isContextDependent()) {
                    throw new IllegalStateException("a value whose meaning depends on where it stands in the schema: "
                            + field(object, "stringValue"));
                }
                return add(object, '=', datatype(object, List.of()), text((String) field(object, "stringValue")));
            }
            default -> {
                Form form = FORMS.get(type);
                if (form == null) {
                    throw new IllegalStateException("Jing has a class that is not known here: " + type);
                }
                boolean circular = form.kind() == '<' || form.kind() == '@';
                List<Integer> operands = new ArrayList<>();
                for (String name : form.operands()) {
                    Object operand = field(object, name);
                    if (operand instanceof Name qualified) {
                        operands.add(text(qualified.getNamespaceUri()));
                        operands.add(text(qualified.getLocalName()));
                    } else if (operand instanceof String text) {
                        operands.add(text(text));
                    } else {
                        operands.add(circular && name.equals("p") ? -1 : place(operand));
                    }
                }
                int at = add(object, form.kind(), operands.stream().mapToInt(Integer::intValue).toArray());
                if (circular) {
                    int content = at + operands.size();
                    later.add(() -> nodes.set(content, place(field(object, "p"))));
                }
                return at;
            }
        }
    }

    private int datatype(Object pattern, List<?> parameters) {
        Object datatype = field(pattern, "dt");
        Integer known = places.get(datatype);
        if (known != null) {
            return known;
        }
        Name name = (Name) field(pattern, "dtName");
        int[] operands = new int[3 + parameters.size()];
        operands[0] = text(name.getNamespaceUri());
        operands[1] = text(name.getLocalName());
        operands[2] = parameters.size();
        for (int i = 0; i < parameters.size(); i++) {
            operands[3 + i] = text((String) parameters.get(i));
        }
        return add(datatype, 'd', operands);
    }

    private int add(Object object, char kind, int... operands) {
        int at = nodes.size();
        places.put(object, at);
        nodes.add((int) kind);
        for (int operand : operands) {
            nodes.add(operand);
        }
        return at;
    }

    private int text(String text) {
        return texts.computeIfAbsent(text, added -> {
            bytes.writeBytes(added.getBytes(StandardCharsets.UTF_8));
            ends.add(bytes.size());
            return ends.size() - 1;
        });
    }

    private static Object field(Object object, String name) {
        for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
            try {
                Field field = type.getDeclaredField(name);
                field.setAccessible(true);
                return field.get(object);
            } catch (NoSuchFieldException e) {
                // it is its superclass's
                continue;
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        }
        throw new IllegalStateException(object.getClass() + " has no field " + name);
    }
}
