package io.domainsmith.validate;

import java.io.IOException;
import java.nio.file.Path;

/**
 * ISO Schematron files as rules of a site's own. They need Saxon-HE and SchXslt2 (name.dmaus.schxslt:schxslt2) on the class
 * path, which are optional dependencies.
 *
 * <pre>{@code
 * DomainValidator validator = DomainValidator.forTarget(HypervisorTarget.unknown()).withRules(Schematron.read(Path.of("house.sch")));
 * }</pre>
 *
 * <p>A failed assertion or a successful report is a finding at the node that the rule was about: {@code @id} is the finding's
 * rule, {@code @severity} or {@code @role} its severity ({@code info}, {@code warning}, and {@code error} for everything else),
 * {@code @flag} its consequence if it is the word of one, the diagnostics are the way out. Queries are XPath 3.1 (queryBinding
 * xslt3). A file reads itself and the document, and nothing else: no includes, no {@code doc()}, no environment, no Java.
 *
 * @since 0.1
 */
public final class Schematron {

    /** SchXslt2's stylesheet, which makes a stylesheet of a Schematron schema. */
    static final String TRANSPILER = "/content/transpile.xsl";

    private Schematron() {
    }

    /**
     * Compiles a Schematron file to a rule, which may be shared between threads.
     *
     * @throws IOException if the file cannot be read, or is not a Schematron schema that compiles; the message says where and why
     * @throws IllegalStateException if Saxon-HE or SchXslt2 is not on the class path
     */
    public static Rule read(Path file) throws IOException {
        if (Schematron.class.getResource(TRANSPILER) == null || !isThere("net.sf.saxon.s9api.Processor")) {
            throw new IllegalStateException("Schematron needs the optional libraries net.sf.saxon:Saxon-HE and "
                    + "name.dmaus.schxslt:schxslt2 on the class path");
        }
        try {
            return new SchematronRule(file, SchematronCompiler.compile(file));
        } catch (LinkageError e) {
            throw new IllegalStateException("Schematron needs Saxon-HE 13.1 or newer: " + e, e);
        }
    }

    private static boolean isThere(String className) {
        try {
            Class.forName(className, false, Schematron.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
