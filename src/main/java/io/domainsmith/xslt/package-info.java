/** XSLT 3.0 stylesheets as steps of a pipeline. Needs Saxon-HE, which an embedding application adds itself. */
@NullMarked
package io.domainsmith.xslt;

import org.jspecify.annotations.NullMarked;
