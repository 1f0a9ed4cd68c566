package io.domainsmith.edit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.transform.StepKit;
import io.domainsmith.transform.TransformResult;
import io.domainsmith.transform.Transformer;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.ValidationLevel;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EditStepsTests {

    private static final String BASE = """
            <domain type='kvm'>
              <name>web</name>
              <uuid>c7a5fdbd-cdaf-9455-926a-d65c16db1809</uuid>
              <title>The web server</title>
              <metadata><app:x xmlns:app='urn:app'>y</app:x></metadata>
              <memory unit='KiB'>1048576</memory>
              <os>
                <type arch='x86_64' machine='q35'>hvm</type>
                <nvram>/var/lib/libvirt/qemu/nvram/web_VARS.fd</nvram>
              </os>
              <cpu mode='custom'><model>Nehalem</model></cpu>
              <devices>
                <!-- the system -->
                <disk type='file' device='disk'>
                  <source file='/a.img'/>
                  <target dev='vda' bus='virtio'/>
                </disk>
                <disk type='file' device='cdrom'>
                  <target dev='sda' bus='sata'/>
                  <readonly/>
                </disk>
                <interface type='network'>
                  <mac address='52:54:00:AA:00:01'/>
                  <source network='default'/>
                </interface>
                <channel type='unix'>
                  <source mode='bind' path='/run/web/agent'/>
                  <target type='virtio' name='org.qemu.guest_agent.0'/>
                </channel>
                <graphics type='vnc' port='5901' autoport='no'/>
                <video>
                  <model type='qxl'/>
                  <address type='pci' domain='0' bus='0x00' slot='2' function='0x0'/>
                </video>
                <hostdev mode='subsystem' type='pci'>
                  <source>
                    <address domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>
                  </source>
                </hostdev>
              </devices>
            </domain>
            """;

    private static void turns(Transformer step, String before, String after) {
        StepKit.of(step, "disk", "interface", "graphics", "video", "hostdev", "rng", "channel", "vsock").turns(before, after);
    }

    private static void refuses(Transformer step, String message) {
        StepKit.of(step).refuses(BASE, message);
    }

    @Test
    void a_new_device_stands_where_libvirt_prints_it() {
        turns(AddElement.of("<disk type='block'><source dev='/dev/sdb'/><target dev='vdb'/></disk><rng model='virtio'/>"), BASE,
                BASE.replace("    <interface", "    <disk type='block'>\n      <source dev='/dev/sdb'/>\n      <target dev='vdb'/>\n    </disk>\n"
                        + "    <interface").replace("  </devices>", "    <rng model='virtio'/>\n  </devices>"));
    }

    @Test
    void a_device_that_is_there_with_more_said_is_there() {
        StepKit.of(AddElement.of("<interface type='network'><source network='default'/></interface>")).leaves(BASE);
        String twice = Pipeline.of(AddElement.of("<interface type='network'><source network='default'/></interface>").again())
                .withValidation(ValidationLevel.OFF).apply(DomainDocument.parse(BASE)).document().toXml();
        assertThat(twice)
                .contains("    </interface>\n    <interface type='network'>\n      <source network='default'/>\n    </interface>\n");
    }

    @Test
    void another_device_with_the_same_target_is_refused() {
        refuses(AddElement.of("<disk type='block'><source dev='/dev/sdb'/><target dev='vda'/></disk>"),
                "there is a <disk> with this <target> already, and it says something else; remove it first, or edit it");
    }

    @Test
    void elements_elsewhere() {
        turns(AddElement.into("/domain/os", "<boot dev='hd'/>"), BASE, BASE.replace("  </os>", "    <boot dev='hd'/>\n  </os>"));
        turns(AddElement.into("/domain", "<qemu:commandline><qemu:arg value='-x'/></qemu:commandline>"), BASE,
                BASE.replace("<domain type='kvm'>", "<domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>")
                        .replace("</domain>", "  <qemu:commandline>\n    <qemu:arg value='-x'/>\n  </qemu:commandline>\n</domain>"));
    }

    @Test
    void removing() {
        turns(RemoveElement.of("disk[target=sda]"), BASE, BASE.replaceAll("(?s)    <disk type='file' device='cdrom'>.*?</disk>\n", ""));
        turns(RemoveElement.of("disk").all(), BASE, BASE.replaceAll("(?s)    <disk .*</disk>\n", ""));
        turns(RemoveElement.of("/domain/os/type/@machine"), BASE, BASE.replace(" machine='q35'", ""));
        turns(RemoveElement.of("/domain/devices/comment()"), BASE, BASE.replace("    <!-- the system -->\n", ""));
        turns(RemoveElement.of("/domain/metadata/*"), BASE, BASE.replaceAll("<metadata>.*</metadata>", "<metadata/>"));
        StepKit.of(RemoveElement.of("sound")).leaves(BASE);
        refuses(RemoveElement.of("disk"), "'disk' selects 2 elements; say which one, or that all are meant");
        refuses(RemoveElement.of("/domain"), "'/domain' selects the whole domain");
    }

    @Test
    void setting() {
        turns(SetValue.of("/domain/memory", "2097152"), BASE, BASE.replace("1048576", "2097152"));
        turns(SetValue.of("driver/@cache", "none").in("disk[target=vda]"), BASE,
                BASE.replace("      <source file='/a.img'/>", "      <driver cache='none'/>\n      <source file='/a.img'/>"));
        turns(SetValue.of("features/hyperv/relaxed/@state", "on"), BASE, BASE.replace("  <cpu",
                "  <features>\n    <hyperv>\n      <relaxed state='on'/>\n    </hyperv>\n  </features>\n  <cpu"));
        turns(SetValue.of("cpu/feature[@name='vmx']/@policy", "require"), BASE,
                BASE.replace("</model></cpu>", "</model><feature name='vmx' policy='require'/></cpu>"));
        turns(SetValue.of("@type", "raw").in("disk").all(), BASE, BASE.replace("<disk type='file'", "<disk type='raw'"));
        turns(SetValue.of("qemu:commandline/qemu:arg/@value", "-x"), BASE,
                BASE.replace("<domain type='kvm'>", "<domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>")
                        .replace("</domain>", "  <qemu:commandline>\n    <qemu:arg value='-x'/>\n  </qemu:commandline>\n</domain>"));
        refuses(SetValue.of("driver/@cache", "none").in("disk"), "'disk' selects 2 elements; say which one, or that all are meant");
        refuses(SetValue.of("driver/@cache", "none").in("disk[target=vdz]"), "'disk[target=vdz]' selects nothing in this domain");
        refuses(SetValue.of("os", "x"), "<os> holds elements, so it has no text to set; a path to an attribute ends in /@name");
        refuses(SetValue.of("os/*[3]/@x", "x"), "'os/*[3]' selects nothing in this domain, and is no name that could be added");
    }

    @Test
    void putting() {
        turns(PutElement.at("/domain/cpu", "<cpu mode='host-passthrough'/>"), BASE,
                BASE.replace("<cpu mode='custom'><model>Nehalem</model></cpu>", "<cpu mode='host-passthrough'/>"));
        turns(PutElement.at("/domain/clock", "<clock offset='localtime'/>"), BASE,
                BASE.replace("  <devices>\n", "  <clock offset='localtime'/>\n  <devices>\n"));
    }

    @Test
    void cloning() {
        Transformer clone = CloneDomain.named("web2").withDisk("vda", "/b.img").withHostDevice("01:00.0", "0000:02:00.1");
        turns(clone, BASE, BASE.replace("<name>web<", "<name>web2<").replace("c7a5fdbd-cdaf-9455-926a-d65c16db1809",
                        UUID.nameUUIDFromBytes("c7a5fdbd-cdaf-9455-926a-d65c16db1809\nweb2".getBytes()).toString())
                .replace("  <title>The web server</title>\n", "").replace("web_VARS", "web2_VARS").replace("/a.img", "/b.img")
                .replace("52:54:00:AA:00:01", "52:54:00:38:b0:81").replace(" path='/run/web/agent'", "")
                .replace(" port='5901' autoport='no'", " autoport='yes'")
                .replace("bus='0x01' slot='0x00' function='0x0'", "bus='0x02' slot='0x00' function='0x1'"));
    }

    @Test
    void a_clone_has_a_name() {
        turns(CloneDomain.named("b"), "<domain type='kvm'>\n  <memory>1</memory>\n</domain>\n",
                "<domain type='kvm'>\n  <name>b</name>\n  <memory>1</memory>\n</domain>\n");
    }

    @Test
    void a_clone_warns_of_what_it_shares() {
        TransformResult result = Pipeline.of(CloneDomain.named("web2")).withValidation(ValidationLevel.OFF).apply(DomainDocument.parse(BASE));
        assertThat(result.findings()).extracting(Finding::message).containsExactly(
                "the clone shares the writable disk vda with the domain it was made from",
                "the clone shares the host's device 0000:01:00.0 with the domain it was made from");
        refuses(CloneDomain.named("b").withDisk("vdz", "/x"), "there is no disk with the target vdz and a source in this domain");
        refuses(CloneDomain.named("b").withHostDevice("03:00.0", "04:00.0"), "no device of the host is 03:00.0 in this domain");
        assertThatThrownBy(() -> CloneDomain.named("a/b")).hasMessage("'a/b' is no name for a domain: it must not be empty nor have a slash");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "disk[1] | file", "disk[-1] | file", "disk[target=sda] | file", "interface[mac=52:54:00:aa:00:01] | network",
        "video[address=00:02.0] | ", "disk[source=/a.img] | file", "graphics[type=vnc] | vnc", "channel[target/@type='virtio'] | unix",
        "/domain/cpu | "})
    void selectors(String selector, String type) {
        var found = Selector.parse(selector).elements(Dom.read(BASE), false);
        assertThat(found).hasSize(1);
        assertThat(found.get(0).getAttribute("type")).isEqualTo(type == null ? "" : type);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "disc | 'disc' is no kind of device; did you mean 'disk'?",
        "disk[x] | 'x' in 'disk[x]' is neither a number nor NAME=VALUE",
        "a b | 'a b' selects nothing: write a kind of device such as disk, disk[2] or disk[target=vda], or an XPath that begins with /",
        "video[address=2] | '2' is not a PCI address; write it like 0000:00:04.0"})
    void selectors_that_are_none(String selector, String message) {
        assertThatThrownBy(() -> Selector.parse(selector)).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void fragments_that_are_none() {
        assertThatThrownBy(() -> AddElement.of("<dsk/>")).hasMessage("<dsk> is no kind of device; did you mean <disk>?");
        assertThatThrownBy(() -> AddElement.of("disk")).hasMessage("'disk' is not an element such as <rng model='virtio'/>");
        assertThatThrownBy(() -> AddElement.of("<disk>")).hasMessageStartingWith("line 1 of the XML: not well-formed XML: ");
        assertThatThrownBy(() -> SetValue.of("/domain/[", "x")).hasMessageStartingWith("'/domain/[' is not an XPath: ");
    }

    @Test
    void a_value_with_both_quotes_is_selected() {
        assertThat(Selector.parse("disk[source=/it's \"a\".img]").select(Dom.read(BASE.replace("/a.img", "/it&apos;s &quot;a&quot;.img")))).hasSize(1);
    }
}
