package io.domainsmith.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.domainsmith.model.BackingStore;
import io.domainsmith.model.ChardevSource;
import io.domainsmith.model.DataStore;
import io.domainsmith.model.Devices;
import io.domainsmith.model.Disk;
import io.domainsmith.model.DiskDevice;
import io.domainsmith.model.DiskSource;
import io.domainsmith.model.Domain;
import io.domainsmith.model.OsNvram;
import io.domainsmith.model.Rng;
import io.domainsmith.model.RngBackend;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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

    /** Elements nested in each other, all of them new, the first of them on level 4. */
    private static BackingStore chain(int length) {
        BackingStore chain = new BackingStore();
        for (int i = 1; i < length; i++) {
            chain = new BackingStore().withBackingStore(chain);
        }
        return chain;
    }

    private static String tooDeep(int level, String allowed) {
        return "/domain/devices/disk[2]" + "/backingStore".repeat(level - 3) + ": " + level
                + " levels of nested elements are more than the " + allowed + " that the limit 'depth' allows";
    }

    @ParameterizedTest
    @ValueSource(ints = {126, 2_000, 100_000})
    void new_elements_nested_deeper_than_the_result_may_be(int length) {
        assertRefused(DISKS, domain -> disk(domain).setBackingStore(chain(length)), tooDeep(129, "128"));
    }

    @Test
    void new_elements_nested_as_deep_as_the_result_may_be() {
        DomainDocument document = DomainDocument.parse(DISKS);
        Domain domain = document.domain();
        disk(domain).setBackingStore(chain(125));
        assertThat(document.withDomain(domain).domain()).isEqualTo(domain);
    }

    @ParameterizedTest
    @ValueSource(ints = {126, 2_000, 100_000})
    void a_snapshot_of_elements_nested_too_deep(int length) {
        Domain domain = DomainDocument.parse(DISKS).domain();
        DomainSnapshot before = DomainSnapshot.of(domain);
        disk(domain).setBackingStore(chain(length));
        assertThatIllegalArgumentException().isThrownBy(() -> DomainSnapshot.of(domain)).withMessage(tooDeep(129, "128"));
        assertThatIllegalArgumentException().isThrownBy(before::next).withMessage(tooDeep(129, "128"));
    }

    @Test
    void a_domain_that_no_document_gave() {
        Domain domain = new Domain().withDevices(new Devices().withDisks(new Disk(), new Disk().withBackingStore(chain(100_000))));
        assertThatIllegalArgumentException().isThrownBy(() -> DomainSnapshot.of(domain)).withMessage(tooDeep(129, "128"));
        assertThatIllegalArgumentException().isThrownBy(() -> DomainDocument.parse("<domain/>").withDomain(domain))
                .withMessage(tooDeep(129, "128"));
    }

    @Test
    void a_document_read_within_other_limits_is_edited_within_those() {
        DomainDocument document = DomainDocument.parse("<domain><devices><disk/><disk>" + "<backingStore>".repeat(297) + "</backingStore>".repeat(297)
                + "</disk></devices></domain>", ParseLimits.DEFAULT.withDepth(300));
        Domain domain = document.domain();
        DomainSnapshot before = DomainSnapshot.of(domain);
        disk(domain).setDevice(DiskDevice.DISK);
        BackingStore last = disk(domain).getBackingStore();
        while (last.getBackingStore() != null) {
            last = last.getBackingStore();
        }
        assertThat(document.withDomain(domain).toXml()).isEqualTo(document.toXml().replace("<disk>", "<disk device='disk'>"));
        assertThat(before.next().since(before)).extracting(DomainSnapshot.Difference::path).containsExactly("/domain/devices/disk[2]/@device");
        last.setBackingStore(new BackingStore());
        assertThatIllegalArgumentException().isThrownBy(() -> document.withDomain(domain)).withMessage(tooDeep(301, "300"));
        assertThatIllegalArgumentException().isThrownBy(() -> DomainSnapshot.of(domain)).withMessage(tooDeep(301, "300"));
        assertThatIllegalArgumentException().isThrownBy(before::next).withMessage(tooDeep(301, "300"));
    }

    @Test
    void what_is_within_the_limit_fits_a_small_stack_and_what_is_not_is_refused_there() throws InterruptedException {
        Queue<Throwable> problems = new ConcurrentLinkedQueue<>();
        Thread thread = new Thread(null, () -> {
            new_elements_nested_as_deep_as_the_result_may_be();
            new_elements_nested_deeper_than_the_result_may_be(100_000);
            a_snapshot_of_elements_nested_too_deep(100_000);
        }, "small stack", 256 << 10);
        thread.setUncaughtExceptionHandler((which, problem) -> problems.add(problem));
        thread.start();
        thread.join();
        assertThat(problems).isEmpty();
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

    /** The typed copy is silent about the text, which would speak once the child is gone. */
    @Test
    void a_child_taken_from_beside_a_text() {
        assertRefused("<domain><os>\n<nvram>/a<source file='/b'/></nvram></os></domain>", domain -> domain.getOs().getNvram().setSource(null),
                "<nvram> (line 2) has a text beside its <source>, and may hold only one of them; take one out of the document before it is "
                        + "edited");
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
