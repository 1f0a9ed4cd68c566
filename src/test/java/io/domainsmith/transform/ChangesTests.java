package io.domainsmith.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.RandomEdits;
import io.domainsmith.model.Address;
import io.domainsmith.model.AddressType;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Interface;
import io.domainsmith.model.InterfaceModel;
import io.domainsmith.model.InterfaceType;
import io.domainsmith.model.OnOff;
import io.domainsmith.model.VideoModel;
import io.domainsmith.model.VideoModelType;
import io.domainsmith.validate.ValidationLevel;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A change is told if and only if the text has another content. */
class ChangesTests {

    private static final DomainDocument DOCUMENT = DomainDocument.parse("""
            <domain type='kvm' xmlns:house='urn:house'>
              <name>guest</name>
              <memory unit='MiB'>512</memory>
              <os>
                <type arch='x86_64' machine='q35'>hvm</type>
              </os>
              <devices>
                <!-- the LAN -->
                <interface type='user'>
                  <mac   address="52:54:00:00:00:01"/> <!-- on the label -->
                  <address type='pci' domain='0x0000' bus='0x00' slot='0x05' function='0x0'/>
                </interface>
                <interface type='user'>
                  <mac address='52:54:00:00:00:02'/>
                  <address type='pci' domain='0x0000' bus='0x00' slot='0x06' function='0x0'/>
                </interface>
                <input type='tablet' bus='usb'/>
                <input type='mouse' bus='usb'/>
                <input type='keyboard' bus='usb'/>
                <video>
                  <model type="qxl" heads='1' house:note='asked for'/>
                  <address type='pci' domain='0x0000' bus='0x00' slot='0x02' function='0x0'/>
                </video>
              </devices>
              <seclabel type='dynamic' model='dac'>
                <label>one</label>
              </seclabel>
            </domain>
            """);

    private interface Edit {
        void of(Domain domain) throws IllegalAccessException;
    }

    private static Transformer step(Edit edit) {
        return Transformer.of("edit", "Edits.", (domain, context) -> {
            try {
                edit.of(domain);
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static TransformResult apply(Edit... edits) {
        return Pipeline.of(Stream.of(edits).map(ChangesTests::step).toList()).withValidation(ValidationLevel.WARN).apply(DOCUMENT);
    }

    private static List<String> rules(TransformResult result) {
        return result.findings().stream().map(finding -> finding.rule()).toList();
    }

    static List<Edit> equalObjects() {
        return List.of(
                domain -> domain.getDevices().getVideos().get(0).setModel(new VideoModel().withType(VideoModelType.QXL).withHeads("1")),
                domain -> domain.getDevices().getVideos().replaceAll(RandomEdits::copy),
                domain -> domain.getDevices().getInterfaces().replaceAll(RandomEdits::copy),
                domain -> domain.getDevices().getInterfaces().forEach(one -> one.setAddress(RandomEdits.copy(one.getAddress()))),
                domain -> domain.getDevices().getInterfaces().add(1, RandomEdits.copy(domain.getDevices().getInterfaces().remove(1))),
                domain -> domain.setOs(RandomEdits.copy(domain.getOs())),
                domain -> domain.setDevices(RandomEdits.copy(domain.getDevices())),
                RandomEdits::copyAll);
    }

    @ParameterizedTest
    @MethodSource("equalObjects")
    void anEqualObjectIsNoChange(Edit edit) {
        TransformResult result = apply(edit);
        assertThat(result.changes()).isEmpty();
        assertThat(rules(result)).doesNotContain(Pipeline.MOVED_DEVICE_RULE);
        assertThat(result.document()).isSameAs(DOCUMENT);
    }

    @Test
    void anEditOfAnEqualObjectIsAnEditOfTheElementThatItStandsFor() {
        TransformResult result = apply(RandomEdits::copyAll,
                domain -> domain.getDevices().getInterfaces().get(1).getAddress().setSlot("0x07"),
                RandomEdits::copyAll,
                domain -> domain.getDevices().getVideos().get(0).getModel().setHeads("2"));
        assertThat(result.changes()).extracting(Change::kind, Change::path, Change::before, Change::after).containsExactly(
                tuple("changed", "/domain/devices/interface[2]/address/@slot", "0x06", "0x07"),
                tuple("changed", "/domain/devices/video/model/@heads", "1", "2"));
        assertThat(result.document().toXml())
                .isEqualTo(DOCUMENT.toXml().replace("slot='0x06'", "slot='0x07'").replace("heads='1'", "heads='2'"));
    }

    @Test
    void anEqualDeviceInAnotherPlaceIsMoved() {
        TransformResult result = apply(domain -> {
            List<Interface> cards = domain.getDevices().getInterfaces();
            cards.replaceAll(RandomEdits::copy);
            Collections.reverse(cards);
        });
        assertThat(result.changes()).extracting(Change::kind, Change::path, Change::before).containsExactly(
                tuple("moved", "/domain/devices/interface[1]", "/domain/devices/interface[2]"));
        assertThat(result.document().toXml()).contains("""
                    <interface type='user'>
                      <mac address='52:54:00:00:00:02'/>
                      <address type='pci' domain='0x0000' bus='0x00' slot='0x06' function='0x0'/>
                    </interface>
                    <!-- the LAN -->
                    <interface type='user'>
                      <mac   address="52:54:00:00:00:01"/> <!-- on the label -->
                """.indent(0));
        assertThat(rules(result)).doesNotContain(Pipeline.MOVED_DEVICE_RULE);
    }

    @Test
    void whatStandsWhereItStoodIsNotMoved() {
        TransformResult result = apply(domain -> Collections.reverse(domain.getDevices().getInputs()));
        assertThat(result.changes()).extracting(Change::kind, Change::path, Change::before).containsExactly(
                tuple("moved", "/domain/devices/input[1]", "/domain/devices/input[3]"),
                tuple("moved", "/domain/devices/input[3]", "/domain/devices/input[1]"));
        assertThat(result.document().domain().getDevices().getInputs()).extracting(input -> input.getType().value())
                .containsExactly("keyboard", "mouse", "tablet");
    }

    /** The object of an address, put into a new card that is equal but for its model. */
    @Test
    void anAddressThatIsKeptIsNotMoved() {
        TransformResult result = apply(domain -> {
            Interface old = domain.getDevices().getInterfaces().get(1);
            domain.getDevices().getInterfaces().set(1, new Interface().withType(old.getType()).withMac(old.getMac())
                    .withModel(new InterfaceModel().withType("e1000e")).withAddress(old.getAddress()));
        });
        assertThat(result.changes()).extracting(Change::kind, Change::path).containsExactly(tuple("changed", "/domain/devices/interface[2]"));
        assertThat(rules(result)).doesNotContain(Pipeline.MOVED_DEVICE_RULE);
    }

    @ParameterizedTest
    @MethodSource("io.domainsmith.Corpus#documents")
    void equalObjectsThroughoutAreNoChange(Path file) throws Exception {
        DomainDocument document = DomainDocument.parse(file);
        assumeTrue(document.gaps().isEmpty());
        TransformResult result = Pipeline.of(step(RandomEdits::copyAll)).withValidation(ValidationLevel.OFF).apply(document);
        assertThat(result.changes()).isEmpty();
        assertThat(result.document()).isSameAs(document);
    }

    @ParameterizedTest
    @MethodSource("io.domainsmith.Corpus#documents")
    void whatIsToldIsADifference(Path file) throws Exception {
        DomainDocument document = DomainDocument.parse(file);
        assumeTrue(document.gaps().isEmpty());
        Random random = new Random(file.getFileName().toString().hashCode());
        Transformer edit = step(domain -> RandomEdits.make(domain, random));
        Transformer copy = step(domain -> RandomEdits.copySome(domain, random));
        for (int round = 0; round < 4; round++) {
            TransformResult result = Pipeline.of(edit, copy, edit).withValidation(ValidationLevel.OFF).apply(document);
            assertThat(result.changes()).allSatisfy(change -> assertThat(change.before()).isNotEqualTo(change.after()));
            // two steps may undo each other's edits
            if (result.changes().isEmpty()) {
                assertThat(result.document()).isSameAs(document);
            }
        }
    }

    private static Edit slotOfTheSecond(String slot) {
        return domain -> domain.getDevices().getInterfaces().get(1).getAddress().setSlot(slot);
    }

    private static List<String> moved(TransformResult result) {
        return result.findings().stream().filter(finding -> finding.rule().equals(Pipeline.MOVED_DEVICE_RULE))
                .map(finding -> finding.line() + " " + finding.path()).toList();
    }

    @Test
    void aCardThatIsMovedAndMovedBackIsWhereItWas() {
        TransformResult result = apply(slotOfTheSecond("0x07"), slotOfTheSecond("0x06"));
        assertThat(result.changes()).extracting(Change::before, Change::after).containsExactly(tuple("0x06", "0x07"), tuple("0x07", "0x06"));
        assertThat(result.document()).isSameAs(DOCUMENT);
        assertThat(moved(result)).isEmpty();
    }

    @Test
    void anotherWayToWriteAnAddressMovesNothing() {
        TransformResult result = apply(slotOfTheSecond("6"),
                domain -> domain.getDevices().getInterfaces().get(1).getAddress().setMultifunction(OnOff.OFF));
        assertThat(result.changes()).hasSize(2);
        assertThat(moved(result)).isEmpty();
    }

    @Test
    void aMovedCardIsToldOfWhereItStandsInTheResult() {
        assertThat(moved(apply(slotOfTheSecond("0x07"), domain -> domain.getDevices().getInterfaces().remove(0))))
                .containsExactly("9 /domain/devices/interface");
    }

    @Test
    void aNewCardInAnotherPlaceWithTheMacAddressOfAnOldOneIsThatOne() {
        assertThat(moved(apply(domain -> {
            Interface copy = RandomEdits.copy(domain.getDevices().getInterfaces().remove(0));
            copy.getMac().setAddress(copy.getMac().getAddress().toUpperCase(Locale.ROOT));
            copy.getAddress().setBus("0x01");
            domain.getDevices().getInterfaces().add(copy);
        }))).containsExactly("13 /domain/devices/interface[2]");
    }

    @Test
    void aMovedCardIsFoundAgainBehindAStepThatWorksOnTheText() {
        Transformer rewrite = Transformer.of("rewrite", "Rewrites the text.", (domain, context) -> context.replace(
                DomainDocument.parse(context.current(domain).toXml().replace("slot='0x06'", "slot='0x07'").replace("<mac address='52:54:00:00:00:02'/>", ""))));
        Transformer again = step(domain -> domain.getDevices().getInterfaces().get(0).getAddress().setSlot("0x08"));
        TransformResult result = Pipeline.of(rewrite, again).withValidation(ValidationLevel.WARN).apply(DOCUMENT);
        assertThat(moved(result)).containsExactly("9 /domain/devices/interface[1]");
    }

    @Test
    void anAddressWhereLibvirtChoseOneBeforeIsNotAnother() {
        assertThat(moved(apply(domain -> domain.getDevices().getInterfaces().add(new Interface().withType(InterfaceType.USER)),
                domain -> domain.getDevices().getInterfaces().get(2).setAddress(new Address().withType(AddressType.PCI).withSlot("9"))))).isEmpty();
    }

    @Test
    void aCardWithoutItsAddressMayGetAnother() {
        assertThat(moved(apply(domain -> domain.getDevices().getInterfaces().get(0).setAddress(null))))
                .containsExactly("9 /domain/devices/interface[1]");
    }
}
