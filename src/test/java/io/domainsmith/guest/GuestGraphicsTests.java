package io.domainsmith.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuestGraphicsTests {

    private static Guest guest(String attributes, String devices) {
        return Guest.of(DomainDocument.parse("<domain type='kvm' " + attributes + "><os><type arch='x86_64' machine='q35'>hvm</type></os><devices>"
                + devices + "</devices></domain>"));
    }

    private static String told(Guest.Graphics graphics) {
        return graphics.type() + number(" port ", graphics.port()) + number(" tls ", graphics.tlsPort()) + number(" web ", graphics.websocket())
                + (graphics.isAutoport() ? " auto" : "") + (graphics.hasOpenGl() ? " gl" : "")
                + graphics.listens().stream().map(listen -> " " + listen.type() + listen.address().map(one -> "=" + one).orElse("")
                        + listen.network().map(one -> "=" + one).orElse("") + listen.socket().map(one -> "=" + one).orElse(""))
                        .collect(Collectors.joining());
    }

    private static String number(String name, OptionalInt number) {
        return number.isPresent() ? name + number.getAsInt() : "";
    }

    /** What libvirt 7.0 to 12 keep of each in a definition. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            <graphics type='vnc'/>                                                          | vnc auto address
            <graphics type='vnc' port='-1'/>                                                | vnc auto address
            <graphics type='vnc' port='-1' autoport='no'/>                                  | vnc address
            <graphics type='vnc' autoport='no'/>                                            | vnc address
            <graphics type='vnc' port='5905' autoport='yes'/>                               | vnc auto address
            <graphics type='vnc' port='5905' websocket='5700' listen='0.0.0.0'/>            | vnc port 5905 web 5700 address=0.0.0.0
            <graphics type='vnc' port='5905' autoport='no' websocket='-1'/>                 | vnc port 5905 address
            <graphics type='vnc' socket='/run/x.sock'/>                                     | vnc socket=/run/x.sock
            <graphics type='vnc' port='5901' socket='/run/x.sock'/>                         | vnc socket=/run/x.sock
            <graphics type='vnc'><listen type='socket'/></graphics>                         | vnc socket
            <graphics type='vnc' socket='/run/x.sock'><listen type='address' address='0.0.0.0'/></graphics> | vnc socket=/run/x.sock
            <graphics type='vnc' socket='/run/x.sock'><listen type='none'/></graphics>      | vnc none
            <graphics type='vnc' listen='10.0.0.1'><listen type='address'/></graphics>      | vnc auto address=10.0.0.1
            <graphics type='vnc' listen='10.0.0.1'><listen type='network' network='default'/></graphics> | vnc auto network=default
            <graphics type='spice'/>                                                        | spice none
            <graphics type='spice' listen='10.0.0.1'/>                                      | spice none
            <graphics type='spice'><listen type='address' address='0.0.0.0'/></graphics>    | spice none
            <graphics type='spice' port='5901' listen='10.0.0.1'/>                          | spice port 5901 address=10.0.0.1
            <graphics type='spice' port='-1'/>                                              | spice auto address
            <graphics type='spice' tlsPort='-1'/>                                           | spice auto address
            <graphics type='spice' port='5901' tlsPort='5902'/>                             | spice port 5901 tls 5902 address
            <graphics type='spice' port='5906' tlsPort='-1' autoport='yes'/>                | spice auto address
            <graphics type='spice' port='5900' autoport='no' tlsPort='0'/>                  | spice port 5900 address
            <graphics type='spice' port='5901'><listen type='address' address=''/></graphics> | spice port 5901 address
            <graphics type='spice' autoport='yes'><listen type='none'/><gl enable='yes'/></graphics> | spice gl none
            <graphics type='spice'><listen type='socket' socket='/run/s.sock'/></graphics>  | spice socket=/run/s.sock
            <graphics type='egl-headless'/>                                                 | egl-headless gl
            <graphics type='dbus'><gl enable='yes'/></graphics>                             | dbus gl
            <graphics type='sdl' display=':0'/>                                             | sdl
            <graphics type='rdp' port='3389' autoport='no' listen='10.0.0.1'/>              | rdp port 3389 address=10.0.0.1
            <graphics type='hologram' port='7'><gl enable='yes'/></graphics>                | hologram gl
            <graphics/>                                                                     | ""
            """)
    void a_definition(String graphics, String expected) {
        assertThat(told(guest("", graphics).graphics().get(0))).isEqualTo(expected);
    }

    /** A running guest's ports are in use, whoever chose them. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            <graphics type='spice' port='5901' autoport='yes' listen='127.0.0.1'><listen type='address' address='127.0.0.1'/></graphics> | spice port 5901 auto address=127.0.0.1
            <graphics type='vnc' port='5900' autoport='yes' websocket='5700' listen='192.168.122.1'><listen type='network' address='192.168.122.1' network='default'/></graphics> | vnc port 5900 web 5700 auto network=192.168.122.1=default
            <graphics type='vnc' socket='/run/v.sock'><listen type='socket' socket='/run/v.sock'/></graphics> | vnc socket=/run/v.sock
            """)
    void a_running_guest(String graphics, String expected) {
        assertThat(told(guest("id='3'", graphics).graphics().get(0))).isEqualTo(expected);
    }

    @Test
    void the_first_listen_tells_the_address() {
        Guest.Graphics graphics = guest("id='3'", "<graphics type='spice' port='5901'><listen type='socket' socket='/run/s'/>"
                + "<listen type='address' address='10.0.0.1'/><gl enable='yes' rendernode='/dev/dri/renderD128'/></graphics>").graphics().get(0);
        assertThat(graphics.listenAddress()).contains("10.0.0.1");
        assertThat(graphics.socket()).contains("/run/s");
        assertThat(graphics.renderNode()).contains("/dev/dri/renderD128");
    }

    @Test
    void passwords_are_left_out() {
        assertThat(guest("", "<graphics type='vnc' passwd='secret'/>").graphics().toString()).doesNotContain("secret");
    }

    // ---- videos

    @Test
    void the_primary_video_comes_first() {
        List<Guest.Video> videos = guest("", "<video><model type='virtio'/></video><video><model type='qxl' primary='yes'/><alias name='video1'/>"
                + "<address type='pci' domain='0x0000' bus='0x00' slot='0x01' function='0x0'/></video>").videos();
        assertThat(videos).extracting(video -> video.model().orElse("")).containsExactly("qxl", "virtio");
        assertThat(videos).extracting(Guest.Video::isPrimary).containsExactly(true, false);
        assertThat(videos.get(0).address()).hasToString("Optional[0000:00:01.0]");
        assertThat(videos.get(0).alias()).contains("video1");
    }

    @Test
    void graphics_alone_get_a_video() {
        assertThat(guest("", "<graphics type='vnc'/>").videos()).hasSize(1);
        assertThat(guest("", "").videos()).isEmpty();
    }

    /** As libvirt 9.0 fills it in; on a PC the host's capabilities tell. */
    @ParameterizedTest
    @CsvSource({"x86_64, q35, none", "aarch64, virt, virtio", "armv7l, virt, virtio", "riscv64, virt, virtio", "s390x, s390-ccw-virtio, virtio",
            "ppc64, pseries, vga", "ppc64le, pseries, vga"})
    void a_missing_model_is_libvirts(String arch, String machine, String expected) {
        DomainDocument document = DomainDocument.parse("<domain type='kvm'><os><type arch='" + arch + "' machine='" + machine
                + "'>hvm</type></os><devices><graphics type='vnc'/></devices></domain>");
        assertThat(Guest.of(document).videos().get(0).model().orElse("none")).isEqualTo(expected);
    }

    @Test
    void the_targets_capabilities_tell_a_pcs_video() {
        DomainDocument document = DomainDocument.parse("<domain type='kvm'><os><type arch='x86_64' machine='q35'>hvm</type></os><devices>"
                + "<video/></devices></domain>");
        assertThat(Guest.of(document, listing("cirrus")).videos().get(0).model()).contains("cirrus");
        assertThat(Guest.of(document, listing("vga")).videos().get(0).model()).contains("vga");
        assertThat(Guest.of(document, HypervisorTarget.of("9.0.0", "7.2.0")).videos().get(0).model()).isEmpty();
    }

    private static HypervisorTarget listing(String model) {
        return HypervisorTarget.parse("<domainCapabilities><machine>pc-q35-7.2</machine><arch>x86_64</arch><devices><video supported='yes'>"
                + "<enum name='modelType'><value>" + model + "</value><value>none</value></enum></video></devices></domainCapabilities>");
    }

    @Test
    void displays_are_those_of_qemu() {
        Guest guest = Guest.of(DomainDocument.parse("<domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><devices>"
                + "<graphics type='vnc'/></devices><qemu:commandline><qemu:arg value='-display'/><qemu:arg value='gtk,gl=on'/>"
                + "</qemu:commandline></domain>"));
        assertThat(guest.displays().all()).extracting(Displays.Display::name).containsExactly("vnc", "gtk");
    }
}
