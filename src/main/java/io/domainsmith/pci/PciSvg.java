package io.domainsmith.pci;

import io.domainsmith.pci.PciTree.Node;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Draws a {@link PciTree}: buses from left to right, devices from top to bottom in the order in which the guest finds them, the
 * verdict on video and vGPU above.
 *
 * @since 0.1
 */
public final class PciSvg {

    private static final int LEFT = 24;
    private static final int TOP = 176;
    private static final int BOX = 292;
    private static final int COLUMN = 344;
    private static final int ROW = 52;
    private static final int HEIGHT = 42;
    private static final String STYLE = """
            text{font-family:'DejaVu Sans',Verdana,sans-serif;fill:#1f2933}
            .title{font-size:20px;font-weight:bold}.sub{font-size:12px;fill:#52606d}
            .name{font-size:13px;font-weight:bold}.at{font-size:11px;font-family:'DejaVu Sans Mono',monospace;fill:#52606d}
            .tiny{font-size:9px;font-family:'DejaVu Sans Mono',monospace;fill:#52606d}
            .verdict{font-size:14px;font-weight:bold;fill:#fff}.badge{font-size:10px;font-weight:bold;fill:#fff}
            .wire{fill:none;stroke:#9aa5b1;stroke-width:2}
            .problem{font-size:11px;font-weight:bold;fill:#ba2525}
            """;

    private final PciTree tree;
    private final StringBuilder svg = new StringBuilder();
    private int row;
    private int depth;

    private PciSvg(PciTree tree) {
        this.tree = tree;
    }

    /**
     * The drawing: a self-contained SVG document, with no script, font or image from elsewhere.
     *
     * @param title what stands above it, such as the domain's name, or null
     */
    public static String of(PciTree tree, @Nullable String title) {
        return new PciSvg(tree).draw(title == null ? "PCI" : title);
    }

    private String draw(String title) {
        nodes(tree.nodes(), 0);
        if (!tree.lost().isEmpty()) {
            int y = TOP + row * ROW + 16;
            text(LEFT + 14, y, "problem", "not found by the guest");
            row++;
            nodes(tree.lost(), 0);
        }
        int columns = Math.max(depth + 1, 3);
        int width = LEFT * 2 + (columns - 1) * COLUMN + BOX + 14;
        int height = TOP + row * ROW + 56;
        StringBuilder document = new StringBuilder(String.format(Locale.ROOT, """
                <svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' viewBox='0 0 %d %d' role='img'>
                <title>PCI buses of %s as the guest finds them</title>
                <style>%s</style>
                <rect width='100%%' height='100%%' fill='#fff'/>
                """, width, height, width, height, escape(title), STYLE));
        String body = svg.toString();
        svg.setLength(0);
        head(title, width);
        int end = TOP + row * ROW + 12;
        text(LEFT, end + 18, "sub", "Numbers are the guest's; libvirt's follow, of a bus in brackets. Dashed: an address that libvirt will choose (~), or a free slot.");
        return document.append(svg).append(body).append("</svg>\n").toString();
    }

    private void head(String title, int width) {
        text(LEFT, 36, "title", title);
        text(LEFT, 56, "sub", "PCI buses as the guest finds them; bus 00 is " + tree.root().model().libvirtName());
        Boolean order = tree.isInOrder().orElse(null);
        String colour = order == null ? "#52606d" : order ? "#199473" : "#ba2525";
        svg.append(rect(LEFT, 70, width - 2 * LEFT, 32, colour, "none", "")).append('\n');
        text(LEFT + 12, 91, "verdict", (order == null ? "" : order ? "\u2713 " : "\u2717 ") + fit(tree.verdict(), (width - 2 * LEFT - 24) / 9));
        for (int slot = 0; slot <= 0x1f; slot++) {
            int x = LEFT + slot * 27;
            boolean taken = !tree.root().at(slot).isEmpty();
            List<Node> nodes = in(slot);
            Node first = nodes.isEmpty() ? null : nodes.get(0);
            boolean collides = nodes.stream().anyMatch(node -> node.problem() != null);
            svg.append(rect(x, 114, 24, 24, !taken ? "#fff" : first == null ? "#e4e7eb" : fill(first), collides ? "#ba2525"
                    : taken ? "#9aa5b1" : "#cbd2d9", taken ? "" : " stroke-dasharray='3 2'")).append('\n');
            text(x + 6, 130, "tiny", String.format("%02x", slot));
        }
        text(LEFT, 154, "sub", "slots of bus 00, of which " + IntStream.rangeClosed(0, 0x1f).filter(tree.root()::isFree).count() + " are free");
    }

    private List<Node> in(int slot) {
        return tree.nodes().stream().filter(node -> node.address().slot() == slot).toList();
    }

    /** Boxes of one bus, below each other; what is behind a bridge begins on the bridge's own row. */
    private void nodes(List<Node> nodes, int column) {
        depth = Math.max(depth, column);
        int firstRow = row;
        int lastStart = row;
        for (Node node : nodes) {
            lastStart = row;
            box(node, column);
            if (node.bus() == null || node.behind().isEmpty() && !node.bus().model().acceptsEndpoints()) {
                row++;
            } else {
                int x = LEFT + column * COLUMN + 14 + BOX;
                int y = TOP + row * ROW + HEIGHT / 2;
                svg.append("<path class='wire' d='M").append(x).append(' ').append(y).append("H").append(x + COLUMN - BOX - 14)
                        .append("'/>\n");
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
            int x = LEFT + column * COLUMN;
            svg.append("<path class='wire' d='M").append(x).append(' ').append(TOP + firstRow * ROW + (column == 0 ? 0 : HEIGHT / 2))
                    .append("V").append(TOP + lastStart * ROW + HEIGHT / 2).append("'/>\n");
        }
    }

    private void empty(int column, int slots) {
        int x = LEFT + column * COLUMN + 14;
        int y = TOP + row * ROW;
        svg.append("<path class='wire' d='M").append(x - 14).append(' ').append(y + HEIGHT / 2).append("h14'/>\n");
        svg.append(rect(x, y + 8, slots == 1 ? 82 : 108, HEIGHT - 16, "#fff", "#9aa5b1", " stroke-dasharray='4 3'")).append('\n');
        text(x + 14, y + 25, "sub", slots == 1 ? "free slot" : slots + " free slots");
    }

    private void box(Node node, int column) {
        int x = LEFT + column * COLUMN + 14;
        int y = TOP + row * ROW;
        boolean turned = !tree.isInOrder().orElse(true) && (node.isVgpu() || tree.isVideo(node));
        boolean bad = node.problem() != null || turned;
        svg.append("<path class='wire' d='M").append(x - 14).append(' ').append(y + HEIGHT / 2).append("h14'/>\n");
        svg.append(rect(x, y, BOX, HEIGHT, fill(node), bad ? "#ba2525" : "#7b8794", (node.chosen() ? " stroke-dasharray='4 3'" : "")
                + (bad ? " stroke-width='3'" : ""))).append('\n');
        text(x + 10, y + 17, "name", fit(node.label(), 35 - (node.isBootVga() ? 11 : 0) - (node.isVgpu() ? 8 : 0)));
        String guest = node.guest() == null ? "--:--.-" : node.guest().toString();
        String libvirt = node.address().toShortString();
        text(x + 10, y + 34, "at", guest + (guest.equals(libvirt) ? "" : " \u00b7 libvirt " + libvirt) + (node.chosen() ? " ~" : "") + bus(node)
                + line(node));
        int at = x + BOX - 8;
        if (node.isBootVga()) {
            at = badge(at, y + 5, "BOOT VGA", node.isVgpu() ? "#ba2525" : "#2b6cb0");
        }
        if (node.isVgpu()) {
            badge(at, y + 5, "vGPU", "#7c3aed");
        }
        String problem = node.problem() != null ? node.problem() : !turned ? null : node.isBootVga() ? "the firmware shows itself here, where "
                + "there is no picture yet" : tree.isVideo(node) ? "should come before the vGPU" : null;
        if (problem != null) {
            text(x + (column == 0 && node.bus() == null ? BOX + 8 : 10), y + (column == 0 && node.bus() == null ? 25 : -4), "problem",
                    "\u2717 " + fit(problem, column == 0 ? 60 : 38));
        }
    }

    private static String bus(Node node) {
        return node.bus() == null ? "" : node.bus().guestNumber().isEmpty() ? "" : String.format(" \u00b7 bus %02x%s \u2192",
                node.bus().guestNumber().getAsInt(), node.bus().guestNumber().getAsInt() == node.bus().index() ? ""
                        : String.format(" (%02x)", node.bus().index()));
    }

    private static String line(Node node) {
        return node.bus() != null || node.device().device() == null || node.device().device().sourceLocation() == null ? ""
                : " \u00b7 line " + node.device().device().sourceLocation().getLineNumber();
    }

    /** A coloured word, its right end at x; where the next one to the left may end. */
    private int badge(int x, int y, String word, String colour) {
        int width = word.length() * 7 + 10;
        svg.append(rect(x - width, y, width, 16, colour, "none", "")).append('\n');
        text(x - width + 5, y + 12, "badge", word);
        return x - width - 4;
    }

    private static String fill(Node node) {
        if (node.isVgpu()) {
            return "#ede4ff";
        } else if (node.device().origin() == PciDevice.Origin.CHIPSET) {
            return "#f0f2f4";
        }
        return switch (node.device().kind()) {
            case "video" -> "#dbeafe";
            case "interface" -> "#d5f5f0";
            case "disk", "filesystem" -> "#fdf0d5";
            case "controller" -> node.bus() != null ? "#e4e7eb" : "#fdf0d5";
            default -> "#f7f9fb";
        };
    }

    private void text(int x, int y, String style, String words) {
        svg.append("<text x='").append(x).append("' y='").append(y).append("' class='").append(style).append("'>").append(escape(words))
                .append("</text>\n");
    }

    private static String rect(int x, int y, int width, int height, String fill, String stroke, String more) {
        return String.format(Locale.ROOT, "<rect x='%d' y='%d' width='%d' height='%d' rx='4' fill='%s' stroke='%s'%s/>", x, y, width,
                height, fill, stroke, more);
    }

    private static String fit(String words, int most) {
        return words.length() <= most ? words : words.substring(0, most - 1) + "\u2026";
    }

    private static String escape(String words) {
        StringBuilder text = new StringBuilder();
        words.codePoints().forEach(one -> {
            switch (one) {
                case '<' -> text.append("&lt;");
                case '&' -> text.append("&amp;");
                case '\'' -> text.append("&#39;");
                default -> text.appendCodePoint(one);
            }
        });
        return text.toString();
    }
}
