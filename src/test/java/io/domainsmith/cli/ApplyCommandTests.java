package io.domainsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplyCommandTests {

    private static final String BASE = "<domain type='kvm'>\n  <name>a</name>\n</domain>\n";

    @TempDir
    private Path folder;

    private String sheet(String body) throws IOException {
        return Files.writeString(folder.resolve("s.xsl"), "<xsl:stylesheet version='3.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'>\n"
                + "<xsl:mode on-no-match='shallow-copy'/>\n" + body + "\n</xsl:stylesheet>").toString();
    }

    private static Cli.Run apply(String... args) {
        return Cli.domainsmithReading(BASE, args);
    }

    @Test
    void a_stylesheet_with_a_parameter() throws IOException {
        String sheet = sheet("<xsl:param name='n'/><xsl:template match='name/text()'><xsl:value-of select='$n'/></xsl:template>");
        assertThat(apply("apply", "--xslt", sheet, "--param", "n=b=c", "--validation", "off", "--report", "text", "-"))
                .isEqualTo(new Cli.Run(0, BASE.replace(">a<", ">b=c<"), "changed /domain/name: a -> b=c\n"
                        + "    xslt: Applies the stylesheet " + sheet + ".\n"));
    }

    @Test
    void an_unknown_parameter() throws IOException {
        String sheet = sheet("<xsl:param name='n'/>");
        assertThat(apply("apply", "--xslt", sheet, "--param", "m=b", "-"))
                .isEqualTo(new Cli.Run(3, "", sheet + ": error: there is no parameter 'm'; there are n\n"));
    }

    @Test
    void a_stylesheet_that_does_not_compile() throws IOException {
        String sheet = sheet("<xsl:template match='/'><xsl:nonsense/></xsl:template>");
        Cli.Run run = apply("apply", "--xslt", sheet, "-");
        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith(sheet + ":3:").contains(": error: Unknown XSLT instruction xsl:nonsense");
    }

    @Test
    void a_stylesheet_that_is_not_there() {
        assertThat(apply("apply", "--xslt", folder + "/no.xsl", "-"))
                .isEqualTo(new Cli.Run(3, "", "domainsmith: cannot read " + folder + "/no.xsl: no such file or directory\n"));
    }

    @Test
    void a_stylesheet_may_read_what_it_is_given() throws IOException {
        Files.writeString(folder.resolve("name.txt"), "b");
        String sheet = sheet("<xsl:template match='name/text()'><xsl:value-of select=\"unparsed-text('name.txt')\"/></xsl:template>");
        Cli.Run closed = apply("apply", "--xslt", sheet, "--validation", "off", "-");
        assertThat(closed.exitCode()).isEqualTo(5);
        assertThat(closed.err()).contains("--allow-read DIR");
        assertThat(apply("apply", "--xslt", sheet, "--allow-read", folder.toString(), "--validation", "off", "-"))
                .isEqualTo(new Cli.Run(0, BASE.replace(">a<", ">b<"), ""));
    }

    @Test
    void a_recipe() throws IOException {
        Path recipe = Files.writeString(folder.resolve("r.yaml"), "parameters: {n: {}}\nsteps:\n  - set-value: {path: name, value: \"${n}\"}\n");
        assertThat(apply("apply", "--recipe", recipe.toString(), "--param", "n=b", "--validation", "off", "-"))
                .isEqualTo(new Cli.Run(0, BASE.replace(">a<", ">b<"), ""));
        assertThat(apply("apply", "--recipe", recipe.toString(), "-"))
                .isEqualTo(new Cli.Run(3, "", recipe + ": error: a value is missing for n\n"));
        Files.writeString(recipe, "steps: [set-vale]");
        assertThat(apply("apply", "--recipe", recipe.toString(), "-"))
                .isEqualTo(new Cli.Run(3, "", recipe + ":1:9: error: there is no step 'set-vale'; did you mean 'set-value'?\n"));
    }

    @Test
    void a_recipe_that_comes_along() throws IOException {
        assertThat(Cli.domainsmith("apply", "--recipe", "gvtg-pre-install", "--param", "mdev=" + Cli.MDEV, "testdata/win10-q35.xml"))
                .isEqualTo(Cli.domainsmith("gvtg", "pre-install", "--mdev", Cli.MDEV, "testdata/win10-q35.xml"));
    }

    @Test
    void one_of_the_two() {
        assertThat(apply("apply", "-").exitCode()).isEqualTo(2);
        assertThat(apply("apply", "--recipe", "gvtg-final", "--allow-read", "/", "-").err())
                .startsWith("domainsmith: --allow-read is for --xslt\n");
    }

    @Test
    void recipes() throws IOException {
        assertThat(Cli.domainsmith("recipes", "list")).isEqualTo(new Cli.Run(0,
                """
                gvtg-pre-install         Adds a vGPU (Intel GVT-g) beside the emulated display.
                gvtg-final               Takes the emulated display away.
                gvtg-final-remembering   Takes the emulated display away and remembers it.
                gvtg-revert              Puts the emulated display back.
                gvtg-retarget            Writes the vGPU (Intel GVT-g) as another libvirt and QEMU take it.
                """, ""));
        assertThat(Cli.domainsmith("recipes", "show", "gvtg-final")).isEqualTo(new Cli.Run(0,
                Files.readString(Path.of("src/main/resources/io/domainsmith/recipe/gvtg-final.yaml")), ""));
        assertThat(Cli.domainsmith("recipes", "show", "gvtg-finl")).isEqualTo(new Cli.Run(2, "",
                "domainsmith: there is no recipe 'gvtg-finl'; did you mean 'gvtg-final'?\nTry 'domainsmith recipes --help'.\n"));
        assertThat(Cli.domainsmith("recipes", "steps").out()).contains("set-value\n    Sets an attribute", "    in ?", "    path ");
        assertThat(Cli.domainsmith("recipes", "schema").out()).startsWith("{\n  \"$schema\"");
    }
}
