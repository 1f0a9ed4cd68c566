package io.domainsmith.validate.rules;

import io.domainsmith.document.SourceElement;
import io.domainsmith.model.Hostdev;
import java.util.Objects;

/** Whose an mdev is, as far as a document says so: the XML of an mdev has nothing but a uuid. */
enum VgpuMaker {

    /** Intel's, of GVT-g: an opregion is asked for, which no other vendor's has, or its alias is ua-gvtg. */
    GVTG,
    /** Another vendor's: its alias is ua-vgpu, or it has a ramfb, which GVT-g does not need, or the guest is one for s390. */
    OTHER,
    /** It does not say. */
    UNTOLD;

    static VgpuMaker of(Guest guest, Hostdev vgpu) {
        if (guest.machine().isS390()) {
            return OTHER;
        }
        String alias = Objects.requireNonNullElse(guest.hostdevAliases().get(vgpu), "");
        boolean opregion = guest.qemuArgs().settings().stream().anyMatch(setting -> setting.alias().equals(alias)
                && setting.property().equals("x-igd-opregion") && QemuOption.isOn(setting.value()));
        SourceElement source = guest.source(vgpu);
        if (opregion || alias.startsWith("ua-gvtg")) {
            return GVTG;
        }
        return alias.startsWith("ua-vgpu") || Xml.is(source, "@ramfb", "on") ? OTHER : UNTOLD;
    }
}
