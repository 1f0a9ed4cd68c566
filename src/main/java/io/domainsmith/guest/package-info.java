/** What libvirt and QEMU make of a domain: facts that rules, steps and reports ask in one place. */
@NullMarked
package io.domainsmith.guest;

import org.jspecify.annotations.NullMarked;
