package io.domainsmith.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuestDisksTests {

    private static Guest.Disk disk(String disk) {
        return Guest.of(DomainDocument.parse("<domain type='kvm'><devices>" + disk + "</devices></domain>")).disks().get(0);
    }

    @Test
    void a_disk_says_all_of_itself() {
        Guest.Disk disk = disk("""
                <disk type='file' device='disk'>
                  <driver name='qemu' type='qcow2' discard='unmap'/>
                  <source file='/srv/a.qcow2' index='2'><seclabel model='dac' relabel='no'/></source>
                  <backingStore type='file' index='3'><format type='raw'/><source file='/srv/base.raw'/></backingStore>
                  <target dev='sdb' bus='sata'/>
                  <readonly/>
                  <serial>S1</serial>
                  <boot order='2'/>
                  <alias name='sata0-0-1'/>
                  <address type='drive' controller='0' bus='0' target='0' unit='1'/>
                </disk>""");
        assertThat(disk.device()).isEqualTo("disk");
        assertThat(disk.type()).isEqualTo("file");
        assertThat(disk.source().flatMap(Guest.DiskSource::path)).contains("/srv/a.qcow2");
        assertThat(disk.format()).contains("qcow2");
        assertThat(disk.target()).contains("sdb");
        assertThat(disk.bus()).contains("sata");
        assertThat(disk.isReadOnly()).isTrue();
        assertThat(disk.serial()).contains("S1");
        assertThat(disk.bootOrder()).hasValue(2);
        assertThat(disk.alias()).contains("sata0-0-1");
        assertThat(disk.address()).hasToString("Optional[0:0:0:1]");
        assertThat(disk.address().orElseThrow().attributes()).containsEntry("unit", "1").doesNotContainKey("type");
    }

    /** What libvirt 7.0, 9.0, 11.3 and 12 keep of each. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            <disk><source file='/a'/><target dev='vda'/></disk>                                     | disk file raw virtio false
            <disk><source file='/a'/><target dev='hda'/></disk>                                     | disk file raw ide false
            <disk><source file='/a'/><target dev='sda'/></disk>                                     | disk file raw scsi false
            <disk device='floppy'><target dev='fda'/></disk>                                        | floppy file raw fdc false
            <disk device='cdrom'><target dev='hdb'/></disk>                                         | cdrom file raw ide true
            <disk type='block' device='lun'><source dev='/d'/><target dev='sdb' bus='scsi'/></disk> | lun block raw scsi false
            <disk type='volume'><source pool='p' volume='v'/><target dev='vda'/></disk>             | disk volume none virtio false
            <disk type='dir'><driver type='fat'/><source dir='/d'/><target dev='vdb'/></disk>       | disk dir fat virtio false
            <disk><target dev='foo'/></disk>                                                        | disk file raw none false
            """)
    void gaps_are_filled_as_libvirt_does(String text, String expected) {
        Guest.Disk disk = disk(text);
        assertThat(String.join(" ", disk.device(), disk.type(), disk.format().orElse("none"), disk.bus().orElse("none"),
                String.valueOf(disk.isReadOnly()))).isEqualTo(expected);
    }

    /** The format of other drivers' disks is theirs. */
    @Test
    void raw_is_a_default_of_qemu() {
        String disk = "<devices><disk><source file='/a'/><target dev='xvda'/></disk></devices></domain>";
        assertThat(Guest.of(DomainDocument.parse("<domain type='xen'>" + disk)).disks().get(0).format()).isEmpty();
        assertThat(Guest.of(DomainDocument.parse("<domain type='hvf'>" + disk)).disks().get(0).format()).contains("raw");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            file      | <source file='/srv/a.img'/>                                                        | /srv/a.img
            block     | <source dev='/dev/vg0/a'/>                                                         | /dev/vg0/a
            dir       | <source dir='/srv/fat'/>                                                           | /srv/fat
            volume    | <source pool='default' volume='a.qcow2'/>                                          | default/a.qcow2
            vhostuser | <source type='unix' path='/run/a.sock'/>                                           | /run/a.sock
            vhostvdpa | <source dev='/dev/vhost-vdpa-0'/>                                                  | /dev/vhost-vdpa-0
            nvme      | <source type='pci' managed='yes' namespace='1'><address domain='0x0000' bus='0x01' slot='0x00' function='0x0'/></source> | nvme://0000:01:00.0/1
            network   | <source protocol='rbd' name='pool/a'><host name='mon1' port='6789'/><host name='mon2'/></source> | rbd://mon1:6789,mon2/pool/a
            network   | <source protocol='rbd' name='pool/a'/>                                             | rbd:pool/a
            network   | <source protocol='nbd' name='export'><host name='h'/></source>                     | nbd://h:10809/export
            network   | <source protocol='nbd' name='export'><host transport='unix' socket='/run/nbd.sock'/></source> | nbd+unix:///export?socket=/run/nbd.sock
            network   | <source protocol='https' name='/iso/a.iso' query='x=1'><host name='::1' port='8443'/></source> | https://[::1]:8443/iso/a.iso?x=1
            network   | <source protocol='iscsi' name='iqn.2026-01.org.example:t'><host name='h'/></source> | iscsi://h:3260/iqn.2026-01.org.example:t/0
            network   | <source protocol='iscsi' name='iqn.2026-01.org.example:t/2'><host name='h'/></source> | iscsi://h:3260/iqn.2026-01.org.example:t/2
            network   | <source protocol='gluster' name='vol/a'><host name='g1'/></source>                 | gluster://g1:24007/vol/a
            tape      | <source path='/dev/st0'/>                                                          | /dev/st0
            """)
    void a_source_of_each_type_reads_well(String type, String source, String expected) {
        Guest.Disk disk = disk("<disk type='" + type + "'>" + source + "<target dev='vda'/></disk>");
        assertThat(disk.type()).isEqualTo(type);
        assertThat(disk.source().map(Guest.DiskSource::toString)).contains(expected);
    }

    @Test
    void a_network_source_has_its_parts() {
        Guest.DiskSource source = disk("<disk type='network'><source protocol='rbd' name='pool/a'><host name='mon1' port='6789'/>"
                + "<host name='mon2'/></source><target dev='vda'/></disk>").source().orElseThrow();
        assertThat(source.protocol()).contains("rbd");
        assertThat(source.name()).contains("pool/a");
        assertThat(source.hosts()).containsExactly("mon1:6789", "mon2");
        assertThat(source.path()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            <disk type='file' device='cdrom'><target dev='sda' bus='sata'/></disk>
            <disk type='file' device='cdrom'><source file=''/><target dev='sda' bus='sata'/></disk>
            <disk type='file' device='cdrom'><source startupPolicy='optional' index='1'/><target dev='sda' bus='sata'/></disk>
            <disk type='network'><source/><target dev='sda' bus='sata'/></disk>
            <disk type='block' device='cdrom'><source file='/a'/><target dev='sda' bus='sata'/></disk>
            """)
    void a_drive_without_a_medium_has_no_source(String text) {
        assertThat(disk(text).source()).isEmpty();
    }

    /** Neither is a word of any libvirt. */
    @Test
    void unknown_words_stay_as_written() {
        Guest.Disk disk = disk("<disk type='cloud' device='drum'><driver type='qcow9'/><target dev='vda' bus='ether'/>"
                + "<boot order='first'/><address type='aether' port='x'/></disk>");
        assertThat(List.of(disk.type(), disk.device(), disk.format().orElse(""), disk.bus().orElse("")))
                .containsExactly("cloud", "drum", "qcow9", "ether");
        assertThat(disk.bootOrder()).isEqualTo(OptionalInt.empty());
        assertThat(disk.address()).hasToString("Optional[port=x]");
    }

    @Test
    void a_disk_is_found_by_its_target() {
        Guest guest = Guest.of(DomainDocument.parse("<domain type='kvm'><devices><disk><source file='/a'/><target dev='vda'/></disk>"
                + "<disk><source file='/b'/><target dev='vdb'/></disk></devices></domain>"));
        assertThat(guest.disk("vdb").flatMap(Guest.Disk::source)).hasToString("Optional[/b]");
        assertThat(guest.disk("vdc")).isEqualTo(Optional.empty());
    }
}
