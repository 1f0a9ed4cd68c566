package io.domainsmith.validate;

/**
 * What becomes of a document with the finding.
 *
 * @since 0.1
 */
public enum Consequence {
    /** Libvirt refuses it when it is defined. */
    REFUSED("refused"),
    /** Libvirt refuses to start it, or QEMU does. */
    FAILS_AT_START("fails-at-start"),
    /** It works, but not as written. */
    SURPRISE("surprise"),
    /** It works; another way is better. */
    ADVICE("advice");

    private final String id;

    Consequence(String id) {
        this.id = id;
    }

    /** The word for it in reports, such as {@code fails-at-start}. */
    public String id() {
        return id;
    }
}
