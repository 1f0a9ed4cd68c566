package io.domainsmith.pci;

/**
 * There is no place that satisfies a constraint, or a device must not move. The message says who stands where.
 *
 * @since 0.1
 */
public final class PciPlanException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PciPlanException(String message) {
        super(message);
    }
}
