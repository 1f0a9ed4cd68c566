/** Shared by the other packages; not for users of the library, and changed without notice. */
@NullMarked
package io.domainsmith.internal;

import org.jspecify.annotations.NullMarked;
