/** PCI addresses and what occupies them. */
@NullMarked
package io.domainsmith.pci;

import org.jspecify.annotations.NullMarked;
