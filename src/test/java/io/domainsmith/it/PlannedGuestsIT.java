package io.domainsmith.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.it.LibvirtJudge.Verdict;
import io.domainsmith.model.Device;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.Video;
import io.domainsmith.pci.LibvirtPlacement;
import io.domainsmith.pci.PciAddress;
import io.domainsmith.pci.PciPlanException;
import io.domainsmith.pci.PciTopology;
import io.domainsmith.pci.PlacementTrap;
import io.domainsmith.pci.RandomGuest;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.transform.StepException;
import io.domainsmith.vgpu.Gvtg;
import io.domainsmith.vgpu.GvtgOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Made-up PCI guests through the recipe, judged by a real libvirt: Maven profile {@code real-libvirt}. */
class PlannedGuestsIT {

    /** {@code -Dplanned.guests=50} for fewer. */
    private static final int SAMPLE = Integer.getInteger("planned.guests", 200);
    private static final long SEED = 20261124;
    private static final Pattern PLACE = Pattern.compile("\"bus\":\"pcie?\\.(\\d+)\"(?:,\"multifunction\":\\w+)?,\"addr\":\"0x([0-9a-f]+)(?:\\.0x([0-7]))?\"");

    private static final Pipeline RECIPE = Gvtg.preInstall(GvtgOptions.of("fff6f017-3417-4ad3-b05e-17ae3e1a4615"),
            HypervisorTarget.of("9.0.0", "7.2.0"));

    /** The planned document of a guest; null where the recipe, or libvirt with what has no address, finds no place. */
    private static String planned(Random random) {
        DomainDocument guest = DomainDocument.parse(RandomGuest.of(random, 256));
        try {
            DomainDocument planned = RECIPE.apply(guest).document();
            LibvirtPlacement.of(planned.domain());
            return planned.toXml();
        } catch (StepException | PciPlanException e) {
            return null;
        }
    }

    @Test
    void libvirtTakesWhatIsPlanned(@TempDir Path folder) throws Exception {
        long seed = Long.getLong("planned.seed", SEED);
        Random random = new Random(seed);
        Map<Path, String> documents = new LinkedHashMap<>();
        int tried = 0;
        while (documents.size() < SAMPLE) {
            tried++;
            String text = planned(random);
            if (text != null) {
                write(folder.resolve("planned-" + documents.size() + ".xml"), text, documents);
            }
        }
        assertThat(tried).as("seed %d: most guests can be planned", seed).isLessThan(SAMPLE * 2);
        Map<Path, Verdict> verdicts = LibvirtJudge.judge(List.copyOf(documents.keySet()), folder.resolve("answers"));
        List<String> refused = new ArrayList<>();
        verdicts.forEach((file, verdict) -> {
            if (!verdict.message().equals("ok")) {
                refused.add(verdict.message() + "\n" + documents.get(file));
            }
        });
        assertThat(refused).as("seed %d", seed).isEmpty();
        verdicts.forEach((file, verdict) -> {
            Domain domain = DomainDocument.parse(documents.get(file)).domain();
            PciTopology topology = PciTopology.of(domain);
            assertThat(places(verdict.commandLine())).as("seed %d %s", seed, documents.get(file)).isEqualTo(
                    shown(topology, domain.getDevices().getVideos().get(0)) + " "
                    + shown(topology, domain.getDevices().getHostdevs().get(0)));
        });
    }

    @Test
    void libvirtKeepsTheOrderWhereItWouldTurnItAround(@TempDir Path folder) throws Exception {
        Map<Path, String> left = new LinkedHashMap<>();
        Map<Path, String> planned = new LinkedHashMap<>();
        for (PlacementTrap trap : PlacementTrap.all()) {
            write(folder.resolve("left-" + left.size() + ".xml"), trap.text().replace("<devices>", "<devices>\n<graphics type='vnc'/>"), left);
            write(folder.resolve("planned-" + planned.size() + ".xml"), RECIPE.apply(DomainDocument.parse(trap.text())).document().toXml(),
                    planned);
        }
        List<Path> files = new ArrayList<>(left.keySet());
        files.addAll(planned.keySet());
        Map<Path, Verdict> verdicts = LibvirtJudge.judge(files, folder.resolve("answers"));
        verdicts.forEach((file, verdict) -> assertThat(verdict.message()).as(file.toString()).isEqualTo("ok"));
        assertThat(left.keySet().stream().map(file -> places(verdicts.get(file).commandLine())))
                .containsExactlyElementsOf(PlacementTrap.all().stream().map(PlacementTrap::libvirts).toList());
        planned.forEach((file, text) -> {
            Domain domain = DomainDocument.parse(text).domain();
            PciTopology topology = PciTopology.of(domain);
            Video video = domain.getDevices().getVideos().get(0);
            Hostdev mdev = domain.getDevices().getHostdevs().get(0);
            assertThat(topology.guestAddress(video).orElseThrow()).isLessThan(topology.guestAddress(mdev).orElseThrow());
            assertThat(places(verdicts.get(file).commandLine())).isEqualTo(shown(topology, video) + " " + shown(topology, mdev));
        });
    }

    private static void write(Path file, String text, Map<Path, String> documents) throws IOException {
        Files.writeString(file, text.replace("<name>guest</name>", "<name>" + file.getFileName() + "</name>"));
        documents.put(file, text);
    }

    private static String shown(PciTopology topology, Device device) {
        return topology.address(device).orElseThrow().toShortString();
    }

    /** Where libvirt tells QEMU to put the video and the vGPU. */
    private static String places(String commandLine) {
        return place("\"id\":\"video0\"", commandLine) + " " + place("\"driver\":\"vfio-pci\"", commandLine);
    }

    private static String place(String property, String commandLine) {
        Matcher device = Pattern.compile("\\{[^{}]*" + property + "[^{}]*\\}").matcher(commandLine);
        assertThat(device.find()).as(property + " in " + commandLine).isTrue();
        Matcher place = PLACE.matcher(device.group());
        assertThat(place.find()).as(device.group()).isTrue();
        return new PciAddress(0, Integer.parseInt(place.group(1)), Integer.parseInt(place.group(2), 16),
                place.group(3) == null ? 0 : Integer.parseInt(place.group(3))).toShortString();
    }
}
