package io.domainsmith.target;

import io.domainsmith.target.Support.Answer;
import org.jspecify.annotations.Nullable;

/**
 * A stretch of libvirt's releases together with one of QEMU's. A bound that is null is open.
 *
 * @param certain whether every release in it does what it is told of; if not, some do and which is not known
 */
record Releases(Span libvirt, Span qemu, boolean certain) {

    static final Span ANY = new Span(null, null);

    /**
     * From a release on, up to but without another.
     */
    record Span(@Nullable Version from, @Nullable Version before) {

        static Span of(String... bounds) {
            return new Span(bounds[0].isEmpty() ? null : Version.parse(bounds[0]), bounds.length < 2 ? null : Version.parse(bounds[1]));
        }

        /** Whether a release is in it that is known, or known to be in another stretch. */
        Answer has(@Nullable Version release, Span known) {
            return release == null ? has(known) : from != null && !release.atLeast(from) || before != null && release.atLeast(before)
                    ? Answer.NO : Answer.YES;
        }

        /** Yes if each release of another stretch is in this one, no if none is. */
        private Answer has(Span known) {
            if (before != null && known.from != null && known.from.atLeast(before)
                    || from != null && known.before != null && from.atLeast(known.before)) {
                return Answer.NO;
            }
            return (from == null || known.from != null && known.from.atLeast(from))
                    && (before == null || known.before != null && before.atLeast(known.before)) ? Answer.YES : Answer.UNKNOWN;
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
        Answer one = libvirt.has(target.libvirt(), target.knownOfLibvirt());
        Answer other = qemu.has(target.qemu(), new Span(target.oldestQemu(), null));
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
