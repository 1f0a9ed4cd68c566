package io.domainsmith.pci;

import io.domainsmith.model.Address;
import io.domainsmith.model.Controller;
import io.domainsmith.model.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings two endpoints into the order in which the guest is to find them, with as little as possible moved.
 *
 * <p>The later one moves first; then the earlier one, to a lower slot of bus 0; then the two change places; then a bus is added for
 * the later one, behind all others. Of all other devices none moves.
 *
 * @since 0.1
 */
public final class PciOrder {

    /**
     * A device that got an address.
     *
     * @param device the device, or the controller that was added
     * @param from where it was, or null if it had no address
     * @param address what stands in the domain now
     */
    public record Move(Device device, @Nullable PciAddress from, Address address) {
    }

    /**
     * One of the two.
     *
     * @param kind the element's name
     * @param name how messages call it
     * @param device the device
     * @param constraint what its place has to offer, beside the order
     */
    public record Party(String kind, String name, Device device, PciConstraint constraint) {
    }

    private final PciPlanner planner;
    private final Party first;
    private final Party second;
    private final List<Move> moves = new ArrayList<>();

    private PciOrder(PciPlanner planner, Party first, Party second) {
        this.planner = planner;
        this.first = first;
        this.second = second;
    }

    /**
     * Has the guest find one device before another.
     *
     * @param first the device to be found first; it may have no address
     * @param second the device to be found later; it may have none, and may stand where it cannot be
     * @return what moved, in the order in which it did; nothing if the order holds
     * @throws PciPlanException if it cannot be done
     */
    public static List<Move> bring(PciPlanner planner, Party first, Party second) {
        PciOrder order = new PciOrder(planner, first, second);
        order.bring();
        return order.moves;
    }

    private void bring() {
        boolean stays = planner.address(second.device).isPresent() && planner.whyNot(second.device, List.of()).isEmpty();
        if (planner.address(first.device).isEmpty()) {
            placeFirst();
        }
        if (stays && planner.comesBefore(first.device, second.device)) {
            return;
        }
        boolean tied = planner.isTied(second.device);
        if (tied && !stays) {
            throw new PciPlanException(second.name + " at " + planner.address(second.device).orElseThrow()
                    .toShortString() + " cannot stand there, nor move away from its siblings: " + planner.beside(second.device)
                    + "; give it an address of its own, or remove its <address>");
        }
        boolean onRoot = planner.address(first.device).orElseThrow().bus() == 0;
        boolean secondOnRoot = stays && planner.address(second.device).orElseThrow().bus() == 0;
        if ((onRoot || !secondOnRoot) && !tied && moveSecondBehind()) {
            return;
        }
        if (!onRoot && !stays && !tied && addBusForSecond()) {
            return;
        }
        if (moveFirstBefore(stays) || !tied && moveSecondBehind()) {
            return;
        }
        if (stays && planner.canSwap(first.device, second.device)) {
            swap();
        } else if (tied || !addBusForSecond()) {
            throw full(second.name + " after " + first.name);
        }
    }

    private void placeFirst() {
        if (!tryToMove(first, first.constraint)) {
            if (!planner.canAddBus()) {
                throw full(first.name);
            }
            Controller controller = planner.addBus();
            moves.add(new Move(controller, null, controller.getAddress()));
            tryToMove(first, first.constraint);
        }
    }

    private PciPlanException full(String what) {
        return new PciPlanException("no free slot on PCI bus 0 for " + what + ": " + planner.rootBus()
                + "; free a slot, or move devices behind a bridge");
    }

    private boolean moveSecondBehind() {
        return tryToMove(second, second.constraint.after(first.device));
    }

    /** To bus 0 below the second, which goes to the last slot there if it has none. */
    private boolean moveFirstBefore(boolean stays) {
        if (planner.isTied(first.device)) {
            return false;
        }
        Optional<PciAddress> last = stays ? planner.address(second.device) : planner.places(second.constraint)
                .filter(at -> at.bus() == 0).reduce((one, other) -> other);
        if (last.isEmpty()) {
            return false;
        }
        Optional<PciAddress> to = planner.places(first.constraint).filter(at -> at.bus() == 0 && (last.get().bus() != 0
                || at.compareTo(last.get()) < 0)).findFirst();
        if (to.isEmpty()) {
            return false;
        }
        if (!stays) {
            put(second, last.get());
        }
        put(first, to.get());
        return true;
    }

    private boolean addBusForSecond() {
        if (!planner.canAddBus()) {
            return false;
        }
        Controller controller = planner.addBus();
        moves.add(new Move(controller, null, controller.getAddress()));
        return tryToMove(second, second.constraint.after(first.device));
    }

    private void swap() {
        PciAddress one = planner.address(first.device).orElseThrow();
        PciAddress other = planner.address(second.device).orElseThrow();
        planner.swap(first.kind, first.device, second.kind, second.device);
        moves.add(new Move(first.device, one, first.device.getAddress()));
        moves.add(new Move(second.device, other, second.device.getAddress()));
    }

    private boolean tryToMove(Party party, PciConstraint constraint) {
        Optional<PciAddress> to = planner.places(constraint).findFirst();
        to.ifPresent(address -> put(party, address));
        return to.isPresent();
    }

    private void put(Party party, PciAddress to) {
        PciAddress from = planner.address(party.device).orElse(null);
        moves.add(new Move(party.device, from, planner.put(party.kind, party.device, to)));
    }
}
