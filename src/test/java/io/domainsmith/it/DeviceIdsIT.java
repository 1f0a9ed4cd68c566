package io.domainsmith.it;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.Corpus;
import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.ParseException;
import io.domainsmith.guest.DeviceIds;
import io.domainsmith.it.LibvirtJudge.Verdict;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The ids that {@link DeviceIds} tells of libvirt's own test documents beside those in the command lines that a real libvirt makes of them. Maven
 * profile {@code real-libvirt}.
 *
 * <p>{@code -Dids.each=5} asks for every fifth document. Other releases by hand: {@code -Dids.answers=DIR} names a folder whose {@code argv} and {@code kept} hold the answers of a judge,
 * NAME.xml.argv and NAME.xml.
 */
class DeviceIdsIT {

    private static final Path ANSWERS = Path.of("target", "libvirt-judge-ids");

    private static final String MOVED = "virsh domxml-to-native takes the address from the interface, whose new place needs a further PCI bus";
    private static final String NO_HOSTDEV = "virsh domxml-to-native makes an ordinary interface of one that is a host device (libvirt 7.0, and 9.0 where it has an alias)";

    /** Documents with other ids, and why. */
    private static final Map<String, String> KNOWN = Map.ofEntries(
            entry("pcie-expander-bus.xml", MOVED), entry("q35-pci-force-address.xml", MOVED),
            entry("net-virtio-teaming-network.xml", "virsh domxml-to-native drops the alias of an interface, which then takes a number"),
            entry("net-virtio-teaming.xml", NO_HOSTDEV), entry("net-hostdev.xml", NO_HOSTDEV), entry("net-hostdev-fail.xml", NO_HOSTDEV),
            entry("net-hostdev-bootorder.xml", NO_HOSTDEV), entry("net-hostdev-multidomain.xml", NO_HOSTDEV),
            entry("net-hostdev-vfio.xml", NO_HOSTDEV), entry("net-hostdev-vfio-multidomain.xml", NO_HOSTDEV));

    @Test
    void idsOfTheCorpus() throws Exception {
        int each = Integer.getInteger("ids.each", 1);
        List<Path> all = Corpus.documents().stream().filter(file -> file.getParent().endsWith("qemuxml2argvdata")).toList();
        List<Path> documents = IntStream.range(0, all.size()).filter(i -> i % each == 0).mapToObj(all::get).toList();
        Map<Path, String[]> answers = System.getProperty("ids.answers") == null ? judged(documents)
                : read(documents, Path.of(System.getProperty("ids.answers")));
        int ids = 0;
        int asked = 0;
        int wrong = 0;
        Map<String, List<String>> different = new LinkedHashMap<>();
        for (Map.Entry<Path, String[]> answer : answers.entrySet()) {
            DomainDocument document;
            DomainDocument kept;
            try {
                document = DomainDocument.parse(answer.getKey());
                kept = DomainDocument.parse(answer.getValue()[0]);
            } catch (ParseException unreadable) {
                continue;
            }
            if (document.domain().getDevices() == null) {
                continue;
            }
            CommandLineIds found = CommandLineIds.of(document, kept, answer.getValue()[1]);
            asked++;
            ids += found.ids();
            wrong += found.wrong().size();
            if (!found.wrong().isEmpty()) {
                different.put(answer.getKey().getFileName().toString(), found.wrong());
            }
        }
        System.out.printf("%d documents, %d ids, %d of them different in %d documents%n", asked, ids, wrong, different.size());
        different.forEach((name, differences) -> System.out.println(name + ": " + differences));
        assertThat(asked).isGreaterThan(400 / each);
        assertThat(wrong * 100).as("of %s ids", ids).isLessThan(ids);
        assertThat(different.keySet()).allMatch(KNOWN::containsKey);
        assertThat(different.values()).as("only what the reasons explain").allSatisfy(differences -> assertThat(differences)
                .allMatch(one -> one.matches("(pci\\.|net)\\d+ is told of no device|.* is net\\d+, told is hostdev\\d+")));
    }

    private static Map<Path, String[]> judged(List<Path> documents) throws Exception {
        Map<Path, String[]> answers = new LinkedHashMap<>();
        for (Map.Entry<Path, Verdict> judged : LibvirtJudge.judge(documents, ANSWERS).entrySet()) {
            Verdict verdict = judged.getValue();
            if (!verdict.defined().isEmpty() && verdict.commandLine().contains(" -machine ")) {
                answers.put(judged.getKey(), new String[] {verdict.defined(), verdict.commandLine()});
            }
        }
        return answers;
    }

    private static Map<Path, String[]> read(List<Path> documents, Path folder) throws Exception {
        Map<Path, String[]> answers = new LinkedHashMap<>();
        for (Path document : documents) {
            Path argv = folder.resolve("argv").resolve(document.getFileName() + ".argv");
            Path kept = folder.resolve("kept").resolve(document.getFileName().toString());
            if (Files.exists(argv) && Files.exists(kept)) {
                answers.put(document, new String[] {Files.readString(kept), Files.readString(argv)});
            }
        }
        return answers;
    }
}
