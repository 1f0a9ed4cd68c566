package io.domainsmith.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/** Work on many files at once, its results one after the other in the order of the files. */
final class ManyFiles {

    private final Console console;

    ManyFiles(Console console) {
        this.console = console;
    }

    /**
     * Does the work, on as many threads as there are processors, and hands each result over as soon as it and those before it are
     * there.
     */
    void each(List<Input> inputs, Function<Input, Checked> work, Consumer<Checked> results) {
        if (inputs.size() == 1) {
            results.accept(work.apply(inputs.get(0)));
            return;
        }
        ProgressBar bar = new ProgressBar(console, inputs.size());
        ExecutorService threads = Executors.newFixedThreadPool(Math.min(inputs.size(), Runtime.getRuntime().availableProcessors()));
        try {
            List<Future<Checked>> pending = new ArrayList<>();
            for (Input input : inputs) {
                pending.add(threads.submit(() -> work.apply(input)));
            }
            for (int i = 0; i < pending.size(); i++) {
                bar.show(i);
                Checked checked = pending.set(i, null).get();
                if (!checked.findings().isEmpty() || checked.unreadable() != null || checked.repaired() != null
                        || checked.notRepaired() != null) {
                    bar.erase();
                }
                results.accept(checked);
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a file could not be checked", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            threads.shutdownNow();
            bar.erase();
        }
    }
}
