package io.domainsmith.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Host devices, TPMs and addresses. */
class GuestHostdevsTests {

    private static Guest guest(String arch, String machine, String devices) {
        return Guest.of(DomainDocument.parse("<domain type='kvm'><os><type arch='" + arch + "' machine='" + machine + "'>hvm</type></os><devices>"
                + devices + "</devices></domain>"));
    }

    @Test
    void a_running_guests_graphics_card_says_all_of_itself() {
        Guest.Hostdev hostdev = guest("x86_64", "q35", """
                <hostdev mode='subsystem' type='pci' managed='yes'>
                  <driver name='vfio'/>
                  <source><address domain='0x0000' bus='0x01' slot='0x00' function='0x1'/></source>
                  <boot order='3'/>
                  <alias name='hostdev0'/>
                  <address type='pci' domain='0x0000' bus='0x07' slot='0x00' function='0x0'/>
                </hostdev>""").hostdevs().get(0);
        assertThat(hostdev.mode()).isEqualTo("subsystem");
        assertThat(hostdev.type()).isEqualTo("pci");
        assertThat(hostdev.source()).contains("0000:01:00.1");
        assertThat(hostdev.isManaged()).isTrue();
        assertThat(hostdev.bootOrder()).hasValue(3);
        assertThat(hostdev.address()).hasToString("Optional[0000:07:00.0]");
        assertThat(hostdev.alias()).contains("hostdev0");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            pci       | <address domain='0' bus='6' slot='18' function='5'/>                            | 0000:06:12.5
            pci       | <address bus='0x06' slot='0x12' function='x'/>                                  | 0000:06:12.x
            pci       |                                                                                 | none
            mdev      | <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>                          | fff6f017-3417-4ad3-b05e-17ae3e1a4615
            usb       | <vendor id='0x046d'/><product id='0xc52b'/>                                     | 046d:c52b
            usb       | <vendor id='4660'/><product id='0x1'/><address bus='1' device='3'/>             | 1234:0001
            usb       | <address bus='1' device='3'/>                                                   | 1.3
            usb       | <address bus='1' port='2.3'/>                                                   | 1-2.3
            scsi      | <adapter name='scsi_host0'/><address bus='0' target='0' unit='1'/>              | scsi_host0:0:0:1
            scsi_host | <unused/>                                                                       | none
            storage   | <block>/dev/sdf1</block>                                                        | /dev/sdf1
            misc      | <char>/dev/input/event3</char>                                                  | /dev/input/event3
            net       | <interface>eth0</interface>                                                     | eth0
            """)
    void a_source_of_each_type(String type, String source, String expected) {
        Guest.Hostdev hostdev = guest("x86_64", "q35", "<hostdev type='" + type + "'><source>" + (source == null ? "" : source) + "</source></hostdev>")
                .hostdevs().get(0);
        assertThat(hostdev.source().orElse("none")).isEqualTo(expected);
        assertThat(hostdev.isManaged()).isFalse();
    }

    @Test
    void sources_without_children() {
        assertThat(guest("x86_64", "q35", "<hostdev type='scsi'><source protocol='iscsi' name='iqn.2026-01.org.example:t/1'>"
                + "<host name='h' port='3260'/></source></hostdev><hostdev type='scsi_host' model='virtio-transitional'>"
                + "<source protocol='vhost' wwpn='naa.5001405df3e54061'/></hostdev><hostdev/>").hostdevs())
                .extracting(hostdev -> hostdev.source().orElse("none"))
                .containsExactly("iscsi://h:3260/iqn.2026-01.org.example:t/1", "naa.5001405df3e54061", "none");
    }

    @Test
    void a_vgpu_has_a_model() {
        assertThat(guest("x86_64", "q35", "<hostdev mode='subsystem' type='mdev' model='vfio-pci'><source><address uuid='u'/></source></hostdev>")
                .hostdevs().get(0).model()).contains("vfio-pci");
    }

    // ---- TPMs: x86 as libvirt 7.0 to 12 keep them, others as 9.0 does

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            x86_64  | q35     | <tpm><backend type='emulator'/></tpm>                                      | tpm-tis emulator 1.2 none
            x86_64  | q35     | <tpm model='tpm-tis'><backend type='emulator' version='2.0'/></tpm>        | tpm-tis emulator 2.0 none
            x86_64  | q35     | <tpm model='tpm-crb'><backend type='emulator'/></tpm>                      | tpm-crb emulator 2.0 none
            i686    | pc      | <tpm><backend type='emulator'/></tpm>                                      | tpm-tis emulator 1.2 none
            aarch64 | virt    | <tpm><backend type='emulator'/></tpm>                                      | tpm-tis emulator 2.0 none
            ppc64   | pseries | <tpm><backend type='emulator'/></tpm>                                      | tpm-spapr emulator 2.0 none
            x86_64  | q35     | <tpm><backend type='passthrough'/></tpm>                                   | tpm-tis passthrough none /dev/tpm0
            x86_64  | q35     | <tpm><backend type='passthrough'><device path='/dev/tpm1'/></backend></tpm> | tpm-tis passthrough none /dev/tpm1
            x86_64  | q35     | <tpm><backend type='external'><source type='unix' mode='connect' path='/run/t.sock'/></backend></tpm> | tpm-tis external none /run/t.sock
            ""      | ""      | <tpm><backend type='emulator'/></tpm>                                      | none emulator none none
            """)
    void a_tpm(String arch, String machine, String text, String expected) {
        Guest.Tpm tpm = guest(arch, machine, text).tpms().get(0);
        assertThat(String.join(" ", tpm.model().orElse("none"), tpm.backend(), tpm.version().orElse("none"), tpm.source().orElse("none")))
                .isEqualTo(expected);
    }

    // ---- addresses

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            pci           | domain=0x0000 bus=0x04 slot=0x00 function=0x0 | 0000:04:00.0
            pci           | domain=0x10000 bus=0x04 slot=31 function=7    | 10000:04:1f.7
            pci           | multifunction=on                              | pci
            pci           | ""                                            | pci
            drive         | controller=1 bus=0 target=0 unit=5            | 1:0:0:5
            drive         | unit=0x5                                      | 0:0:0:5
            drive         | controller=a                                  | a:0:0:0
            usb           | bus=0 port=1.4                                | 0-1.4
            usb           | bus=0                                         | 0
            virtio-serial | controller=0 bus=0 port=2                     | 0:0:2
            ccw           | cssid=0xfe ssid=0x0 devno=0x001a              | fe.0.001a
            isa           | iobase=0x505 irq=0x5                          | iobase=0x505,irq=0x5
            unassigned    | ""                                            | unassigned
            """)
    void an_address_reads_as_other_tools_write_it(String type, String attributes, String expected) {
        Map<String, String> map = new LinkedHashMap<>();
        for (String one : attributes.isEmpty() ? new String[0] : attributes.split(" ")) {
            map.put(one.split("=")[0], one.split("=")[1]);
        }
        assertThat(new Guest.Address(type, map)).hasToString(expected);
    }
}
