package io.domainsmith.validate.rules;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.SourceElement;
import io.domainsmith.model.Hostdev;
import io.domainsmith.validate.Consequence;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.Repair;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.RuleContext;
import io.domainsmith.validate.Severity;
import io.domainsmith.validate.Stage;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A rule as a function, with what there is to say about it.
 *
 * @param needs names of which one has to stand in the domain, as a child of the root or a device, for the rule to have anything to
 *     look at; none for a rule that always has
 */
record Check(String id, Severity severity, Consequence consequence, Stage stage, Scope scope, String appliesTo,
        String description, String source, String wayOut, @Nullable Repair mechanical, List<String> needs, Body body) implements Rule {

    /** The domains that a rule looks at. */
    enum Scope {
        ALL("every domain"),
        QEMU("domains of QEMU"),
        VGPU("domains with a vfio-pci mdev");

        private final String words;

        Scope(String words) {
            this.words = words;
        }

        boolean includes(Guest guest) {
            return switch (this) {
                case ALL -> true;
                case QEMU -> guest.isQemu();
                case VGPU -> !guest.vgpus().isEmpty();
            };
        }
    }

    /** What looks at a domain and reports. */
    @FunctionalInterface
    interface Body {
        void check(Guest guest, Report report);
    }

    /** What looks at one vGPU of a domain and reports. */
    @FunctionalInterface
    interface VgpuBody {
        void check(Guest guest, Hostdev vgpu, Report report);
    }

    /** What says what is wrong with one element; null if nothing is. */
    @FunctionalInterface
    interface Finder {
        @Nullable String look(Guest guest, SourceElement element);
    }

    /**
     * What looks at each of some elements.
     *
     * @param name what they are, or what they stand in: a child of the root, or a device
     */
    private record Each(String name, Body body) implements Body {
        @Override
        public void check(Guest guest, Report report) {
            body.check(guest, report);
        }
    }

    /** A rule for every domain of QEMU, whatever the stage. */
    static Check of(Severity severity, Consequence consequence, String id, String description, String source, String wayOut,
            Body body) {
        if (body instanceof Each each) {
            return of(severity, consequence, id, description, source, wayOut, each.body).about(each.name);
        }
        return new Check(id, severity, consequence, Stage.ANY, Scope.QEMU, Scope.QEMU.words, description, source, wayOut, null,
                List.of(), body);
    }

    /** What libvirt refuses to define. */
    static Check refused(String id, String description, String source, String wayOut, Body body) {
        return of(Severity.ERROR, Consequence.REFUSED, id, description, source, wayOut, body);
    }

    /** What libvirt defines, and libvirt or QEMU may refuse to start. */
    static Check failsAtStart(String id, String description, String source, String wayOut, Body body) {
        return of(Severity.WARNING, Consequence.FAILS_AT_START, id, description, source, wayOut, body);
    }

    /** What works, but not as written. */
    static Check surprise(String id, String description, String source, String wayOut, Body body) {
        return of(Severity.WARNING, Consequence.SURPRISE, id, description, source, wayOut, body);
    }

    /** What works, and could be better. */
    static Check advice(String id, String description, String source, String wayOut, Body body) {
        return of(Severity.INFO, Consequence.ADVICE, id, description, source, wayOut, body);
    }

    /** What looks at each vfio-pci mdev. */
    static Body eachVgpu(VgpuBody body) {
        return (guest, report) -> {
            for (Hostdev vgpu : guest.vgpus()) {
                body.check(guest, vgpu, report);
            }
        };
    }

    /** What looks at each vGPU that may be one of GVT-g. */
    static Body eachGvtg(VgpuBody body) {
        return (guest, report) -> {
            for (Hostdev vgpu : guest.gvtgVgpus()) {
                body.check(guest, vgpu, report);
            }
        };
    }

    /** What looks at each device of a kind; what it says comes after the device's name. */
    static Body eachDevice(String kind, Finder finder) {
        return new Each(kind, (guest, report) -> {
            for (SourceElement device : guest.devices(kind)) {
                String said = finder.look(guest, device);
                if (said != null) {
                    report.add(device, Guest.name(device) + " " + said);
                }
            }
        });
    }

    /** What looks at each element at a path below the root. */
    static Body each(String path, Finder finder) {
        String[] steps = path.split("/");
        String name = steps[steps[0].equals("devices") ? 1 : 0];
        return new Each(name, (guest, report) -> {
            for (SourceElement element : guest.all(path)) {
                String message = finder.look(guest, element);
                if (message != null) {
                    report.add(element, message);
                }
            }
        });
    }

    /** This rule where the domain has a vfio-pci mdev. */
    Check ifVgpu() {
        return in(Scope.VGPU);
    }

    /** This rule whatever the hypervisor. */
    Check everywhere() {
        return in(Scope.ALL);
    }

    private Check in(Scope domains) {
        return new Check(id, severity, consequence, stage, domains, domains.words, description, source, wayOut, mechanical, needs, body);
    }

    /** This rule with the gravest severity of its findings. */
    Check upTo(Severity gravest) {
        return new Check(id, gravest, consequence, stage, scope, appliesTo, description, source, wayOut, mechanical, needs, body);
    }

    /** This rule as one of a stage. */
    Check inStage(Stage only) {
        return new Check(id, severity, consequence, only, scope, appliesTo, description, source, wayOut, mechanical, needs, body);
    }

    /** This rule where one of these stands, a child of the root or a device: without them it has nothing to look at. */
    Check about(String... names) {
        return new Check(id, severity, consequence, stage, scope, appliesTo, description, source, wayOut, mechanical, List.of(names), body);
    }

    /** This rule with other words for what it applies to. */
    Check where(String domains) {
        return new Check(id, severity, consequence, stage, scope, domains, description, source, wayOut, mechanical, needs, body);
    }

    /** This rule with its mechanical way out. */
    Check repairedBy(Repair repair) {
        return new Check(id, severity, consequence, stage, scope, appliesTo, description, source, wayOut, repair, needs, body);
    }

    @Override
    public Optional<Repair> repair() {
        return Optional.ofNullable(mechanical);
    }

    @Override
    public List<Finding> check(DomainDocument document, RuleContext context) {
        Guest guest = context.shared(Guest.class, () -> new Guest(document, context));
        if (!scope.includes(guest) || !needs.isEmpty() && !guest.hasAny(needs)) {
            return List.of();
        }
        Report report = new Report(this, document);
        body.check(guest, report);
        return report.findings();
    }

    @Override
    public String toString() {
        return id;
    }
}
