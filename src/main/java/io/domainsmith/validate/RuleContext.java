package io.domainsmith.validate;

import io.domainsmith.model.Domain;
import io.domainsmith.target.HypervisorTarget;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a rule may know beside the document.
 *
 * @since 0.1
 */
public final class RuleContext {

    private final Domain domain;
    private final HypervisorTarget target;
    private final Stage stage;
    private final Map<Class<?>, Object> shared = new ConcurrentHashMap<>();
    /** What was asked for last: most rules ask for the same. */
    private volatile @Nullable Object latestShared;

    /**
     * A context for one run over one document.
     *
     * @param domain the typed copy, shared by the rules of one run: to be read, not edited
     * @param target the libvirt and QEMU the document is for
     * @param stage what the document is for
     */
    public RuleContext(Domain domain, HypervisorTarget target, Stage stage) {
        this.domain = Objects.requireNonNull(domain, "domain");
        this.target = Objects.requireNonNull(target, "target");
        this.stage = Objects.requireNonNull(stage, "stage");
    }

    /** The typed copy, shared by the rules of one run: to be read, not edited. */
    public Domain domain() {
        return domain;
    }

    /** The libvirt and QEMU the document is for. */
    public HypervisorTarget target() {
        return target;
    }

    /** What the document is for. */
    public Stage stage() {
        return stage;
    }

    /**
     * What several rules want to know of the document, found out once in a run.
     *
     * @param type what it is, a class of those rules' own
     * @param make finds it out; called where no rule of the run has asked before
     */
    public <T> T shared(Class<T> type, Supplier<T> make) {
        Object latest = latestShared;
        if (latest == null || latest.getClass() != type) {
            latest = shared.computeIfAbsent(type, asked -> make.get());
            latestShared = latest;
        }
        return type.cast(latest);
    }
}
