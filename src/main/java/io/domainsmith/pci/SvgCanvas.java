package io.domainsmith.pci;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The few shapes and texts that drawings here are made of. */
final class SvgCanvas {

    static final String STYLE = """
            text{font-family:'DejaVu Sans',Verdana,sans-serif;fill:#1f2933}
            .title{font-size:20px;font-weight:bold}.sub{font-size:12px;fill:#52606d}
            .name{font-size:13px;font-weight:bold}.at{font-size:11px;font-family:'DejaVu Sans Mono',monospace;fill:#52606d}
            .tiny{font-size:9px;font-family:'DejaVu Sans Mono',monospace;fill:#52606d}
            .verdict{font-size:14px;font-weight:bold;fill:#fff}.badge{font-size:10px;font-weight:bold;fill:#fff}
            .wire{fill:none;stroke:#9aa5b1;stroke-width:2}
            .problem{font-size:11px;font-weight:bold;fill:#ba2525}
            """;

    private final StringBuilder svg = new StringBuilder();

    void text(int x, int y, String style, String words) {
        svg.append("<text x='").append(x).append("' y='").append(y).append("' class='").append(style).append("'>").append(escape(words))
                .append("</text>\n");
    }

    void rect(int x, int y, int width, int height, String fill, String stroke, String more) {
        svg.append(String.format(Locale.ROOT, "<rect x='%d' y='%d' width='%d' height='%d' rx='4' fill='%s' stroke='%s'%s/>\n", x, y, width,
                height, fill, stroke, more));
    }

    void wire(String path) {
        svg.append("<path class='wire' d='").append(path).append("'/>\n");
    }

    /** A coloured word, its right end at x; where the next one to the left may end. */
    int badge(int x, int y, String word, String colour) {
        int width = word.length() * 7 + 10;
        rect(x - width, y, width, 16, colour, "none", "");
        text(x - width + 5, y + 12, "badge", word);
        return x - width - 4;
    }

    /** Begins a group that a reader's pointer explains. */
    void beginGroup(String explanation) {
        svg.append("<g><title>").append(escape(explanation)).append("</title>\n");
    }

    void endGroup() {
        svg.append("</g>\n");
    }

    /** All that another one drew, so much further down. */
    void add(SvgCanvas other, int down) {
        svg.append("<g transform='translate(0 ").append(down).append(")'>\n").append(other.svg).append("</g>\n");
    }

    /** The document. */
    String document(String title, int width, int height) {
        return String.format(Locale.ROOT, """
                <svg xmlns='http://www.w3.org/2000/svg' width='%d' height='%d' viewBox='0 0 %d %d' role='img'>
                <title>%s</title>
                <style>%s</style>
                <rect width='100%%' height='100%%' fill='#fff'/>
                """, width, height, width, height, escape(title), STYLE) + svg + "</svg>\n";
    }

    /** As much of the words as has room, with an ellipsis where some of them have none. */
    static String fit(String words, double size, double room) {
        if (width(words, size) <= room) {
            return words;
        }
        StringBuilder kept = new StringBuilder();
        for (int one : words.codePoints().toArray()) {
            if (width(kept.toString() + Character.toString(one) + "\u2026", size) > room) {
                break;
            }
            kept.appendCodePoint(one);
        }
        return kept.toString().stripTrailing() + "\u2026";
    }

    /** The words in lines that have room, broken at blanks. */
    static List<String> wrap(String words, double size, double room) {
        List<String> lines = new ArrayList<>();
        String line = "";
        for (String word : words.split(" ")) {
            String longer = line.isEmpty() ? word : line + " " + word;
            if (!line.isEmpty() && width(longer, size) > room) {
                lines.add(line);
                longer = word;
            }
            line = longer;
        }
        lines.add(line);
        return lines;
    }

    /** How wide bold words are at most, in a font as wide as DejaVu Sans or Verdana. */
    static double width(String words, double size) {
        return size * words.codePoints().mapToDouble(SvgCanvas::width).sum();
    }

    private static double width(int one) {
        if (one > 0x2e7f) {
            return 1.1;
        } else if (" .,:;|'!ijlI/()-".indexOf(one) >= 0) {
            return 0.46;
        } else if ("mwMW@%".indexOf(one) >= 0) {
            return 1.1;
        }
        return one > 0x7f || Character.isUpperCase(one) ? 0.83 : 0.71;
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
