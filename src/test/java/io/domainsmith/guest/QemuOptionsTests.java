package io.domainsmith.guest;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.guest.QemuOptions.Option;
import java.util.List;
import org.junit.jupiter.api.Test;

class QemuOptionsTests {

    @Test
    void anOptionTakesTheNextArgumentUnlessItTakesNone() {
        assertThat(QemuOptions.of(List.of("-snapshot", "-display", "gtk,gl=on", "--set", "device.a.b=c", "-nographic")).all()).containsExactly(
                new Option("snapshot", null, 0), new Option("display", "gtk,gl=on", 2), new Option("set", "device.a.b=c", 4),
                new Option("nographic", null, 5));
    }

    /** A value may look like an option; QEMU takes it as it is. */
    @Test
    void aValueThatLooksLikeAnOptionIsAValue() {
        assertThat(QemuOptions.of(List.of("-append", "-display", "-display", "none")).all("display"))
                .containsExactly(new Option("display", "none", 3));
    }

    @Test
    void theLastOptionMayLackItsValue() {
        assertThat(QemuOptions.of(List.of("-display")).all()).containsExactly(new Option("display", null, 0));
        assertThat(QemuOptions.of(List.of("disk.img", "-display", "none")).last("display")).contains(new Option("display", "none", 2));
    }

    @Test
    void aValueHasAHeadAndProperties() {
        Option gtk = new Option("display", "gtk,gl=off,zoom-to-fit=on,gl=on", 1);
        assertThat(gtk.head()).isEqualTo("gtk");
        assertThat(gtk.property("gl")).contains("on");
        assertThat(gtk.property("show-menubar")).isEmpty();
        assertThat(new Option("snapshot", null, 0).head()).isEmpty();
    }
}
