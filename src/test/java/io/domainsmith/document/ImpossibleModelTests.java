package io.domainsmith.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.domainsmith.model.BackingStore;
import io.domainsmith.model.ChardevSource;
import io.domainsmith.model.DataStore;
import io.domainsmith.model.Disk;
import io.domainsmith.model.DiskSource;
import io.domainsmith.model.Domain;
import io.domainsmith.model.OsNvram;
import io.domainsmith.model.Rng;
import io.domainsmith.model.RngBackend;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that no document can say. */
class ImpossibleModelTests {

    private static final String DISKS = """
            <domain>
              <devices>
                <disk/>
                <disk>
                  <backingStore>
                    <backingStore><format type='raw'/></backingStore>
                  </backingStore>
                </disk>
              </devices>
            </domain>
            """;

    private static void assertRefused(String xml, Consumer<Domain> edit, String message) {
        DomainDocument document = DomainDocument.parse(xml);
        Domain domain = document.domain();
        edit.accept(domain);
        assertThatIllegalArgumentException().isThrownBy(() -> document.withDomain(domain)).withMessage(message);
        assertThat(document.toXml()).isEqualTo(xml);
    }

    private static void assertEdit(String before, Consumer<Domain> edit, String after) {
        DomainDocument document = DomainDocument.parse(before);
        Domain domain = document.domain();
        edit.accept(domain);
        DomainDocument edited = document.withDomain(domain);
        assertThat(edited.toXml()).isEqualTo(after);
        assertThat(edited.domain()).isEqualTo(domain);
    }

    private static Disk disk(Domain domain) {
        return domain.getDevices().getDisks().get(1);
    }

    @Test
    void an_element_that_holds_itself() {
        assertRefused(DISKS, domain -> disk(domain).getBackingStore().setBackingStore(disk(domain).getBackingStore()),
                "/domain/devices/disk[2]/backingStore/backingStore: the object here is the one at /domain/devices/disk[2]/backingStore, "
                        + "and an element cannot hold itself; put a new object here");
    }

    @Test
    void a_new_element_that_holds_itself() {
        BackingStore store = new BackingStore();
        store.setBackingStore(store);
        assertRefused("<domain><devices><disk/></devices></domain>",
                domain -> domain.getDevices().getDisks().add(new Disk().withBackingStore(store)),
                "/domain/devices/disk[2]/backingStore/backingStore: the object here is the one at /domain/devices/disk[2]/backingStore, "
                        + "and an element cannot hold itself; put a new object here");
    }

    @Test
    void an_element_that_holds_itself_by_way_of_others() {
        DiskSource source = new DiskSource();
        source.setDataStore(new DataStore().withSource(source));
        assertRefused(DISKS, domain -> disk(domain).setSource(source),
                "/domain/devices/disk[2]/source/dataStore/source: the object here is the one at /domain/devices/disk[2]/source, "
                        + "and an element cannot hold itself; put a new object here");
    }

    @Test
    void a_snapshot_of_an_element_that_holds_itself() {
        Domain domain = DomainDocument.parse(DISKS).domain();
        disk(domain).getBackingStore().setBackingStore(disk(domain).getBackingStore());
        assertThatIllegalArgumentException().isThrownBy(() -> DomainSnapshot.of(domain))
                .withMessageContaining("an element cannot hold itself");
    }

    @Test
    void one_object_in_two_places_is_written_twice() {
        assertEdit(DISKS, domain -> domain.getDevices().getDisks().get(0).setBackingStore(disk(domain).getBackingStore()), """
                <domain>
                  <devices>
                    <disk>
                      <backingStore>
                        <backingStore><format type='raw'/></backingStore>
                      </backingStore>
                    </disk>
                    <disk>
                      <backingStore>
                        <backingStore>
                          <format type='raw'/>
                        </backingStore>
                      </backingStore>
                    </disk>
                  </devices>
                </domain>
                """);
    }

    @Test
    void an_object_beside_its_own_copy_deeper_down_is_no_circle() {
        BackingStore last = new BackingStore();
        assertEdit("<domain><devices><disk/><disk/></devices></domain>", domain -> {
            domain.getDevices().getDisks().get(0).setBackingStore(new BackingStore().withBackingStore(last));
            domain.getDevices().getDisks().get(1).setBackingStore(last);
        }, "<domain><devices><disk><backingStore><backingStore/></backingStore></disk>"
                + "<disk><backingStore/></disk></devices></domain>");
    }

    @Test
    void a_new_element_with_text_and_children() {
        OsNvram nvram = new OsNvram().withSource(new DiskSource().withFile("/b"));
        nvram.setText("/a");
        assertRefused("<domain><os/></domain>", domain -> domain.getOs().setNvram(nvram),
                "/domain/os/nvram: the element holds the text '/a' and <source>, and may hold only one of them; "
                        + "take one away, with setText(null) or by setting the child to null");
    }

    @Test
    void a_child_beside_a_text() {
        assertRefused("<domain><os><nvram>/a</nvram></os></domain>", domain -> domain.getOs().getNvram().setSource(new DiskSource()),
                "/domain/os/nvram: the element holds the text '/a' and <source>, and may hold only one of them; "
                        + "take one away, with setText(null) or by setting the child to null");
    }

    @Test
    void a_text_beside_a_child() {
        assertRefused("<domain><os><nvram>\n  <source file='/b'/>\n</nvram></os></domain>",
                domain -> domain.getOs().getNvram().setText("/a"),
                "/domain/os/nvram: the element holds the text '/a' and <source>, and may hold only one of them; "
                        + "take one away, with setText(null) or by setting the child to null");
    }

    @Test
    void a_child_moved_beside_a_text() {
        assertRefused("<domain><devices><rng/><rng><backend>/dev/random</backend></rng><rng><backend><source/></backend></rng>"
                        + "</devices></domain>", domain -> {
            List<Rng> rngs = domain.getDevices().getRngs();
            RngBackend from = rngs.get(2).getBackend();
            ChardevSource moved = from.getSources().remove(0);
            rngs.get(1).getBackend().getSources().add(moved);
        }, "/domain/devices/rng[2]/backend: the element holds the text '/dev/random' and <source>, and may hold only one of them; "
                + "take one away, with setText(null) or by setting the child to null");
    }

    @Test
    void a_text_gives_way_to_a_child_and_a_child_to_a_text() {
        String text = "<domain><os><nvram template='/t'>/a</nvram></os></domain>";
        String child = "<domain><os><nvram template='/t'><source file='/b'/></nvram></os></domain>";
        assertEdit(text, domain -> {
            domain.getOs().getNvram().setText(null);
            domain.getOs().getNvram().setSource(new DiskSource().withFile("/b"));
        }, child);
        assertEdit(child, domain -> {
            domain.getOs().getNvram().setText("/a");
            domain.getOs().getNvram().setSource(null);
        }, text);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "<domain><os><nvram>/a<source file='/b'/></nvram></os></domain>",
        "<domain><os><nvram>\n<source file='/b'/>/a</nvram></os></domain>"})
    void what_a_source_holds_beside_each_other_stays_where_nobody_edits_it(String xml) {
        DomainDocument document = DomainDocument.parse(xml);
        assertThat(document.withDomain(document.domain())).isSameAs(document);
        assertEdit(xml, domain -> domain.setName("n"), xml.replace("<os>", "<name>n</name><os>"));
        assertEdit(xml, domain -> domain.getOs().getNvram().setTemplate("/t"), xml.replace("<nvram>", "<nvram template='/t'>"));
    }
}
