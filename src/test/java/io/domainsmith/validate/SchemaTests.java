package io.domainsmith.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.domainsmith.Corpus;
import io.domainsmith.Schemas;
import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaTests {

    private static final HypervisorTarget BOOKWORM = HypervisorTarget.of("9.0.0", "7.2.0");

    private static List<Finding> check(String xml) {
        Schemas.domainRng("9.0.0");
        return DomainValidator.forTarget(BOOKWORM).withRuleSet(RuleSet.none()).validate(DomainDocument.parse(xml));
    }

    private static String domain(String devices) {
        return """
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type arch='x86_64' machine='q35'>hvm</type>
                  </os>
                  <devices>
                %s  </devices>
                </domain>
                """.formatted(devices.indent(4));
    }

    @Test
    void aValidDocumentHasNoFindings() {
        assertThat(check(domain("<video>\n  <model type='none'/>\n</video>"))).isEmpty();
    }

    @Test
    void aMisspeltAttributeIsFoundWhereItStands() {
        assertThat(check(domain("""
                <hostdev mode='subsystem' type='mdev' model='vfio-pci' displai='on'>
                  <source>
                    <address uuid='fff6f017-3417-4ad3-b05e-17ae3e1a4615'/>
                  </source>
                </hostdev>"""))).containsExactly(new Finding("schema", Severity.ERROR, Consequence.REFUSED, 8, 60,
                "/domain/devices/hostdev/@displai", "<hostdev> (line 8): attribute \"displai\" not allowed here; expected attribute \"display\", "
                        + "\"managed\" or \"ramfb\" (schema of libvirt 9.0.0)",
                "did you mean \"display\"?"));
    }

    @Test
    void aValueThatIsTooLongToBeMatchedEndsTheCheck() throws InterruptedException {
        String xml = domain("<nothing/>").replace("  <devices>", "  <vcpu cpuset='0" + ",1".repeat(100_000) + "'>1</vcpu>\n  <devices>");
        List<Finding> findings = new ArrayList<>();
        Thread thread = new Thread(null, () -> findings.addAll(check(xml)), "small stack", 512 << 10);
        thread.start();
        thread.join();
        assertThat(findings).containsExactly(new Finding("schema", Severity.ERROR, Consequence.REFUSED, 7, 3, "/domain/vcpu",
                "<vcpu> (line 7): has a value that is too long to be matched with a pattern; what follows is not checked (schema of libvirt 9.0.0)",
                null));
    }

    @Test
    void aWrongValueIsNamed() {
        assertThat(check(domain("<video>\n  <model type='qxk'/>\n</video>"))).containsExactly(
                new Finding("schema", Severity.ERROR, Consequence.REFUSED, 9, 14, "/domain/devices/video/model/@type",
                        "<model> (line 9): value 'qxk' of attribute \"type\" is invalid; must be equal to "
                        + "\"bochs\", \"cirrus\", \"gop\", \"none\", \"qxl\", \"ramfb\", \"vbox\", \"vga\", \"virtio\", \"vmvga\" "
                        + "or \"xen\" (schema of libvirt 9.0.0)",
                        "did you mean \"qxl\"?"));
    }

    @Test
    void aMisplacedElementIsOneFinding() {
        assertThat(check("""
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='GiB'>4</memory>
                  <os>
                    <type>hvm</type>
                  </os>
                  <hostdev mode='subsystem' type='mdev' model='vfio-pci' displai='on'>
                    <source/>
                  </hostdev>
                  <devices/>
                </domain>
                """)).containsExactly(new Finding("schema", Severity.ERROR, Consequence.REFUSED, 7, 3, "/domain/hostdev",
                        "<hostdev> (line 7): not allowed in <domain>; expected the element end-tag or element"
                        + " \"blkiotune\", \"bootloader\", \"bootloader_args\", \"clock\", \"cpu\", \"cputune\", "
                        + "\"currentMemory\", \"defaultiothread\", \"description\", \"devices\", \"features\", \"genid\", "
                        + "\"idmap\", \"iothreadids\", \"iothreads\", \"keywrap\", \"launchSecurity\", \"maxMemory\", "
                        + "\"memoryBacking\", \"memtune\", \"metadata\", \"bhyve:commandline\", \"lxc:namespace\", "
                        + "\"qemu:capabilities\", \"qemu:commandline\", \"qemu:deprecation\", \"qemu:override\", "
                        + "\"vmware:datacenterpath\", \"xen:commandline\", \"numatune\", \"on_crash\", "
                        + "\"on_lockfailure\", \"on_poweroff\", \"on_reboot\", \"perf\", \"pm\", \"resource\", \"seclabel\", "
                        + "\"sysinfo\", \"title\", \"uuid\", \"vcpu\" or \"vcpus\" (schema of libvirt 9.0.0)",
                        null));
    }

    @Test
    void anUnknownElementIsOneFinding() {
        assertThat(check(domain("<vidio>\n  <model type='qxl' ram='x'/>\n</vidio>"))).containsExactly(
                new Finding("schema", Severity.ERROR, Consequence.REFUSED, 8, 5, "/domain/devices/vidio",
                        "<vidio> (line 8): not allowed in <devices>; expected the element end-tag or element "
                        + "\"audio\", \"channel\", \"console\", \"controller\", \"disk\", \"emulator\", \"filesystem\", "
                        + "\"graphics\", \"hostdev\", \"hub\", \"input\", \"interface\", \"iommu\", \"lease\", \"memballoon\", "
                        + "\"memory\", \"nvram\", \"panic\", \"parallel\", \"redirdev\", \"redirfilter\", \"rng\", \"serial\", "
                        + "\"shmem\", \"smartcard\", \"sound\", \"tpm\", \"video\", \"vsock\" or \"watchdog\" (schema of "
                        + "libvirt 9.0.0)",
                        "did you mean \"video\"?"));
    }

    @Test
    void textBetweenElementsIsFoundWhereItStands() {
        assertThat(check(domain("<video>\n  stray\n  <model type='qxl'/>\n</video>"))).containsExactly(
                new Finding("schema", Severity.ERROR, Consequence.REFUSED, 9, 7, "/domain/devices/video",
                        "<video> (line 8): text not allowed here; expected the element end-tag or element "
                        + "\"acpi\", \"address\", \"alias\", \"driver\" or \"model\" (schema of libvirt 9.0.0)",
                        null));
    }

    @Test
    void aMissingElementIsNamed() {
        assertThat(check(domain("<video>\n  <driver name='qemu'/>\n</video>\n<disk/>"))).containsExactly(
                new Finding("schema", Severity.ERROR, Consequence.REFUSED, 11, 5, "/domain/devices/disk",
                        "<disk> (line 11): element \"disk\" incomplete; missing required element \"target\" "
                        + "(schema of libvirt 9.0.0)",
                        null));
    }

    @Test
    void withoutSchemasOneWarningSaysWhatIsMissing() {
        LibvirtSchemas none = LibvirtSchemas.of(name -> name.equals("releases") ? new ByteArrayInputStream(new byte[0]) : null);
        DomainDocument document = DomainDocument.parse("<domain type='kvm'/>");
        assertThat(DomainValidator.forTarget(BOOKWORM).withRuleSet(RuleSet.none()).withSchemas(none).validate(document))
                .containsExactly(new Finding("schema-missing", Severity.WARNING, Consequence.ADVICE, 1, 1, "/domain",
                        "not checked against a schema: this build carries no RELAX NG schemas of libvirt (wanted for 9.0.0: "
                                + "that release or an older one)",
                        "run schemas/fetch, which tells what it cannot find (LIBVIRT_SCHEMAS=DIR names a folder that has "
                                + "domain.rng; Debian's libvirt0 up to 9.0.0 and libvirt-common after it carry one), and build "
                                + "again"));
        assertThat(LibvirtSchemas.of(name -> null).releaseFor(null)).isEmpty();
    }

    @Test
    void theNewestReleaseThatIsNotNewerIsChosen() {
        LibvirtSchemas two = LibvirtSchemas.of(name -> new ByteArrayInputStream("9.0.0\n11.3.0\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(two.releaseFor(null)).map(Object::toString).hasValue("11.3.0");
        assertThat(two.releaseFor(HypervisorTarget.of("8.0", null).libvirt())).map(Object::toString).hasValue("9.0.0");
        assertThat(two.releaseFor(HypervisorTarget.of("11.2.9", null).libvirt())).map(Object::toString).hasValue("9.0.0");
        assertThat(two.releaseFor(HypervisorTarget.of("12.0", null).libvirt())).map(Object::toString).hasValue("11.3.0");
    }

    @Test
    void textInAValueIsCheckedToo() {
        assertThat(check(domain("").replace("'GiB'>4<", "'GiB'>four<"))).extracting(Finding::path)
                .containsExactly("/domain/memory");
    }

    @Test
    void stagesHaveTheWordsOfTheCommandLine() {
        assertThat(Stage.values()).extracting(Stage::id).containsExactly("any", "pre-install", "final");
        assertThat(LibvirtSchemas.Release.of("9.0.0")).hasToString("9.0.0");
        assertThat(LibvirtSchemas.Release.of("host")).hasToString("host");
        RuleSet rules = RuleSet.none();
        assertThat(DomainValidator.forTarget(HypervisorTarget.unknown()).withRuleSet(rules).rules()).isSameAs(rules);
    }

    @Test
    void aSchemaIsCompiledOnce() {
        Schemas.domainRng("9.0.0");
        LibvirtSchemas schemas = LibvirtSchemas.bundled();
        LibvirtSchemas.Release release = schemas.releaseFor(BOOKWORM.libvirt()).orElseThrow();
        assertThat(schemas.matchers(release)).isSameAs(schemas.matchers(release));
    }

    private static final String NEW_IN_9_5 = domain("""
            <disk type='file' device='disk'>
              <driver name='qemu' type='qcow2' discard_no_unref='on'/>
              <source file='/a.qcow2'/>
              <target dev='vda' bus='virtio'/>
            </disk>""");

    private static List<Finding> checkFor(String libvirt, String xml) {
        return DomainValidator.forTarget(HypervisorTarget.of(libvirt, null)).withRuleSet(RuleSet.none())
                .validate(DomainDocument.parse(xml));
    }

    private static void needs(String release) {
        Schemas.domainRng(release);
    }

    @Test
    void whatANewerReleaseAcceptsIsSaidToBeValidSince() {
        needs("9.0.0");
        needs("11.3.0");
        assertThat(checkFor("9.0.0", NEW_IN_9_5)).containsExactly(new Finding("schema", Severity.ERROR, Consequence.REFUSED, 9,
                40, "/domain/devices/disk/driver/@discard_no_unref", "<driver> (line 9): attribute \"discard_no_unref\" not allowed "
                + "here; expected attribute \"ats\", \"cache\", \"copy_on_read\", \"detect_zeroes\", \"discard\", "
                + "\"error_policy\", \"event_idx\", \"io\", \"ioeventfd\", \"iommu\", \"iothread\", \"packed\", "
                + "\"page_per_vq\", \"queue_size\", \"queues\" or \"rerror_policy\" (schema of libvirt 9.0.0); valid since "
                + "libvirt 11.3.0 or a release between the two",
                "run the domain with libvirt 11.3.0 or newer, or take it out"));
        assertThat(checkFor("11.3.0", NEW_IN_9_5)).isEmpty();
    }

    @Test
    void aReleaseBetweenTwoSchemasIsNotAccused() {
        needs("9.0.0");
        needs("11.3.0");
        assertThat(checkFor("10.0.0", NEW_IN_9_5)).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.WARNING);
            assertThat(finding.fix()).isEqualTo("see the documentation of libvirt 10.0.0, or check with the schemas of a host that "
                    + "has it (--schemas)");
        });
        String slip = NEW_IN_9_5.replace("discard_no_unref", "cachee");
        assertThat(checkFor("10.0.0", slip)).extracting(Finding::severity, Finding::fix)
                .containsExactly(tuple(Severity.ERROR, "did you mean \"cache\"?"));
    }

    @Test
    void aLibvirtNewerThanEverySchemaMayKnowMore() {
        needs("11.3.0");
        String unheardOf = NEW_IN_9_5.replace("discard_no_unref", "warp_factor");
        assertThat(checkFor("11.3.0", unheardOf)).extracting(Finding::severity, Finding::fix)
                .containsExactly(tuple(Severity.ERROR, null));
        assertThat(checkFor("99.1.0", unheardOf)).extracting(Finding::severity, Finding::fix)
                .containsExactly(tuple(Severity.WARNING, "unless libvirt 99.1.0 has learnt it after 11.3.0: check with the "
                        + "schemas of a host that has it (--schemas)"));
        assertThat(checkFor("99.1.0", domain("<disk/>"))).extracting(Finding::severity).containsExactly(Severity.ERROR);
    }

    @Test
    void aMisspeltTextIsMetWithTheNearestOne() {
        assertThat(check(domain("").replace("  <os>", "  <on_crash>restrat</on_crash>\n  <os>"))).singleElement()
                .satisfies(finding -> {
                    assertThat(finding.message()).startsWith("<on_crash> (line 4): 'restrat' is invalid; must be equal to ");
                    assertThat(finding.fix()).isEqualTo("did you mean \"restart\"?");
                });
    }

    @Test
    void aValueThatTheSchemaRefusesIsOneFindingWithTheRulesToo() {
        Schemas.domainRng("9.0.0");
        DomainDocument document = DomainDocument.parse(domain("<video>\n  <model type='qxk'/>\n</video>"));
        assertThat(DomainValidator.forTarget(BOOKWORM).validate(document)).extracting(Finding::rule).containsExactly("schema");
    }

    @Test
    void whatAValueMayBeIsListedInTheSameOrderInEveryRun() {
        assertThat(check(domain("""
                <video>
                  <model type='qxl'/>
                  <address type='pci' domain='0x0000' bus='0x00' slot='0x01' function='0x8'/>
                </video>"""))).singleElement().satisfies(finding -> assertThat(finding.message())
                        .matches("<address> \\(line 10\\): value '0x8' of attribute \"function\" is invalid; must be a string matching .* or must be an integer"
                                + ".* \\(schema of libvirt 9.0.0\\)"));
    }

    /** A validator remembers what it has accepted lately; in whichever order documents come, each gets the same findings. */
    @Test
    void whatWasCheckedBeforeChangesNothing() throws IOException {
        Path directory = Schemas.domainRng("9.0.0").getParent();
        List<DomainDocument> documents = new ArrayList<>();
        for (Path file : Corpus.documents()) {
            documents.add(DomainDocument.parse(file));
        }
        DomainValidator one = DomainValidator.forTarget(BOOKWORM).withSchemas(directory);
        DomainValidator other = DomainValidator.forTarget(BOOKWORM).withSchemas(directory);
        Map<DomainDocument, List<Finding>> found = new IdentityHashMap<>();
        documents.forEach(document -> found.put(document, one.validateSchema(document)));
        Collections.reverse(documents);
        for (DomainDocument document : documents) {
            assertThat(other.validateSchema(document)).as("%s", document.root().path()).isEqualTo(found.get(document));
        }
        assertThat(found.values()).anyMatch(List::isEmpty).anyMatch(findings -> !findings.isEmpty());
    }

    /** The same characters mean something else where their prefix is bound otherwise. */
    @Test
    void whatIsRememberedIsNotTakenForAnotherNamespace() {
        String text = domain("").replace("</domain>", "<qemu:commandline><qemu:arg value='-x'/></qemu:commandline></domain>");
        String ours = text.replaceFirst("<domain", "<domain xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'");
        String others = text.replaceFirst("<domain", "<domain xmlns:qemu='urn:other'");
        assertThat(check(ours)).isEmpty();
        assertThat(check(others)).extracting(Finding::path).containsExactly("/domain/qemu:commandline");
        assertThat(check(ours)).isEmpty();
        String inDefault = domain("<video>\n  <model type='none'/>\n</video>");
        assertThat(check(inDefault)).isEmpty();
        assertThat(check(inDefault.replace("<devices>", "<devices xmlns='urn:other'>"))).isNotEmpty();
    }

    @Test
    void aHostsOwnSchemasAreTakenWhateverTheTarget() throws IOException {
        Path directory = Schemas.domainRng("9.0.0").getParent();
        assertThat(DomainValidator.forTarget(HypervisorTarget.of("11.3.0", null)).withRuleSet(RuleSet.none())
                .withSchemas(directory).validate(DomainDocument.parse(NEW_IN_9_5))).singleElement()
                .satisfies(finding -> assertThat(finding.message()).contains("(schema in " + directory + ")"));
    }

    @Test
    void aDirectoryWithoutASchemaIsRefused(@TempDir Path directory) throws IOException {
        DomainValidator validator = DomainValidator.forTarget(BOOKWORM);
        assertThatThrownBy(() -> validator.withSchemas(directory)).isInstanceOf(NoSuchFileException.class)
                .hasMessage(directory.resolve("domain.rng") + ": " + directory + " has no domain.rng; libvirt installs its schemas in "
                        + "/usr/share/libvirt/schemas");
        Files.writeString(directory.resolve("domain.rng"), "<grammar xmlns='http://relaxng.org/ns/structure/1.0'>\n<oops/></grammar>");
        assertThatThrownBy(() -> validator.withSchemas(directory)).isInstanceOf(IOException.class)
                .hasMessageStartingWith(directory.resolve("domain.rng") + ":2:8: not a RELAX NG schema: ");
        Files.writeString(directory.resolve("domain.rng"), "<grammar xmlns='http://relaxng.org/ns/structure/1.0'>"
                + "<include href='../elsewhere.rng'/></grammar>");
        assertThatThrownBy(() -> validator.withSchemas(directory)).isInstanceOf(IOException.class)
                .hasMessageContaining("no schema file");
    }

    @Test
    void theSchemaOfTheBuildersOwnLibvirtIsTakenForWhatItIs() {
        LibvirtSchemas host = LibvirtSchemas.of(name -> new ByteArrayInputStream("host\n".getBytes(StandardCharsets.UTF_8)));
        assertThat(host.releaseFor(BOOKWORM.libvirt())).map(LibvirtSchemas.Release::title)
                .hasValue("schema of the libvirt on the machine that built this");
    }
}
