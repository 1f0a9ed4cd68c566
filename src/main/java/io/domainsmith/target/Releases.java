package io.domainsmith.target;

import io.domainsmith.target.Support.Answer;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of libvirt's releases together with one of QEMU's. A bound that is null is open.
 *
 * @param certain whether every release in it does what it is told of; if not, some do and which is not known
 */
record Releases(Span libvirt, Span qemu, boolean certain) {

    private static final Span ANY = new Span(null, null);

    /**
     * From a release on, up to but without another.
     */
    record Span(@Nullable Version from, @Nullable Version before) {

        static Span of(String... bounds) {
            return new Span(bounds[0].isEmpty() ? null : Version.parse(bounds[0]), bounds.length < 2 ? null : Version.parse(bounds[1]));
        }

        /**
         * Whether a release is in it.
         *
         * @param release the release, or null if it is not known
         * @param oldest what is known of a release that is not known otherwise: it is this or newer
         */
        Answer has(@Nullable Version release, @Nullable Version oldest) {
            Version known = release == null ? oldest : release;
            if (known != null && before != null && known.atLeast(before)) {
                return Answer.NO;
            }
            if (release != null) {
                return from == null || release.atLeast(from) ? Answer.YES : Answer.NO;
            }
            return before == null && (from == null || oldest != null && oldest.atLeast(from)) ? Answer.YES : Answer.UNKNOWN;
        }

        String words(String program) {
            if (from == null) {
                return before == null ? "" : program + " older than " + before;
            }
            return program + " " + from + (before == null ? " or later" : " or later, but older than " + before);
        }
    }

    /** From a release of libvirt on, up to but without another if there are two. */
    static Releases libvirt(String... bounds) {
        return new Releases(Span.of(bounds), ANY, true);
    }

    /** From a release of QEMU on, up to but without another if there are two; an empty text leaves the beginning open. */
    static Releases qemu(String... bounds) {
        return new Releases(ANY, Span.of(bounds), true);
    }

    /** These releases of libvirt, with those of QEMU. */
    Releases withQemu(String... bounds) {
        return new Releases(libvirt, Span.of(bounds), certain);
    }

    /** These releases, some of which do it. */
    Releases perhaps() {
        return new Releases(libvirt, qemu, false);
    }

    Answer has(HypervisorTarget target) {
        Answer one = libvirt.has(target.libvirt(), null);
        Answer other = qemu.has(target.qemu(), target.oldestQemu());
        if (one == Answer.NO || other == Answer.NO) {
            return Answer.NO;
        }
        return certain && one == Answer.YES && other == Answer.YES ? Answer.YES : Answer.UNKNOWN;
    }

    @Override
    public String toString() {
        String ofLibvirt = libvirt.words("libvirt");
        String ofQemu = qemu.words("QEMU");
        return ofLibvirt + (ofLibvirt.isEmpty() || ofQemu.isEmpty() ? "" : " with ") + ofQemu
                + (ofLibvirt.isEmpty() && ofQemu.isEmpty() ? "every release" : "") + (certain ? "" : " (some of them)");
    }
}
