package io.domainsmith.transform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.model.Address;
import io.domainsmith.model.AddressType;
import io.domainsmith.model.BackingStore;
import io.domainsmith.model.Disk;
import io.domainsmith.model.Graphics;
import io.domainsmith.model.GraphicsType;
import io.domainsmith.model.qemu.QemuArg;
import io.domainsmith.model.qemu.QemuCommandline;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.RuleContext;
import io.domainsmith.validate.Severity;
import io.domainsmith.validate.Stage;
import io.domainsmith.validate.ValidationLevel;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class PipelineTests {

    private static final String QEMU = "http://libvirt.org/schemas/domain/qemu/1.0";

    private static final DomainDocument DOCUMENT = DomainDocument.parse("""
            <domain type='kvm'>
              <name>guest</name>
              <memory unit='MiB'>512</memory>
              <os>
                <type arch='x86_64' machine='q35'>hvm</type>
              </os>
              <devices>
                <graphics type='vnc' port='-1'/>
                <graphics type='spice'/>
              </devices>
            </domain>
            """);

    private static final Transformer RENAME =
            Transformer.of("rename", "Gives the domain another name.", (domain, context) -> domain.setName("renamed"));

    private static final Transformer EGL = Transformer.of("add-egl", "Adds egl-headless.", (domain, context) -> {
        Graphics graphics = new Graphics().withType(GraphicsType.EGL_HEADLESS);
        domain.getDevices().getGraphics().add(graphics);
        context.changed(graphics, "The vGPU's picture needs OpenGL.");
    });

    @Test
    void steps_run_in_order_on_one_copy() {
        TransformResult result = Pipeline.of(RENAME, EGL).apply(DOCUMENT);

        assertThat(result.document().toXml()).isEqualTo(DOCUMENT.toXml().replace("guest<", "renamed<")
                .replace("<graphics type='spice'/>", "<graphics type='spice'/>\n    <graphics type='egl-headless'/>"));
        assertThat(result.changes()).containsExactly(
                new Change("rename", "changed", "/domain/name", "guest", "renamed", "Gives the domain another name."),
                new Change("add-egl", "added", "/domain/devices/graphics[3]", null, "<graphics type='egl-headless'/>",
                        "The vGPU's picture needs OpenGL."));
    }

    @Test
    void changes_tell_what_was_done_to_attributes_and_elements() {
        Transformer step = Transformer.of("edit", "Edits this and that.", (domain, context) -> {
            domain.getMemory().withUnit("GiB").setValue("1");
            domain.getOs().getType().setMachine(null);
            Graphics vnc = domain.getDevices().getGraphics().remove(0);
            vnc.withPort(null).setListen("127.0.0.1");
            domain.getDevices().getGraphics().set(0, vnc);
        });
        assertThat(Pipeline.of(step).withValidation(ValidationLevel.OFF).apply(DOCUMENT).changes())
                .extracting(Change::kind, Change::path, Change::before, Change::after)
                .containsExactly(
                        tuple("changed", "/domain/memory/@unit", "MiB", "GiB"),
                        tuple("changed", "/domain/memory", "512", "1"),
                        tuple("removed", "/domain/os/type/@machine", "q35", null),
                        tuple("removed", "/domain/devices/graphics/@port", "-1", null),
                        tuple("added", "/domain/devices/graphics/@listen", null, "127.0.0.1"),
                        tuple("removed", "/domain/devices/graphics[2]", "<graphics type='spice'/>", null));
    }

    @Test
    void what_a_step_warns_of_is_a_finding_at_its_place_in_the_result() {
        Transformer step = Transformer.of("warn", "Warns.", (domain, context) -> {
            context.warn(domain.getDevices().getGraphics().get(1), Consequence.SURPRISE, "SPICE is slow.", "use VNC");
            context.warn(domain.getOs(), Consequence.ADVICE, "This machine is old.", null);
            context.warn(domain.getDevices().getGraphics().remove(0), Consequence.ADVICE, "VNC is gone.", null);
        });
        assertThat(Pipeline.of(step).withValidation(ValidationLevel.OFF).apply(DOCUMENT).findings()).containsExactly(
                new Finding("warn", Severity.WARNING, Consequence.ADVICE, 1, 1, "/domain", "VNC is gone.", null),
                new Finding("warn", Severity.WARNING, Consequence.ADVICE, 4, 3, "/domain/os", "This machine is old.", null),
                new Finding("warn", Severity.WARNING, Consequence.SURPRISE, 8, 5, "/domain/devices/graphics",
                        "SPICE is slow.", "use VNC"));
    }

    @Test
    void a_namespace_is_declared_once_and_told_with_the_prefix_it_got() {
        Transformer declare = Transformer.of("declare", "Declares QEMU's namespace.",
                (domain, context) -> context.requireNamespace("qemu", QEMU));
        Transformer use = Transformer.of("use", "Passes an argument.",
                (domain, context) -> domain.setQemuCommandline(new QemuCommandline().withArgs(new QemuArg().withValue("-S"))));
        DomainDocument taken = DomainDocument.parse(DOCUMENT.toXml().replace("type='kvm'", "type='kvm' xmlns:qemu='urn:other'"));

        TransformResult result = Pipeline.of(declare, use, declare).apply(taken);

        assertThat(result.document().toXml()).contains("xmlns:qemu='urn:other' xmlns:qemu1='" + QEMU + "'>", "<qemu1:arg value='-S'/>");
        assertThat(result.changes()).containsExactly(
                new Change("declare", "declared", "/domain", null, "xmlns:qemu1='" + QEMU + "'", "Declares QEMU's namespace."),
                new Change("use", "added", "/domain/qemu:commandline", null,
                        "<qemu:commandline><qemu:arg value='-S'/></qemu:commandline>", "Passes an argument."));
    }

    @Test
    void nothing_to_do_gives_the_very_same_document() {
        Transformer idle = Transformer.of("idle", "Does nothing.", (domain, context) -> domain.setName(domain.getName()));
        assertThat(Pipeline.of(idle).apply(DOCUMENT).document()).isSameAs(DOCUMENT);
        assertThat(Pipeline.of().apply(DOCUMENT).document()).isSameAs(DOCUMENT);
    }

    @Test
    void a_step_that_cannot_be_done_is_named() {
        Transformer refuse = Transformer.of("refuse", "Refuses.", (domain, context) -> {
            domain.setName("half done");
            throw new StepException("no free slot on bus 0");
        });
        assertThatThrownBy(() -> Pipeline.of(RENAME, refuse).apply(DOCUMENT)).isInstanceOfSatisfying(StepException.class,
                refusal -> assertThat(refusal.step()).isEqualTo("refuse")).hasMessage("refuse: no free slot on bus 0");
        assertThat(DOCUMENT.domain().getName()).isEqualTo("guest");
    }

    @Test
    void a_repeated_singleton_is_refused_at_every_level() {
        DomainDocument twice = DomainDocument.parse("<domain>\n<devices/>\n<name/>\n<devices/></domain>");
        for (ValidationLevel level : new ValidationLevel[] {ValidationLevel.WARN, ValidationLevel.OFF}) {
            assertThatThrownBy(() -> Pipeline.of(RENAME).withValidation(level).apply(twice)).isInstanceOf(StepException.class)
                    .hasMessage("<devices> may stand once in /domain but stands on lines 2 and 4; "
                            + "merge them into one before any step edits the document");
        }
        assertThatThrownBy(() -> Pipeline.of(RENAME).apply(twice)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void a_network_card_that_a_step_moves_is_told_of() {
        DomainDocument document = DomainDocument.parse("""
                <domain type='kvm'>
                  <name>guest</name>
                  <memory unit='MiB'>512</memory>
                  <os>
                    <type arch='x86_64' machine='pc'>hvm</type>
                  </os>
                  <devices>
                    <interface type='user'>
                      <address type='pci' domain='0x0000' bus='0x00' slot='0x05' function='0x0'/>
                    </interface>
                    <interface type='user'/>
                  </devices>
                </domain>
                """);
        Transformer move = Transformer.of("move", "Moves network cards.", (domain, context) ->
                domain.getDevices().getInterfaces().forEach(one -> one.setAddress(new Address().withType(AddressType.PCI).withDomain("0")
                        .withBus("0").withSlot(String.valueOf(6 + domain.getDevices().getInterfaces().indexOf(one))).withFunction("0"))));

        assertThat(Pipeline.of(move).apply(document).findings())
                .filteredOn(finding -> finding.rule().equals(Pipeline.MOVED_DEVICE_RULE)).containsExactly(
                        new Finding("nic-or-disk-moved", Severity.WARNING, Consequence.SURPRISE, 8, 5, "/domain/devices/interface[1]",
                                "interface (line 8) has another address than before (step move), so the guest finds a new network card "
                                        + "without its name and settings",
                                "keep the address that the guest knows, unless nothing is installed yet"));
    }

    @Test
    void a_step_that_nests_elements_too_deep() {
        Transformer nest = Transformer.of("nest", "Nests backing stores.", (domain, context) -> {
            BackingStore chain = new BackingStore();
            for (int i = 1; i < 100_000; i++) {
                chain = new BackingStore().withBackingStore(chain);
            }
            domain.getDevices().getDisks().add(new Disk().withBackingStore(chain));
        });

        assertThatThrownBy(() -> Pipeline.of(nest).apply(DOCUMENT)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("/domain/devices/disk[1]" + "/backingStore".repeat(126)
                        + ": 129 levels of nested elements are more than the 128 that the limit 'depth' allows");
    }

    private static Rule rule(String id, Severity severity, Predicate<DomainDocument> finds) {
        return new Rule() {
            @Override
            public String id() {
                return id;
            }

            @Override
            public String description() {
                return "Finds fault with some domains.";
            }

            @Override
            public List<Finding> check(DomainDocument document, RuleContext context) {
                return finds.test(document)
                        ? List.of(new Finding(id, severity, Consequence.ADVICE, 2, 3, "/domain/name", "found at " + context.stage(), null)) : List.of();
            }
        };
    }

    @Test
    void a_rule_of_a_site_that_finds_an_error_in_the_result_stops_the_pipeline() {
        Rule renamed = rule("house", Severity.ERROR, document -> document.toXml().contains("renamed"));
        Pipeline pipeline = Pipeline.of(RENAME).withStage(Stage.FINAL);
        assertThatThrownBy(() -> pipeline.withRules(renamed).apply(DOCUMENT)).isInstanceOfSatisfying(InvalidDomainException.class, refusal -> {
            assertThat(refusal.inResult()).isTrue();
            assertThat(refusal.findings()).extracting(Finding::rule).contains("house");
        }).hasMessageContaining("found at FINAL [house]");
        assertThat(pipeline.apply(DOCUMENT).findings()).extracting(Finding::rule).doesNotContain("house");
        assertThat(pipeline.withRules(renamed).withValidation(ValidationLevel.WARN).apply(DOCUMENT).findings()).extracting(Finding::rule)
                .contains("house");
        assertThat(pipeline.withRules(renamed).withValidation(ValidationLevel.OFF).apply(DOCUMENT).findings()).isEmpty();
    }

    @Test
    void what_a_step_repairs_a_rule_of_a_site_does_not_find() {
        Rule named = rule("house", Severity.ERROR, document -> document.toXml().contains(">guest<"));
        assertThat(Pipeline.of(RENAME).withRules(named).apply(DOCUMENT).changes()).hasSize(1);
        assertThatThrownBy(() -> Pipeline.of(EGL).withRules(named).apply(DOCUMENT)).isInstanceOf(InvalidDomainException.class);
        assertThatThrownBy(() -> Pipeline.of().withRules(named).apply(DOCUMENT)).isInstanceOfSatisfying(InvalidDomainException.class,
                refusal -> assertThat(refusal.inResult()).isFalse());
    }

    @Test
    void rules_of_a_site_stay_with_all_that_is_made_of_a_pipeline() {
        Rule one = rule("one", Severity.WARNING, document -> true);
        Rule two = rule("two", Severity.INFO, document -> true);
        Pipeline pipeline = Pipeline.of(RENAME).withRules(one).withRules(two).withTarget(HypervisorTarget.unknown()).withStage(Stage.ANY)
                .withValidation(ValidationLevel.STRICT).withExecutor(Runnable::run).then(EGL);
        assertThat(pipeline.apply(DOCUMENT).findings()).extracting(Finding::rule).contains("one", "two");
        assertThatThrownBy(() -> pipeline.withRules(one)).isInstanceOf(IllegalArgumentException.class).hasMessage("there is already a rule 'one'");
        assertThatThrownBy(() -> pipeline.withRules(rule("memory-missing", Severity.INFO, document -> true)))
                .isInstanceOf(IllegalArgumentException.class).hasMessage("there is already a rule 'memory-missing'");
    }
}
