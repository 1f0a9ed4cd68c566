package io.domainsmith.document;

/** Text to the characters that stand for it in XML, escaped as libvirt escapes it. */
final class Escape {

    private Escape() {
    }

    static String attribute(String value, char quote) {
        StringBuilder out = new StringBuilder(value.length() + 8);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\n' -> out.append("&#10;");
                case '\t' -> out.append("&#9;");
                case '\'' -> out.append(quote == c ? "&apos;" : "'");
                case '"' -> out.append(quote == c ? "&quot;" : "\"");
                default -> common(c, out);
            }
        }
        return out.toString();
    }

    static String text(String value) {
        StringBuilder out = new StringBuilder(value.length() + 8);
        for (int i = 0; i < value.length(); i++) {
            common(value.charAt(i), out);
        }
        return out.toString();
    }

    private static void common(char c, StringBuilder out) {
        switch (c) {
            case '&' -> out.append("&amp;");
            case '<' -> out.append("&lt;");
            case '>' -> out.append("&gt;");
            case '\r' -> out.append("&#13;");
            default -> out.append(c);
        }
    }
}
