/** What libvirt or QEMU would refuse, said before they do: the RELAX NG schemas and the rules beyond them. */
@NullMarked
package io.domainsmith.validate;

import org.jspecify.annotations.NullMarked;
