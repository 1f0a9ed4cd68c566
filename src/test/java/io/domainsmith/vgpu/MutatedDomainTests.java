package io.domainsmith.vgpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.ParseException;
import io.domainsmith.document.RandomEdits;
import io.domainsmith.edit.AddElement;
import io.domainsmith.edit.CloneDomain;
import io.domainsmith.edit.PutElement;
import io.domainsmith.edit.RemoveElement;
import io.domainsmith.edit.SetValue;
import io.domainsmith.model.Domain;
import io.domainsmith.pci.PciAddress;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.transform.InvalidDomainException;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.transform.StepException;
import io.domainsmith.transform.TransformResult;
import io.domainsmith.transform.Transformer;
import io.domainsmith.validate.DomainValidator;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.Stage;
import io.domainsmith.validate.ValidationLevel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What the recipes, the rules and typed edits keep on documents with mistakes in them: {@code -Dmutants=200000 -Dmutants.from=5000
 * -Dmutants.in=DIRECTORY} tries 200,000 of them from seed 5,000 on, made of another directory's documents.
 */
class MutatedDomainTests {

    private static final List<HypervisorTarget> TARGETS = List.of(HypervisorTarget.unknown(), HypervisorTarget.of("9.0.0", "7.2.0"),
            HypervisorTarget.of("11.3.0", "10.0.0"), HypervisorTarget.of("8.4.0", "7.0.0"), HypervisorTarget.of("7.10.0", "6.2.0"),
            HypervisorTarget.of("5.0.0", "4.2.0"));
    private static final String MDEV = "fff6f017-3417-4ad3-b05e-17ae3e1a4615";

    @Test
    void a_second_run_changes_nothing_and_a_refusal_says_why() throws IllegalAccessException {
        List<Integer> changed = new ArrayList<>();
        forEach(3000, (document, random, seed) -> {
            DomainDocument before = document;
            for (Pipeline pipeline : pipelines(random)) {
                DomainDocument next = run(pipeline, before, seed);
                if (next != before) {
                    changed.add(next.toXml().length());
                }
                before = next;
            }
        });
        assertThat(changed).as("runs that changed something").isNotEmpty();
    }

    @Test
    void rules_find_or_find_nothing() throws IllegalAccessException {
        forEach(500, (document, random, seed) -> {
            DomainValidator validator = DomainValidator.forTarget(pick(TARGETS, random));
            int lines = document.toXml().split("\r\n|\r|\n", -1).length;
            List<Finding> findings;
            try {
                findings = validator.validate(document, pick(List.of(Stage.values()), random));
            } catch (RuntimeException e) {
                throw new AssertionError(seed + " on\n" + document.toXml(), e);
            }
            assertThat(findings).as(seed).allMatch(finding -> finding.line() > 0 && finding.line() <= lines && finding.column() > 0
                    && finding.path().startsWith("/") && !finding.message().isBlank());
        });
    }

    @Test
    void the_text_says_what_was_edited() throws IllegalAccessException {
        forEach(2000, (document, random, seed) -> {
            Domain domain = document.domain();
            List<String> edits = RandomEdits.make(domain, random);
            DomainDocument edited;
            try {
                edited = document.withDomain(domain);
            } catch (IllegalArgumentException e) {
                assertThat(e).as(seed).message().isNotBlank();
                return;
            } catch (RuntimeException e) {
                throw new AssertionError(seed + ", " + edits + " on\n" + document.toXml(), e);
            }
            assertThat(edited.domain()).as("%s, %s on%n%s", seed, edits, document).isEqualTo(domain);
            assertThat(DomainDocument.parse(edited.toXml()).domain()).as("%s, %s on%n%s", seed, edits, document).isEqualTo(domain);
        });
    }

    private interface Trial {
        void on(DomainDocument document, Random random, String seed) throws IllegalAccessException;
    }

    private static void forEach(int mutants, Trial trial) throws IllegalAccessException {
        MutatedDomain mutated = new MutatedDomain(documents());
        long from = Long.getLong("mutants.from", 1);
        for (long seed = from; seed < from + Integer.getInteger("mutants", mutants); seed++) {
            Random random = new Random(seed);
            String xml = mutated.of(random);
            DomainDocument document;
            try {
                document = DomainDocument.parse(xml);
            } catch (ParseException e) {
                assertThat(e.problem()).as(xml).isNotBlank().doesNotContain("\n");
                continue;
            }
            trial.on(document, random, "seed " + seed);
        }
    }

    private static <T> T pick(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    private static List<String> documents() {
        try (Stream<Path> files = Files.walk(Path.of(System.getProperty("mutants.in", "testdata")))) {
            List<String> documents = new ArrayList<>();
            for (Path file : files.filter(file -> file.toString().endsWith(".xml")).sorted().toList()) {
                documents.add(Files.readString(file));
            }
            return documents;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Null leaves it to the target. */
    private static final List<@Nullable VgpuDisplay> DISPLAYS = Stream.concat(Stream.of((VgpuDisplay) null), Stream.of(VgpuDisplay.values()))
            .collect(Collectors.toList());

    /** One to three recipes for one target, in any order, now and then with validation. */
    private static List<Pipeline> pipelines(Random random) {
        HypervisorTarget target = pick(TARGETS, random);
        ValidationLevel level = random.nextInt(8) > 0 ? ValidationLevel.OFF : pick(List.of(ValidationLevel.values()), random);
        UUID uuid = UUID.fromString(MDEV);
        List<Pipeline> all = new ArrayList<>(List.of(Gvtg.retarget(null, target), Gvtg.finalStage(target),
                Gvtg.finalStage(new FinalOptions(random.nextBoolean(), true, pick(DISPLAYS, random)), target), Gvtg.finalStageRemembering(target), Gvtg.revert(target)));
        for (GvtgOptions options : List.of(GvtgOptions.of(MDEV), GvtgOptions.of(MDEV).withDisplay(pick(DISPLAYS, random)), GvtgOptions.of(MDEV).withIdiom(pick(List.of(Idiom.values()), random)),
                GvtgOptions.of(MDEV).withRenderNode("/dev/dri/renderD128").withRomFile("/vgpu.rom"),
                GvtgOptions.of(new VgpuSource.GvtgMdev(uuid, true)), GvtgOptions.of(new VgpuSource.OtherMdev(uuid, random.nextBoolean())),
                GvtgOptions.of(new VgpuSource.VirtualFunction(PciAddress.parse("0000:00:02.1"))))) {
            try {
                all.add(Gvtg.preInstall(options, target));
            } catch (IllegalArgumentException e) {
                assertThat(e).as("%s for %s", options, target).message().isNotBlank();
            }
        }
        for (Transformer step : List.of(AddElement.of("<rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>"),
                AddElement.into("/domain", "<qemu:commandline><qemu:arg value='-snapshot'/></qemu:commandline>"),
                PutElement.at("/domain/cpu", "<cpu mode='host-passthrough'/>"), SetValue.of("model/@type", "virtio").in("video").all(),
                SetValue.of("/domain/os/type/@machine", "q35"), RemoveElement.of("hostdev").all(), CloneDomain.named("other"))) {
            all.add(Pipeline.of(step).withTarget(target));
        }
        Collections.shuffle(all, random);
        return all.subList(0, 1 + random.nextInt(3)).stream().map(pipeline -> pipeline.withValidation(level)).toList();
    }

    private static DomainDocument run(Pipeline pipeline, DomainDocument before, String seed) {
        String about = seed + ", " + pipeline.steps().stream().map(step -> step.name()).toList() + " on\n" + before.toXml();
        TransformResult result;
        try {
            result = pipeline.apply(before);
        } catch (StepException | InvalidDomainException e) {
            assertThat(e).as(about).message().isNotBlank();
            return before;
        } catch (RuntimeException e) {
            throw new AssertionError(about, e);
        }
        assertThat(result.changes().isEmpty()).as(about).isEqualTo(result.document() == before);
        assertThat(DomainDocument.parse(result.document().toXml()).domain()).as(about).isEqualTo(result.document().domain());
        try {
            TransformResult again = pipeline.apply(result.document());
            assertThat(again.changes()).as("again: " + about).isEmpty();
        } catch (StepException | InvalidDomainException e) {
            throw new AssertionError("refused at the second run: " + about, e);
        }
        return result.document();
    }
}
