package io.domainsmith.pci;

import io.domainsmith.pci.PciTree.Node;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The tree as text. */
final class PciTreeText {

    private PciTreeText() {
    }

    static String of(PciTree tree) {
        StringBuilder text = new StringBuilder("guest    libvirt   device\n");
        text.append("bus 00   bus 00    ").append(tree.root().model().libvirtName()).append(free(tree.root(), "; ")).append('\n');
        append(tree.nodes(), "", text);
        if (!tree.lost().isEmpty()) {
            text.append("not found by the guest\n");
            append(tree.lost(), "", text);
        }
        tree.problems().forEach(problem -> text.append("problem: ").append(problem).append('\n'));
        if (hasChosen(tree.nodes()) || hasChosen(tree.lost())) {
            text.append("~ has no address in the document: this is where libvirt will put it\n");
        }
        tree.unplaced().forEach(device -> text.append("no place: ").append(device.name()).append('\n'));
        return text.append(tree.verdict()).append('\n').toString();
    }

    /** The free slots of a bus in few words, such as {@code 05-1a, 1c}; empty if there are none. */
    static String free(PciBus bus) {
        List<String> ranges = new ArrayList<>();
        int[] free = IntStream.rangeClosed(0, 0x1f).filter(bus::isFree).toArray();
        for (int i = 0; i < free.length; i++) {
            int from = i;
            while (i + 1 < free.length && free[i + 1] == free[i] + 1) {
                i++;
            }
            ranges.add(free[from] == free[i] ? String.format("%02x", free[i]) : String.format("%02x-%02x", free[from], free[i]));
        }
        return String.join(", ", ranges);
    }

    private static String free(PciBus bus, String before) {
        String free = free(bus);
        return free.isEmpty() ? "" : before + "free: " + free;
    }

    private static boolean hasChosen(List<Node> nodes) {
        return nodes.stream().anyMatch(node -> node.chosen() || hasChosen(node.behind()));
    }

    private static void append(List<Node> nodes, String indent, StringBuilder text) {
        for (int i = 0; i < nodes.size(); i++) {
            Node node = nodes.get(i);
            boolean last = i == nodes.size() - 1;
            text.append(String.format("%-8s %-9s ", node.guest() == null ? "-" : node.guest(),
                    (node.chosen() ? "~" : "") + node.address().toShortString()))
                    .append(indent).append(last ? "└─ " : "├─ ").append(node.label());
            int line = node.device().device() == null || node.device().device().sourceLocation() == null ? 0
                    : node.device().device().sourceLocation().getLineNumber();
            text.append(line > 0 ? " (line " + line + ")" : node.chosen() ? " (added by libvirt)" : "");
            if (node.bus() != null) {
                text.append(": bus ").append(node.bus().guestNumber().isPresent()
                        ? String.format("%02x", node.bus().guestNumber().getAsInt()) : "-").append(", libvirt's ")
                        .append(String.format("%02x", node.bus().index())).append(free(node.bus(), "; "));
            }
            text.append(node.isBootVga() ? "  <- boot VGA" : "").append(node.isVgpu() ? "  <- vGPU" : "")
                    .append(node.problem() == null ? "" : "  !! " + node.problem()).append('\n');
            append(node.behind(), indent + (last ? "   " : "│  "), text);
        }
    }
}
