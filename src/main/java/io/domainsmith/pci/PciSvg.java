package io.domainsmith.pci;

import io.domainsmith.pci.PciTree.Node;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Draws a {@link PciTree}: buses from left to right, devices from top to bottom in the order in which the guest finds them, the
 * verdict on video and vGPU and all problems above, the colours' meaning below.
 *
 * @since 0.1
 */
public final class PciSvg {

    private static final int LEFT = 24;
    private static final int BOX = 300;
    private static final int COLUMN = 352;
    private static final int ROW = 56;
    private static final int HEIGHT = 42;
    private static final int MOST_PROBLEMS = 8;
    private static final String RED = "#ba2525";
    private static final String GREEN = "#147d64";
    private static final String GREY = "#52606d";

    private final PciTree tree;
    private final SvgCanvas head = new SvgCanvas();
    private final SvgCanvas body = new SvgCanvas();
    private final Map<String, String> legend = new LinkedHashMap<>();
    private int row;
    private int depth;
    private int right;

    private PciSvg(PciTree tree) {
        this.tree = tree;
    }

    /**
     * The drawing: a self-contained SVG document on a background of its own, with no script, font or image from elsewhere.
     *
     * @param title what stands above it, such as the domain's name, or null
     */
    public static String of(PciTree tree, @Nullable String title) {
        return new PciSvg(tree).draw(title == null ? "PCI" : title);
    }

    private String draw(String title) {
        nodes(tree.nodes(), 0);
        if (!tree.lost().isEmpty()) {
            body.text(LEFT, row * ROW + 25, "problem", "On buses that the guest does not find:");
            row++;
            nodes(tree.lost(), 0);
        }
        int width = Math.max(Math.max(LEFT * 2 + depth * COLUMN + BOX + 14, right + LEFT), LEFT * 2 + 32 * 27);
        int top = head(title, width);
        SvgCanvas all = new SvgCanvas();
        all.add(head, 0);
        all.add(body, top);
        int end = legend(all, top + row * ROW + 8, width);
        return all.document("PCI buses of " + title + " as the guest finds them", width, end + 16);
    }

    /** The title, the verdict, the problems and the slots of bus 0; where it ends. */
    private int head(String title, int width) {
        int room = width - 2 * LEFT;
        head.text(LEFT, 36, "title", SvgCanvas.fit(title, 20, room));
        head.text(LEFT, 56, "sub", "PCI buses as the guest finds them; bus 00 is " + tree.root().model().libvirtName());
        Boolean order = tree.isInOrder().orElse(null);
        int y = banner(70, room, order == null ? GREY : order ? GREEN : RED,
                List.of((order == null ? "" : order ? "\u2713 " : "\u2717 ") + tree.verdict()));
        List<String> problems = new ArrayList<>(tree.problems());
        tree.unplaced().forEach(device -> problems.add("no place for " + device.name()));
        if (!problems.isEmpty()) {
            List<String> lines = new ArrayList<>(problems.stream().limit(MOST_PROBLEMS).map(problem -> "\u2717 " + problem).toList());
            if (problems.size() > MOST_PROBLEMS) {
                lines.add("and " + (problems.size() - MOST_PROBLEMS) + " more, framed in red below");
            }
            y = banner(y + 6, room, RED, lines);
        }
        for (int slot = 0; slot <= 0x1f; slot++) {
            int number = slot;
            List<Node> there = tree.nodes().stream().filter(node -> node.address().slot() == number).toList();
            boolean bad = there.stream().anyMatch(this::isBad);
            int x = LEFT + slot * 27;
            head.rect(x, y + 12, 24, 24, there.isEmpty() ? "#fff" : fill(there.get(0)), bad ? RED : there.isEmpty() ? "#cbd2d9" : "#9aa5b1",
                    (there.isEmpty() ? " stroke-dasharray='3 2'" : "") + (bad ? " stroke-width='3'" : ""));
            head.text(x + 6, y + 28, "tiny", String.format("%02x", slot));
        }
        long free = IntStream.rangeClosed(0, 0x1f).filter(tree.root()::isFree).count();
        head.text(LEFT, y + 52, "sub", "slots of bus 00, of which " + free + (free == 1 ? " is free" : " are free"));
        return y + 74;
    }

    private int banner(int y, int room, String colour, List<String> paragraphs) {
        List<String> lines = paragraphs.stream().flatMap(one -> SvgCanvas.wrap(one, 14, room - 24).stream()).toList();
        head.rect(LEFT, y, room, 14 + 18 * lines.size(), colour, "none", "");
        for (int i = 0; i < lines.size(); i++) {
            head.text(LEFT + 12, y + 21 + 18 * i, "verdict", lines.get(i));
        }
        return y + 14 + 18 * lines.size();
    }

    /** What the colours in this picture mean, and the numbers; where it ends. */
    private int legend(SvgCanvas canvas, int top, int width) {
        int x = LEFT;
        int y = top;
        for (Map.Entry<String, String> entry : legend.entrySet()) {
            int needed = 32 + (int) SvgCanvas.width(entry.getKey(), 11);
            if (x + needed > width - LEFT) {
                x = LEFT;
                y += 22;
            }
            canvas.rect(x, y, 16, 14, entry.getValue(), "#7b8794", "");
            canvas.text(x + 22, y + 11, "sub", entry.getKey());
            x += needed;
        }
        String words = "Numbers are the guest's; libvirt's follow where they differ, of a bus in brackets. Dashed: a free slot, or with ~ an "
                + "address that libvirt will choose. Red frame: a problem.";
        for (String line : SvgCanvas.wrap(words, 10.5, width - 2 * LEFT)) {
            y += 20;
            canvas.text(LEFT, y + 12, "sub", line);
        }
        return y + 12;
    }

    /** Boxes of one bus, below each other; what is behind a bridge begins on the bridge's own row. */
    private void nodes(List<Node> nodes, int column) {
        depth = Math.max(depth, column);
        int firstRow = row;
        int lastStart = row;
        for (Node node : nodes) {
            lastStart = row;
            box(node, column);
            if (node.bus() == null || node.behind().isEmpty() && !showsFreeSlots(node)) {
                row++;
            } else {
                int x = LEFT + column * COLUMN + 14 + BOX;
                body.wire("M" + x + " " + (row * ROW + HEIGHT / 2) + "H" + (x + COLUMN - BOX - 14));
                depth = Math.max(depth, column + 1);
                if (node.behind().isEmpty()) {
                    empty(column + 1, (int) IntStream.rangeClosed(0, 0x1f).filter(node.bus()::isFree).count());
                    row++;
                } else {
                    nodes(node.behind(), column + 1);
                }
            }
        }
        if (!nodes.isEmpty()) {
            body.wire("M" + (LEFT + column * COLUMN) + " " + (firstRow * ROW + (column == 0 ? 0 : HEIGHT / 2)) + "V"
                    + (lastStart * ROW + HEIGHT / 2));
        }
    }

    private static boolean showsFreeSlots(Node node) {
        return node.bus() != null && node.bus().model().acceptsEndpoints() && node.bus().guestNumber().isPresent();
    }

    private void empty(int column, int slots) {
        int x = LEFT + column * COLUMN + 14;
        int y = row * ROW;
        body.wire("M" + (x - 14) + " " + (y + HEIGHT / 2) + "h14");
        body.rect(x, y + 8, slots == 1 ? 82 : 108, HEIGHT - 16, "#fff", "#9aa5b1", " stroke-dasharray='4 3'");
        body.text(x + 14, y + 25, "sub", slots == 1 ? "free slot" : slots + " free slots");
    }

    private void box(Node node, int column) {
        int x = LEFT + column * COLUMN + 14;
        int y = row * ROW;
        body.wire("M" + (x - 14) + " " + (y + HEIGHT / 2) + "h14");
        body.beginGroup(node.label() + " \u00b7 " + places(node) + line(node) + (node.problem() == null ? "" : " \u00b7 " + node.problem()));
        body.rect(x, y, BOX, HEIGHT, fill(node), isBad(node) ? RED : "#7b8794", (node.chosen() ? " stroke-dasharray='4 3'" : "")
                + (isBad(node) ? " stroke-width='3'" : ""));
        body.text(x + 10, y + 17, "name", SvgCanvas.fit(node.label(), 13, BOX - 16 - (node.isBootVga() ? 70 : 0) - (node.isVgpu() ? 42 : 0)));
        body.text(x + 10, y + 34, "at", places(node) + (node.bus() == null ? line(node) : ""));
        int at = x + BOX - 8;
        if (node.isBootVga()) {
            at = body.badge(at, y + 5, "BOOT VGA", isTurned(node) ? RED : "#2b6cb0");
        }
        if (node.isVgpu()) {
            body.badge(at, y + 5, "vGPU", "#7c3aed");
        }
        String problem = node.problem() != null ? node.problem() : !isTurned(node) ? null
                : node.isVgpu() ? "comes before the video" : "has to come before the vGPU";
        if (problem != null && node.behind().isEmpty()) {
            int beside = x + BOX + (showsFreeSlots(node) ? 170 : 8);
            body.text(beside, y + 25, "problem", "\u2717 " + problem);
            right = Math.max(right, beside + (int) SvgCanvas.width("\u2717 " + problem, 11));
        } else if (problem != null) {
            body.text(x + 2, y - 4, "problem", SvgCanvas.fit("\u2717 " + problem, 11, COLUMN));
        }
        body.endGroup();
    }

    private boolean isBad(Node node) {
        return node.problem() != null || isTurned(node);
    }

    /** Whether it is one of those whose order is wrong. */
    private boolean isTurned(Node node) {
        return !tree.isInOrder().orElse(true) && (tree.isVideo(node) || node.isVgpu() && tree.isBeforeVideo(node));
    }

    private static String places(Node node) {
        String guest = node.guest() == null ? "--:--.-" : node.guest().toString();
        String libvirt = node.address().toShortString();
        return guest + (guest.equals(libvirt) ? "" : " \u00b7 libvirt " + libvirt) + (node.chosen() ? " ~" : "") + bus(node);
    }

    private static String bus(Node node) {
        return node.bus() == null || node.bus().guestNumber().isEmpty() ? "" : String.format(" \u00b7 bus %02x%s \u2192",
                node.bus().guestNumber().getAsInt(), node.bus().guestNumber().getAsInt() == node.bus().index() ? ""
                        : String.format(" (%02x)", node.bus().index()));
    }

    private static String line(Node node) {
        return node.device().device() == null || node.device().device().sourceLocation() == null ? ""
                : " \u00b7 line " + node.device().device().sourceLocation().getLineNumber();
    }

    private String fill(Node node) {
        if (node.isVgpu()) {
            return colour("vGPU", "#ede4ff");
        } else if (node.device().origin() == PciDevice.Origin.CHIPSET) {
            return colour("chipset", "#f0f2f4");
        }
        return switch (node.device().kind()) {
            case "video" -> colour("video", "#dbeafe");
            case "interface" -> colour("network", "#d5f5f0");
            case "disk", "filesystem" -> colour("disk, controller", "#fdf0d5");
            case "controller" -> node.bus() != null ? colour("PCI bridge, port", "#d9dee4") : colour("disk, controller", "#fdf0d5");
            default -> colour("other", "#fbf7fa");
        };
    }

    private String colour(String meaning, String colour) {
        legend.put(meaning, colour);
        return colour;
    }
}
