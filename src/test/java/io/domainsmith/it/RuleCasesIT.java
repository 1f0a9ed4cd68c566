package io.domainsmith.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.it.LibvirtJudge.Verdict;
import io.domainsmith.validate.rules.RuleSample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verdicts in rule-cases.txt are a real libvirt's. */
class RuleCasesIT {

    @Test
    void libvirtDrawsTheBordersThere(@TempDir Path folder) throws Exception {
        Map<Path, RuleSample> samples = new LinkedHashMap<>();
        for (RuleSample sample : RuleSample.cases()) {
            if (!sample.verdict().equals("-")) {
                Path file = folder.resolve("case-" + samples.size() + ".xml");
                Files.writeString(file, sample.document().toXml());
                samples.put(file, sample);
            }
        }
        Map<Path, Verdict> verdicts = LibvirtJudge.judge(samples.keySet().stream().toList(), folder.resolve("answers"));
        assertThat(samples).isNotEmpty().allSatisfy((file, sample) -> assertThat(verdicts.get(file).message().equals("ok") ? "defined" : "refused")
                .as("%s: %s", sample, verdicts.get(file).message()).isEqualTo(sample.verdict()));
    }
}
