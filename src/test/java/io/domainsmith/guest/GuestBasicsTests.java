package io.domainsmith.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GuestBasicsTests {

    private static Guest guest(String content) {
        return Guest.of(DomainDocument.parse("<domain type='kvm'>" + content + "</domain>"));
    }

    @Test
    void an_empty_domain_claims_nothing() {
        Guest guest = Guest.of(DomainDocument.parse("<domain/>"));
        assertThat(guest.type()).isEmpty();
        assertThat(guest.name()).isEmpty();
        assertThat(guest.uuid()).isEmpty();
        assertThat(guest.isLive()).isFalse();
        assertThat(guest.machine()).isEqualTo(new Machine("", ""));
        assertThat(guest.memory()).isEmpty();
        assertThat(guest.maximumMemory()).isEmpty();
        assertThat(guest.vcpus()).hasValue(1);
        assertThat(guest.firmware().kind()).isEmpty();
        assertThat(guest.firmware().secureBoot()).isEmpty();
        assertThat(guest.bootDevices()).isEmpty();
        assertThat(guest.cpuMode()).isEmpty();
        assertThat(List.of(guest.disks(), guest.interfaces(), guest.graphics(), guest.videos(), guest.tpms(), guest.hostdevs()))
                .allMatch(List::isEmpty);
    }

    @Test
    void names_and_numbers() {
        Guest guest = Guest.of(DomainDocument.parse("<domain type='qemu' id='12'><name>a</name><uuid>7D0F4A0E52A94C8BB5D71E6A3C90F2D4</uuid>"
                + "<os><type arch='loongarch64' machine='virt'>hvm</type><boot dev='cdrom'/><boot dev='hd'/></os>"
                + "<cpu><model>max</model></cpu></domain>"));
        assertThat(guest.type()).isEqualTo("qemu");
        assertThat(guest.name()).isEqualTo("a");
        assertThat(guest.uuid()).contains(UUID.fromString("7d0f4a0e-52a9-4c8b-b5d7-1e6a3c90f2d4"));
        assertThat(guest.id()).hasValue(12);
        assertThat(guest.isLive()).isTrue();
        assertThat(guest.machine()).isEqualTo(new Machine("loongarch64", "virt"));
        assertThat(guest.bootDevices()).containsExactly("cdrom", "hd");
        assertThat(guest.cpuMode()).contains("custom");
        assertThat(guest.cpuModel()).contains("max");
        assertThat(guest).hasToString("a: virt (loongarch64), 1 vCPUs, ? bytes of memory, 0 disks, 0 interfaces");
    }

    // ---- memory: what libvirt 7.0 to 12 keep of each

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            <memory unit='MiB'>512</memory>                                                             | 536870912 | 536870912
            <memory>524288</memory>                                                                     | 536870912 | 536870912
            <memory unit='MiB'>512</memory><currentMemory unit='MiB'>256</currentMemory>                | 268435456 | 536870912
            <memory unit='MiB'>512</memory><currentMemory unit='MiB'>1024</currentMemory>               | 536870912 | 536870912
            <memory unit='MiB'>512</memory><currentMemory unit='MiB'>0</currentMemory>                  | 536870912 | 536870912
            <memory unit='MiB'>512</memory><currentMemory unit='B'>5000000</currentMemory>              | 5000192   | 536870912
            <memory unit='MiB'>512</memory><cpu><numa><cell cpus='0-1' memory='1' unit='GiB'/></numa></cpu> | 1073741824 | 1073741824
            <cpu><numa><cell cpus='0' memory='1' unit='GiB'/></numa></cpu><devices><memory model='dimm'><target><size unit='MiB'>256</size></target></memory></devices> | 1342177280 | 1342177280
            <memory unit='MiB'>512</memory><currentMemory unit='MiB'>256</currentMemory><devices><memballoon model='none'/></devices> | 536870912 | 536870912
            <memory unit='acre'>512</memory>                                                            | -1 | -1
            <memory unit='MiB'>much</memory>                                                            | -1 | -1
            <memory unit='EiB'>9</memory>                                                               | -1 | -1
            <memory unit='MiB'>512</memory><currentMemory>much</currentMemory>                          | -1 | 536870912
            """)
    void memory_is_in_bytes(String content, long memory, long maximum) {
        assertThat(guest(content).memory().orElse(-1)).isEqualTo(memory);
        assertThat(guest(content).maximumMemory().orElse(-1)).isEqualTo(maximum);
    }

    @Test
    void cells_beyond_all_bounds_are_no_number() {
        String cell = "<cell memory='7' unit='EiB'/>";
        assertThat(guest("<cpu><numa>" + cell.repeat(3) + "</numa></cpu>").maximumMemory()).isEmpty();
    }

    @Test
    void memory_to_plug_in() {
        Guest guest = guest("<maxMemory slots='4' unit='GiB'>4</maxMemory><memory unit='GiB'>1</memory>");
        assertThat(guest.hotplugMemoryLimit()).hasValue(4L << 30);
        assertThat(guest.memorySlots()).hasValue(4);
        assertThat(guest("<memory>1</memory>").hotplugMemoryLimit()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            ""                                                       | 1 | 1
            <vcpu>4</vcpu>                                           | 4 | 4
            <vcpu placement='static' current='2'>4</vcpu>            | 2 | 4
            <vcpu current='4'>4</vcpu><vcpus><vcpu id='0' enabled='yes'/><vcpu id='1' enabled='yes'/><vcpu id='2' enabled='no'/></vcpus> | 2 | 4
            <vcpu>many</vcpu>                                        | -1 | -1
            <vcpu current='some'>4</vcpu>                            | -1 | 4
            <vcpu>99999999999</vcpu>                                 | -1 | -1
            """)
    void vcpus(String content, int vcpus, int maximum) {
        assertThat(guest(content).vcpus().orElse(-1)).isEqualTo(vcpus);
        assertThat(guest(content).maximumVcpus().orElse(-1)).isEqualTo(maximum);
    }

    // ---- firmware

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            <os><type arch='x86_64' machine='q35'>hvm</type></os>                                 | BIOS false false
            <os><type machine='pc'>hvm</type></os>                                                | BIOS false false
            <os><type arch='aarch64' machine='virt'>hvm</type></os>                               | ? ? ?
            <os><type>hvm</type></os>                                                             | ? ? ?
            <os firmware='bios'><type arch='x86_64'>hvm</type></os>                               | BIOS false false
            <os firmware='efi'><type arch='x86_64'>hvm</type></os>                                | UEFI ? ?
            <os firmware='efi'><type arch='aarch64'>hvm</type></os>                               | UEFI ? ?
            <os firmware='coreboot'><type arch='x86_64'>hvm</type></os>                           | ? ? ?
            <os firmware='efi'><firmware><feature enabled='yes' name='secure-boot'/></firmware></os> | UEFI true ?
            <os firmware='efi'><firmware><feature enabled='no' name='enrolled-keys'/><feature enabled='yes' name='secure-boot'/></firmware></os> | UEFI true false
            <os firmware='efi'><firmware><feature enabled='no' name='secure-boot'/></firmware><loader secure='yes'/></os> | UEFI false ?
            <os firmware='efi'><firmware><feature enabled='perhaps' name='secure-boot'/></firmware></os> | UEFI ? ?
            <os firmware='efi'><loader secure='yes'/></os>                                        | UEFI true ?
            <os firmware='efi'><loader type='rom'>/usr/share/ovmf/OVMF.amdsev.fd</loader></os>    | UEFI ? ?
            <os><loader readonly='yes' type='pflash'>/usr/share/OVMF/OVMF_CODE_4M.fd</loader></os> | UEFI ? ?
            <os><loader readonly='yes' type='pflash'>/opt/x/code.fd</loader></os>                 | UEFI ? ?
            <os><loader secure='yes' type='pflash'>/usr/share/OVMF/OVMF_CODE_4M.ms.fd</loader></os> | UEFI true ?
            <os><loader secure='no' type='pflash'>/usr/share/OVMF/OVMF_CODE_4M.fd</loader></os>   | UEFI false ?
            <os><loader>/usr/share/ovmf/OVMF.fd</loader></os>                                     | UEFI ? ?
            <os><loader type='rom'>/usr/share/qemu-efi-aarch64/QEMU_EFI.fd</loader></os>          | UEFI ? ?
            <os><loader>/usr/share/OVMF/bios.bin</loader></os>                                    | BIOS false false
            <os><loader>/usr/share/seabios/bios-256k.bin</loader></os>                            | BIOS false false
            <os><loader>/usr/share/qemu/qboot.rom</loader></os>                                   | ? ? ?
            """)
    void firmware(String os, String expected) {
        Guest.Firmware firmware = guest(os).firmware();
        assertThat(firmware.kind().map(Enum::name).orElse("?") + " " + firmware.secureBoot().map(String::valueOf).orElse("?") + " "
                + firmware.enrolledKeys().map(String::valueOf).orElse("?")).isEqualTo(expected);
        assertThat(firmware.isUefi()).isEqualTo(expected.startsWith("UEFI"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            ""                          | -bios /x/OVMF.fd                                                          | UEFI /x/OVMF.fd
            ""                          | -bios /x/seabios.bin                                                      | BIOS /x/seabios.bin
            ""                          | -bios /x/qboot.rom                                                        | ? /x/qboot.rom
            ""                          | -drive if=pflash,format=raw,file=/x/code.fd -drive if=pflash,file=/x/vars.fd | UEFI /x/code.fd
            ""                          | -pflash /x/code.fd                                                        | UEFI /x/code.fd
            ""                          | -drive if=none,file=/x/a.img                                              | BIOS ?
            <loader>/x/OVMF.fd</loader> | -bios /x/seabios.bin                                                      | UEFI /x/OVMF.fd
            """)
    void firmware_of_the_command_line(String loader, String arguments, String expected) {
        Guest.Firmware firmware = Guest.of(DomainDocument.parse("<domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>"
                + "<os><type arch='x86_64' machine='q35'>hvm</type>" + loader + "</os><qemu:commandline>"
                + arguments.replaceAll("\\S+", "<qemu:arg value='$0'/>") + "</qemu:commandline></domain>")).firmware();
        assertThat(firmware.kind().map(Enum::name).orElse("?") + " " + firmware.loader().orElse("?")).isEqualTo(expected);
    }

    @Test
    void a_container_has_no_firmware() {
        assertThat(Guest.of(DomainDocument.parse("<domain type='lxc'><os><type arch='x86_64'>exe</type></os></domain>")).firmware().kind()).isEmpty();
    }

    /** libvirt 7.0 drops what it does not know; libvirt 9.0 keeps it. */
    @Test
    void features_count_from_libvirt_7_2_on() {
        DomainDocument document = DomainDocument.parse("<domain type='kvm'><os firmware='efi'><firmware><feature enabled='yes' "
                + "name='secure-boot'/></firmware></os></domain>");
        assertThat(Guest.of(document, HypervisorTarget.of("7.0.0", "5.2.0")).firmware().secureBoot()).isEmpty();
        assertThat(Guest.of(document, HypervisorTarget.of("9.0.0", "7.2.0")).firmware().secureBoot()).contains(true);
    }

    @Test
    void the_files_of_the_firmware() {
        Guest.Firmware firmware = guest("<os><loader type='pflash'>/a/code.fd</loader><nvram template='/a/vars.fd'>/b/VARS.fd</nvram></os>").firmware();
        assertThat(firmware.loader()).contains("/a/code.fd");
        assertThat(firmware.nvram()).contains("/b/VARS.fd");
        assertThat(firmware.nvramTemplate()).contains("/a/vars.fd");
        assertThat(guest("<os><nvram type='file'><source file='/c/VARS.fd'/></nvram></os>").firmware().nvram()).contains("/c/VARS.fd");
        assertThat(guest("<os><nvram template='/a/vars.fd'/></os>").firmware().nvram()).isEmpty();
    }
}
