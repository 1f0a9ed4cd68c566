package org.jspecify.annotations;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Stands in for JSpecify's while mutants are made, and leaves nothing in the class files: a virtual machine does not take a changed
 * record for the one it has if a component has an annotation, so that no mutant of it would be run.
 */
@Target(ElementType.TYPE_USE)
@Retention(RetentionPolicy.SOURCE)
public @interface Nullable {
}
