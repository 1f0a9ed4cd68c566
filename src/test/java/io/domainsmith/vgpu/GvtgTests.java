package io.domainsmith.vgpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.transform.Change;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.transform.TransformResult;
import io.domainsmith.transform.Transformer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xmlunit.builder.DiffBuilder;

class GvtgTests {

    private static final Path TESTDATA = Path.of("testdata");
    private static final String MDEV = "fff6f017-3417-4ad3-b05e-17ae3e1a4615";
    private static final String RENDER_NODE = "/dev/dri/by-path/pci-0000:00:02.0-render";
    private static final HypervisorTarget UNKNOWN = HypervisorTarget.unknown();

    static Stream<String> preInstalls() throws IOException {
        return files(".pre-install.");
    }

    static Stream<String> finals() throws IOException {
        return files(".final.");
    }

    private static Stream<String> files(String part) throws IOException {
        try (Stream<Path> files = Files.list(TESTDATA)) {
            List<String> found = files.map(file -> file.getFileName().toString()).filter(name -> name.contains(part)).sorted().toList();
            assertThat(found).hasSizeGreaterThanOrEqualTo(10);
            return found.stream();
        }
    }

    private static String text(String name) throws IOException {
        return Files.readString(TESTDATA.resolve(name), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("preInstalls")
    void baseToPreInstall(String expected) throws IOException {
        String[] parts = expected.split("\\.");
        GvtgOptions options = GvtgOptions.of(MDEV).withIdiom(Idiom.parse(parts[2]))
                .withRenderNode(expected.contains(".render-node.") ? RENDER_NODE : null);
        Pipeline recipe = Gvtg.preInstall(options, UNKNOWN);

        TransformResult result = recipe.apply(DomainDocument.parse(TESTDATA.resolve(parts[0] + ".xml")));

        assertThat(result.document().toXml()).isEqualTo(text(expected));
        assertThat(recipe.apply(result.document()).document()).isSameAs(result.document());
    }

    @ParameterizedTest
    @MethodSource("finals")
    void preInstallToFinal(String expected) throws IOException {
        Pipeline recipe = Gvtg.finalStage(UNKNOWN);

        TransformResult result = recipe.apply(DomainDocument.parse(TESTDATA.resolve(expected.replace(".final.", ".pre-install."))));

        assertThat(result.document().toXml()).isEqualTo(text(expected));
        assertThat(recipe.apply(result.document()).document()).isSameAs(result.document());
    }

    /** From the guide's idiom to today's: nothing of the guide stays. */
    @ParameterizedTest
    @MethodSource("preInstalls")
    void modernTakesTheGuidesPlace(String before) throws IOException {
        if (!before.contains(".commandline.")) {
            return;
        }
        TransformResult result = Gvtg.preInstall(GvtgOptions.of(MDEV), UNKNOWN).apply(DomainDocument.parse(TESTDATA.resolve(before)));

        // managed is of no consequence to an mdev, and stays; so does the place of what was there, and the guide's SPICE is remembered as it was
        assertThat(DiffBuilder.compare(result.document().toXml().replace(" managed='no'", "").replace(" managed=\"no\"", "")
                .replaceFirst("\n *&lt;gl enable='no' rendernode='[^']*'/&gt;", ""))
                .withTest(text(before.replace(".commandline.", ".modern."))).ignoreWhitespace().build().getDifferences()).isEmpty();
    }

    /** And back again, for a host that knows no override: the guide's arguments, by the alias that the vGPU has by now. */
    @ParameterizedTest
    @ValueSource(strings = {"win10-q35", "fedora-pc", "win11-annotated", "rocky-live-dumpxml", "debian-q35-no-addresses"})
    void theGuidesIdiomTakesTheModernOnesPlace(String base) throws IOException {
        Pipeline recipe = Gvtg.preInstall(GvtgOptions.of(MDEV).withIdiom(Idiom.COMMANDLINE), UNKNOWN);

        DomainDocument result = recipe.apply(DomainDocument.parse(TESTDATA.resolve(base + ".pre-install.modern.xml"))).document();

        assertThat(DiffBuilder.compare(result.toXml().replaceFirst("<alias name=.ua-gvtg./>", ""))
                .withTest(text(base + ".pre-install.commandline.xml").replaceAll(" managed=.no. model=.vfio", " model='vfio")
                        .replaceAll("'vfio-pci\"", "'vfio-pci'").replaceAll("device\\.hostdev[01]\\.", "device.ua-gvtg."))
                .ignoreWhitespace().build().getDifferences()).isEmpty();
        assertThat(recipe.apply(result).document()).isSameAs(result);
    }

    @Test
    void changesSayWhatAndWhy() throws IOException {
        List<Change> changes = Gvtg.finalStage(UNKNOWN)
                .apply(DomainDocument.parse(TESTDATA.resolve("win10-q35.pre-install.modern.xml"))).changes();

        assertThat(changes).containsExactly(
                new Change("replace-video-with-none", "changed", "/domain/devices/video/model",
                        "<model type='qxl' ram='65536' vram='65536' vgamem='16384' heads='1' primary='yes'/>", "<model type='none'/>",
                        "The vGPU is the only display from now on; the screen stays dark until the guest's driver starts."),
                new Change("replace-video-with-none", "removed", "/domain/devices/video/address",
                        "<address type='pci' domain='0x0000' bus='0x00' slot='0x01' function='0x0'/>", null,
                        "libvirt erases everything else that a none video says."));
    }

    @Test
    void aStepOfTheUsersOwnRunsWithTheRecipe() throws IOException {
        Transformer rename = Transformer.of("rename", "Gives the domain another name.",
                (domain, context) -> domain.setName("win10-gvt"));

        TransformResult result = Gvtg.preInstall(GvtgOptions.of(MDEV), UNKNOWN).then(rename)
                .apply(DomainDocument.parse(TESTDATA.resolve("win10-q35.xml")));

        assertThat(result.document().toXml()).isEqualTo(text("win10-q35.pre-install.modern.xml")
                .replaceFirst("<name>[^<]*</name>", "<name>win10-gvt</name>"));
        assertThat(result.changes()).last().isEqualTo(new Change("rename", "changed", "/domain/name", "win10-drafting", "win10-gvt",
                "Gives the domain another name."));
    }

    @Test
    void recipesRefuseWhatTheTargetCannotDo() {
        GvtgOptions modern = GvtgOptions.of(MDEV).withIdiom(Idiom.MODERN);
        assertThatThrownBy(() -> Gvtg.preInstall(modern, HypervisorTarget.of("8.4.0", null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("idiom modern needs libvirt 8.5.0 or later, for <qemu:override>, and the target is libvirt 8.4.0; use idiom gap");
        assertThatThrownBy(() -> Gvtg.preInstall(modern.withIdiom(Idiom.COMMANDLINE), HypervisorTarget.of("9.0.0", "7.2.0")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("idiom commandline does not start with libvirt 9.0.0 and QEMU 7.2.0: -set finds no device that libvirt "
                        + "gives QEMU as JSON; use idiom modern");
        assertThat(Gvtg.preInstall(modern, HypervisorTarget.of("9.0.0", "7.2.0")).steps()).extracting(Transformer::name)
                .containsExactly("migrate-qemu-set-arguments", "declare-qemu-namespace", "insert-mdev-hostdev", "set-vgpu-display",
                        "order-pci-slots", "set-igd-op-region");
    }

    /** -set finds no device that libvirt gives QEMU as JSON, and libvirt before 8.5 drops overrides: both are for a network card here. */
    @Test
    void preInstallMovesTheOptionsOfOtherDevices() {
        String lan = "    <interface type='user'>\n    </interface>\n";
        String named = "    <interface type='user'>\n      <alias name='ua-net0'/>\n    </interface>\n";
        String set = Guest.commandline("-set", "device.net0.tx=bh");
        String override = Guest.override("ua-net0", "name='tx' type='string' value='bh'");
        for (GvtgOptions options : List.of(GvtgOptions.of(MDEV), GvtgOptions.of(new VgpuSource.OtherMdev(UUID.fromString(MDEV), false, true)))) {
            assertThat(preInstall(options, Guest.then(Guest.q35(lan, Guest.QXL), set), HypervisorTarget.of("9.0.0", "7.2.0")))
                    .contains(named, "<qemu:device alias='ua-net0'>", "<qemu:property name='tx' type='string' value='bh'/>").doesNotContain("device.net0");
            assertThat(preInstall(options, Guest.then(Guest.q35(named, Guest.QXL), override), HypervisorTarget.of("7.0.0", "5.2.0")))
                    .contains(named, "device.ua-net0.tx=bh").doesNotContain("override");
        }
        assertThat(preInstall(GvtgOptions.of(MDEV), Guest.then(Guest.q35(lan, Guest.QXL), set), HypervisorTarget.of("7.0.0", "5.2.0")))
                .contains(lan, "device.net0.tx=bh");
    }

    /** The guest is seen by the first one. */
    @Test
    void aSecondVgpuMayShowNothing() {
        String second = Guest.mdev("display='off'", "ua-second", "0x04").replace(MDEV, "11111111-2222-3333-4444-555555555555");
        String guest = Guest.then(Guest.q35("    <graphics type='vnc'/>\n", Guest.QXL, second), Guest.override("ua-second", Guest.OPREGION));
        assertThat(preInstall(GvtgOptions.of(MDEV), guest, HypervisorTarget.of("9.0.0", "7.2.0"))).contains(second, "alias name='ua-gvtg'");
    }

    private static String preInstall(GvtgOptions options, String guest, HypervisorTarget target) {
        return Gvtg.preInstall(options, target).apply(DomainDocument.parse(guest)).document().toXml();
    }
}
