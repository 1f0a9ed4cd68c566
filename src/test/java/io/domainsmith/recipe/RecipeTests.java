package io.domainsmith.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.transform.TransformResult;
import io.domainsmith.transform.Transformer;
import io.domainsmith.validate.ValidationLevel;
import io.domainsmith.vgpu.Gvtg;
import io.domainsmith.vgpu.GvtgOptions;
import io.domainsmith.vgpu.Idiom;
import io.domainsmith.vgpu.VgpuSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RecipeTests {

    private static final String MDEV = "fff6f017-3417-4ad3-b05e-17ae3e1a4615";
    private static final String BASE = "<domain type='kvm'>\n  <name>a</name>\n  <memory>1</memory>\n</domain>\n";

    private static Recipe parse(String yaml) {
        return Recipe.parse("r.yaml", yaml, StepCatalog.standard());
    }

    private static String apply(Recipe recipe, Map<String, String> values) {
        return recipe.pipeline(values).withValidation(ValidationLevel.OFF).apply(DomainDocument.parse(BASE)).document().toXml();
    }

    private static void refused(String yaml, String... problems) {
        assertThatThrownBy(() -> parse(yaml)).isInstanceOf(RecipeException.class).hasMessage(String.join("\n", problems));
    }

    @ParameterizedTest
    @EnumSource
    void the_recipe_of_gvtg_is_that_of_the_library(Idiom idiom) throws IOException {
        DomainDocument base = DomainDocument.parse(Path.of("testdata/win10-q35.xml"));
        GvtgOptions options = GvtgOptions.of(MDEV).withIdiom(idiom).withRenderNode("/dev/dri/renderD128");
        Pipeline ours = Recipe.shipped("gvtg-pre-install")
                .pipeline(Map.of("mdev", MDEV, "idiom", idiom.id(), "render-node", "/dev/dri/renderD128"));
        TransformResult installed = ours.withValidation(ValidationLevel.WARN).apply(base);
        assertThat(installed).isEqualTo(Gvtg.preInstall(options, HypervisorTarget.unknown()).withValidation(ValidationLevel.WARN).apply(base));
        assertThat(Recipe.shipped("gvtg-final").pipeline(Map.of()).apply(installed.document()))
                .isEqualTo(Gvtg.finalStage(HypervisorTarget.unknown()).apply(installed.document()));
    }

    @Test
    void the_target_chooses_the_idiom() throws IOException {
        DomainDocument base = DomainDocument.parse(Path.of("testdata/win10-q35.xml"));
        for (HypervisorTarget target : List.of(HypervisorTarget.of("9.0.0", "7.2.0"), HypervisorTarget.of("6.0.0", "4.2.0"),
                HypervisorTarget.of("11.9.0", "10.1.0"))) {
            assertThat(Recipe.shipped("gvtg-pre-install").pipeline(Map.of("mdev", MDEV), target).withValidation(ValidationLevel.WARN).apply(base))
                    .isEqualTo(Gvtg.preInstall(GvtgOptions.of(MDEV), target).withValidation(ValidationLevel.WARN).apply(base));
        }
    }

    @Test
    void the_other_recipes_of_gvtg_are_those_of_the_library() throws IOException {
        HypervisorTarget here = HypervisorTarget.of("9.0.0", "7.2.0");
        HypervisorTarget there = HypervisorTarget.of("8.0.0", "7.2.0");
        DomainDocument installed = DomainDocument.parse(Path.of("testdata/win10-q35.pre-install.modern.xml"));
        TransformResult finished = Recipe.shipped("gvtg-final-remembering").pipeline(Map.of(), here).apply(installed);
        assertThat(finished).isEqualTo(Gvtg.finalStageRemembering(here).apply(installed));
        assertThat(Recipe.shipped("gvtg-revert").pipeline(Map.of(), here).apply(finished.document()))
                .isEqualTo(Gvtg.revert(here).apply(finished.document()));
        assertThat(Recipe.shipped("gvtg-retarget").pipeline(Map.of(), there).apply(installed))
                .isEqualTo(Gvtg.retarget(null, there).apply(installed));
        assertThat(Recipe.shipped("gvtg-retarget").pipeline(Map.of("idiom", "classic"), HypervisorTarget.unknown()).apply(installed))
                .isEqualTo(Gvtg.retarget(Idiom.CLASSIC, HypervisorTarget.unknown()).apply(installed));
    }

    @Test
    void vgpus_of_other_kinds() throws IOException {
        DomainDocument base = DomainDocument.parse(Path.of("testdata/win10-q35.xml"));
        VgpuSource mdev = new VgpuSource.OtherMdev(UUID.fromString(MDEV), true);
        assertThat(parse("steps: [insert-mdev-hostdev: {mdev: %1$s, other-vendor: true}, add-viewer, order-pci-slots, set-ramfb: {mdev: %1$s}]"
                .formatted(MDEV)).pipeline(Map.of()).apply(base).document().toXml())
                .isEqualTo(Gvtg.preInstall(GvtgOptions.of(mdev), HypervisorTarget.unknown()).apply(base).document().toXml());
        assertThat(parse("steps: [insert-pci-hostdev: {host: '0000:00:02.1'}]").pipeline(Map.of()).apply(base).document().toXml())
                .contains("<alias name='ua-vgpu'/>");
        assertThat(parse("steps: [set-rom-file: {mdev: %s, file: /x.rom}]".formatted(MDEV)).pipeline(Map.of())
                .apply(DomainDocument.parse(Path.of("testdata/win10-q35.pre-install.modern.xml"))).document().toXml())
                .contains("<qemu:property name='romfile' type='string' value='/x.rom'/>");
    }

    @Test
    void an_option_that_is_a_parameter_without_a_value_is_left_out() throws IOException {
        DomainDocument base = DomainDocument.parse(Path.of("testdata/win10-q35.xml"));
        assertThat(Recipe.shipped("gvtg-pre-install").pipeline(Map.of("mdev", MDEV)).apply(base).document().toXml())
                .isEqualTo(Files.readString(Path.of("testdata/win10-q35.pre-install.modern.xml")));
    }

    @Test
    void texts_are_taken_as_written() {
        Recipe recipe = parse("""
                steps:
                  - set-value: {path: title, value: on}
                  - set-value: {path: memory, value: 0x10}
                  - set-value: {path: description, value: "$${x}"}
                """);
        assertThat(apply(recipe, Map.of())).contains("<title>on</title>", "<memory>0x10</memory>", "<description>${x}</description>");
    }

    @Test
    void parameters_fill_texts() {
        Recipe recipe = parse("""
                description: Names it.
                parameters:
                  base: {description: The stem.}
                  number: {default: 7}
                steps:
                  - set-value:
                      path: name
                      value: ${base}-${number}
                """);
        assertThat(recipe.description()).isEqualTo("Names it.");
        assertThat(recipe.parameters()).containsExactly(new RecipeParameter("base", "The stem.", true, null),
                new RecipeParameter("number", "", false, "7"));
        assertThat(apply(recipe, Map.of("base", "web"))).contains("<name>web-7</name>");
        assertThatThrownBy(() -> recipe.pipeline(Map.of("bass", "x"))).isInstanceOf(RecipeException.class)
                .hasMessage("r.yaml: there is no parameter 'bass'; did you mean 'base'?\nr.yaml: a value is missing for base");
    }

    @Test
    void problems_have_places_and_the_nearest_name() {
        refused("""
                descripton: x
                stage: finl
                steps:
                  - add-egl-headles
                  - insert-mdev-hostdev: {idiom: modrn}
                  - set-value:
                      path: name
                      valu: x
                      value: ${x}
                  - [1]
                """,
                "r.yaml:1:1: a recipe has no 'descripton'; did you mean 'description'?",
                "r.yaml:2:8: 'finl' is no stage; did you mean 'final'?",
                "r.yaml:4:5: there is no step 'add-egl-headles'; did you mean 'add-egl-headless'?",
                "r.yaml:5:5: the step 'insert-mdev-hostdev' needs the option 'mdev': The uuid of the mediated device.",
                "r.yaml:5:34: 'modrn' is no value for 'idiom'; did you mean 'modern'?",
                "r.yaml:8:7: the step 'set-value' has no 'valu'; did you mean 'value'?",
                "r.yaml:9:14: there is no parameter 'x'; there are none",
                "r.yaml:10:5: a step is its name, or its name with options: '- add-element:' and under it 'xml: <rng model=...'");
    }

    @Test
    void what_is_no_recipe() {
        refused("", "r.yaml:1:1: the recipe is empty; it needs a list of steps");
        refused("- a", "r.yaml:1:1: a recipe is a mapping: NAME: VALUE", "r.yaml:1:1: the recipe has no steps");
        refused("steps: x", "r.yaml:1:8: 'steps' is a list, one step a line, each after a dash");
        refused("steps: []\nsteps: []", "r.yaml:2:1: 'steps' stands here twice");
        assertThatThrownBy(() -> parse("steps:\n\t- a")).isInstanceOf(RecipeException.class)
                .hasMessageStartingWith("r.yaml:2:1: not YAML: found character '\\t(TAB)'");
    }

    @Test
    void a_value_that_a_step_does_not_take() {
        Recipe recipe = parse("parameters: {m: {}}\nsteps:\n  - insert-mdev-hostdev: {mdev: \"${m}\"}\n");
        assertThatThrownBy(() -> recipe.pipeline(Map.of("m", "x"))).isInstanceOf(RecipeException.class)
                .hasMessage("r.yaml:3:5: insert-mdev-hostdev: 'x' is not a uuid; it looks like fff6f017-3417-4ad3-b05e-17ae3e1a4615 "
                        + "(uuidgen prints a new one)");
    }

    @Test
    void a_stylesheet_is_found_from_the_recipes_folder(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("s.xsl"), "<xsl:stylesheet version='3.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>"
                + "<xsl:mode on-no-match='shallow-copy'/><xsl:param name='n'/>"
                + "<xsl:template match='name/text()'><xsl:value-of select='$n'/></xsl:template></xsl:stylesheet>");
        Path file = Files.writeString(folder.resolve("r.yaml"), "steps:\n  - xslt: {stylesheet: s.xsl, parameters: {n: b}}\n");
        assertThat(apply(Recipe.parse(file, StepCatalog.standard()), Map.of())).isEqualTo(BASE.replace(">a<", ">b<"));
        assertThatThrownBy(() -> parse("steps:\n  - xslt: {stylesheet: s.xsl}").pipeline(Map.of())).isInstanceOf(RecipeException.class)
                .hasMessage("r.yaml:2:5: xslt: 's.xsl' is relative, and this recipe does not come from a file; write an absolute path");
    }

    @Test
    void steps_of_others() {
        StepType rename = StepType.of("acme-rename", "Renames.", options -> Transformer.of("acme-rename", "Renames.",
                (domain, context) -> domain.setName(options.text("to"))), StepOption.required("to", StepOption.Kind.TEXT, "The name."));
        StepCatalog catalog = StepCatalog.standard().plus(List.of(rename));
        assertThat(apply(Recipe.parse("r.yaml", "steps: [acme-rename: {to: b}]", catalog), Map.of())).contains("<name>b</name>");
        assertThatThrownBy(() -> catalog.plus(List.of(rename)))
                .hasMessage("there is already a step 'acme-rename'; give the other one a prefix, such as acme-acme-rename");
    }

    @Test
    void every_transformer_is_a_step() {
        assertThat(StepCatalog.standard().names()).containsAll(Gvtg.preInstall(GvtgOptions.of(MDEV), HypervisorTarget.unknown())
                .steps().stream().map(Transformer::name).toList());
    }

    /** The schema in the jar is made from the steps: after a change, RecipeSchema.of gives the new one. */
    @Test
    void the_published_schema_is_up_to_date() throws IOException {
        String made = RecipeSchema.of(StepCatalog.standard());
        Files.createDirectories(Path.of("target"));
        Files.writeString(Path.of("target/recipe.schema.json"), made);
        try (InputStream in = RecipeSchema.class.getResourceAsStream(RecipeSchema.RESOURCE)) {
            assertThat(in).as("the schema in the jar").isNotNull();
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .as("src/main/resources%s; target/recipe.schema.json is the new one", RecipeSchema.RESOURCE).isEqualTo(made);
        }
    }

    private static final Schema SCHEMA = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(RecipeSchema.of(StepCatalog.standard()), InputFormat.JSON);

    @Test
    void shipped_recipes_fit_the_schema() {
        for (String name : Recipe.SHIPPED) {
            assertThat(SCHEMA.validate(Recipe.shipped(name).text(), InputFormat.YAML)).as(name).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"steps: [add-egl-headles]", "step: []", "steps: [set-value: {path: a}]", "steps: [order-pci-slots: {x: 1}]",
        "steps: [insert-mdev-hostdev: {mdev: a, idiom: modrn}]", "steps: [set-value]", "{steps: [], stage: x}"})
    void what_the_reader_refuses_the_schema_refuses(String yaml) {
        assertThatThrownBy(() -> parse(yaml)).isInstanceOf(RecipeException.class);
        assertThat(SCHEMA.validate(yaml, InputFormat.YAML)).isNotEmpty();
    }
}
