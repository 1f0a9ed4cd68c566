package io.domainsmith.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.domainsmith.Corpus;
import io.domainsmith.Schemas;
import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.DomainFragment;
import io.domainsmith.document.ParseException;
import io.domainsmith.document.SourceElement;
import io.domainsmith.target.HypervisorTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FragmentTests {

    private static final DomainValidator VALIDATOR = DomainValidator.forTarget(HypervisorTarget.of("9.0.0", "7.2.0"));

    @BeforeEach
    void needsTheSchema() {
        Schemas.domainRng("9.0.0");
    }

    private static List<Finding> check(String xml) {
        return VALIDATOR.validate(DomainFragment.parse(xml));
    }

    @Test
    void aDeviceNeedsNoDomain() {
        assertThat(check("""
                <?xml version='1.0' encoding='UTF-8'?>
                <!-- hot-plugged -->
                <hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
                  <source>
                    <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                  </source>
                </hostdev>
                """)).isEmpty();
    }

    @Test
    void findingsAreWhereTheFragmentHasThem() {
        assertThat(check("<hostdev mode='subsystem' type='mdev' model='vfio-pci' displai='on'>\n"
                + "  <source><address uuid='0x'/></source></hostdev>")).extracting(Finding::rule, Finding::line, Finding::column,
                        Finding::path)
                .containsExactly(tuple("schema", 1, 56, "/hostdev/@displai"),
                        tuple("schema", 2, 20, "/hostdev/source/address/@uuid"),
                        tuple("mdev-uuid-invalid", 2, 20, "/hostdev/source/address/@uuid"));
    }

    @Test
    void aDeclarationOnTheFirstLineMovesNothing() {
        assertThat(check("<?xml version='1.0'?><video><model type='none'/><oops/></video>")).extracting(Finding::line, Finding::column,
                Finding::path).containsExactly(tuple(1, 49, "/video/oops"));
    }

    @Test
    void severalDevices() {
        assertThat(check("<devices>\n  <video><model type='none'/></video>\n  <video><model type='qxl'/></video>\n</devices>"))
                .extracting(Finding::rule, Finding::path)
                .containsExactly(tuple("video-none-not-alone", "/devices/video[1]"));
    }

    @Test
    void whatTheRestOfTheDomainDecidesIsLeftAlone() {
        assertThat(check("<hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'><source>"
                + "<address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/></source></hostdev>")).isEmpty();
        assertThat(check("<video><model type='none'/></video>")).isEmpty();
    }

    @Test
    void whatIsNoDeviceIsRefused() {
        assertThatThrownBy(() -> DomainFragment.parse("\n <vidio/>")).isInstanceOf(ParseException.class)
                .hasMessage("line 2, column 2: the root element is <vidio>, neither a device, such as <hostdev>, nor <devices>");
        assertThatThrownBy(() -> DomainFragment.parse("<domain/>")).isInstanceOf(ParseException.class);
        assertThatThrownBy(() -> DomainFragment.parse("<video></devices><devices></video>")).isInstanceOf(ParseException.class)
                .hasMessageStartingWith("line 1, column ");
    }

    /** What a device says is accepted with its domain, so nothing of it alone may be called refused. */
    @Test
    void noDeviceOfAnAcceptedDomainIsRefused() throws IOException {
        List<String> accused = new ArrayList<>();
        Set<String> seen = new TreeSet<>();
        List<Path> accepted = accepted();
        for (int i = 0; i < accepted.size(); i += 4) {
            Path file = accepted.get(i);
            DomainDocument document = DomainDocument.parse(file);
            if (VALIDATOR.validate(document).stream().anyMatch(finding -> finding.severity() == Severity.ERROR)) {
                continue;
            }
            String[] lines = document.toXml().split("\n", -1);
            for (SourceElement devices : document.root().children("devices")) {
                for (SourceElement device : devices.children()) {
                    String xml = text(device, devices, lines);
                    if (xml != null && seen.add(xml)) {
                        check(xml).stream().filter(finding -> finding.severity() == Severity.ERROR)
                                .forEach(finding -> accused.add(file.getFileName() + " " + device + ": " + finding));
                    }
                }
            }
        }
        assertThat(accused).isEmpty();
        assertThat(seen).hasSizeGreaterThan(500);
    }

    private static List<Path> accepted() throws IOException {
        List<Path> documents = Corpus.documents();
        Path folder = documents.get(0).getParent();
        while (!Files.exists(folder.resolve("accepted.txt"))) {
            folder = folder.getParent();
            if (folder == null) {
                return org.junit.jupiter.api.Assumptions.abort("there is no list of what libvirt accepts");
            }
        }
        Set<String> names = new TreeSet<>(Files.readAllLines(folder.resolve("accepted.txt")));
        return documents.stream().filter(file -> names.contains(file.getFileName().toString())
                || names.contains(file.getFileName().toString().replaceFirst("\\.xml$", ""))).toList();
    }

    /** A device's own lines; null where it shares them with others. */
    private static String text(SourceElement device, SourceElement devices, String[] lines) {
        List<SourceElement> siblings = devices.children();
        int next = siblings.indexOf(device) + 1;
        int from = device.line() - 1;
        int to = next < siblings.size() ? siblings.get(next).line() - 1 : from + 1;
        String text = String.join("\n", List.of(lines).subList(from, to));
        try {
            DomainFragment.parse(text);
            return text;
        } catch (ParseException e) {
            return null;
        }
    }
}
