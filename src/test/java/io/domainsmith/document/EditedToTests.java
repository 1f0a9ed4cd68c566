package io.domainsmith.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.Corpus;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A document edited to say what another one says, keeping its own characters where both say the same. */
class EditedToTests {

    private static final String BASE = """
            <?xml version="1.0"?>
            <!-- before -->
            <domain type="kvm">
              <name>a</name>
              <metadata>
                <app:x xmlns:app="urn:app" app:k='1'>some <app:b>mixed</app:b> text</app:x>
              </metadata>
              <devices>
                <!-- the system disk -->
                <disk type='file'   device='disk'>
                  <source file='/a.img'/>
                  <target dev='vda' bus='virtio'/>
                </disk>
                <disk type='file' device='disk'><source file='/b.img'/><target dev='vdb' bus='virtio'/></disk> <!-- data -->

                <interface type='network'>
                  <mac address='52:54:00:00:00:01'/>
                </interface>
              </devices>
            </domain>
            <!-- after -->
            """;

    private static String edited(String wanted) {
        DomainDocument base = DomainDocument.parse(BASE);
        DomainDocument other = DomainDocument.parse(wanted);
        DomainDocument result = base.editedTo(other);
        assertThat(result.differencesTo(other)).isEmpty();
        assertThat(result.editedTo(other)).isSameAs(result);
        return result.toXml();
    }

    @Test
    void layout_quotes_order_and_prolog_are_no_edits() {
        String other = BASE.replaceAll("(?s)^.*?(?=<domain)", "").replace("<!-- after -->", "").replace('"', '\'')
                .replaceAll(">\\s+<", "><").replace("type='file'   device='disk'", "device='disk' type='file'")
                .replace("app:", "q:").replace("xmlns:app=", "xmlns:q=");
        DomainDocument base = DomainDocument.parse(BASE);
        assertThat(base.editedTo(DomainDocument.parse(other))).isSameAs(base);
    }

    @Test
    void an_attribute_changes_its_characters() {
        assertThat(edited(BASE.replace("'vdb'", "'vdc'"))).isEqualTo(BASE.replace("'vdb'", "'vdc'"));
    }

    @Test
    void a_new_attribute_stands_behind_the_one_before_it() {
        assertThat(edited(BASE.replace("   device='disk'", " snapshot='no' device='disk'")))
                .isEqualTo(BASE.replace("type='file'   device='disk'", "type='file' snapshot='no'   device='disk'"));
    }

    @Test
    void a_removed_attribute_takes_its_blanks() {
        assertThat(edited(BASE.replace("   device='disk'", ""))).isEqualTo(BASE.replace("   device='disk'", ""));
    }

    @Test
    void text_changes() {
        assertThat(edited(BASE.replace("<name>a<", "<name>b &amp; c<"))).isEqualTo(BASE.replace("<name>a<", "<name>b &amp; c<"));
    }

    @Test
    void a_removed_device_takes_its_lines() {
        String after = BASE.replaceAll("(?s) +<disk type='file'   device.*?</disk>\n", "");
        assertThat(edited(after)).isEqualTo(after);
    }

    @Test
    void a_new_device_is_laid_out_like_its_neighbours() {
        String wanted = BASE.replace("    <interface", "<disk type=\"block\"><source dev=\"/dev/sdb\"/><target dev=\"vdz\"/></disk><interface");
        assertThat(edited(wanted)).isEqualTo(BASE.replace("<!-- data -->\n", """
                <!-- data -->
                    <disk type='block'>
                      <source dev='/dev/sdb'/>
                      <target dev='vdz'/>
                    </disk>
                """));
    }

    @Test
    void comments_are_said_too() {
        assertThat(edited(BASE.replace("    <!-- the system disk -->\n", ""))).isEqualTo(BASE.replace("    <!-- the system disk -->\n", ""));
        assertThat(edited(BASE.replace("    <interface", "<!-- net --><interface")))
                .isEqualTo(BASE.replace("<!-- data -->\n", "<!-- data -->\n    <!-- net -->\n"));
    }

    @Test
    void a_moved_device_keeps_its_text() {
        String disk = BASE.substring(BASE.indexOf("    <disk type='file'   "), BASE.indexOf("    <disk type='file' device"));
        String after = BASE.replace(disk, "").replace("  </devices>", disk + "  </devices>");
        assertThat(edited(after)).isEqualTo(after);
        assertThat(DomainDocument.parse(BASE).differencesTo(DomainDocument.parse(after))).containsExactly(
                new DocumentDifference("moved", "/domain/devices/disk[2]", "/domain/devices/disk[1]", "/domain/devices/disk[2]"));
    }

    @Test
    void a_device_moved_past_one_of_another_kind() {
        String card = BASE.substring(BASE.indexOf("    <interface"), BASE.indexOf("  </devices>"));
        String after = BASE.replace(card, "").replace("    <!-- the system", card + "    <!-- the system");
        assertThat(edited(after)).isEqualTo(after);
        assertThat(DomainDocument.parse(BASE).differencesTo(DomainDocument.parse(after))).containsExactly(
                new DocumentDifference("moved", "/domain/devices/interface", "/domain/devices/*[3]", "/domain/devices/*[1]"));
    }

    @Test
    void no_difference_has_the_same_before_and_after() {
        DomainDocument some = DomainDocument.parse("<domain><devices><input a='1'/><input a='2'/><input a='3'/></devices></domain>");
        DomainDocument reversed = DomainDocument.parse("<domain><devices><input a='3'/><input a='2'/><input a='1'/></devices></domain>");
        assertThat(some.differencesTo(reversed)).isNotEmpty().allSatisfy(
                difference -> assertThat(difference.before()).isNotEqualTo(difference.after()));
    }

    @Test
    void mixed_foreign_content_is_taken_over() {
        String wanted = BASE.replace("some <app:b>", "no <app:c/><app:b>");
        assertThat(edited(wanted)).isEqualTo(wanted);
    }

    @Test
    void a_namespace_of_the_other_root_is_declared_on_this_one() {
        String wanted = BASE.replace("<domain ", "<domain xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0' ")
                .replace("</domain>", "<qemu:commandline><qemu:arg value='-x'/></qemu:commandline></domain>");
        assertThat(edited(wanted)).isEqualTo(BASE
                .replace("<domain type=\"kvm\">", "<domain type=\"kvm\" xmlns:qemu=\"http://libvirt.org/schemas/domain/qemu/1.0\">")
                .replace("</domain>", "  <qemu:commandline>\n    <qemu:arg value='-x'/>\n  </qemu:commandline>\n</domain>"));
    }

    @Test
    void a_namespace_declared_inside_stays_inside() {
        String wanted = BASE.replace("  </metadata>", "<m xmlns='urn:m' xmlns:n='urn:n' n:a='1'><n:i/><j/></m></metadata>");
        assertThat(edited(wanted)).isEqualTo(BASE.replace("  </metadata>",
                "    <m xmlns=\"urn:m\" xmlns:n=\"urn:n\" n:a=\"1\">\n      <n:i/>\n      <j/>\n    </m>\n  </metadata>"));
    }

    /** Every tenth, which is enough to meet all kinds. */
    static List<Path> documents() {
        List<Path> all = Corpus.documents();
        return IntStream.range(0, all.size()).filter(i -> i % 10 == 0).mapToObj(all::get).toList();
    }

    /** Any document of libvirt's tests edited into the next one says what that one says. */
    @ParameterizedTest
    @MethodSource("documents")
    void the_result_says_what_was_wanted(Path file) throws Exception {
        DomainDocument base = DomainDocument.parse(file);
        List<Path> all = documents();
        Random random = new Random(file.getFileName().toString().hashCode());
        for (int i = 0; i < 3; i++) {
            Path other = all.get(random.nextInt(all.size()));
            DomainDocument wanted = DomainDocument.parse(other);
            DomainDocument result = base.editedTo(wanted);
            assertThat(result.differencesTo(wanted)).as("%s -> %s%n%s", file, other, result).isEmpty();
        }
    }

    /** Shuffled, doubled and dropped elements of one document: the same. */
    @ParameterizedTest
    @MethodSource("documents")
    void shuffled_lines(Path file) throws Exception {
        DomainDocument base = DomainDocument.parse(file);
        for (int seed = 1; seed <= 3; seed++) {
            Random random = new Random(seed * 31L + file.getFileName().toString().hashCode());
            List<String> lines = new ArrayList<>(base.toXml().lines().toList());
            for (int i = 0; i < 4; i++) {
                int at = random.nextInt(lines.size());
                if (lines.get(at).matches(" +<\\w+( [^:]*)?/>")) {
                    String line = lines.remove(at);
                    if (random.nextInt(3) > 0) {
                        lines.add(Math.max(2, Math.min(lines.indexOf("</domain>"), at + random.nextInt(5) - 2)), line);
                    }
                }
            }
            DomainDocument wanted = DomainDocument.parse(String.join("\n", lines));
            DomainDocument result = base.editedTo(wanted);
            assertThat(result.differencesTo(wanted)).as("seed %d, %s%n%s%n%s", seed, file, wanted, result).isEmpty();
        }
    }
}
