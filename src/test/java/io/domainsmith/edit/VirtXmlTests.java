package io.domainsmith.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.recipe.Recipe;
import io.domainsmith.recipe.StepCatalog;
import io.domainsmith.transform.TransformResult;
import io.domainsmith.validate.ValidationLevel;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;

/** The table in docs/virt-xml.md, row by row: the steps do what the real virt-xml does, where there is one. */
class VirtXmlTests {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(--.*?)` \\| (.*) \\|$");

    private static final String VIRT_XML = "/usr/bin/virt-xml";

    private static final Pattern WORD = Pattern.compile("(?:[^\\s\"]|\"[^\"]*\")+");

    private static final String BASE = """
            <domain type='test'>
              <name>web</name>
              <uuid>c7a5fdbd-cdaf-9455-926a-d65c16db1809</uuid>
              <title>The web server</title>
              <memory unit='KiB'>1048576</memory>
              <currentMemory unit='KiB'>1048576</currentMemory>
              <vcpu placement='static'>2</vcpu>
              <os>
                <type arch='x86_64' machine='q35'>hvm</type>
              </os>
              <features>
                <acpi/>
              </features>
              <cpu mode='custom' match='exact'><model fallback='allow'>Nehalem</model></cpu>
              <clock offset='utc'/>
              <on_crash>destroy</on_crash>
              <devices>
                <disk type='file' device='disk'>
                  <driver name='qemu' type='qcow2'/>
                  <source file='/a.img'/>
                  <target dev='vda' bus='virtio'/>
                </disk>
                <disk type='file' device='cdrom'>
                  <target dev='sda' bus='sata'/>
                </disk>
                <interface type='network'>
                  <mac address='52:54:00:aa:00:01'/>
                  <source network='default'/>
                  <model type='virtio'/>
                </interface>
                <graphics type='vnc' port='-1' autoport='yes' listen='127.0.0.1'>
                  <listen type='address' address='127.0.0.1'/>
                </graphics>
                <sound model='ich9'/>
                <video>
                  <model type='qxl' heads='1'/>
                </video>
                <memballoon model='virtio'/>
              </devices>
            </domain>
            """;

    static List<Arguments> rows() throws IOException {
        List<Arguments> rows = ROW.matcher(Files.readString(Path.of("docs/virt-xml.md"))).results()
                .map(row -> Arguments.of(row.group(1), Arrays.stream(row.group(2).split("<br>"))
                        .map(step -> step.replaceAll("^`|`$", "")).toList())).toList();
        assertThat(rows).hasSizeGreaterThan(25);
        return rows;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void row(String options, List<String> steps, @TempDir Path folder) throws Exception {
        Recipe recipe = Recipe.parse("row", "steps:\n" + steps.stream().map(step -> "  - " + step + "\n").collect(Collectors.joining()),
                StepCatalog.standard());
        TransformResult ours = recipe.pipeline(Map.of()).withValidation(ValidationLevel.OFF).apply(DomainDocument.parse(BASE));
        assertThat(ours.changes()).isNotEmpty();
        assertThat(recipe.pipeline(Map.of()).withValidation(ValidationLevel.OFF).apply(ours.document()).changes()
                .stream().filter(change -> !options.matches("--remove-device --disk 2|--edit --disk xpath.delete.*"))).as("a second time").isEmpty();

        String theirs = virtXml(options, folder);
        assertThat(said(ours.document().toXml())).isEqualTo(said(theirs));
    }

    private static String virtXml(String options, Path folder) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of(VIRT_XML)), "virt-xml is not installed");
        Path in = Files.writeString(folder.resolve("in.xml"), BASE);
        List<String> command = new ArrayList<>(List.of(VIRT_XML, "--connect", "test:///default", "--print-xml"));
        WORD.matcher(options).results().forEach(word -> command.add(word.group().replace("\"", "")));
        Path err = folder.resolve("err");
        Process process = new ProcessBuilder(command).redirectInput(in.toFile()).redirectError(err.toFile())
                .redirectOutput(folder.resolve("out").toFile()).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("%s%n%s", command, Files.readString(err)).isZero();
        return Files.readString(folder.resolve("out"), StandardCharsets.UTF_8);
    }

    /** What an XML says, a line an element, in no order: numbers of PCI addresses by value. */
    private static List<String> said(String xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setNamespaceAware(true);
        Element root = factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml))).getDocumentElement();
        List<String> lines = new ArrayList<>();
        collect(root, "", lines);
        return lines.stream().sorted().toList();
    }

    private static void collect(Element element, String path, List<String> lines) {
        String here = path + "/" + element.getLocalName();
        List<String> attributes = new ArrayList<>();
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            Node attribute = element.getAttributes().item(i);
            if (!"http://www.w3.org/2000/xmlns/".equals(attribute.getNamespaceURI())) {
                String value = attribute.getNodeValue();
                attributes.add(attribute.getLocalName() + "=" + (value.matches("0x[0-9a-f]+") ? Long.decode(value).toString() : value));
            }
        }
        String text = "";
        int children = 0;
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element inner) {
                collect(inner, here, lines);
                children++;
            } else if (child.getNodeType() == Node.TEXT_NODE) {
                text += child.getNodeValue().strip();
            }
        }
        lines.add(here + attributes.stream().sorted().toList() + " " + text + " " + children);
    }
}
