package io.domainsmith.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainsmith.Schemas;
import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import java.io.IOException;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DomainAssertTests {

    private static final String MDEV = "fff6f017-3417-4ad3-b05e-17ae3e1a4615";

    private DomainDocument base;
    private DomainDocument preInstall;
    private DomainDocument finished;

    @BeforeEach
    void read() throws IOException {
        base = DomainDocument.parse(Path.of("testdata/win10-q35.xml"));
        preInstall = DomainDocument.parse(Path.of("testdata/win10-q35.pre-install.modern.xml"));
        finished = DomainDocument.parse(Path.of("testdata/win10-q35.final.modern.xml"));
    }

    @Test
    void what_holds() {
        DomainAssertions.assertThat(base).hasNoMdev().hasOnlyVideo("qxl");
        DomainAssertions.assertThat(finished).hasMdev(MDEV.replace("-", "")).hasOnlyVideo("none")
                .differsFrom(preInstall).onlyIn("/domain/devices/video")
                .differsFrom(base).onlyIn("/domain/devices/video", "/domain/devices/hostdev", "/domain/devices/graphics", "/domain/metadata", "/domain/qemu:override");
    }

    @Test
    void the_mdev() {
        fails(() -> DomainAssertions.assertThat(base).hasMdev(MDEV),
                "Expected domain 'win10-drafting' to have the mdev " + MDEV + ", but it has no mdev");
        fails(() -> DomainAssertions.assertThat(finished).hasMdev("00000000-0000-0000-0000-000000000001"),
                "Expected domain 'win10-drafting' to have the mdev 00000000-0000-0000-0000-000000000001, but it has " + MDEV);
        fails(() -> DomainAssertions.assertThat(finished).hasNoMdev(),
                "Expected domain 'win10-drafting' to have no mdev, but it has " + MDEV);
    }

    @Test
    void the_video() {
        fails(() -> DomainAssertions.assertThat(base).hasOnlyVideo("none"),
                "Expected domain 'win10-drafting' to have one video, none, but it has qxl");
        fails(() -> DomainAssertions.assertThat(DomainDocument.parse("<domain/>")).hasOnlyVideo("none"),
                "Expected domain without a name to have one video, none, but it has no video");
    }

    @Test
    void the_differences() {
        fails(() -> DomainAssertions.assertThat(finished).differsFrom(preInstall).onlyIn("/domain/devices/video/address"), """
                Expected differences only in /domain/devices/video/address, but there is also
                  changed /domain/devices/video/model/@type: qxl -> none
                  removed /domain/devices/video/model/@ram: 65536 -> null
                  removed /domain/devices/video/model/@vram: 65536 -> null
                  removed /domain/devices/video/model/@vgamem: 16384 -> null
                  removed /domain/devices/video/model/@heads: 1 -> null
                  removed /domain/devices/video/model/@primary: yes -> null""");
        fails(() -> DomainAssertions.assertThat(base).differsFrom(base),
                "Expected domain 'win10-drafting' to say something else than its base, but it says the same");
        fails(() -> DomainAssertions.assertThat(base).differsFrom(DomainDocument.parse(base.toXml().replace("  <", "    <"))),
                "Expected domain 'win10-drafting' to say something else than its base, but it says the same");
    }

    @Test
    void validity() {
        Schemas.domainRng("9.0.0");
        HypervisorTarget target = HypervisorTarget.of("9.0.0", "7.2.0");
        DomainAssertions.assertThat(finished).isValidFor(target);
        DomainDocument broken = DomainDocument.parse(base.toXml().replace("<vcpu placement='static'>4", "<vcpu placement='static'>many"));
        assertThatThrownBy(() -> DomainAssertions.assertThat(broken).isValidFor(target)).isInstanceOf(AssertionError.class)
                .hasMessageStartingWith("Expected domain 'win10-drafting' to be valid, but\n  line 12: ").hasMessageContaining("[schema]");
    }

    private static void fails(ThrowingCallable assertion, String message) {
        assertThatThrownBy(assertion).isInstanceOf(AssertionError.class).hasMessage(message);
    }
}
