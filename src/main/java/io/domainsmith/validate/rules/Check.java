package io.domainsmith.validate.rules;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.model.Hostdev;
import io.domainsmith.validate.Finding;
import io.domainsmith.validate.Rule;
import io.domainsmith.validate.RuleContext;
import java.util.List;

/** A rule as a function. */
record Check(String id, String description, Body body) implements Rule {

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

    @Override
    public List<Finding> check(DomainDocument document, RuleContext context) {
        Report report = new Report(id, document);
        body.check(new Guest(document, context), report);
        return report.findings();
    }

    /** A rule that looks only at domains with a vfio-pci mdev. */
    static Check ifVgpu(String id, String description, Body body) {
        return new Check(id, description, (guest, report) -> {
            if (!guest.vgpus().isEmpty()) {
                body.check(guest, report);
            }
        });
    }

    /** A rule that looks at each vfio-pci mdev. */
    static Check eachVgpu(String id, String description, VgpuBody body) {
        return new Check(id, description,
                (guest, report) -> guest.vgpus().forEach(vgpu -> body.check(guest, vgpu, report)));
    }
}
