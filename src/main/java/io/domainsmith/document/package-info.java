/**
 * The domain XML as text that is never rewritten: a strict reader, the source tree, and the edit script that carries a
 * changed model back into the text.
 */
@NullMarked
package io.domainsmith.document;

import org.jspecify.annotations.NullMarked;
