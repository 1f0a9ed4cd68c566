/** Steps that edit a domain, and the pipeline that runs them safely. */
@NullMarked
package io.domainsmith.transform;

import org.jspecify.annotations.NullMarked;
