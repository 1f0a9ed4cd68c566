package io.domainsmith.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.validate.FleetFinding.Place;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FleetValidatorTests {

    private static final String UUID_A = "6f2c7d60-3c9e-4d9b-8f0a-0123456789ab";
    private static final String UUID_B = "7a2c7d60-3c9e-4d9b-8f0a-0123456789ab";

    private static String domain(String name, String uuid, String devices) {
        return """
                <domain type='kvm'>
                  <name>%s</name>
                  %s
                  <devices>
                    %s
                  </devices>
                </domain>
                """.formatted(name, uuid.isEmpty() ? "" : "<uuid>" + uuid + "</uuid>", devices);
    }

    private static List<FleetFinding> fleet(String... documents) {
        Map<String, HostClaims> claims = new LinkedHashMap<>();
        for (String xml : documents) {
            claims.put((char) ('a' + claims.size()) + ".xml", HostClaims.of(DomainDocument.parse(xml)));
        }
        return FleetValidator.validate(claims);
    }

    private static void assertOne(String rule, String message, List<FleetFinding> findings) {
        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.rule()).isEqualTo(rule);
            assertThat(finding.message()).isEqualTo(message);
        });
    }

    @Test
    void oneMdevInTwoDomains() {
        String mdev = "<hostdev mode='subsystem' type='mdev' model='vfio-pci'><source><address uuid='%s'/></source></hostdev>";
        assertThat(fleet(domain("one", UUID_A, mdev.formatted("fff6f017-3417-4ad3-b05e-17ae3e1a4615")),
                domain("two", UUID_B, mdev.formatted("FFF6F01734174AD3B05E17AE3E1A4615")))).containsExactly(new FleetFinding(
                "fleet-mdev-uuid", Severity.WARNING, Consequence.FAILS_AT_START,
                List.of(new Place("a.xml", 5, 77, "/domain/devices/hostdev/source/address/@uuid"),
                        new Place("b.xml", 5, 77, "/domain/devices/hostdev/source/address/@uuid")),
                "mdev fff6f017-3417-4ad3-b05e-17ae3e1a4615 belongs to several domains, of which only one can run at a time: 'one' "
                        + "(a.xml, line 5), 'two' (b.xml, line 5)",
                "give each domain a mediated device of its own"));
    }

    @Test
    void oneMacInTwoDomains() {
        assertOne("fleet-mac", "the MAC address 52:54:00:0a:00:01 belongs to several domains: 'one' (a.xml, line 5), 'two' (b.xml, "
                + "line 5)", fleet(domain("one", "", "<interface type='network'><mac address='52:54:00:0A:00:01'/></interface>"),
                domain("two", "", "<interface type='bridge'><mac address='52:54:0:a:0:1'/></interface>")));
    }

    @Test
    void teamedCardsOfOneDomainShareTheirAddress() {
        assertThat(fleet(domain("one", "", "<interface><mac address='52:54:00:0a:00:01'/></interface>"
                + "<interface><mac address='52:54:00:0a:00:01'/></interface>"), domain("two", "", ""))).isEmpty();
    }

    @Test
    void oneImageThatTwoDomainsWrite() {
        String disk = "<disk type='file'><source file='/var/lib/libvirt/images/%s.qcow2'/><target dev='vda'/>%s</disk>";
        assertOne("fleet-writable-disk", "/var/lib/libvirt/images/x.qcow2 is written by several domains: 'one' (a.xml, line 5), "
                + "'two' (b.xml, line 5)", fleet(domain("one", "", disk.formatted("x", "")), domain("two", "", disk.formatted("/./x", ""))));
        for (String shared : List.of("<readonly/>", "<shareable/>", "<transient/>")) {
            assertThat(fleet(domain("one", "", disk.formatted("x", "")), domain("two", "", disk.formatted("x", shared)))).isEmpty();
        }
        String cdrom = disk.formatted("x", "").replace("<disk ", "<disk device='cdrom' ");
        assertThat(fleet(domain("one", "", cdrom), domain("two", "", cdrom))).isEmpty();
    }

    @Test
    void imagesThatAreNoFiles() {
        assertOne("fleet-writable-disk", "volume v of pool p is written by several domains: 'one' (a.xml, line 5), 'two' (b.xml, line 5)",
                fleet(domain("one", "", "<disk type='volume'><source pool='p' volume='v'/></disk>"),
                        domain("two", "", "<disk type='volume'><source pool='p' volume='v'/></disk>")));
        String rbd = "<disk type='network'><source protocol='rbd' name='pool/%s'><host name='ceph' port='6789'/></source></disk>";
        assertOne("fleet-writable-disk", "rbd pool/x on ceph:6789 is written by several domains: 'one' (a.xml, line 5), 'two' (b.xml, "
                + "line 5)", fleet(domain("one", "", rbd.formatted("x")), domain("two", "", rbd.formatted("x"))));
        assertThat(fleet(domain("one", "", rbd.formatted("x")), domain("two", "", rbd.formatted("y")))).isEmpty();
        String nvram = "<domain><name>%s</name><os><nvram>/var/lib/libvirt/qemu/nvram/x.fd</nvram></os></domain>";
        assertOne("fleet-writable-disk", "/var/lib/libvirt/qemu/nvram/x.fd is written by several domains: 'one' (a.xml, line 1), "
                + "'two' (b.xml, line 1)", fleet(nvram.formatted("one"), nvram.formatted("two")));
        String file = "<domain><name>%s</name><os><nvram type='file'><source file='/x.fd'/></nvram></os></domain>";
        assertOne("fleet-writable-disk", "/x.fd is written by several domains: 'one' (a.xml, line 1), 'two' (b.xml, line 1)",
                fleet(file.formatted("one"), file.formatted("two")));
    }

    @Test
    void oneUuidOfTwoDomains() {
        assertThat(fleet(domain("one", UUID_A, ""), domain("two", UUID_A.toUpperCase(java.util.Locale.ROOT), ""))).singleElement()
                .satisfies(finding -> {
                    assertThat(finding.rule()).isEqualTo("fleet-domain-uuid");
                    assertThat(finding.severity()).isEqualTo(Severity.ERROR);
                    assertThat(finding.message()).isEqualTo("the uuid " + UUID_A + " belongs to domains of different names: 'one' "
                            + "(a.xml, line 3), 'two' (b.xml, line 3)");
                });
    }

    @Test
    void oneNameOfTwoDomains() {
        assertOne("fleet-domain-name", "the name 'one' belongs to several domains: 'one' (a.xml, line 2), 'one' (b.xml, "
                + "line 2)", fleet(domain("one", UUID_A, ""), domain("one", UUID_B, "")));
    }

    @Test
    void versionsOfOneDomainShareWhatTheyClaim() {
        String disk = "<disk type='file'><source file='/a.qcow2'/></disk>";
        assertOne("fleet-domain-twice", "the domain of uuid " + UUID_A + " is described more than once, and the last definition "
                + "counts: 'one' (a.xml, line 3), 'one' (b.xml, line 3)",
                fleet(domain("one", UUID_A, disk), domain("one", UUID_A, disk)));
        assertThat(fleet(domain("one", "", disk), domain("one", "", disk))).isEmpty();
    }

    @Test
    void fourAreAllNamed() {
        String disk = "<disk type='file'><source file='/x'/><target dev='vda'/></disk>";
        assertOne("fleet-writable-disk", "/x is written by several domains: '1' (a.xml, line 5), '2' (b.xml, line 5), '3' (c.xml, line 5), "
                + "'4' (d.xml, line 5)", fleet(domain("1", "", disk), domain("2", "", disk), domain("3", "", disk), domain("4", "", disk)));
    }

    @Test
    void eachRuleSaysWhatItLooksForAndWhy() {
        assertThat(FleetRule.values()).allSatisfy(rule -> {
            assertThat(rule.description()).endsWith(".");
            assertThat(rule.source()).isNotBlank();
        });
    }

    @Test
    void manyCopiesAreOneFinding() {
        String[] copies = new String[7];
        for (int i = 0; i < copies.length; i++) {
            copies[i] = domain("vm" + i, "", "<interface><mac address='52:54:00:0a:00:01'/></interface>");
        }
        assertThat(fleet(copies)).singleElement().satisfies(finding -> {
            assertThat(finding.places()).hasSize(7);
            assertThat(finding.message()).endsWith("'vm3' (d.xml, line 5) and 3 more");
        });
    }
}
