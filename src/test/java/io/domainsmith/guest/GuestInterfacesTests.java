package io.domainsmith.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuestInterfacesTests {

    private static Guest.Interface nic(String arch, String machine, String nic) {
        return Guest.of(DomainDocument.parse("<domain type='kvm'><os><type arch='" + arch + "' machine='" + machine + "'>hvm</type></os><devices>"
                + nic + "</devices></domain>")).interfaces().get(0);
    }

    @Test
    void a_running_guests_interface_says_all_of_itself() {
        Guest.Interface nic = nic("x86_64", "pc-q35-9.0", """
                <interface type='network'>
                  <mac address='52:54:00:aa:bb:cc'/>
                  <source network='default' portid='5c1f9d62-3e07-4a8b-8d94-b7016ce2f35a' bridge='virbr0'/>
                  <target dev='vnet3'/>
                  <model type='virtio'/>
                  <boot order='1'/>
                  <alias name='net0'/>
                  <address type='pci' domain='0x0000' bus='0x01' slot='0x00' function='0x0'/>
                </interface>""");
        assertThat(nic.type()).isEqualTo("network");
        assertThat(nic.source()).contains("default");
        assertThat(nic.bridge()).contains("virbr0");
        assertThat(nic.mac()).contains("52:54:00:aa:bb:cc");
        assertThat(nic.model()).contains("virtio");
        assertThat(nic.target()).contains("vnet3");
        assertThat(nic.bootOrder()).hasValue(1);
        assertThat(nic.alias()).contains("net0");
        assertThat(nic.address()).hasToString("Optional[0000:01:00.0]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            network   | <source network='default'/>                                          | default
            bridge    | <source bridge='br0'/>                                               | br0
            direct    | <source dev='eth0' mode='bridge'/>                                   | eth0
            user      |                                                                      | none
            ethernet  |                                                                      | none
            vhostuser | <source type='unix' path='/run/v.sock' mode='client'/>               | /run/v.sock
            vdpa      | <source dev='/dev/vhost-vdpa-0'/>                                    | /dev/vhost-vdpa-0
            internal  | <source name='n'/>                                                   | n
            mcast     | <source address='230.0.0.1' port='5558'/>                            | 230.0.0.1:5558
            udp       | <source address='127.0.0.1' port='1'><local address='127.0.0.1' port='2'/></source> | 127.0.0.1:1
            hostdev   | <source><address type='pci' domain='0' bus='1' slot='0x10' function='3'/></source> | 0000:01:10.3
            vds       | <source switchid='77' portid='15' portgroupid='dvp' connectionid='1'/> | 77
            """)
    void a_source_of_each_type_has_a_name(String type, String source, String expected) {
        Guest.Interface nic = nic("x86_64", "q35", "<interface type='" + type + "'>" + (source == null ? "" : source) + "</interface>");
        assertThat(nic.type()).isEqualTo(type);
        assertThat(nic.source().orElse("none")).isEqualTo(expected);
    }

    /** As libvirt 9.0 fills it in, with QEMUs of each architecture; what depends on QEMU's devices is not claimed. */
    @ParameterizedTest
    @CsvSource({"x86_64, q35, user, none", "x86_64, pc, network, none", "x86_64, q35, vdpa, virtio", "x86_64, q35, vhostuser, virtio",
            "x86_64, q35, hostdev, none", "aarch64, virt, user, virtio", "aarch64, virt-9.0, user, virtio", "armv7l, virt, user, virtio",
            "armv7l, vexpress-a9, user, lan9118", "aarch64, raspi3b, user, lan9118", "riscv64, virt, user, virtio",
            "s390x, s390-ccw-virtio, user, virtio", "ppc64, pseries, user, none", "ppc64, powernv9, user, none", "s390x, s390-ccw-virtio, hostdev, none"})
    void a_missing_model_is_libvirts(String arch, String machine, String type, String expected) {
        assertThat(nic(arch, machine, "<interface type='" + type + "'/>").model().orElse("none")).isEqualTo(expected);
    }

    @Test
    void without_a_type_it_is_a_users() {
        assertThat(nic("x86_64", "q35", "<interface/>").type()).isEqualTo("user");
    }

    @Test
    void other_hypervisors_have_defaults_of_their_own() {
        assertThat(Guest.of(DomainDocument.parse("<domain type='xen'><os><type arch='aarch64' machine='virt'>hvm</type></os><devices>"
                + "<interface type='bridge'/></devices></domain>")).interfaces().get(0).model()).isEmpty();
    }
}
