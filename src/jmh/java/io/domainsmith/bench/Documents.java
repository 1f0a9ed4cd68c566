package io.domainsmith.bench;

import io.domainsmith.Corpus;
import io.domainsmith.document.DomainDocument;
import io.domainsmith.document.ParseException;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.transform.InvalidDomainException;
import io.domainsmith.transform.Pipeline;
import io.domainsmith.transform.StepException;
import io.domainsmith.vgpu.Gvtg;
import io.domainsmith.vgpu.GvtgOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** libvirt's test documents, handed out in turn: a score is the mean over all of them. */
@State(Scope.Thread)
public class Documents {

    static final Pipeline PRE_INSTALL = Gvtg.preInstall(GvtgOptions.of("fff6f017-3417-4ad3-b05e-17ae3e1a4615"),
            HypervisorTarget.of("9.0.0", "7.2.0"));

    private final List<byte[]> all = new ArrayList<>();
    private final List<byte[]> installable = new ArrayList<>();
    private int next;

    /** Sorts the documents by what can be done with them. */
    @Setup(Level.Trial)
    public void read() throws IOException {
        for (Path file : Corpus.documents()) {
            byte[] bytes = Files.readAllBytes(file);
            DomainDocument document;
            try {
                document = DomainDocument.parse(new ByteArrayInputStream(bytes));
            } catch (ParseException e) {
                continue;
            }
            all.add(bytes);
            try {
                PRE_INSTALL.apply(document);
                installable.add(bytes);
            } catch (StepException | InvalidDomainException e) {
                // not a domain that this recipe is for
            }
        }
        System.out.printf("%d documents of %d bytes in the mean, %d of them for the recipe%n", all.size(),
                all.stream().mapToInt(bytes -> bytes.length).sum() / all.size(), installable.size());
    }

    /** The next of all documents. */
    public byte[] any() {
        return all.get(next++ % all.size());
    }

    /** The next of the documents that become a pre-install one. */
    public byte[] installable() {
        return installable.get(next++ % installable.size());
    }
}
