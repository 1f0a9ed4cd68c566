package io.domainsmith.validate;

/**
 * What a document is for, where that decides what is right.
 *
 * @since 0.1
 */
public enum Stage {
    /** No stage was asked for. */
    ANY("any"),
    /** The guest is installed on an emulated video, with the vGPU beside it. */
    PRE_INSTALL("pre-install"),
    /** The vGPU is the only display. */
    FINAL("final");

    private final String id;

    Stage(String id) {
        this.id = id;
    }

    /** The word for it on the command line. */
    public String id() {
        return id;
    }
}
