import io.domainsmith.document.DomainDocument
import io.domainsmith.recipe.Recipe
import io.domainsmith.recipe.StepCatalog
import java.nio.file.Path

/** CloudStack's agent hook: applies a recipe to every domain before it is started. */
class BaseTransform {

    Path recipe

    String transform(Object logger, String xml) {
        def result = Recipe.parse(recipe, StepCatalog.standard()).pipeline([:]).apply(DomainDocument.parse(xml))
        result.changes().each { logger.info("domainsmith: ${it.kind()} ${it.path()}: ${it.reason()}".toString()) }
        result.findings().each { logger.warn("domainsmith: line ${it.line()}: ${it.message()}".toString()) }
        return result.document().toXml()
    }
}

new BaseTransform(recipe: Path.of(binding.hasVariable('recipe') ? binding.getVariable('recipe') : '/etc/cloudstack/agent/hooks/domainsmith.yaml'))
