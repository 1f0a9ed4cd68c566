/**
 * What libvirt and QEMU make of a domain: facts that rules, steps and reports ask in one place. To read a guest, begin with
 * {@link io.domainsmith.guest.Guest}; the other types answer single questions.
 */
@NullMarked
package io.domainsmith.guest;

import org.jspecify.annotations.NullMarked;
