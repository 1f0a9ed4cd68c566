package io.domainsmith.pci;

import io.domainsmith.model.ControllerModelAttribute;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of PCI bus, by the {@code <controller type='pci'>} that provides them: which slots they have and what plugs in
 * (virDomainPCIAddressBusSetModel; docs/pci-addresses.rst).
 *
 * @since 0.1
 */
public enum PciControllerModel {
    /** Bus 0 of pc. */
    PCI_ROOT(null, 1, 0x1f, true, true, PciConnection.PCI, PciConnection.PCI_BRIDGE, PciConnection.PCI_EXPANDER_BUS),
    /** Conventional slots behind a bridge. */
    PCI_BRIDGE(PciConnection.PCI_BRIDGE, 1, 0x1f, true, true, PciConnection.PCI, PciConnection.PCI_BRIDGE),
    /** A further root of pc, with a bridge of its own before its slots. */
    PCI_EXPANDER_BUS(PciConnection.PCI_EXPANDER_BUS, 0, 0x1f, true, true, PciConnection.PCI, PciConnection.PCI_BRIDGE),
    /** Bus 0 of q35. */
    PCIE_ROOT(null, 1, 0x1f, false, false, PciConnection.PCIE, PciConnection.PCIE_ROOT_PORT,
            PciConnection.DMI_TO_PCI_BRIDGE, PciConnection.PCIE_EXPANDER_BUS),
    /** One Express slot. */
    PCIE_ROOT_PORT(PciConnection.PCIE_ROOT_PORT, 0, 0, true, true, PciConnection.PCIE,
            PciConnection.PCIE_SWITCH_UPSTREAM_PORT, PciConnection.PCIE_TO_PCI_BRIDGE),
    /** The inside of an Express switch. */
    PCIE_SWITCH_UPSTREAM_PORT(PciConnection.PCIE_SWITCH_UPSTREAM_PORT, 0, 0x1f, false, false,
            PciConnection.PCIE_SWITCH_DOWNSTREAM_PORT),
    /** One Express slot of a switch. */
    PCIE_SWITCH_DOWNSTREAM_PORT(PciConnection.PCIE_SWITCH_DOWNSTREAM_PORT, 0, 0, true, true, PciConnection.PCIE,
            PciConnection.PCIE_SWITCH_UPSTREAM_PORT, PciConnection.PCIE_TO_PCI_BRIDGE),
    /** Conventional slots without hotplug. */
    DMI_TO_PCI_BRIDGE(PciConnection.DMI_TO_PCI_BRIDGE, 0, 0x1f, false, false, PciConnection.PCI, PciConnection.PCI_BRIDGE),
    /** Conventional slots behind an Express port. */
    PCIE_TO_PCI_BRIDGE(PciConnection.PCIE_TO_PCI_BRIDGE, 1, 0x1f, true, true, PciConnection.PCI, PciConnection.PCI_BRIDGE),
    /** A further root of q35, for ports only. */
    PCIE_EXPANDER_BUS(PciConnection.PCIE_EXPANDER_BUS, 0, 0x1f, false, false, PciConnection.PCIE_ROOT_PORT,
            PciConnection.DMI_TO_PCI_BRIDGE);

    private final @Nullable PciConnection connection;
    private final int firstSlot;
    private final int lastSlot;
    private final boolean autoAssigned;
    private final boolean hotpluggable;
    private final Set<PciConnection> accepted;

    PciControllerModel(@Nullable PciConnection connection, int firstSlot, int lastSlot, boolean autoAssigned, boolean hotpluggable,
            PciConnection... accepted) {
        this.connection = connection;
        this.firstSlot = firstSlot;
        this.lastSlot = lastSlot;
        this.autoAssigned = autoAssigned;
        this.hotpluggable = hotpluggable;
        this.accepted = Set.of(accepted);
    }

    /** The model that a controller's {@code model} attribute names; empty if it is null or no PCI bus. */
    public static Optional<PciControllerModel> of(@Nullable ControllerModelAttribute model) {
        if (model == null) {
            return Optional.empty();
        }
        return Optional.ofNullable(switch (model) {
            case PCI_ROOT -> PCI_ROOT;
            case PCI_BRIDGE -> PCI_BRIDGE;
            case PCI_EXPANDER_BUS -> PCI_EXPANDER_BUS;
            case PCIE_ROOT -> PCIE_ROOT;
            case PCIE_ROOT_PORT -> PCIE_ROOT_PORT;
            case PCIE_SWITCH_UPSTREAM_PORT -> PCIE_SWITCH_UPSTREAM_PORT;
            case PCIE_SWITCH_DOWNSTREAM_PORT -> PCIE_SWITCH_DOWNSTREAM_PORT;
            case DMI_TO_PCI_BRIDGE -> DMI_TO_PCI_BRIDGE;
            case PCIE_TO_PCI_BRIDGE -> PCIE_TO_PCI_BRIDGE;
            case PCIE_EXPANDER_BUS -> PCIE_EXPANDER_BUS;
            default -> null;
        });
    }

    /** The controller's {@code model} attribute, such as {@code pcie-root-port}. */
    public String libvirtName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** How the controller itself plugs in; empty for the two roots. */
    public Optional<PciConnection> connection() {
        return Optional.ofNullable(connection);
    }

    /** The lowest slot that libvirt takes. */
    public int firstSlot() {
        return firstSlot;
    }

    /** The highest slot that libvirt takes. */
    public int lastSlot() {
        return lastSlot;
    }

    /** Whether this is bus 0. */
    public boolean isRoot() {
        return connection == null;
    }

    /** Whether this bus is a root beside bus 0, whose number its {@code busNr} gives. */
    public boolean isExpander() {
        return this == PCI_EXPANDER_BUS || this == PCIE_EXPANDER_BUS;
    }

    /** Whether it has one Express slot. */
    public boolean isPort() {
        return this == PCIE_ROOT_PORT || this == PCIE_SWITCH_DOWNSTREAM_PORT;
    }

    /** Whether its slots take devices while the guest runs, unless the controller's {@code hotplug} is off. */
    public boolean isHotpluggable() {
        return hotpluggable;
    }

    /** Whether libvirt puts devices without an address there. */
    public boolean isAutoAssigned() {
        return autoAssigned;
    }

    /** Whether devices of one kind may be put there; libvirt, when it chooses, keeps PCI and PCI Express apart. */
    public boolean accepts(PciConnection kind) {
        return accepted.contains(kind);
    }

    /** Whether endpoints may be put there at all. */
    public boolean acceptsEndpoints() {
        return accepted.contains(PciConnection.PCI) || accepted.contains(PciConnection.PCIE);
    }

    /**
     * Whether an address in the document may name this bus: then PCI and PCI Express endpoints may stand in each other's slots,
     * and a pci-bridge counts as an endpoint (virDomainPCIAddressFlagsCompatible with fromConfig).
     */
    public boolean acceptsByAddress(PciConnection kind) {
        return accepted.contains(kind) || acceptsEndpoints() && (kind.isEndpoint() || kind == PciConnection.PCI_BRIDGE);
    }
}
