package example;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.target.HypervisorTarget;
import io.domainsmith.vgpu.Gvtg;
import io.domainsmith.vgpu.GvtgOptions;
import java.nio.file.Files;
import java.nio.file.Path;

/** Adds a vGPU to a domain: {@code Main FILE UUID}. */
public final class Main {

    private Main() {
    }

    public static void main(String[] args) throws Exception {
        Path file = Path.of(args[0]);
        var recipe = Gvtg.preInstall(GvtgOptions.of(args[1]), HypervisorTarget.of("9.0.0", "7.2.0"));
        var result = recipe.apply(DomainDocument.parse(file));
        result.changes().forEach(System.out::println);
        Files.writeString(file, result.document().toXml());
    }
}
