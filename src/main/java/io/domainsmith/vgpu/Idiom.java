package io.domainsmith.vgpu;

import io.domainsmith.target.Feature;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.target.Support;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The way a document asks QEMU for the vGPU's display, its OpenGL and its opregion. Which one starts depends on the libvirt and
 * QEMU that run the domain.
 *
 * @since 0.1
 */
public enum Idiom {

    //                           opregion             display='on'  <graphics>  -display  <qemu:del>

    /** The guide to the letter; for libvirt and QEMU with the old {@code -device} syntax. Never chosen by a target. */
    COMMANDLINE("commandline", OpRegion.ARGUMENT, false, true, true, false),
    /** libvirt 3.2 to 4.5, which know neither the attribute nor the display: all by arguments. */
    SEED_LEGACY("seed-legacy", OpRegion.ARGUMENT, false, false, true, false),
    /** libvirt 4.6 and later as long as it writes {@code -device} in the old syntax. */
    CLASSIC("classic", OpRegion.ARGUMENT, true, true, false, false),
    /** libvirt that writes {@code -device} as JSON and has no override yet: {@code <qemu:del>} takes it back to the old syntax. */
    GAP("gap", OpRegion.ARGUMENT, true, true, false, true),
    /** libvirt 8.5 and later: {@code <qemu:override>}. */
    MODERN("modern", OpRegion.OVERRIDE, true, true, false, false),
    /** QEMU 10.1 and later, which gives a vGPU its opregion by itself. */
    CURRENT("current", OpRegion.DEFAULT, true, true, false, false);

    /** Where the opregion comes from. */
    enum OpRegion {
        ARGUMENT, OVERRIDE, DEFAULT
    }

    private final String id;
    private final OpRegion opRegion;
    private final boolean displayAttribute;
    private final boolean graphics;
    private final boolean displayArgument;
    private final boolean deletesJson;

    Idiom(String id, OpRegion opRegion, boolean displayAttribute, boolean graphics, boolean displayArgument, boolean deletesJson) {
        this.id = id;
        this.opRegion = opRegion;
        this.displayAttribute = displayAttribute;
        this.graphics = graphics;
        this.displayArgument = displayArgument;
        this.deletesJson = deletesJson;
    }

    /** The word for it on the command line. */
    public String id() {
        return id;
    }

    OpRegion opRegion() {
        return opRegion;
    }

    /** Whether the attribute says that the vGPU's display is on; else an argument does. */
    boolean hasDisplayAttribute() {
        return displayAttribute;
    }

    /** Whether {@code <graphics type='egl-headless'>} draws. */
    boolean hasGraphics() {
        return graphics;
    }

    /** Whether {@code -display egl-headless} draws. */
    boolean hasDisplayArgument() {
        return displayArgument;
    }

    /** Whether it takes JSON away from libvirt. */
    boolean deletesJson() {
        return deletesJson;
    }

    /** Whether QEMU's options name the vGPU by an alias of its own, for a target that keeps such. */
    boolean namesByAlias(HypervisorTarget target) {
        return this != COMMANDLINE && !target.supports(Feature.USER_ALIAS).isNo();
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

    /**
     * The idiom that starts on a target; for an unknown one {@code modern}, which every libvirt since 8.5 (July 2022) takes with
     * every QEMU. Where QEMU's release would decide between {@code classic} and {@code gap} and is not known, it is
     * {@code gap}, which both take.
     */
    public static Idiom forTarget(HypervisorTarget target) {
        if (target.supports(Feature.VIDEO_NONE).isNo() && target.libvirt() != null) {
            return SEED_LEGACY;
        } else if (target.supports(Feature.OPREGION_BY_DEFAULT).isYes()) {
            return CURRENT;
        } else if (!target.supports(Feature.OVERRIDE).isNo()) {
            return MODERN;
        }
        return target.supports(Feature.JSON_DEVICE).isNo() ? CLASSIC : GAP;
    }

    /**
     * The idiom to use: the one that was asked for, or the target's.
     *
     * @throws IllegalArgumentException if the target is known not to do what was asked for
     */
    public static Idiom choose(@Nullable Idiom wanted, HypervisorTarget target) {
        if (wanted == null) {
            return forTarget(target);
        }
        wanted.refusal(target).ifPresent(why -> {
            throw new IllegalArgumentException("idiom " + wanted.id + " " + why + "; use idiom " + forTarget(target).id);
        });
        return wanted;
    }

    /** Why a domain in this idiom would not start on a target, or would have no opregion; empty if nothing is known against it. */
    private Optional<String> refusal(HypervisorTarget target) {
        if (opRegion == OpRegion.ARGUMENT && !deletesJson && target.supports(Feature.JSON_DEVICE).isYes()) {
            return Optional.of("does not start with " + target.describe()
                    + ": -set finds no device that libvirt gives QEMU as JSON");
        }
        if (deletesJson && target.supports(Feature.DEL_DEVICE_JSON).isNo()
                && target.supports(Feature.DEL_DEVICE_JSON_HOTPLUG).isNo()) {
            return Optional.of("does not start with " + target.describe() + ", which has no capability device.json to take away");
        }
        if (opRegion == OpRegion.OVERRIDE && target.supports(Feature.OVERRIDE).isNo()) {
            return Optional.of(needs(target.supports(Feature.OVERRIDE), target));
        }
        if (opRegion == OpRegion.DEFAULT && target.supports(Feature.OPREGION_BY_DEFAULT).isNo()) {
            return Optional.of(needs(target.supports(Feature.OPREGION_BY_DEFAULT), target));
        }
        return graphics && target.supports(Feature.EGL_HEADLESS).isNo()
                ? Optional.of(needs(target.supports(Feature.EGL_HEADLESS), target)) : Optional.empty();
    }

    private static String needs(Support support, HypervisorTarget target) {
        return "needs " + support.where() + ", for " + support.what() + ", and the target is " + target.describe();
    }
}
