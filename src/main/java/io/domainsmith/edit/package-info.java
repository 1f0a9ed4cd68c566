/** Steps that are about no recipe in particular: add, put, set, remove, clone. They reach whatever a document says. */
@NullMarked
package io.domainsmith.edit;

import org.jspecify.annotations.NullMarked;
