package io.domainsmith.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.Corpus;
import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.ParseException;
import io.domainsmith.model.Devices;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Interface;
import io.domainsmith.pci.PciAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** What a guest says of libvirt's own test documents: something of each, and of an input what libvirt makes of it. */
class GuestAgreementTests {

    private static final Map<String, String> OUTPUTS = Map.of("qemuxml2argvdata", "qemuxml2xmloutdata",
            "genericxml2xmlindata", "genericxml2xmloutdata");

    private static Optional<Guest> read(Path file) throws IOException {
        return parse(file).map(Guest::of);
    }

    private static Optional<DomainDocument> parse(Path file) throws IOException {
        try {
            return Optional.of(DomainDocument.parse(file));
        } catch (ParseException e) {
            return Optional.empty();   // not a domain: a capability, a snapshot
        }
    }

    @Test
    void every_document_of_libvirts_tests_has_facts() throws IOException {
        int read = 0;
        for (Path file : Corpus.documents()) {
            Optional<Guest> guest = read(file);
            if (guest.isPresent()) {
                read++;
                assertThat(facts(guest.get())).as(file.toString()).isNotEmpty();
                assertThat(guest.get().toString()).isNotBlank();
                assertThat(guest.get().displays().all()).isNotNull();
            }
        }
        assertThat(read).isGreaterThan(1600);
    }

    /** libvirt fills gaps and never contradicts a fact: where the input already has one, the output has the same. */
    @Test
    void what_libvirt_makes_of_a_document_agrees() throws IOException {
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        for (Path in : Corpus.documents()) {
            String folder = in.getParent().getFileName().toString();
            Path out = in.resolveSibling("..").resolve(OUTPUTS.getOrDefault(folder, "none")).resolve(in.getFileName());
            if (!Files.exists(out) || read(in).isEmpty()) {
                continue;
            }
            Map<String, String> before = facts(read(in).orElseThrow());
            Map<String, String> after = facts(read(out).orElseThrow());
            for (Map.Entry<String, String> fact : before.entrySet()) {
                compared++;
                if (!fact.getValue().equals(after.get(fact.getKey())) && !isKnown(in, fact.getKey())) {
                    wrong.add(in.getFileName() + ": " + fact + ", libvirt: " + after.get(fact.getKey()));
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(compared).isGreaterThan(6_000);
    }

    /** Facts that the input does not have: the machine of the host, the type of a drive without a medium, a model in capitals. */
    private static boolean isKnown(Path file, String fact) {
        return switch (file.getFileName().toString()) {
            case "default-kvm-host-arch.xml", "default-qemu-host-arch.xml" -> fact.equals("family");
            case "disk-source-pool.xml" -> fact.equals("disk hdc type");
            case "net-many-models.xml" -> fact.equals("nic 3 model");
            default -> false;
        };
    }

    /** The form of a PCI address is the one that PciAddress reads and prints. */
    @Test
    void pci_addresses_are_those_of_the_planner() throws IOException {
        int compared = 0;
        for (Path file : Corpus.documents()) {
            Optional<DomainDocument> document = parse(file);
            List<Interface> typed = document.map(DomainDocument::domain).map(Domain::getDevices).map(Devices::getInterfaces).orElse(List.of());
            for (int i = 0; i < typed.size(); i++) {
                Optional<PciAddress> address = PciAddress.of(typed.get(i).getAddress());
                if (address.isPresent() && address.get().compareTo(PciAddress.parse("00:00.0")) > 0) {
                    compared++;
                    assertThat(Guest.of(document.get()).interfaces().get(i).address()).as(file.toString())
                            .hasToString("Optional[" + address.get() + "]");
                }
            }
        }
        assertThat(compared).isGreaterThan(100);
    }

    private static Map<String, String> facts(Guest guest) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("type", guest.type());
        facts.put("name", guest.name());
        guest.uuid().ifPresent(uuid -> facts.put("uuid", uuid.toString()));
        facts.put("family", guest.machine().family());
        guest.memory().ifPresent(bytes -> facts.put("memory", String.valueOf(bytes)));
        guest.maximumMemory().ifPresent(bytes -> facts.put("maximum memory", String.valueOf(bytes)));
        guest.hotplugMemoryLimit().ifPresent(bytes -> facts.put("hotplug memory", String.valueOf(bytes)));
        put(facts, "slots", guest.memorySlots());
        put(facts, "vcpus", guest.vcpus());
        put(facts, "maximum vcpus", guest.maximumVcpus());
        put(facts, "cpu model", guest.cpuModel());
        put(facts, "firmware", guest.firmware().kind());
        put(facts, "secure boot", guest.firmware().secureBoot());
        put(facts, "enrolled keys", guest.firmware().enrolledKeys());
        put(facts, "loader", guest.firmware().loader());
        put(facts, "nvram", guest.firmware().nvram());
        for (Guest.Disk disk : guest.disks()) {
            String at = "disk " + disk.target().orElse("?") + " ";
            facts.put(at + "device", disk.device());
            facts.put(at + "type", disk.type());
            put(facts, at + "source", disk.source());
            put(facts, at + "format", disk.format());
            put(facts, at + "bus", disk.bus());
            put(facts, at + "serial", disk.serial());
            put(facts, at + "boot", disk.bootOrder());
            put(facts, at + "address", disk.address().filter(one -> one.toString().contains(":")));
            facts.put(at + "read-only", String.valueOf(disk.isReadOnly()));
        }
        for (int i = 0; i < guest.interfaces().size(); i++) {
            Guest.Interface nic = guest.interfaces().get(i);
            facts.put("nic " + i + " type", nic.type());
            put(facts, "nic " + i + " source", nic.source());
            put(facts, "nic " + i + " mac", nic.mac());
            put(facts, "nic " + i + " model", nic.model());
            put(facts, "nic " + i + " boot", nic.bootOrder());
        }
        for (int i = 0; i < guest.graphics().size(); i++) {
            facts.put("graphics " + i, guest.graphics().get(i).toString());
        }
        for (int i = 0; i < guest.videos().size(); i++) {
            put(facts, "video " + i, guest.videos().get(i).model());
        }
        for (int i = 0; i < guest.tpms().size(); i++) {
            Guest.Tpm tpm = guest.tpms().get(i);
            facts.put("tpm " + i, tpm.backend());
            put(facts, "tpm model " + i, tpm.model());
            put(facts, "tpm version " + i, tpm.version());
            put(facts, "tpm source " + i, tpm.source());
        }
        for (int i = 0; i < guest.hostdevs().size(); i++) {
            Guest.Hostdev hostdev = guest.hostdevs().get(i);
            facts.put("hostdev " + i, hostdev.mode() + " " + hostdev.type() + " " + hostdev.isManaged());
            put(facts, "hostdev model " + i, hostdev.model());
            put(facts, "hostdev source " + i, hostdev.source());
        }
        return facts;
    }

    private static void put(Map<String, String> facts, String name, Optional<?> value) {
        value.ifPresent(one -> facts.put(name, one.toString()));
    }

    private static void put(Map<String, String> facts, String name, OptionalInt value) {
        value.ifPresent(one -> facts.put(name, String.valueOf(one)));
    }
}
