package io.domainsmith.vgpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.ParseLimits;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.validate.DomainValidator;
import io.domainsmith.validate.ValidationLevel;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Large documents take memory in proportion, and threads do not get into each other's way. */
class GrowthTests {

    private static final ParseLimits LARGE = new ParseLimits(1 << 30, 128, 10_000_000, 256, 10_000_000, 1024, 1 << 20);
    private static final HypervisorTarget TARGET = HypervisorTarget.of("9.0.0", "7.2.0");

    /** Devices of one kind, by number. */
    enum Kind {
        DISK(i -> "<disk type='file' device='disk'><source file='/d/" + i + "'/><target dev='sd" + letters(i) + "' bus='scsi'/></disk>"),
        NETWORK_CARD(i -> "<interface type='bridge'><mac address='" + mac(i) + "'/><source bridge='b" + i + "'/><boot order='" + (i + 1)
                + "'/><alias name='ua-" + i + "'/></interface>"),
        USB_HOST_DEVICE(i -> "<hostdev mode='subsystem' type='usb'><source><address bus='" + (1 + i / 100) + "' device='" + (1 + i % 100)
                + "'/></source></hostdev>"),
        CHANNEL(i -> "<channel type='unix'><target type='virtio' name='c" + i + "'/></channel>"),
        USB_CONTROLLER(i -> "<controller type='usb' index='" + i + "' model='qemu-xhci'/>"),
        BEHIND_BRIDGES(i -> (i % 240 == 0 ? "<controller type='pci' index='" + (1 + i / 240) + "' model='pci-bridge'/>" : "")
                + "<interface type='user'><mac address='" + mac(i) + "'/><address type='pci' domain='0x0000' bus='" + (1 + i / 240) + "' slot='"
                + (1 + i % 240 / 8) + "' function='" + i % 8 + "'/></interface>"),
        WITH_A_WRONG_VALUE(i -> "<disk type='file' device='no'><source file='/d/" + i + "'/><target dev='sd" + letters(i) + "' bus='scsi'/></disk>"),
        WITH_A_WRONG_NAME(i -> "<sound model='ich9' n" + i + "='1'/>"),
        OF_NO_KIND(i -> "<nothing n='" + i + "'/>"),
        WITH_A_FORBIDDEN_PROPERTY(i -> "<disk type='file'><source file='/d/" + i + "'/><target dev='sd" + letters(i) + "' bus='scsi' tray='open'/></disk>"),
        IN_ONE_PLACE(i -> "<sound model='ac97'><address type='pci' domain='0' bus='0' slot='5' function='0'/></sound>"),
        ON_ONE_PORT(i -> "<controller type='virtio-serial' index='" + i + "'/><channel type='pty'><target type='virtio' name='n'/>"
                + "<address type='virtio-serial' controller='0' bus='0' port='1'/></channel>"),
        AT_ONE_ADDRESS(i -> "<memory model='dimm'><target><size unit='MiB'>512</size></target><address type='dimm' slot='1' base='0x100000000'/></memory>"),
        BEYOND_LSILOGIC(i -> "<controller type='scsi' index='" + i + "' model='lsilogic'/><disk type='file'><target dev='sd" + letters(i)
                + "' bus='scsi'/><address type='drive' controller='" + i + "' bus='0' target='1' unit='0'/></disk>");

        private final IntFunction<String> device;

        Kind(IntFunction<String> device) {
            this.device = device;
        }

        private boolean isValid() {
            return compareTo(WITH_A_WRONG_VALUE) < 0;
        }
    }

    /** A domain with many devices, and a few of what the recipe edits. */
    private static String domain(Kind kind, int devices) {
        StringBuilder xml = new StringBuilder("""
                <domain type='kvm'>
                  <name>large</name>
                  <memory>1048576</memory>
                  <os>
                    <type arch='x86_64' machine='pc'>hvm</type>
                  </os>
                  <devices>
                """);
        for (int i = 0; i < devices; i++) {
            xml.append("    ").append(kind.device.apply(i)).append('\n');
        }
        return xml.append("    <video>\n      <model type='qxl'/>\n    </video>\n  </devices>\n</domain>\n").toString();
    }

    private static String letters(int number) {
        return (number < 26 ? "" : letters(number / 26 - 1)) + (char) ('a' + number % 26);
    }

    private static String mac(int number) {
        return String.format("52:54:00:00:%02x:%02x", number >> 8, number & 0xff);
    }

    /** Bytes rather than seconds: a loaded machine does not change them, and what grows with the square shows in them too. */
    @ParameterizedTest
    @EnumSource
    void what_is_allocated_grows_in_proportion_to_the_document(Kind kind) {
        String smaller = domain(kind, 1_200);
        String larger = domain(kind, 4_800);
        run(kind, smaller);
        double small = allocated(kind, smaller) / 1_200.0;
        double large = allocated(kind, larger) / 4_800.0;
        assertThat(large / small).as("bytes a device: %.0f of 1,200, %.0f of 4,800", small, large).isLessThan(1.5);
    }

    private static long allocated(Kind kind, String xml) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        run(kind, xml);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    /** With schema and rules, strictly: the recipe where the domain is valid, what is wrong with it where it is not. */
    private static void run(Kind kind, String xml) {
        DomainDocument document = DomainDocument.parse(xml, LARGE);
        if (kind.isValid()) {
            assertThat(Gvtg.preInstall(GvtgOptions.of(Guest.MDEV), TARGET).apply(document).document().toXml()).contains(Guest.MDEV);
        } else {
            assertThat(DomainValidator.forTarget(TARGET).validate(document)).hasSizeGreaterThan(1_000);
        }
    }

    @Test
    void eight_threads_with_one_pipeline_make_the_same_bytes_as_one() throws Exception {
        Pipeline pipeline = Gvtg.preInstall(GvtgOptions.of(Guest.MDEV), TARGET).withValidation(ValidationLevel.WARN);
        List<String> documents = new ArrayList<>();
        for (long seed = 1; seed <= 40; seed++) {
            documents.add(new GeneratedDomain(seed).xml());
        }
        List<Callable<String>> jobs = new ArrayList<>();
        List<String> alone = new ArrayList<>();
        for (int turn = 0; turn < 3; turn++) {
            for (String document : documents) {
                jobs.add(() -> made(pipeline, document));
                if (turn == 0) {
                    alone.add(made(pipeline, document));
                }
            }
        }
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<String>> together = threads.invokeAll(jobs);
            for (int i = 0; i < together.size(); i++) {
                assertThat(together.get(i).get()).isEqualTo(alone.get(i % alone.size()));
            }
        } finally {
            threads.shutdown();
        }
    }

    private static String made(Pipeline pipeline, String xml) {
        try {
            var result = pipeline.apply(DomainDocument.parse(xml));
            return result.document().toXml() + result.changes() + result.findings();
        } catch (RuntimeException e) {
            return e.toString();
        }
    }
}
