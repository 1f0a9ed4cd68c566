package io.domainsmith.pci;

import static io.domainsmith.pci.PciGuest.controller;

import java.util.ArrayList;
import java.util.List;

/**
 * A guest whose video or vGPU has no address, and where libvirt 9.0.0 puts them: in some the firmware then meets the vGPU first.
 *
 * @param name what it is
 * @param text the document
 * @param libvirts the two addresses with which libvirt defines it, the video's first
 * @param inOrder whether the guest then finds the video first
 */
public record PlacementTrap(String name, String text, String libvirts, boolean inOrder) {

    /** All that are known. */
    public static List<PlacementTrap> all() {
        return List.of(
                new PlacementTrap("q35, nothing but the two", q35("", ""), "00:01.0 02:00.0", true),
                new PlacementTrap("the guide's guest without the video's address", guide(true, "", "00:04.0"), "0b:01.0 00:04.0", false),
                new PlacementTrap("the guide's guest without the vGPU's address", guide(true, "00:03.0", ""), "00:03.0 06:00.0", true),
                new PlacementTrap("the guide's guest without any address", guide(false, "", ""), "00:01.0 06:00.0", true),
                new PlacementTrap("q35, the vGPU where libvirt puts a video", q35("", "00:01.0"), "02:01.0 00:01.0", false),
                new PlacementTrap("pc, nothing but the two", pc("", ""), "00:02.0 00:03.0", true),
                new PlacementTrap("pc, the vGPU where libvirt puts a video", pc("", "00:02.0"), "00:03.0 00:02.0", false),
                new PlacementTrap("pc, the video at slot 5", pc("00:05.0", ""), "00:05.0 00:02.0", false),
                new PlacementTrap("pc, the video at slot 3", pc("00:03.0", ""), "00:03.0 00:02.0", false));
    }

    private static String q35(String video, String mdev) {
        return PciGuest.text("q35", PciGuest.video("qxl", video), PciGuest.mdev(mdev));
    }

    private static String pc(String video, String mdev) {
        return PciGuest.text("pc", PciGuest.video("qxl", video), PciGuest.mdev(mdev));
    }

    /** The guide's buses: ports in two slots, those with the higher indexes first, a bridge behind the third of them. */
    private static String guide(boolean addresses, String video, String mdev) {
        List<String> lines = new ArrayList<>();
        for (int index = 1; index <= 12; index++) {
            String at = !addresses ? "" : index <= 5 ? "00:02." + (index - 1) : index == 11 ? "08:00.0"
                    : "00:01." + (index == 12 ? 5 : index - 6);
            lines.add(controller(index == 11 ? "pcie-to-pci-bridge" : "pcie-root-port", index, at));
        }
        lines.add("<controller type='usb' index='0' model='qemu-xhci'>" + on(addresses, "02:00.0") + "</controller>");
        lines.add("<controller type='scsi' index='0' model='virtio-scsi'>" + on(addresses, "03:00.0") + "</controller>");
        lines.add("<controller type='virtio-serial' index='0'>" + on(addresses, "05:00.0") + "</controller>");
        lines.add("<interface type='network'><source network='default'/><model type='virtio'/>" + on(addresses, "01:00.0")
                + "</interface>");
        lines.add("<input type='tablet' bus='virtio'>" + on(addresses, "07:00.0") + "</input>");
        lines.add("<sound model='ich9'>" + on(addresses, "00:1b.0") + "</sound>");
        lines.add(PciGuest.video("qxl", video));
        lines.add(PciGuest.mdev(mdev));
        lines.add("<memballoon model='virtio'>" + on(addresses, "04:00.0") + "</memballoon>");
        return PciGuest.text("q35", lines.toArray(String[]::new));
    }

    private static String on(boolean addresses, String address) {
        return PciGuest.address(addresses ? address : "");
    }

    @Override
    public String toString() {
        return name;
    }
}
