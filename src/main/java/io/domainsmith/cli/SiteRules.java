package io.domainsmith.cli;

import io.domainsmith.validate.Rule;
import io.domainsmith.validate.RuleSet;
import io.domainsmith.validate.Schematron;
import java.io.IOException;
import java.util.List;
import java.util.ServiceConfigurationError;
import picocli.CommandLine.Model.OptionSpec;

/** The rules that a site adds to the standard ones: in jars on the class path, and in Schematron files. */
final class SiteRules {

    private SiteRules() {
    }

    /** {@code --schematron}, a list of files. */
    static OptionSpec schematron() {
        return Options.texts("--schematron", "FILE", "Check the rules of an ISO Schematron file, too; may be repeated.");
    }

    /** The rules in jars that declare them as services. */
    static Rule[] installed() {
        return read(List.of());
    }

    /** The rules in jars that declare them as services, then those in these files. */
    static Rule[] read(List<String> schematronFiles) {
        try {
            RuleSet rules = RuleSet.none().plusInstalled(SiteRules.class.getClassLoader());
            for (String file : schematronFiles) {
                rules = rules.plus(Schematron.read(Input.path(file, ExitCode.USAGE)));
            }
            Rule[] all = rules.rules().toArray(Rule[]::new);
            if (all.length > 0) {
                // refuses the id of a standard rule
                RuleSet.standard().plus(all);
            }
            return all;
        } catch (IOException e) {
            throw Failure.said(ExitCode.USAGE, "--schematron: " + Failure.fileReason(e), e);
        } catch (IllegalArgumentException | IllegalStateException | ServiceConfigurationError e) {
            throw Failure.said(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }
}
