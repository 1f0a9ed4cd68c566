package consumer;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.guest.Guest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Reads the facts of two guests: one that runs, as {@code virsh dumpxml} prints it, and the guide's. */
final class GuestFacts {

    private GuestFacts() {}

    static void run() throws IOException {
        Guest web = Guest.of(DomainDocument.parse(Path.of("web01-live.xml")));
        Guest.Disk system = web.disk("vda").orElseThrow();
        Guest.Disk data = web.disk("vdb").orElseThrow();
        Guest.Interface nic = web.interfaces().get(0);
        is("web01", web.name());
        is(true, web.isLive());
        is("q35", web.machine().family());
        is("9.2", web.machine().version());
        is(4L << 30, web.memory());
        is(8L << 30, web.maximumMemory());
        is(2, web.vcpus());
        is(4, web.maximumVcpus());
        is(true, web.firmware().isUefi());
        is(true, web.firmware().secureBoot());
        is("2.0", web.tpms().get(0).version());
        is("/var/lib/libvirt/images/web01.qcow2", system.source().flatMap(Guest.DiskSource::path));
        is("qcow2", system.format());
        is(1, system.bootOrder());
        is("rbd://mon1.example.org:6789,mon2.example.org:6789/vms/web01-data", data.source().map(Guest.DiskSource::toString));
        is("web01-data", data.serial());
        is(true, web.disk("sda").orElseThrow().source().isEmpty());
        is("52:54:00:6b:3c:58", nic.mac());
        is("network default", nic.type() + " " + nic.source().orElse("?"));
        is("vnet5", nic.target());
        is(5901, web.graphics().get(0).port());
        is("127.0.0.1", web.graphics().get(0).listenAddress());
        is("virtio", web.videos().get(0).model());
        is("0000:65:00.0", web.hostdevs().get(0).source());

        Guest guide = Guest.of(DomainDocument.parse(Path.of("testdata/win10-q35.pre-install.modern.xml")));
        is("win10-drafting", guide.name());
        is("7d0f4a0e-52a9-4c8b-b5d7-1e6a3c90f2d4", guide.uuid().map(Object::toString));
        is(false, guide.isLive());
        is("pc-q35-7.2 (x86_64)", guide.machine().toString());
        is(8L << 30, guide.memory());
        is(4, guide.vcpus());
        is("host-model", guide.cpuMode());
        is(Guest.Firmware.Kind.BIOS, guide.firmware().kind());
        is(3, guide.disks().size());
        is("/dev/vg0/drafting-projects", guide.disk("vdb").flatMap(Guest.Disk::source).flatMap(Guest.DiskSource::path));
        is("0000:05:00.0", guide.disk("vdb").flatMap(Guest.Disk::address).map(Guest.Address::toString));
        is("sata", guide.disk("sda").flatMap(Guest.Disk::bus));
        is(true, guide.disk("sda").orElseThrow().isReadOnly());
        is("virtio", guide.interfaces().get(0).model());
        is("spice", guide.graphics().get(0).type());
        is(true, guide.graphics().get(0).port().isEmpty());
        is(true, guide.displays().hasOpenGl());
        is("qxl", guide.videos().get(0).model());
        is("mdev", guide.hostdevs().get(0).type());
        is("fff6f017-3417-4ad3-b05e-17ae3e1a4615", guide.hostdevs().get(0).source());
    }

    private static void is(Object expected, Object fact) {
        Main.check(expected.equals(fact), "the guest has " + expected + " (read: " + fact + ")");
    }

    private static void is(Object expected, Optional<?> fact) {
        Main.check(Optional.of(expected).equals(fact), "the guest has " + expected + " (read: " + fact + ")");
    }

    private static void is(int expected, OptionalInt fact) {
        is(OptionalInt.of(expected), (Object) fact);
    }

    private static void is(long expected, OptionalLong fact) {
        is(OptionalLong.of(expected), (Object) fact);
    }
}
