package io.domainsmith;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.domainsmith.internal.SafeXml;
import io.domainsmith.target.Version;
import java.lang.annotation.Annotation;
import org.junit.jupiter.api.Test;

/** Arrows point one way: cli, then vgpu and xslt, then transform, then validate, then pci, then guest, then target, then document, then model. */
class ArchitectureTests {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("io.domainsmith");

    /** Which release can do what is told by one table, Feature; nobody else looks into a version. */
    @Test
    void onlyTheTargetComparesReleases() {
        noClasses().that().resideOutsideOfPackage("io.domainsmith.target")
                .should().callMethodWhere(target(owner(type(Version.class))).and(target(nameMatching("compareTo|atLeast|major|minor|micro"))))
                .because("HypervisorTarget.supports(Feature) knows what a release can do").check(CLASSES);
    }

    /** A factory that is not hardened reads DOCTYPEs; one that is looked up is the host application's. */
    @Test
    void onlySafeXmlMakesXmlProcessors() {
        String factories = "javax\\.xml\\..*Factory(Finder)?|org\\.xml\\.sax\\.helpers\\.XMLReaderFactory|com\\.ctc\\.wstx\\.stax\\.Wstx(Input|Output|Event)Factory"
                + "|org\\.w3c\\.dom\\.bootstrap\\..*|javax\\.xml\\.bind\\..*";
        noClasses().that().doNotHaveFullyQualifiedName(SafeXml.class.getName())
                .should().callMethodWhere(target(owner(nameMatching(factories))).and(target(nameMatching("new.*Instance|new.*Factory|<init>"))))
                .orShould().callConstructorWhere(target(owner(nameMatching(factories))))
                .because("SafeXml hardens them").check(CLASSES);
        noClasses().should().callMethodWhere(target(owner(nameMatching(factories))).and(target(nameMatching("newInstance|newFactory|newNSInstance"))))
                .because("the service loader finds what the host application has").check(CLASSES);
    }

    @Test
    void theCommandLineHasNoAnnotations() {
        noClasses().should().dependOnClassesThat(resideInAPackage("picocli").and(assignableTo(Annotation.class)))
                .because("to read them by reflection takes a quarter of a short run").check(CLASSES);
    }

    @Test
    void arrowsPointOneWay() {
        layeredArchitecture().consideringOnlyDependenciesInLayers().withOptionalLayers(true)
                .layer("cli").definedBy("io.domainsmith.cli..")
                .layer("recipes").definedBy("io.domainsmith.vgpu..", "io.domainsmith.xslt..", "io.domainsmith.edit..",
                        "io.domainsmith.recipe..")
                .layer("transform").definedBy("io.domainsmith.transform..")
                .layer("validate").definedBy("io.domainsmith.validate..")
                .layer("pci").definedBy("io.domainsmith.pci..")
                .layer("guest").definedBy("io.domainsmith.guest..")
                .layer("target").definedBy("io.domainsmith.target..")
                .layer("document").definedBy("io.domainsmith.document..")
                .layer("model").definedBy("io.domainsmith.model..")
                .layer("internal").definedBy("io.domainsmith.internal..")
                .whereLayer("cli").mayNotBeAccessedByAnyLayer()
                .whereLayer("recipes").mayOnlyBeAccessedByLayers("cli")
                .whereLayer("transform").mayOnlyBeAccessedByLayers("recipes", "cli")
                .whereLayer("validate").mayOnlyBeAccessedByLayers("transform", "recipes", "cli")
                .whereLayer("pci").mayOnlyBeAccessedByLayers("validate", "transform", "recipes", "cli")
                .whereLayer("guest").mayOnlyBeAccessedByLayers("pci", "validate", "transform", "recipes", "cli")
                .whereLayer("target").mayOnlyBeAccessedByLayers("guest", "pci", "validate", "transform", "recipes", "cli")
                .whereLayer("document").mayOnlyBeAccessedByLayers("target", "guest", "pci", "validate", "transform", "recipes", "cli")
                .whereLayer("internal").mayNotAccessAnyLayer()
                .check(CLASSES);
    }
}
