package io.domainsmith.vgpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.ParseLimits;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.validate.ValidationLevel;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Large documents take memory in proportion, and threads do not get into each other's way. */
class GrowthTests {

    private static final ParseLimits LARGE = new ParseLimits(1 << 30, 128, 10_000_000, 256, 1024, 1 << 20);
    private static final HypervisorTarget TARGET = HypervisorTarget.of("9.0.0", "7.2.0");

    /** A domain with many disks, and a few of what the recipe edits. */
    static String domain(int disks) {
        StringBuilder xml = new StringBuilder("""
                <domain type='kvm'>
                  <name>large</name>
                  <memory>1048576</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                """);
        for (int i = 0; i < disks; i++) {
            xml.append("    <disk type='file' device='disk'>\n      <source file='/d/").append(i).append("'/>\n      <target dev='sd")
                    .append(letters(i)).append("' bus='scsi'/>\n    </disk>\n");
        }
        return xml.append("    <video>\n      <model type='qxl'/>\n    </video>\n  </devices>\n</domain>\n").toString();
    }

    private static String letters(int number) {
        return (number < 26 ? "" : letters(number / 26 - 1)) + (char) ('a' + number % 26);
    }

    /** Bytes rather than seconds: a loaded machine does not change them, and what grows with the square shows in them too. */
    @Test
    void the_recipe_allocates_in_proportion_to_the_document() {
        run(domain(1000));
        double small = allocated(domain(1000)) / 1000.0;
        double large = allocated(domain(5_000)) / 5_000.0;
        assertThat(large / small).as("bytes a device: %.0f of 1,000, %.0f of 5,000", small, large).isLessThan(1.5);
    }

    private static long allocated(String xml) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        run(xml);
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static void run(String xml) {
        DomainDocument made = Gvtg.preInstall(GvtgOptions.of(Guest.MDEV), TARGET).withValidation(ValidationLevel.WARN)
                .apply(DomainDocument.parse(xml, LARGE)).document();
        assertThat(made.toXml()).contains(Guest.MDEV);
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
