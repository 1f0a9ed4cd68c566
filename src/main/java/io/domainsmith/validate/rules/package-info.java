/** The rules beyond the RELAX NG schemas, one family a class. */
@NullMarked
package io.domainsmith.validate.rules;

import org.jspecify.annotations.NullMarked;
