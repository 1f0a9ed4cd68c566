package io.domainsmith.vgpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.transform.StepException;
import io.domainsmith.validate.ValidationLevel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every stage on many targets: what is written, that it stays, and that one target's document becomes another's and back. */
class TargetMatrixTests {

    private static final String RENDER_NODE = "/dev/dri/renderD128";

    /** libvirt, QEMU, and the idiom that starts there. */
    private record Pair(String libvirt, String qemu, Idiom idiom) {

        HypervisorTarget target() {
            return HypervisorTarget.of(libvirt, qemu);
        }

        /**
         * libvirt has a render node in egl-headless from 5.0 on, QEMU before 6.0 starts with SPICE on the network, and old ones know no alias: so
         * that there are several forms of an idiom.
         */
        String golden() {
            String form = libvirt.startsWith("4.6") ? "-4.6" : libvirt.startsWith("3.2") ? "-3.2" : libvirt.startsWith("7.10") ? "-7.10" : "";
            return idiom.id() + (form.isEmpty() && idiom == Idiom.CLASSIC && qemu.compareTo("6") < 0 ? "-5.2" : form);
        }
    }

    private static final List<Pair> PAIRS = List.of(
            new Pair("3.2.0", "2.12.0", Idiom.SEED_LEGACY),
            new Pair("4.5.0", "2.12.0", Idiom.SEED_LEGACY),
            new Pair("4.6.0", "3.0.0", Idiom.CLASSIC),
            new Pair("5.0.0", "3.1.0", Idiom.CLASSIC),
            new Pair("6.0.0", "4.2.0", Idiom.CLASSIC),
            new Pair("7.9.0", "6.1.0", Idiom.CLASSIC),
            new Pair("7.10.0", "6.2.0", Idiom.GAP),
            new Pair("8.0.0", "6.2.0", Idiom.CLASSIC),
            new Pair("8.4.0", "6.2.0", Idiom.CLASSIC),
            new Pair("8.4.0", "7.0.0", Idiom.GAP),
            new Pair("8.5.0", "7.0.0", Idiom.MODERN),
            new Pair("9.0.0", "7.2.0", Idiom.MODERN),
            new Pair("10.6.0", "9.1.0", Idiom.MODERN),
            new Pair("11.3.0", "10.0.0", Idiom.MODERN),
            new Pair("11.6.0", "10.1.0", Idiom.CURRENT),
            new Pair("12.4.0", "11.0.0", Idiom.CURRENT));

    private static DomainDocument base() throws IOException {
        return DomainDocument.parse(Path.of("testdata", "targets", "guest.xml"));
    }

    static Stream<Pair> pairs() {
        return PAIRS.stream();
    }

    static Stream<Arguments> pairsOfPairs() {
        return PAIRS.stream().flatMap(one -> PAIRS.stream().map(other -> Arguments.of(one, other)));
    }

    private static Pipeline preInstall(Pair pair) {
        return Gvtg.preInstall(GvtgOptions.of(Guest.MDEV).withRenderNode(RENDER_NODE), pair.target());
    }

    /** Checked strictly at both ends, by the schema and the rules for the target. */
    private static DomainDocument run(Pipeline recipe, DomainDocument document) {
        DomainDocument result = recipe.apply(document).document();
        assertThat(recipe.apply(result).document()).as("once more").isSameAs(result);
        return result;
    }

    private static DomainDocument unchecked(Pipeline recipe, DomainDocument document) {
        return run(recipe.withValidation(ValidationLevel.OFF), document);
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void eachStageIsWhatTheTargetTakes(Pair pair) throws IOException {
        assertThat(Idiom.forTarget(pair.target())).isEqualTo(pair.idiom());
        DomainDocument pre = run(preInstall(pair), base());
        golden(pair.golden() + ".pre-install", pre);
        Optional<DomainDocument> last = finished(pair, pre);
        if (pair.idiom() == Idiom.SEED_LEGACY) {
            assertThat(last).as("libvirt before 4.6 has no <video> of type none").isEmpty();
            return;
        }
        golden(pair.golden() + ".final", last.orElseThrow());
        // without memory a usual video comes back, which is what this guest had
        assertThat(run(Gvtg.revert(pair.target()), last.orElseThrow()).toXml()).isEqualTo(pre.toXml());
        DomainDocument remembering = run(Gvtg.finalStageRemembering(pair.target()), pre);
        assertThat(run(Gvtg.revert(pair.target()), remembering).toXml()).isEqualTo(pre.toXml());
    }

    private static Optional<DomainDocument> finished(Pair pair, DomainDocument pre) {
        try {
            return Optional.of(run(Gvtg.finalStage(pair.target()), pre));
        } catch (StepException e) {
            assertThat(e).hasMessage("replace-video-with-none: " + pair.target().describe()
                    + " has no <video> of type none; it needs libvirt 4.6.0 or later");
            return Optional.empty();
        }
    }

    @ParameterizedTest
    @MethodSource("pairsOfPairs")
    void oneTargetsDocumentBecomesTheOthersAndComesBack(Pair from, Pair to) throws IOException {
        DomainDocument here = unchecked(preInstall(from), base());
        DomainDocument there = unchecked(Gvtg.retarget(null, to.target()), here);
        DomainDocument back = unchecked(Gvtg.retarget(null, from.target()), there);

        assertThat(sameMeaning(there, from, to)).isEqualTo(sameMeaning(unchecked(preInstall(to), base()), to, to));
        assertThat(sameMeaning(back, to, from)).isEqualTo(here.toXml());
    }

    /**
     * An alias stays with the vGPU on a libvirt that makes nothing of it, and the metadata remembers SPICE with the render node that it had
     * where it came from; there is no other difference.
     */
    private static String sameMeaning(DomainDocument document, Pair from, Pair to) {
        String text = document.toXml().replaceFirst("\n *&lt;gl enable='no' rendernode='[^']*'/&gt;", "");
        return to.libvirt().startsWith("3.2") && !from.libvirt().startsWith("3.2") ? text.replaceFirst(" *<alias name='ua-gvtg'/>\n", "") : text;
    }

    private static void golden(String name, DomainDocument document) throws IOException {
        Path file = Path.of("testdata", "targets", name + ".xml");
        if (!Files.exists(file)) {
            Assertions.fail(file + " is missing; it would be:\n" + document.toXml());
        }
        assertThat(document.toXml()).isEqualTo(Files.readString(file));
    }
}
