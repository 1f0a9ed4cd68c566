package io.domainsmith.document;

import java.util.Arrays;

/** Offsets to lines and columns and back; a line ends at {@code \n}, {@code \r\n} or a lone {@code \r}. */
final class LineMap {

    private final int[] starts;

    LineMap(String text) {
        int ends = 0;
        for (int i = 0, n = text.length(); i < n; i++) {
            ends += isLineEnd(text, i) ? 1 : 0;
        }
        // counted first: a document may be of nothing else
        starts = new int[ends + 1];
        for (int i = 0, line = 1; line <= ends; i++) {
            if (isLineEnd(text, i)) {
                starts[line++] = i + 1;
            }
        }
    }

    private static boolean isLineEnd(String text, int at) {
        char c = text.charAt(at);
        return c == '\n' || c == '\r' && (at + 1 == text.length() || text.charAt(at + 1) != '\n');
    }

    int line(int offset) {
        int at = Arrays.binarySearch(starts, offset);
        return at >= 0 ? at + 1 : -at - 1;
    }

    int column(int offset) {
        return offset - starts[line(offset) - 1] + 1;
    }
}
