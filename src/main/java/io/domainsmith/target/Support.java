package io.domainsmith.target;

/**
 * Whether a target can do something, when that came or went, and who says so.
 *
 * @param answer yes, no, or that the versions known do not tell
 * @param what what was asked for, such as {@code <qemu:override>}
 * @param where the releases that do it, such as {@code libvirt 8.5.0 or later}
 * @param source where the claim is from: documentation, function, commit
 * @since 0.1
 */
public record Support(Answer answer, String what, String where, String source) {

    /** Yes, no, or not known. */
    public enum Answer {
        /** It is there. */
        YES,
        /** It is not. */
        NO,
        /** The versions that are known do not tell. */
        UNKNOWN
    }

    /** Whether it is certainly there. */
    public boolean isYes() {
        return answer == Answer.YES;
    }

    /** Whether it is certainly not there. */
    public boolean isNo() {
        return answer == Answer.NO;
    }

    /** Whether the versions known do not tell. */
    public boolean isUnknown() {
        return answer == Answer.UNKNOWN;
    }
}
