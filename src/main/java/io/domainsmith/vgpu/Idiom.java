package io.domainsmith.vgpu;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The way a document asks QEMU for the vGPU's display and opregion.
 *
 * @since 0.1
 */
public enum Idiom {
    /** The guide to the letter: {@code -set} and {@code -display} arguments; for libvirt and QEMU with legacy {@code -device}. */
    COMMANDLINE("commandline"),
    /** {@code display='on'} and {@code <qemu:override>}; libvirt 8.5 and later. */
    MODERN("modern");

    private final String id;

    Idiom(String id) {
        this.id = id;
    }

    /** The word for it on the command line. */
    public String id() {
        return id;
    }

    /**
     * Reads a word of the command line; {@code override} is another word for {@code modern}.
     *
     * @throws IllegalArgumentException if there is no such idiom
     */
    public static Idiom parse(String text) {
        String wanted = text.equals("override") ? "modern" : text;
        return Arrays.stream(values()).filter(idiom -> idiom.id.equals(wanted)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is not an idiom; there are "
                        + Arrays.stream(values()).map(Idiom::id).collect(Collectors.joining(", "))));
    }
}
