package io.domainsmith.vgpu;

import static org.assertj.core.api.Assertions.assertThat;

import io.domainsmith.document.DomainDocument;
import io.domainsmith.model.Domain;
import io.domainsmith.pci.LibvirtPlacement;
import io.domainsmith.pci.PciTopology;
import io.domainsmith.pci.PlacementTrap;
import io.domainsmith.target.HypervisorTarget;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Where libvirt would turn video and vGPU around, the recipe has them in order. */
class PlacementTrapTests {

    @ParameterizedTest
    @MethodSource("traps")
    void comesOutInOrder(PlacementTrap trap) {
        DomainDocument before = DomainDocument.parse(trap.text());
        Domain left = before.domain();
        PciTopology libvirts = LibvirtPlacement.of(left).topology();
        assertThat(video(libvirts, left) + " " + mdev(libvirts, left)).isEqualTo(trap.libvirts());
        assertThat(isInOrder(libvirts, left)).isEqualTo(trap.inOrder());

        DomainDocument result = Gvtg.preInstall(GvtgOptions.of(Guest.MDEV), HypervisorTarget.of("9.0.0", "7.2.0")).apply(before).document();

        Domain domain = result.domain();
        assertThat(isInOrder(PciTopology.of(domain), domain)).isTrue();
        assertThat(isInOrder(LibvirtPlacement.of(domain).topology(), domain)).isTrue();
    }

    static List<PlacementTrap> traps() {
        return PlacementTrap.all();
    }

    private static String video(PciTopology topology, Domain domain) {
        return topology.address(domain.getDevices().getVideos().get(0)).orElseThrow().toShortString();
    }

    private static String mdev(PciTopology topology, Domain domain) {
        return topology.address(domain.getDevices().getHostdevs().get(0)).orElseThrow().toShortString();
    }

    private static boolean isInOrder(PciTopology topology, Domain domain) {
        return topology.guestAddress(domain.getDevices().getVideos().get(0)).orElseThrow()
                .compareTo(topology.guestAddress(domain.getDevices().getHostdevs().get(0)).orElseThrow()) < 0;
    }
}
