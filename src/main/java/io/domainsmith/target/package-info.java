/** The libvirt and QEMU that a document is meant for, and what they can express. */
@NullMarked
package io.domainsmith.target;

import org.jspecify.annotations.NullMarked;
