package io.domainsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a tenant might send within the limits: it is judged, in little memory and time, and no run is a defect. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileDomainsTests {

    private final Map<String, String> documents = new LinkedHashMap<>();
    private Map<String, SmallMachine.Outcome> outcomes = Map.of();

    Iterable<String> names() {
        return documents.keySet();
    }

    @BeforeAll
    void runAll(@TempDir Path folder) throws Exception {
        addDocuments();
        List<SmallMachine.Job> jobs = new ArrayList<>();
        for (Map.Entry<String, String> document : documents.entrySet()) {
            String file = Files.writeString(folder.resolve(document.getKey() + ".xml"), document.getValue()).toString();
            jobs.add(new SmallMachine.Job(document.getKey() + " validate", null, List.of("validate", file)));
            jobs.add(new SmallMachine.Job(document.getKey() + " pre-install", null,
                    List.of("gvtg", "pre-install", "--mdev", "c0ffee00-0000-4000-8000-000000000001", "--validation", "off", file)));
        }
        outcomes = SmallMachine.run(folder, jobs);
    }

    private void addDocuments() {
        add("one-line", "", "<x>" + "<b/>".repeat(90_000) + "</x>");
        add("many-errors", "", "<disk device='no'/>\n".repeat(20_000));
        add("texts-between", "", "x<video/>".repeat(20_000));
        add("long-comment", "<!--" + "x".repeat(9 << 20) + "-->", "");
        add("long-instruction", "<?x " + "x".repeat(9 << 20) + "?>", "");
        add("many-lines", "<metadata>" + ("<a>" + "\n".repeat(1_000_000) + "</a>").repeat(9) + "</metadata>", "<x/>");
        add("many-comments", "<!---->".repeat(500_000), "");
        add("many-cdata-sections", "<title>" + "<![CDATA[]]>".repeat(500_000) + "</title>", "");
        add("long-wrong-value", "", "<disk type='" + "1".repeat(1 << 20) + "'/>");
        add("long-wrong-text", "<uuid>" + "a".repeat(1 << 20) + "</uuid>", "");
        for (String number : List.of("99999999999999999999", "4294967295", "-1", "9".repeat(100_000))) {
            add("number-" + number.substring(0, Math.min(20, number.length())) + "-" + number.length(), ("<vcpu cpuset='#'>#</vcpu><iothreads>#"
                    + "</iothreads><maxMemory slots='#' unit='EiB'>#</maxMemory><cputune><vcpupin vcpu='#' cpuset='#'/></cputune><cpu>"
                    + "<topology sockets='#' cores='#' threads='#'/><numa><cell id='#' cpus='#' memory='#'/></numa></cpu>").replace("#", number),
                    ("<controller type='pci' index='#' model='pcie-root-port'><target chassis='#' port='#'/><address type='pci' domain='#' "
                            + "bus='#' slot='#' function='#'/></controller><input type='tablet' bus='usb'><address type='usb' bus='#' port='#'/>"
                            + "</input><disk type='file'><source file='/a'/><target dev='sda' bus='scsi'/><boot order='#'/><address type='drive' "
                            + "controller='#' unit='#'/></disk>").replace("#", number));
        }
        for (String cpus : List.of("0-4294967295", ",".repeat(1_000_000), "1,".repeat(450_000) + "1", "0-1,^0,".repeat(100_000) + "1")) {
            add("cpus-" + cpus.substring(0, 12) + "-" + cpus.length(), "<vcpu cpuset='" + cpus + "'>4</vcpu><cputune><vcpupin vcpu='0' cpuset='"
                    + cpus + "'/></cputune><numatune><memory mode='strict' nodeset='" + cpus + "'/></numatune>", "");
        }
        add("many-cells", "<cpu><numa>" + "<cell cpus='0-16383' memory='1'/>".repeat(50_000) + "</numa></cpu>", "");
        for (String json : List.of("{\"a\":".repeat(100_000), "[".repeat(1_000_000), "vfio-pci," + "a=b,".repeat(200_000))) {
            documents.put("argument-" + json.length(), domain("", "").replace("</domain>", "<qemu:commandline><qemu:arg value='-device'/>"
                    + "<qemu:arg value='" + json + "'/></qemu:commandline></domain>"));
        }
        add("overridden-often", IntStream.range(0, 20_000).mapToObj(i -> "<qemu:device alias='hostdev" + i + "'><qemu:frontend><qemu:property "
                + "name='display' type='string' value='on'/></qemu:frontend></qemu:device>")
                .collect(Collectors.joining("", "<qemu:override>", "</qemu:override>")),
                "<hostdev mode='subsystem' type='mdev' model='vfio-pci'/>".repeat(10_000));
        add("labels", "", IntStream.range(0, 50_000).mapToObj(i -> "<seclabel model='m" + i + "' relabel='no'/>").collect(Collectors.joining("",
                "<disk type='file'><source file='/a'>", "</source><target dev='sda' bus='scsi'/></disk>")));
        add("deep-chain", "", "<disk type='file'>" + "<backingStore>".repeat(120) + "</backingStore>".repeat(120) + "</disk>");
    }

    private void add(String name, String inDomain, String inDevices) {
        documents.put(name, domain(inDomain, inDevices));
    }

    private static String domain(String inDomain, String inDevices) {
        return "<domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><name>a</name><memory>1048576</memory>" + inDomain
                + "<os><type arch='x86_64' machine='q35'>hvm</type></os><devices>" + inDevices + "<video><model type='qxl'/></video></devices></domain>";
    }

    @ParameterizedTest
    @MethodSource("names")
    void is_judged(String name) {
        for (String command : List.of(" validate", " pre-install")) {
            SmallMachine.Outcome outcome = outcomes.get(name + command);
            assertThat(outcome.exitCode()).as(command + outcome.err().substring(0, Math.min(2000, outcome.err().length())))
                    .isIn(0, ExitCode.INVALID, ExitCode.STEP);
        }
    }
}
