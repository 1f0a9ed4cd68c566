package io.domainsmith.pci;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DeviceNode;
import io.domainsmith.document.DomainDocument;
import io.domainsmith.model.Device;
import io.domainsmith.model.Domain;
import io.domainsmith.model.Hostdev;
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

    private static Map<String, PciAddress> addresses(Domain domain) {
        Map<String, PciAddress> found = new TreeMap<>();
        for (DeviceNode node : DeviceNode.of(domain)) {
            PciDevice.addressOf(node.kind(), node.device()).ifPresent(address -> found.put(node.path(), address));
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
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void bringsAnyVideoBeforeAnyVgpu(long seed) {
        Random random = new Random(seed);
        int done = 0;
        int moved = 0;
        for (int round = 0; round < 25; round++) {
            String text = RandomGuest.of(random, 256);
            String what = "seed " + seed + " round " + round + ": " + text;
            Domain domain = DomainDocument.parse(text).domain();
            Map<String, PciAddress> before = addresses(domain);
            PciTopology topology = PciTopology.of(domain);
            Video video = domain.getDevices().getVideos().get(0);
            if (PciPlanner.of(domain).whyNot(video, List.of()).isPresent()) {
                continue;   // the step refuses it
            }
            List<PciOrder.Move> moves;
            try {
                moves = order(domain);
            } catch (PciPlanException e) {
                assertThat(e.getMessage()).as(what).startsWith("no free slot on PCI bus 0 for the mdev after the video: ");
                continue;
            }
            done++;
            moved += moves.isEmpty() ? 0 : 1;
            PciTopology after = PciTopology.of(domain);
            Hostdev mdev = domain.getDevices().getHostdevs().get(0);
            // the constraint
            assertThat(after.guestAddress(video).orElseThrow()).as(what).isLessThan(after.guestAddress(mdev).orElseThrow());
            // no collision, and every function that the guest found it still finds
            Set<PciAddress> taken = new HashSet<>();
            after.buses().forEach(bus -> bus.devices().forEach(one -> assertThat(taken.add(one.address())).as(what + one).isTrue()));
            for (PciBus bus : after.buses()) {
                bus.devices().forEach(one -> assertThat(bus.shows(one.address().slot())).as(what + one).isTrue());
            }
            // nothing else moved, and no bus has another number
            Map<String, PciAddress> now = addresses(domain);
            before.forEach((path, address) -> {
                if (!path.contains("video") && !path.contains("hostdev")) {
                    assertThat(now.get(path)).as(what + path).isEqualTo(address);
                }
            });
            topology.buses().forEach(bus -> assertThat(after.bus(bus.index()).orElseThrow().guestNumber()).as(what + bus.index())
                    .isEqualTo(bus.guestNumber()));
            // again, and alike
            assertThat(order(domain)).as(what).isEmpty();
            Domain twin = DomainDocument.parse(text).domain();
            order(twin);
            assertThat(addresses(twin)).as(what).isEqualTo(now);
        }
        assertThat(done).isGreaterThan(10);
        assertThat(moved).isGreaterThan(3);
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33, 34, 35})
    void placesAreAsAskedFor(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 25; round++) {
            Domain domain = DomainDocument.parse(RandomGuest.of(random, 256)).domain();
            PciTopology before = PciTopology.of(domain);
            PciPlanner planner = PciPlanner.of(domain);
            List<Device> devices = new ArrayList<>(domain.getDevices().getRngs());
            if (devices.size() < 2) {
                continue;
            }
            Device after = devices.get(random.nextInt(devices.size()));
            Device until = devices.get(random.nextInt(devices.size()));
            PciConstraint constraint = PciConstraint.of(random.nextBoolean() ? PciConnection.PCI : PciConnection.PCIE).after(after);
            constraint = random.nextBoolean() ? constraint.before(until) : constraint;
            constraint = random.nextBoolean() ? constraint.withHotplug() : constraint;
            String what = "seed " + seed + " round " + round + ": ";
            PciConstraint asked = constraint;
            planner.places(constraint).forEach(at -> {
                PciBus bus = before.bus(at.bus()).orElseThrow();
                assertThat(bus.isFree(at.slot()) && at.function() == 0).as(what).isTrue();
                assertThat(bus.model().acceptsByAddress(asked.kind())).as(what).isTrue();
                assertThat(!asked.hotpluggable() || bus.model().isHotpluggable()).as(what).isTrue();
                GuestAddress first = before.guestAddress(after).orElseThrow();
                assertThat(before.guestAddress(at).orElseThrow()).as(what).isGreaterThan(first);
                if (asked.before() != null) {
                    assertThat(before.guestAddress(at).orElseThrow()).as(what).isLessThan(before.guestAddress(until).orElseThrow());
                }
            });
        }
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
