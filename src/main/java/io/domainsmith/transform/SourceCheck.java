package io.domainsmith.transform;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.validate.DomainValidator;
import io.domainsmith.validate.Finding;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** What the schema says of a pipeline's source: found out by another thread, or by the one that asks first. */
final class SourceCheck {

    private final FutureTask<List<Finding>> task;

    /**
     * A check that has not begun.
     *
     * @param validator null where nothing is checked
     */
    SourceCheck(@Nullable DomainValidator validator, DomainDocument document) {
        this.task = new FutureTask<>(() -> validator == null ? List.of() : validator.validateSchema(document));
    }

    /** Begins on another thread; where that one does not come to it in time, it is done by the thread that asks. */
    void begin(Executor executor) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    List<Finding> findings() {
        task.run();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException e) {
                    // the caller asked for a result, and this one is nearly there
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
