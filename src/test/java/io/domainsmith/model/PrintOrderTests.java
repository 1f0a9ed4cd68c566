package io.domainsmith.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.Corpus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamReader;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the model writes stands in the order in which libvirt prints it: schemas/print-order is right. */
class PrintOrderTests {

    /** What libvirt's own tests expect libvirt to print. */
    private static final Set<String> PRINTED = Set.of("qemuxml2xmloutdata", "genericxml2xmloutdata");

    /** A sequence of the model's own does not fit these, and the reason why. */
    private static final Map<String, String> EXCEPTIONS = Map.of(
            "net-hostdev-vfio.xml /domain/devices/interface",
            "an interface of type hostdev prints its driver as a hostdev does, before the source; all others after the model",
            "pseries-hostdevs-1.ppc64-latest.xml /domain/devices/interface", "the same");

    static List<Path> documents() {
        return Corpus.documents().stream().filter(file -> PRINTED.contains(file.getParent().getFileName().toString())).toList();
    }

    @ParameterizedTest
    @MethodSource("documents")
    void isTheOrderInWhichLibvirtPrints(Path file) throws Exception {
        Printed libvirt = Printed.read(Files.readString(file));
        Printed model = Printed.read(ModelXml.write(ModelXml.read(file)));

        Map<String, String> differences = new LinkedHashMap<>();
        compare("/domain", libvirt, model, differences);

        String name = file.getFileName().toString();
        Map<String, String> unexpected = new LinkedHashMap<>(differences);
        unexpected.keySet().removeIf(path -> EXCEPTIONS.containsKey(name + " " + path));
        assertThat(unexpected).isEmpty();
        EXCEPTIONS.keySet().stream().filter(place -> place.startsWith(name + " ")).forEach(place ->
                assertThat(differences).as("no exception any more").containsKey(place.substring(name.length() + 1)));
    }

    private static void compare(String path, Printed libvirt, Printed model, Map<String, String> differences) {
        if (path.equals("/domain/metadata")) {
            return;
        }
        if (!model.attributes().equals(libvirt.attributes())) {
            differences.put(path, "has the attributes " + model.attributes() + ", libvirt prints " + libvirt.attributes());
        }
        if (!model.kinds().equals(libvirt.kinds())) {
            differences.put(path, "has the children " + model.kinds() + ", libvirt prints " + libvirt.kinds());
        }
        Map<String, List<Printed>> written = model.byKind();
        libvirt.byKind().forEach((kind, children) -> {
            for (int i = 0; i < children.size(); i++) {
                compare(path + "/" + kind, children.get(i), written.get(kind).get(i), differences);
            }
        });
    }

    /** An element as it is printed: its attributes and children in their order. */
    private record Printed(String name, List<String> attributes, List<Printed> children) {

        static Printed read(String text) throws Exception {
            XMLStreamReader reader = ModelXml.reader(text);
            while (reader.next() != XMLStreamConstants.START_ELEMENT) {
                // the prolog
            }
            return element(reader);
        }

        private static Printed element(XMLStreamReader reader) throws Exception {
            String namespace = reader.getNamespaceURI();
            String name = namespace == null || namespace.isEmpty() ? reader.getLocalName()
                    : "{" + namespace + "}" + reader.getLocalName();
            List<String> attributes = new ArrayList<>();
            for (int i = 0; i < reader.getAttributeCount(); i++) {
                attributes.add(reader.getAttributeLocalName(i));
            }
            List<Printed> children = new ArrayList<>();
            for (int event = reader.next(); event != XMLStreamConstants.END_ELEMENT; event = reader.next()) {
                if (event == XMLStreamConstants.START_ELEMENT) {
                    children.add(element(reader));
                }
            }
            return new Printed(name, attributes, children);
        }

        List<String> kinds() {
            return children.stream().map(Printed::name).toList();
        }

        Map<String, List<Printed>> byKind() {
            Map<String, List<Printed>> kinds = new LinkedHashMap<>();
            children.forEach(child -> kinds.computeIfAbsent(child.name, name -> new ArrayList<>()).add(child));
            return kinds;
        }
    }
}
