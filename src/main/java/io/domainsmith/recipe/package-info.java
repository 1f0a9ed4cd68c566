/** Pipelines written as YAML files. Needs snakeyaml-engine, which an embedding application adds itself. */
@NullMarked
package io.domainsmith.recipe;

import org.jspecify.annotations.NullMarked;
