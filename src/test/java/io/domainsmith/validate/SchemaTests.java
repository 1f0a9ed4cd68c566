package io.domainsmith.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import java.io.ByteArrayInputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class SchemaTests {

    private static final HypervisorTarget BOOKWORM = HypervisorTarget.of("9.0.0", "7.2.0");

    private static List<Finding> check(String xml) {
        return DomainValidator.forTarget(BOOKWORM).withRules(RuleSet.none()).validate(DomainDocument.parse(xml));
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
                "/domain/devices/hostdev/@displai", "X", "X"));
    }

    @Test
    void aWrongValueIsNamed() {
        assertThat(check(domain("<video>\n  <model type='qxk'/>\n</video>"))).containsExactly(
                new Finding("schema", Severity.ERROR, Consequence.REFUSED, 9, 14, "/domain/devices/video/model/@type", "X", "X"));
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
                """)).containsExactly(new Finding("schema", Severity.ERROR, Consequence.REFUSED, 7, 3, "/domain/hostdev", "X", "X"));
    }

    @Test
    void anUnknownElementIsOneFinding() {
        assertThat(check(domain("<vidio>\n  <model type='qxl' ram='x'/>\n</vidio>"))).containsExactly(
                new Finding("schema", Severity.ERROR, Consequence.REFUSED, 8, 5, "/domain/devices/vidio", "X", "X"));
    }

    @Test
    void textBetweenElementsIsFoundWhereItStands() {
        assertThat(check(domain("<video>\n  stray\n  <model type='qxl'/>\n</video>"))).containsExactly(
                new Finding("schema", Severity.ERROR, Consequence.REFUSED, 9, 7, "/domain/devices/video", "X", "X"));
    }

    @Test
    void aMissingElementIsNamed() {
        assertThat(check("<domain type='kvm'>\n  <name>guest</name>\n</domain>\n")).containsExactly(
                new Finding("schema", Severity.ERROR, Consequence.REFUSED, 1, 1, "/domain", "X", "X"));
    }

    @Test
    void withoutSchemasOneWarningSaysWhatIsMissing() {
        LibvirtSchemas none = new LibvirtSchemas(name -> name.equals("releases") ? new ByteArrayInputStream(new byte[0]) : null);
        DomainDocument document = DomainDocument.parse("<domain type='kvm'/>");
        assertThat(DomainValidator.forTarget(BOOKWORM).withRules(RuleSet.none()).withSchemas(none).validate(document))
                .containsExactly(new Finding("schema-missing", Severity.WARNING, Consequence.ADVICE, 1, 1, "/domain",
                        "not checked against a schema: this build carries no RELAX NG schemas of libvirt (wanted for 9.0.0: "
                                + "that release or an older one)",
                        "run schemas/fetch, which tells what it cannot find (LIBVIRT_SCHEMAS=DIR names a folder that has "
                                + "domain.rng; Debian's libvirt0 up to 9.0.0 and libvirt-common after it carry one), and build "
                                + "again"));
        assertThat(new LibvirtSchemas(name -> null).releaseFor(null)).isEmpty();
    }

    @Test
    void theNewestReleaseThatIsNotNewerIsChosen() {
        LibvirtSchemas two = new LibvirtSchemas(name -> new ByteArrayInputStream("9.0.0\n11.3.0\n".getBytes()));
        assertThat(two.releaseFor(null)).map(Object::toString).hasValue("11.3.0");
        assertThat(two.releaseFor(HypervisorTarget.of("8.0", null).libvirt())).map(Object::toString).hasValue("9.0.0");
        assertThat(two.releaseFor(HypervisorTarget.of("11.2.9", null).libvirt())).map(Object::toString).hasValue("9.0.0");
        assertThat(two.releaseFor(HypervisorTarget.of("12.0", null).libvirt())).map(Object::toString).hasValue("11.3.0");
    }

    @Test
    void aSchemaIsCompiledOnce() {
        LibvirtSchemas schemas = LibvirtSchemas.bundled();
        assertThat(schemas.schema(BOOKWORM.libvirt())).isSameAs(schemas.schema(BOOKWORM.libvirt()));
    }
}
