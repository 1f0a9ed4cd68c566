package io.domainsmith.vgpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.transform.Change;
import io.domainsmith.transform.StepKit;
import org.junit.jupiter.api.Test;

class DeclareQemuNamespaceTests {

    private final StepKit kit = StepKit.of(new DeclareQemuNamespace());

    @Test
    void declaresTheNamespace() {
        var result = kit.turns("""
                <domain type="kvm">
                  <name>guest</name>
                </domain>
                """, """
                <domain type="kvm" xmlns:qemu="http://libvirt.org/schemas/domain/qemu/1.0">
                  <name>guest</name>
                </domain>
                """);
        assertThat(result.changes()).containsExactly(new Change("declare-qemu-namespace", "declared", "/domain", null,
                "xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'",
                "Declares QEMU's namespace on the root element, so that libvirt reads what is written in it."));
    }

    @Test
    void usesAnyPrefixThatIsThere() {
        kit.leaves("<domain xmlns:q='http://libvirt.org/schemas/domain/qemu/1.0' type='kvm'><name>guest</name></domain>");
    }

    @Test
    void leavesAPrefixThatMeansSomethingElse() {
        var result = kit.turns("<domain type='kvm' xmlns:qemu='urn:example:other'><name>guest</name></domain>",
                "<domain type='kvm' xmlns:qemu='urn:example:other' xmlns:qemu1='http://libvirt.org/schemas/domain/qemu/1.0'>"
                        + "<name>guest</name></domain>");
        assertThat(result.changes()).singleElement().satisfies(change -> assertThat(change.after())
                .isEqualTo("xmlns:qemu1='http://libvirt.org/schemas/domain/qemu/1.0'"));
    }
}
