package io.domainsmith.pci;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DeviceNode;
import io.domainsmith.document.DomainDocument;
import io.domainsmith.guest.CNumber;
import io.domainsmith.model.Controller;
import io.domainsmith.model.ControllerType;
import io.domainsmith.model.Device;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Hostdev;
import io.domainsmith.model.Rng;
import io.domainsmith.model.Video;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the topology: what is planned neither collides nor hides anything, holds its constraint, and moves nothing else. */
class PciPlannerPropertyTests {

    /** The same whether or not there are others of its kind. */
    private static String path(DeviceNode node) {
        return node.path().endsWith("]") ? node.path() : node.path() + "[1]";
    }

    private static Map<String, PciAddress> addresses(Domain domain) {
        Map<String, PciAddress> found = new TreeMap<>();
        for (DeviceNode node : DeviceNode.of(domain)) {
            PciDevice.addressOf(node.kind(), node.device()).ifPresent(address -> found.put(path(node), address));
        }
        return found;
    }

    private static List<PciOrder.Move> order(Domain domain) {
        Video video = domain.getDevices().getVideos().get(0);
        if (domain.getDevices().getHostdevs().isEmpty()) {
            domain.getDevices().getHostdevs().addAll(DomainDocument.parse(PciGuest.text("q35", PciGuest.mdev(""))).domain().getDevices()
                    .getHostdevs());
        }
        Hostdev mdev = domain.getDevices().getHostdevs().get(0);
        return PciOrder.bring(PciPlanner.of(domain), new PciOrder.Party("video", "the video", video, PciConstraint.of(PciConnection.PCI)),
                new PciOrder.Party("hostdev", "the mdev", mdev, PciConstraint.of(PciConnection.PCIE)));
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18, 19, 1030})
    void bringsAnyVideoBeforeAnyVgpu(long seed) {
        Random random = new Random(seed);
        int done = 0;
        int moved = 0;
        for (int round = 0; round < 25; round++) {
            String text = RandomGuest.of(random, 256);
            String what = "seed " + seed + " round " + round + ": " + text;
            Domain domain = DomainDocument.parse(text).domain();
            Video video = domain.getDevices().getVideos().get(0);
            if (PciPlanner.of(domain).whyNot(video, List.of()).isPresent()) {
                continue;   // the step refuses it
            }
            List<PciOrder.Move> moves;
            try {
                moves = order(domain);
            } catch (PciPlanException e) {
                assertThat(e.getMessage()).as(what).matches("no free slot on PCI bus 0 for (the mdev after )?the video: .*");
                continue;
            }
            done++;
            moved += moves.isEmpty() ? 0 : 1;
            PciTopology after = PciTopology.of(domain);
            Hostdev mdev = domain.getDevices().getHostdevs().get(0);
            // the constraint
            assertThat(after.guestAddress(video).orElseThrow()).as(what).isLessThan(after.guestAddress(mdev).orElseThrow());
            requireSound(what, DomainDocument.parse(text).domain(), domain, Set.of("/domain/devices/video[1]", "/domain/devices/hostdev[1]"));
            Map<String, PciAddress> now = addresses(domain);
            // again, and alike
            assertThat(order(domain)).as(what).isEmpty();
            Domain twin = DomainDocument.parse(text).domain();
            order(twin);
            assertThat(addresses(twin)).as(what).isEqualTo(now);
        }
        assertThat(done).isGreaterThan(10);
        assertThat(moved).isGreaterThan(3);
    }

    /** All devices of a guest that may stand on PCI. */
    private static List<DeviceNode> devices(Domain domain) {
        return new ArrayList<>(DeviceNode.of(domain).stream().filter(node -> !node.kind().equals("console")
                && PciConnection.of(node.device()).isPresent()).toList());
    }

    /** What holds of every plan: nobody meets anybody, nobody who was found is hidden, no other bus number, nobody else moved. */
    private static void requireSound(String what, Domain before, Domain after, Set<String> asked) {
        PciTopology old = PciTopology.of(before);
        PciTopology topology = PciTopology.of(after);
        Set<PciAddress> taken = new HashSet<>();
        for (PciBus bus : topology.buses()) {
            for (PciDevice one : bus.devices()) {
                assertThat(taken.add(one.address())).as("%s %s collides", what, one).isTrue();
                assertThat(bus.shows(one.address().slot())).as("%s %s has no function 0", what, one).isTrue();
                assertThat(bus.model().acceptsByAddress(one.connection() == null ? PciConnection.PCI : one.connection())).as("%s %s", what,
                        one).isTrue();
            }
        }
        old.buses().forEach(bus -> assertThat(topology.bus(bus.index()).orElseThrow().guestNumber()).as("%s bus %d", what, bus.index())
                .isEqualTo(bus.guestNumber()));
        Map<String, PciAddress> was = addresses(before);
        Map<String, PciAddress> is = addresses(after);
        was.forEach((path, address) -> {
            if (!asked.contains(path)) {
                assertThat(is.get(path)).as("%s %s", what, path).isEqualTo(address);
            }
        });
    }

    private static PciConstraint constraint(Random random, PciConnection kind, List<DeviceNode> devices) {
        PciConstraint constraint = PciConstraint.of(kind);
        constraint = random.nextInt(3) == 0 ? constraint : constraint.after(devices.get(random.nextInt(devices.size())).device());
        constraint = random.nextInt(3) != 0 ? constraint : constraint.before(devices.get(random.nextInt(devices.size())).device());
        return random.nextInt(3) == 0 ? constraint.withHotplug() : constraint;
    }

    /** New devices, and those of the guest that may move. */
    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34, 35})
    void placesAsAskedForOrNotAtAll(long seed) {
        Random random = new Random(seed);
        int placed = 0;
        int refused = 0;
        for (int round = 0; round < 40; round++) {
            String text = RandomGuest.of(random, 256);
            Domain before = DomainDocument.parse(text).domain();
            Domain domain = DomainDocument.parse(text).domain();
            long choice = random.nextLong();
            Random chooser = new Random(choice);
            List<DeviceNode> devices = devices(domain);
            boolean isNew = chooser.nextBoolean();
            Device device = isNew ? new Rng() : devices.get(chooser.nextInt(devices.size())).device();
            String path = isNew ? "" : path(devices.stream().filter(node -> node.device() == device).findFirst().orElseThrow());
            devices.removeIf(node -> node.device() == device);
            PciConnection kind = isNew ? PciConnection.PCIE : PciConnection.of(device).orElseThrow();
            PciConstraint constraint = constraint(chooser, kind, devices);
            String what = "seed " + seed + " round " + round + " " + path + ": " + text;
            if (isNew) {
                domain.getDevices().getRngs().add((Rng) device);
            }
            try {
                PciPlanner.of(domain).place("device", device, constraint);
            } catch (PciPlanException e) {
                refused++;
                requireSame(what, before, domain);
                continue;
            }
            placed++;
            requireSound(what, before, domain, Set.of(path));
            PciTopology after = PciTopology.of(domain);
            GuestAddress at = after.guestAddress(device).orElseThrow();
            assertThat(at.function()).as(what).isZero();
            if (constraint.after() != null) {
                assertThat(at).as(what).isGreaterThan(after.guestAddress(constraint.after()).orElseThrow());
            }
            if (constraint.before() != null) {
                assertThat(at).as(what).isLessThan(after.guestAddress(constraint.before()).orElseThrow());
            }
            PciControllerModel model = after.bus(after.address(device).orElseThrow().bus()).orElseThrow().model();
            assertThat(model.isHotpluggable() || !constraint.hotpluggable()).as(what).isTrue();
            assertThat(isNew || addresses(before).get(path) == null || Attachment.of(device).isEmpty()).as(what).isTrue();
            // alike
            Domain twin = DomainDocument.parse(text).domain();
            Random again = new Random(choice);
            List<DeviceNode> twins = devices(twin);
            Device other = again.nextBoolean() ? new Rng() : twins.get(again.nextInt(twins.size())).device();
            twins.removeIf(node -> node.device() == other);
            if (isNew) {
                twin.getDevices().getRngs().add((Rng) other);
            }
            PciPlanner.of(twin).place("device", other, constraint(again, kind, twins));
            assertThat(addresses(twin)).as(what).isEqualTo(addresses(domain));
        }
        assertThat(placed).isGreaterThan(10);
        assertThat(refused).isGreaterThan(5);
    }

    private static void requireSame(String what, Domain before, Domain after) {
        assertThat(addresses(after)).as(what).isEqualTo(addresses(before));
    }

    @ParameterizedTest
    @ValueSource(longs = {51, 52, 53})
    void swapsTwoAndNobodyElseOrRefuses(long seed) {
        Random random = new Random(seed);
        int swapped = 0;
        int refused = 0;
        for (int round = 0; round < 30; round++) {
            String text = RandomGuest.of(random, 256);
            for (int pair = 0; pair < 8; pair++) {
                Domain before = DomainDocument.parse(text).domain();
                Domain domain = DomainDocument.parse(text).domain();
                List<DeviceNode> devices = devices(domain);
                DeviceNode one = devices.get(random.nextInt(devices.size()));
                devices.remove(one);
                DeviceNode other = devices.get(random.nextInt(devices.size()));
                String what = "seed " + seed + " round " + round + " " + path(one) + " " + path(other) + ": " + text;
                try {
                    PciPlanner.of(domain).swap("device", one.device(), "device", other.device());
                } catch (PciPlanException e) {
                    refused++;
                    requireSame(what, before, domain);
                    continue;
                }
                swapped++;
                requireSound(what, before, domain, Set.of(path(one), path(other)));
                assertThat(addresses(domain).get(path(one))).as(what).isEqualTo(addresses(before).get(path(other)));
                assertThat(addresses(domain).get(path(other))).as(what).isEqualTo(addresses(before).get(path(one)));
                assertThat(Attachment.of(one.device()).or(() -> Attachment.of(other.device()))).as(what).isEmpty();
            }
        }
        assertThat(swapped).isPositive();
        assertThat(refused).isGreaterThan(20);
    }

    @ParameterizedTest
    @ValueSource(longs = {61, 62, 63})
    void addsBusesThatRenumberNothing(long seed) {
        Random random = new Random(seed);
        int added = 0;
        for (int round = 0; round < 30; round++) {
            String text = RandomGuest.of(random, 256);
            String what = "seed " + seed + " round " + round + ": " + text;
            Domain before = DomainDocument.parse(text).domain();
            Domain domain = DomainDocument.parse(text).domain();
            PciPlanner planner = PciPlanner.of(domain);
            for (int i = 0; i < 1 + random.nextInt(12); i++) {
                Controller bus;
                try {
                    bus = planner.addBus();
                } catch (PciPlanException e) {
                    assertThat(e.getMessage()).as(what).contains("on PCI bus 0");
                    break;
                }
                added++;
                requireSound(what, before, domain, Set.of());
                PciAddress at = PciAddress.of(bus.getAddress()).orElseThrow();
                if (planner.root() == RootBus.PCIE_ROOT) {
                    assertThat(CNumber.parse(bus.getTarget().getPort())).as(what).hasValue(at.slot() << 3 | at.function());
                }
                List<Controller> buses = domain.getDevices().getControllers().stream().filter(one -> one.getType() == ControllerType.PCI)
                        .toList();
                assertThat(buses.stream().map(one -> CNumber.parse(one.getIndex()).orElseThrow())).as(what).doesNotHaveDuplicates();
                assertThat(buses.stream().filter(one -> one.getTarget() != null && one.getTarget().getChassis() != null)
                        .map(one -> CNumber.parse(one.getTarget().getChassis()).orElseThrow())).as(what).doesNotHaveDuplicates();
                PciTopology topology = PciTopology.of(domain);
                int number = topology.bus(Integer.parseInt(bus.getIndex())).orElseThrow().guestNumber().orElseThrow();
                assertThat(topology.buses().stream().filter(one -> one.guestNumber().orElse(0) > number).count()).as(what)
                        .isEqualTo(expanded(topology));
            }
        }
        assertThat(added).isGreaterThan(30);
    }

    /** How many buses are expanders or behind one: they have the numbers above all others. */
    private static long expanded(PciTopology topology) {
        return topology.buses().stream().filter(bus -> {
            PciBus at = bus;
            while (at.index() != 0 && !at.model().isExpander()) {
                PciAddress up = at.controller().orElseThrow().address();
                if (up == null) {
                    return false;
                }
                at = topology.bus(up.bus()).orElseThrow();
            }
            return at.index() != 0 && bus.guestNumber().isPresent();
        }).count();
    }

    @ParameterizedTest
    @ValueSource(longs = {41, 42, 43})
    void libvirtsChoiceNeitherCollidesNorMovesAnything(long seed) {
        Random random = new Random(seed);
        int done = 0;
        for (int round = 0; round < 25; round++) {
            Domain domain = DomainDocument.parse(RandomGuest.of(random, 64)).domain();
            String what = "seed " + seed + " round " + round + ": ";
            Map<String, PciAddress> before = addresses(domain);
            LibvirtPlacement placement;
            try {
                placement = LibvirtPlacement.of(domain);
            } catch (PciPlanException e) {
                assertThat(e.getMessage()).startsWith("libvirt ");
                continue;
            }
            done++;
            Set<PciAddress> taken = new HashSet<>();
            placement.topology().buses().forEach(bus -> bus.devices().forEach(one -> assertThat(taken.add(one.address()))
                    .as(what + one).isTrue()));
            assertThat(placement.topology().pending()).as("seed %d round %d", seed, round).isEmpty();
            assertThat(addresses(domain)).isEqualTo(before);
        }
        assertThat(done).isGreaterThan(12);
    }
}
