package io.domainsmith.vgpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.Corpus;
import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.ParseException;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.StepKit;
import io.domainsmith.validate.ValidationLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RestoreVideoTests {

    private static final HypervisorTarget UNKNOWN = HypervisorTarget.unknown();
    private static final String NONE = Guest.video("none", null);
    private static final String USUAL = """
                <video>
                  <model type='qxl' ram='65536' vram='65536' vgamem='16384' heads='1' primary='yes'/>
            %s    </video>
            """;
    private static final String EGL = "    <graphics type='spice' autoport='yes'/>\n    <graphics type='egl-headless'/>\n";

    private final StepKit kit = StepKit.of(new RestoreVideo(), "video", "hostdev");
    private final StepKit remember = StepKit.of(new RememberVideo());

    private static String metadata(String content) {
        return "  <metadata>\n" + content + "  </metadata>\n";
    }

    private static String with(String metadata, String guest) {
        return guest.replace("  <os>", metadata + "  <os>");
    }

    private static final String BLOCK = """
                <domainsmith:before-final xmlns:domainsmith='https://domainsmith.io/xmlns/gvtg/1.0' metadata=''>
                  <domainsmith:video>&lt;video&gt;
                  &lt;model type='qxl'/&gt;
                  &lt;address type='pci' domain='0x0000' bus='0x00' slot='0x01' function='0x0'/&gt;
                &lt;/video&gt;</domainsmith:video>
                </domainsmith:before-final>
            """;

    @Test
    void theVideoIsKeptInTheMetadata() {
        String guest = Guest.q35(EGL, Guest.QXL, Guest.mdev("0x03"));
        remember.turns(guest, with(metadata(BLOCK), guest));
        remember.leaves(Guest.q35(EGL, NONE, Guest.mdev("0x03")));
    }

    @Test
    void theRememberedVideoComesBack() {
        kit.turns(with(metadata(BLOCK), Guest.q35(EGL, NONE, Guest.mdev("0x03"))), Guest.q35(EGL, Guest.QXL, Guest.mdev("0x03")));
        String other = "    <app:x xmlns:app='urn:app'/>\n";
        kit.turns(with(metadata(BLOCK.replace(" metadata=''", "") + other), Guest.q35(EGL, NONE, Guest.mdev("0x03"))),
                with(metadata(other), Guest.q35(EGL, Guest.QXL, Guest.mdev("0x03"))));
        // somebody else has moved in meanwhile
        kit.turns(with(metadata(BLOCK + other), Guest.q35(EGL, NONE, Guest.mdev("0x03"))),
                with(metadata(other), Guest.q35(EGL, Guest.QXL, Guest.mdev("0x03"))));
    }

    @Test
    void withoutMemoryAUsualVideoComesBeforeTheVgpu() {
        kit.turns(Guest.q35(NONE, Guest.mdev("0x03")), Guest.q35(USUAL.formatted(Guest.address("0x01")), Guest.mdev("0x03")));
        kit.turns(Guest.pc(NONE, Guest.mdev("0x03")), Guest.pc(USUAL.formatted(Guest.address("0x02")), Guest.mdev("0x03")));
        kit.turns(Guest.q35(NONE, Guest.rng(1), Guest.mdev("0x03")),
                Guest.q35(USUAL.formatted(Guest.address("0x02")), Guest.rng(1), Guest.mdev("0x03")));
        kit.turns(Guest.q35(NONE), Guest.q35(USUAL.formatted(Guest.address("0x01"))));
        kit.leaves(Guest.q35(Guest.QXL, Guest.mdev("0x03")));
        kit.leaves(Guest.q35(Guest.mdev("0x03")));
    }

    @Test
    void aBuildWithoutQxlGetsVga() {
        HypervisorTarget host = HypervisorTarget.parse("<domainCapabilities><devices><video supported='yes'><enum name='modelType'>"
                + "<value>vga</value><value>none</value></enum></video></devices></domainCapabilities>");
        kit.on(host).turns(Guest.q35(NONE, Guest.mdev("0x03")), Guest.q35("    <video>\n      <model type='vga' vram='16384' heads='1' "
                + "primary='yes'/>\n" + Guest.address("0x01") + "    </video>\n", Guest.mdev("0x03")));
    }

    @Test
    void whatCannotBeRestoredIsRefused() {
        kit.refuses(with(metadata(BLOCK), Guest.q35(EGL, NONE, Guest.rng(1), Guest.mdev("0x03"))),
                "the video that <metadata> remembers stood at 00:01.0, but the slot is taken by [00:01.0 rng (line 21)]; move that, or remove "
                        + "<domainsmith:before-final> to get a usual video in another place");
        for (String text : List.of("", "&lt;video&gt;", "&lt;disk/&gt;", "&lt;video/&gt; ", "&lt;video/&gt;&lt;/devices&gt;&lt;devices&gt;",
                "&lt;video/&gt;&lt;video/&gt;")) {
            kit.refuses(with(metadata("    <d:before-final xmlns:d='https://domainsmith.io/xmlns/gvtg/1.0'><d:video>" + text
                    + "</d:video></d:before-final>\n"), Guest.q35(EGL, NONE, Guest.mdev("0x03"))),
                    "the video that <metadata> remembers (line 4) cannot be read as a <video>; remove <domainsmith:before-final> to get a "
                            + "usual one");
        }
        kit.refuses(with(metadata(BLOCK.replace("metadata=''", "metadata='&lt;disk/>'")), Guest.q35(EGL, NONE, Guest.mdev("0x03"))),
                "what <metadata> remembers of itself (line 4) is no <metadata> without content; remove the attribute metadata of "
                        + "<domainsmith:before-final>");
    }

    /** Whatever the source looks like, the way back ends where it began. */
    @ParameterizedTest
    @ValueSource(strings = {
        "<video>\n      <!-- mine --><model heads = \"1\"   type=\"qxl\"/>\n<address function='0' slot='1' bus='0' type='pci'/></video>",
        "<video><driver name='qemu'/><model type='vga'>\n  <resolution x='800' y='600'/></model>\n      <alias name='ua-screen'/>\n    </video>",
        "<video>\n<model type='qxl'/><x a=']]&gt;&amp;&#10;&lt;'><![CDATA[<&>]]></x></video>"})
    void thereAndBackByteForByte(String video) {
        for (String lineEnd : List.of("\n", "\r\n")) {
            for (String metadata : List.of("", "  <metadata/>\n", "  <metadata><!-- none --></metadata>\n", "  <metadata >\n\n  </metadata>\n",
                    "  <metadata><a:b xmlns:a='urn:a'/> </metadata>\n", metadata("    <a:b xmlns:a='urn:a'>x</a:b>\n"))) {
                String text = with(metadata, Guest.q35(EGL, "    " + video + "\n", Guest.mdev("0x03"))).replace("\n", lineEnd);
                assertThereAndBack(text);
                assertThereAndBack(text.replace("machine='q35'", "machine='pc'").replaceFirst("slot='0x03'", "slot='0x05'"));
            }
        }
        // on pc the final stage writes the vGPU's address
        assertThereAndBack(Guest.pc(EGL, Guest.QXL, Guest.mdev(null)));
        assertThereAndBack(Guest.q35(EGL, Guest.mdev("0x03")));
    }

    private static void assertThereAndBack(String text) {
        DomainDocument document = DomainDocument.parse(text);
        DomainDocument last = run(Gvtg.finalStageRemembering(UNKNOWN), document);
        assertThat(last).isNotEqualTo(document);
        assertThat(run(Gvtg.finalStageRemembering(UNKNOWN), last)).as("once more").isSameAs(last);
        assertThat(run(Gvtg.revert(UNKNOWN), last).toXml()).isEqualTo(text);
    }

    private static DomainDocument run(Pipeline recipe, DomainDocument document) {
        return recipe.withValidation(ValidationLevel.OFF).apply(document).document();
    }

    /** In one pipeline the video is remembered as the earlier steps left it. */
    @Test
    void whatAnEarlierStepEditedIsRemembered() {
        DomainDocument base = DomainDocument.parse(Guest.q35(EGL, Guest.video("qxl", null)));
        Pipeline both = Gvtg.preInstall(GvtgOptions.of(Guest.MDEV), UNKNOWN).then(new RememberVideo(), new ReplaceVideoWithNone());

        assertThat(run(Gvtg.revert(UNKNOWN), run(both, base)).toXml())
                .contains("<address type='pci' domain='0x0000' bus='0x00' slot='0x01' function='0x0'/></video>");
    }

    static Stream<String> preInstalls() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("testdata"))) {
            return files.map(Path::toString).filter(name -> name.contains(".pre-install.")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("preInstalls")
    void testdataThereAndBack(String file) throws IOException {
        String text = Files.readString(Path.of(file));
        DomainDocument last = Gvtg.finalStageRemembering(UNKNOWN).apply(DomainDocument.parse(text)).document();
        assertThat(Gvtg.revert(UNKNOWN).apply(last).document().toXml()).isEqualTo(text);
    }

    @Test
    void theCorpusThereAndBack() throws IOException {
        int done = 0;
        for (Path file : Corpus.documents()) {
            DomainDocument pre;
            DomainDocument last;
            try {
                pre = run(Gvtg.preInstall(GvtgOptions.of(Guest.MDEV), UNKNOWN), DomainDocument.parse(file));
                last = run(Gvtg.finalStageRemembering(UNKNOWN), pre);
            } catch (ParseException | StepException e) {
                assertThat(e.getMessage()).as(file.toString()).isNotBlank();
                continue;
            }
            assertThat(run(Gvtg.revert(UNKNOWN), last).toXml()).as(file.toString()).isEqualTo(pre.toXml());
            done++;
        }
        assertThat(done).isGreaterThan(100);
    }
}
