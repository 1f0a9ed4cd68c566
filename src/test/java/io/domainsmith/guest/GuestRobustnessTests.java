package io.domainsmith.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A document that was parsed never causes an exception, whatever its attributes say. */
class GuestRobustnessTests {

    private static final Pattern ATTRIBUTE = Pattern.compile(" (?!xmlns)[\\w:]+='([^']*)'");

    @ParameterizedTest
    @ValueSource(strings = {"win11-annotated.xml", "rocky-live-dumpxml.xml", "win10-q35.pre-install.modern.xml"})
    void every_attribute_may_be_nonsense_or_missing(String name) throws IOException {
        String text = Files.readString(Path.of("testdata", name));
        List<MatchResult> attributes = ATTRIBUTE.matcher(text).results().toList();
        assertThat(attributes).hasSizeGreaterThan(100);
        for (MatchResult attribute : attributes) {
            read(text.substring(0, attribute.start()) + text.substring(attribute.end()));
            for (String nonsense : List.of("", "-1", "99999999999999999999", "\u00fc,=%/")) {
                read(text.substring(0, attribute.start(1)) + nonsense + text.substring(attribute.end(1)));
            }
        }
    }

    @Test
    void devices_without_anything() {
        String devices = "<disk/><interface/><graphics/><video/><tpm/><hostdev/><memballoon/>";
        String children = "<source/><target/><address/><alias/><boot/><driver/><model/><listen/><gl/><backend/><mac/><readonly/><serial/>";
        Guest guest = read("<domain type='kvm'><name/><uuid/><memory/><currentMemory/><maxMemory/><vcpu/><vcpus/><cpu/><os><type/><loader/>"
                + "<nvram/><firmware/><boot/></os><devices>" + devices + devices.replace("/>", ">" + children + "</x>")
                        .replaceAll("<(\\w+)>((?:<\\w+/>)+)</x>", "<$1>$2</$1>") + "</devices></domain>");
        assertThat(guest.disks()).hasSize(2);
        assertThat(guest.hostdevs()).hasSize(2);
    }

    @Test
    void devices_in_two_places() {
        Guest guest = read("<domain type='kvm'><devices><disk/><graphics type='vnc'/></devices><devices><disk/><graphics type='spice'/></devices></domain>");
        assertThat(guest.disks()).hasSize(2);
        assertThat(guest.graphics()).extracting(Guest.Graphics::type).containsExactly("vnc", "spice");
    }

    private static Guest read(String xml) {
        DomainDocument document = DomainDocument.parse(xml);
        Guest guest = Guest.of(document, HypervisorTarget.of("9.0.0", "7.2.0"));
        assertThat(List.of(guest.toString(), guest.memory(), guest.maximumMemory(), guest.hotplugMemoryLimit(), guest.vcpus(), guest.firmware(),
                guest.disks().toString(), guest.interfaces().toString(), guest.graphics().toString(), guest.videos().toString(),
                guest.tpms().toString(), guest.hostdevs().toString(), guest.displays().all())).isNotNull();
        return guest;
    }
}
