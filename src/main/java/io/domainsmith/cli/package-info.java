/** The command line: commands that read documents, hand them to the library and say what came of it. No logic of their own. */
@NullMarked
package io.domainsmith.cli;

import org.jspecify.annotations.NullMarked;
