package io.domainsmith.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainsmith.model.Address;
import io.domainsmith.model.AddressType;
import io.domainsmith.model.Disk;
import io.domainsmith.model.DiskDevice;
import io.domainsmith.model.DiskType;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Interface;
import io.domainsmith.model.InterfaceType;
import io.domainsmith.model.Video;
import io.domainsmith.model.VideoModel;
import io.domainsmith.model.VideoModelType;
import io.domainsmith.model.qemu.QemuArg;
import io.domainsmith.model.qemu.QemuCommandline;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WithDomainTests {

    private static final String QEMU = "http://libvirt.org/schemas/domain/qemu/1.0";

    static List<Sample> samples() {
        return Sample.all();
    }

    private static void assertEdit(String before, Consumer<Domain> edit, String after) {
        DomainDocument document = DomainDocument.parse(before);
        Domain domain = document.domain();
        edit.accept(domain);
        DomainDocument edited = document.withDomain(domain);
        assertThat(edited.toXml()).isEqualTo(after);
        assertThat(edited.domain()).isEqualTo(domain);
        assertThat(document.toXml()).isEqualTo(before);
        assertThat(edited.withDomain(edited.domain())).isSameAs(edited);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void nothing(Sample sample) throws Exception {
        DomainDocument document = DomainDocument.parse(sample.xml());
        assertThat(document.withDomain(document.domain())).isSameAs(document);
        var out = new java.io.ByteArrayOutputStream();
        document.writeTo(out);
        assertThat(out.toByteArray()).isEqualTo(sample.xml().getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void the_name(Sample sample) {
        assertEdit(sample.xml(), domain -> domain.setName("b<&>'\""),
                sample.with("name", sample.piece("name").replace("alpha", "b&lt;&amp;&gt;'\"")));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void one_attribute_of_one_device(Sample sample) {
        assertEdit(sample.xml(), domain -> domain.getDevices().getDisks().get(1).getDriver().setCache(
                        io.domainsmith.model.DiskDriverCache.WRITEBACK),
                sample.with("disk2", sample.piece("disk2").replace("none", "writeback")));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void an_attribute_added_and_one_removed(Sample sample) {
        String quoted = " io=" + sample.quote() + "native" + sample.quote();
        assertEdit(sample.xml(), domain -> domain.getDevices().getDisks().get(1).getDriver()
                        .withIo(io.domainsmith.model.DiskDriverIo.NATIVE).withCache(null),
                sample.with("disk2", sample.piece("disk2").replaceFirst(" cache ?= ?.none.", quoted)));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void the_first_the_last_and_the_only_removed(Sample sample) {
        assertEdit(sample.xml(), domain -> domain.getDevices().getDisks().remove(0), sample.with("disk1", kept(sample, "disk1")));
        assertEdit(sample.xml(), domain -> domain.getDevices().getDisks().remove(2), sample.with("disk3", kept(sample, "disk3")));
        assertEdit(sample.xml(), domain -> domain.getDevices().getVideos().clear(), sample.with("video", ""));
        assertEdit(sample.xml(), domain -> domain.getFeatures().setAcpi(null), sample.with("feature", ""));
    }

    /** Remarks after a removed device are nobody's and stay. */
    private static String kept(Sample sample, String piece) {
        String text = sample.piece(piece);
        return text.substring(text.lastIndexOf("</disk>") + "</disk>".length() + sample.eol().length());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void a_device_added_to_its_kind(Sample sample) {
        Disk disk = new Disk().withType(DiskType.FILE).withDevice(DiskDevice.DISK)
                .withTarget(new io.domainsmith.model.DiskTarget().withDev("vd'\"d"));
        String added = sample.lines("""
                    <disk type='file' device='disk'>
                      <target dev=@/>
                    </disk>
                """).replace("@", sample.quote() == '"' ? "\"vd'&quot;d\"" : "'vd&apos;\"d'");
        String disk3 = sample.piece("disk3");
        assertEdit(sample.xml(), domain -> domain.getDevices().getDisks().add(disk),
                sample.with("disk3", disk3.substring(0, disk3.length() - kept(sample, "disk3").length()) + added + kept(sample, "disk3")));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void a_device_of_a_new_kind(Sample sample) {
        String added = sample.lines("""
                    <interface type='user'/>
                """);
        String disk3 = sample.piece("disk3");
        assertEdit(sample.xml(), domain -> domain.getDevices().getInterfaces().add(new Interface().withType(InterfaceType.USER)),
                sample.with("disk3", disk3.substring(0, disk3.length() - kept(sample, "disk3").length()) + added + kept(sample, "disk3")));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void a_device_moved(Sample sample) {
        String open = sample.piece("open");
        int line = open.indexOf(sample.eol()) + sample.eol().length();
        String disk3 = sample.piece("disk3");
        String rest = kept(sample, "disk3");
        String own = disk3.substring(0, disk3.length() - rest.length());
        assertEdit(sample.xml(), domain -> {
            List<Disk> disks = domain.getDevices().getDisks();
            disks.add(0, disks.remove(2));
        }, sample.xml().replace(disk3, rest).replace(open, open.substring(0, line) + own + open.substring(line)));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void a_namespace_declared(Sample sample) {
        DomainDocument document = DomainDocument.parse(sample.xml());
        SourceEdits edits = SourceEdits.none().declareNamespace("qemu", QEMU);
        DomainDocument edited = document.withDomain(document.domain(), edits);
        String root = sample.piece("head");
        int end = root.lastIndexOf(sample.quote()) + 1;
        assertThat(edited.toXml()).isEqualTo(sample.with("head", root.substring(0, end) + " xmlns:qemu=" + sample.quote() + QEMU
                + sample.quote() + root.substring(end)));
        assertThat(edited.withDomain(edited.domain(), edits)).isSameAs(edited);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void a_namespaced_element_added(Sample sample) {
        String root = sample.piece("head");
        int end = root.lastIndexOf(sample.quote()) + 1;
        String declared = root.substring(0, end) + " xmlns:qemu=" + sample.quote() + QEMU + sample.quote() + root.substring(end);
        String block = sample.lines("""
                  <qemu:commandline>
                    <qemu:arg value='-S'/>
                  </qemu:commandline>
                """);
        assertEdit(sample.xml(), domain -> domain.setQemuCommandline(
                        new QemuCommandline().withArgs(new QemuArg().withValue("-S"))),
                sample.with("close", sample.piece("close") + block).replace(root, declared));
    }

    @Test
    void text_beside_remarks_keeps_the_remarks() {
        assertEdit("<domain><name>a<!-- why -->b<?x y?></name></domain>", domain -> domain.setName("c"),
                "<domain><name>c<!-- why --><?x y?></name></domain>");
    }

    @Test
    void elements_side_by_side_stay_on_their_line() {
        assertEdit("<domain type='kvm'><devices><video><model type='vga'/></video><hub type='usb'/></devices></domain>", domain -> {
            domain.getDevices().getVideos().add(new Video().withModel(new VideoModel().withType(VideoModelType.QXL)));
            domain.setName("n");
            domain.getDevices().getHubs().clear();
        }, "<domain type='kvm'><name>n</name><devices><video><model type='vga'/></video>"
                + "<video><model type='qxl'/></video></devices></domain>");
    }

    @Test
    void an_empty_element_opens_for_its_first_children() {
        assertEdit("""
                <domain>
                  <devices />
                </domain>
                """, domain -> {
            domain.getDevices().getVideos().add(new Video().withModel(new VideoModel().withType(VideoModelType.QXL)));
            domain.getDevices().getVideos().add(new Video());
        }, """
                <domain>
                  <devices>
                    <video>
                      <model type='qxl'/>
                    </video>
                    <video/>
                  </devices>
                </domain>
                """);
    }

    @Test
    void a_replaced_child_takes_the_place_of_the_old() {
        assertEdit("""
                <domain>
                  <devices>
                    <video>
                      <model type="qxl" ram="65536"/> <!-- keep -->
                      <address type='pci' domain='0x0000' bus='0x00' slot='0x02' function='0x0'/>
                    </video>
                  </devices>
                </domain>
                """, domain -> {
            Video video = domain.getDevices().getVideos().get(0);
            video.setModel(new VideoModel().withType(VideoModelType.NONE));
            video.setAddress(null);
        }, """
                <domain>
                  <devices>
                    <video>
                      <model type="none"/> <!-- keep -->
                    </video>
                  </devices>
                </domain>
                """);
    }

    @Test
    void an_element_given_to_another_parent_keeps_its_text() {
        assertEdit("""
                <domain>
                  <devices>
                    <video>
                      <address  type='pci'   slot="0x02"/>
                    </video>
                    <hostdev>
                      <address type='pci' slot='0x03'/><!-- three -->
                    </hostdev>
                  </devices>
                </domain>
                """, domain -> {
            Address two = domain.getDevices().getVideos().get(0).getAddress();
            domain.getDevices().getVideos().get(0).setAddress(domain.getDevices().getHostdevs().get(0).getAddress());
            domain.getDevices().getHostdevs().get(0).setAddress(two);
            two.setFunction("0x1");
        }, """
                <domain>
                  <devices>
                    <video>
                      <address type='pci' slot='0x03'/>
                    </video>
                    <hostdev>
                      <!-- three -->
                      <address  type='pci'   slot="0x02" function='0x1'/>
                    </hostdev>
                  </devices>
                </domain>
                """);
    }

    @Test
    void an_object_used_twice_is_new_the_second_time() {
        assertEdit("<domain><devices><video><model  type='vga'/></video></devices></domain>",
                domain -> domain.getDevices().getVideos().add(domain.getDevices().getVideos().get(0)),
                "<domain><devices><video><model  type='vga'/></video><video><model type='vga'/></video></devices></domain>");
    }

    @Test
    void unknown_attributes_elements_and_values_stay() {
        String xml = "<domain><devices><hostdev display='auto' future='1'><future/><source/></hostdev></devices></domain>";
        assertEdit(xml, domain -> domain.getDevices().getHostdevs().get(0).setAddress(new Address().withType(AddressType.PCI)),
                xml.replace("<source/>", "<source/><address type='pci'/>"));
    }

    @Test
    void an_unknown_value_gives_way_to_a_known_one() {
        DomainDocument document = DomainDocument.parse("<domain><on_poweroff>explode</on_poweroff></domain>");
        Domain domain = document.domain();
        assertThat(domain.getOnPoweroff()).isNull();
        domain.setOnPoweroff(io.domainsmith.model.DomainOnPoweroff.DESTROY);
        assertThat(document.withDomain(domain).toXml()).isEqualTo("<domain><on_poweroff>destroy</on_poweroff></domain>");
    }

    @Test
    void a_namespace_bound_under_another_prefix_is_used_as_it_is() {
        assertEdit("<domain xmlns:q='" + QEMU + "'><q:commandline><q:arg value='-S'/></q:commandline></domain>",
                domain -> domain.getQemuCommandline().getArgs().add(new QemuArg().withValue("-no-reboot")),
                "<domain xmlns:q='" + QEMU + "'><q:commandline><q:arg value='-S'/><q:arg value='-no-reboot'/></q:commandline></domain>");
        assertEdit("<domain><commandline xmlns='" + QEMU + "'><arg value='-S'/></commandline></domain>",
                domain -> domain.getQemuCommandline().getArgs().add(new QemuArg().withValue("-x")),
                "<domain><commandline xmlns='" + QEMU + "'><arg value='-S'/><arg value='-x'/></commandline></domain>");
    }

    @Test
    void a_prefix_that_means_something_else_is_not_bound_anew() {
        assertEdit("<domain xmlns:qemu='urn:other'/>",
                domain -> domain.setQemuCommandline(new QemuCommandline()),
                "<domain xmlns:qemu='urn:other' xmlns:qemu1='" + QEMU + "'>\n  <qemu1:commandline/>\n</domain>");
    }

    @Test
    void a_domain_of_another_text_is_refused() {
        DomainDocument one = DomainDocument.parse("<domain><name>a</name></domain>");
        Domain domain = one.domain();
        domain.setName("b");
        DomainDocument two = one.withDomain(domain);
        assertThatThrownBy(() -> two.withDomain(domain)).isInstanceOf(IllegalArgumentException.class).hasMessage(
                "this Domain was read from another document, or from this one before an edit; "
                        + "take a copy with domain() from the document that it goes into");
    }

    @Test
    void one_of_several_that_may_stand_once_is_not_removed() {
        DomainDocument document = DomainDocument.parse("<domain>\n<os><type>hvm</type></os>\n<os/>\n</domain>");
        Domain domain = document.domain();
        domain.setOs(null);
        assertThatThrownBy(() -> document.withDomain(domain)).isInstanceOf(IllegalArgumentException.class).hasMessage(
                "<os> may stand once in /domain but stands on lines 2 and 3; merge them into one before it is removed");
    }

    @Test
    void a_character_that_xml_has_not_is_refused() {
        DomainDocument document = DomainDocument.parse("<domain><devices><disk/><disk/></devices></domain>");
        Domain domain = document.domain();
        domain.getDevices().getDisks().get(1).setModel(null);
        domain.setName("a\u0000");
        assertThatThrownBy(() -> document.withDomain(domain)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("/domain/name: the character U+0000 is not allowed in XML");
    }
}
